//! A DynamoDB of a test's own: a server that speaks the real protocol, with one empty table.

use std::{
    collections::{HashMap, HashSet},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_dynamodb::{
    Client,
    types::{
        AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, PutRequest,
        ScalarAttributeType, WriteRequest,
    },
};

use crate::tools;

/// The table's name.
pub const TABLE: &str = "switchboard-numbers";

/// The table's key.
const KEY: &str = "phone_number";

/// The most items that are written together:
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html>.
const MAX_BATCH: usize = 25;

/// How long the server may take to listen. It takes a few milliseconds, on a busy machine many times that.
const READY_WITHIN: Duration = Duration::from_secs(10);

/// A running server, with the table [`TABLE`] in memory. It ends when this is dropped.
pub struct DynamoDb {
    _process: Process,
    address: SocketAddr,
    client: Client,
}

impl DynamoDb {
    /// Starts a server and creates the table as `template.yaml` does.
    pub async fn start() -> Self {
        let (process, address) = listening();
        let client = Client::new(&sdk_config(&format!("http://{address}")));
        client
            .create_table()
            .table_name(TABLE)
            .billing_mode(BillingMode::PayPerRequest)
            .attribute_definitions(
                AttributeDefinition::builder()
                    .attribute_name(KEY)
                    .attribute_type(ScalarAttributeType::S)
                    .build()
                    .expect("a name and a type are all that a definition needs"),
            )
            .key_schema(
                KeySchemaElement::builder()
                    .attribute_name(KEY)
                    .key_type(KeyType::Hash)
                    .build()
                    .expect("a name and a type are all that a key needs"),
            )
            .send()
            .await
            .expect("a new server has no table yet");
        Self { _process: process, address, client }
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The SDK's configuration for this server.
    pub fn sdk_config(&self) -> SdkConfig {
        sdk_config(&format!("http://{}", self.address))
    }

    /// Puts an item with these attributes, in the place of the one with the same key.
    pub async fn put(&self, attributes: impl IntoIterator<Item = (String, AttributeValue)>) {
        self.client
            .put_item()
            .table_name(TABLE)
            .set_item(Some(attributes.into_iter().collect()))
            .send()
            .await
            .expect("the table takes every item with its key");
    }

    /// Puts many items, none of which has another's key. No more than a batch of them is in memory at a time, for those who
    /// measure it.
    pub async fn put_all(&self, items: impl IntoIterator<Item = HashMap<String, AttributeValue>>) {
        let mut requests = items.into_iter().map(put_request);
        loop {
            let batch: Vec<_> = requests.by_ref().take(MAX_BATCH).collect();
            if batch.is_empty() {
                return;
            }
            let written = self.client.batch_write_item().request_items(TABLE, batch).send().await;
            let left = written.expect("the table takes every item with its key").unprocessed_items;
            assert!(left.is_none_or(|left| left.is_empty()), "nothing limits what this server writes");
        }
    }

    /// The keys of all items.
    pub async fn keys(&self) -> HashSet<String> {
        let mut pages = self.client.scan().table_name(TABLE).into_paginator().send();
        let mut keys = HashSet::new();
        while let Some(page) = pages.next().await {
            let items = page.expect("the table can be read").items.unwrap_or_default();
            keys.extend(items.iter().filter_map(|item| item.get(KEY)?.as_s().ok().cloned()));
        }
        keys
    }

    /// Removes every item.
    pub async fn clear(&self) {
        let items = self.client.scan().table_name(TABLE).send().await.expect("the table can be read").items;
        for mut item in items.unwrap_or_default() {
            self.client
                .delete_item()
                .table_name(TABLE)
                .set_key(item.remove(KEY).map(|key| [(KEY.to_owned(), key)].into()))
                .send()
                .await
                .expect("an item that was found can be removed");
        }
    }
}

/// The SDK's configuration for whatever speaks DynamoDB's protocol at `endpoint`, with credentials that open nothing.
pub fn sdk_config(endpoint: &str) -> SdkConfig {
    let credentials = Credentials::new("AKIDEXAMPLE", "made-up", None, None, "tests");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("ap-northeast-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint)
        .build()
}

fn put_request(item: HashMap<String, AttributeValue>) -> WriteRequest {
    let put = PutRequest::builder().set_item(Some(item)).build().expect("an item is all that it needs");
    WriteRequest::builder().put_request(put).build()
}

/// A server process that ends with its owner, even when the owner panics before the server is ready.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // Either fails only for a process that has ended, and then there is nothing left to do.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the server and waits until it listens. The server takes no port 0, and the port found free may be taken by
/// somebody else before the server has it: then it ends, and another port is tried.
fn listening() -> (Process, SocketAddr) {
    let deadline = Instant::now() + READY_WITHIN;
    while Instant::now() < deadline {
        let address = free_address();
        let mut process = serve(address);
        while Instant::now() < deadline && process.0.try_wait().is_ok_and(|ended| ended.is_none()) {
            if TcpStream::connect(address).is_ok() {
                return (process, address);
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
    panic!("the DynamoDB server does not listen after {READY_WITHIN:?}");
}

/// Without a path, the database is in memory.
fn serve(address: SocketAddr) -> Process {
    let process = Command::new(tools::dynoxide())
        .args(["serve", "--log", "quiet", "--port", &address.port().to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the DynamoDB server is an executable");
    Process(process)
}

fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .expect("the system has a free port")
}
