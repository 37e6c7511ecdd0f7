//! A DynamoDB of a test's own: a server that speaks the real protocol, with one empty table.

use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
    process::Command,
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

use crate::{server::Server, tools};

/// The table's name.
pub const TABLE: &str = "switchboard-numbers";

/// The table's key.
const KEY: &str = "phone_number";

/// The most items that are written together:
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html>.
const MAX_BATCH: usize = 25;

/// A running server, with the table [`TABLE`] in memory. It ends when this is dropped.
pub struct DynamoDb {
    server: Server,
    client: Client,
}

impl DynamoDb {
    /// Starts a server and creates the table as `template.yaml` does.
    pub async fn start() -> Self {
        let server = serve();
        let client = Client::new(&sdk_config(&format!("http://{}", server.address())));
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
        Self { server, client }
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The SDK's configuration for this server.
    pub fn sdk_config(&self) -> SdkConfig {
        sdk_config(&format!("http://{}", self.address()))
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

/// Without a path, the database is in memory.
fn serve() -> Server {
    Server::start(|address| {
        let mut dynoxide = Command::new(tools::dynoxide());
        dynoxide.args(["serve", "--log", "quiet", "--port", &address.port().to_string()]);
        dynoxide
    })
}
