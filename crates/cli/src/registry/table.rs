//! A directory in a DynamoDB table.

use std::{
    collections::{HashMap, HashSet},
    error::Error,
    time::Duration,
};

use aws_config::{BehaviorVersion, SdkConfig, timeout::TimeoutConfig};
use aws_sdk_dynamodb::{
    Client as DynamoDb,
    config::{Credentials, Region, SharedCredentialsProvider},
    error::{ProvideErrorMetadata, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
    types::{AttributeValue, Put, ReturnValue, TransactWriteItem},
};
use switchboard::{
    client_name::ClientName,
    directory::{
        Client, MalformedEntry,
        attribute::{CLIENT_NAME, PAIRING_KEY_SHA256, PHONE_NUMBER},
    },
    pairing_key::PairingKeyHash,
    phone_number::{InvalidPhoneNumber, PhoneNumber},
};

use super::{Entry, Registry, RegistryError};
use crate::aws::{self, reason};

/// How many items [one transaction](https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html)
/// may write.
const TRANSACTION_ITEMS: usize = 100;

/// How long one attempt of a request may take, of which the SDK makes three. A group of a hundred takes a fraction of a second.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(5);

const IS_NEW: &str = "attribute_not_exists(phone_number)";
const IS_THERE: &str = "attribute_exists(phone_number)";

type Item = HashMap<String, AttributeValue>;

/// The table of that name. Two who write at once cannot undo each other's work, since every write has a condition.
pub(crate) struct TableRegistry {
    dynamodb: DynamoDb,
    table: String,
}

impl TableRegistry {
    /// Returns the registry in `table`, at AWS or at a server on this machine.
    pub(crate) async fn open(table: String, endpoint_url: Option<&str>) -> Self {
        let sdk_config = match endpoint_url {
            Some(endpoint_url) => local_sdk_config(endpoint_url),
            None => aws::sdk_config(None).await,
        };
        Self::at(&sdk_config, table)
    }

    /// Returns the registry in `table`, with the region and credentials of `sdk_config`.
    pub(crate) fn at(sdk_config: &SdkConfig, table: String) -> Self {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT_TIMEOUT).build();
        let config = aws_sdk_dynamodb::config::Builder::from(sdk_config).timeout_config(timeouts).build();
        Self { dynamodb: DynamoDb::from_conf(config), table }
    }

    /// Returns the entry of `number`, if it has one.
    pub(crate) async fn find(&self, number: &PhoneNumber) -> Result<Option<Entry>, TableError> {
        let get = self.dynamodb.get_item().table_name(&self.table).key(PHONE_NUMBER, string(number.e164()));
        let found = get.consistent_read(true).send().await.map_err(|error| self.unusable(&error))?;
        found.item.as_ref().map(entry_of).transpose()
    }

    /// Returns some of the entries, `limit` at most, each as far as it makes sense: a look at a table that may be long.
    pub(crate) async fn some(&self, limit: i32) -> Result<Vec<Result<Entry, TableError>>, TableError> {
        let scan = self.dynamodb.scan().table_name(&self.table).limit(limit);
        let page = scan.send().await.map_err(|error| self.unusable(&error))?;
        Ok(page.items.unwrap_or_default().iter().map(entry_of).collect())
    }

    /// These attributes of every item.
    async fn scan(&self, attributes: &[&str]) -> Result<Vec<Item>, TableError> {
        let mut pages = self
            .dynamodb
            .scan()
            .table_name(&self.table)
            .consistent_read(true)
            .projection_expression(attributes.join(", "))
            .into_paginator()
            .send();
        let mut items = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| self.unusable(&error))?;
            items.extend(page.items.unwrap_or_default());
        }
        Ok(items)
    }

    /// Refuses `entries` when one of their numbers is registered, here or earlier among them.
    async fn require_new(&self, entries: &[Entry]) -> Result<(), RegistryError> {
        let items = self.scan(&[PHONE_NUMBER]).await?;
        let numbers = items.into_iter().filter_map(|mut item| item.remove(PHONE_NUMBER));
        let mut registered: HashSet<String> =
            numbers.filter_map(|number| number.as_s().cloned().ok()).collect();
        match entries.iter().find(|entry| !registered.insert(entry.number.e164().to_owned())) {
            Some(twice) => Err(RegistryError::AlreadyRegistered(twice.number.clone())),
            None => Ok(()),
        }
    }

    /// Writes all of `entries`, which are at most [`TRANSACTION_ITEMS`], or none of them.
    ///
    /// One entry alone is a transaction too: it has a token by which the second attempt of a request whose answer was lost
    /// is known, while a put would find its own item registered already.
    async fn write_group(&self, entries: &[Entry]) -> Result<(), GroupError> {
        let puts = entries.iter().map(|entry| {
            let put = Put::builder()
                .table_name(&self.table)
                .set_item(Some(item_of(entry)))
                .condition_expression(IS_NEW)
                .build()
                .expect("a table and an item are all that a put needs");
            TransactWriteItem::builder().put(put).build()
        });
        let sent = self.dynamodb.transact_write_items().set_transact_items(Some(puts.collect())).send().await;
        sent.map(drop).map_err(|error| self.group_error(entries, &error))
    }

    fn group_error(&self, entries: &[Entry], error: &SdkError<TransactWriteItemsError>) -> GroupError {
        let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error()
        else {
            let refused = error.raw_response().is_some_and(|response| response.status().is_client_error());
            return GroupError { cause: self.unusable(error).into(), may_be_written: !refused };
        };
        let failed = |code: Option<&str>| code == Some("ConditionalCheckFailed");
        let twice = cancelled.cancellation_reasons().iter().position(|reason| failed(reason.code()));
        let cause = match twice.and_then(|index| entries.get(index)) {
            Some(twice) => RegistryError::AlreadyRegistered(twice.number.clone()),
            None => self.unusable(error).into(),
        };
        GroupError { cause, may_be_written: false }
    }

    /// Removes those of `entries` that are still as they were written, and returns the numbers of which that is not known:
    /// when the table fails once more, it is not asked for each of them.
    async fn undo(&self, entries: &[Entry]) -> Vec<String> {
        for (index, entry) in entries.iter().enumerate() {
            if self.remove_unchanged(entry).await.is_err() {
                return entries[index..].iter().map(|entry| entry.number.e164().to_owned()).collect();
            }
        }
        Vec::new()
    }

    /// Removes the item if it is the one that `entry` wrote. One that is gone, or that somebody changed, is not ours.
    async fn remove_unchanged(&self, entry: &Entry) -> Result<(), TableError> {
        let delete = self
            .dynamodb
            .delete_item()
            .table_name(&self.table)
            .key(PHONE_NUMBER, string(entry.number.e164()))
            .expression_attribute_values(":name", string(entry.client.name.as_str()));
        let delete = match &entry.client.pairing_key {
            Some(key) => delete
                .condition_expression("client_name = :name AND pairing_key_sha256 = :key")
                .expression_attribute_values(":key", string(&key.to_string())),
            None => delete
                .condition_expression("client_name = :name AND attribute_not_exists(pairing_key_sha256)"),
        };
        match delete.send().await {
            Ok(_) => Ok(()),
            Err(error) if is_conditional(&error) => Ok(()),
            Err(error) => Err(self.unusable(&error)),
        }
    }

    /// What to say of a request that failed for another reason than its condition.
    fn unusable<E>(&self, error: &SdkError<E>) -> TableError
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        TableError::Unusable { table: self.table.clone(), reason: reason(error) }
    }
}

impl Registry for TableRegistry {
    async fn entries(&self) -> Result<Vec<Entry>, RegistryError> {
        let items = self.scan(&[PHONE_NUMBER, CLIENT_NAME, PAIRING_KEY_SHA256]).await?;
        let mut entries = items.iter().map(entry_of).collect::<Result<Vec<_>, _>>()?;
        entries.sort_by(|entry, other| entry.number.e164().cmp(other.number.e164()));
        Ok(entries)
    }

    async fn add(&self, entries: &[Entry]) -> Result<(), RegistryError> {
        if entries.len() > 1 {
            self.require_new(entries).await?;
        }
        let mut written = 0;
        for group in entries.chunks(TRANSACTION_ITEMS) {
            if let Err(GroupError { cause, may_be_written }) = self.write_group(group).await {
                let reach = if may_be_written { written + group.len() } else { written };
                let remaining = self.undo(&entries[..reach]).await;
                return Err(match (written, remaining.is_empty()) {
                    (0, true) => cause,
                    (_, true) => TableError::Undone { cause: Box::new(cause), written }.into(),
                    (_, false) => TableError::HalfWritten { cause: Box::new(cause), remaining }.into(),
                });
            }
            written += group.len();
        }
        Ok(())
    }

    async fn remove(&self, number: &PhoneNumber) -> Result<(), RegistryError> {
        let delete = self.dynamodb.delete_item().table_name(&self.table);
        let delete = delete.key(PHONE_NUMBER, string(number.e164())).condition_expression(IS_THERE);
        match delete.send().await {
            Ok(_) => Ok(()),
            Err(error) if is_conditional(&error) => Err(RegistryError::NotRegistered(number.clone())),
            Err(error) => Err(self.unusable(&error).into()),
        }
    }

    async fn rekey(&self, number: &PhoneNumber, key: &PairingKeyHash) -> Result<ClientName, RegistryError> {
        let update = self
            .dynamodb
            .update_item()
            .table_name(&self.table)
            .key(PHONE_NUMBER, string(number.e164()))
            .condition_expression(IS_THERE)
            .update_expression("SET pairing_key_sha256 = :key")
            .expression_attribute_values(":key", string(&key.to_string()))
            .return_values(ReturnValue::AllNew);
        match update.send().await {
            Ok(updated) => Ok(entry_of(&updated.attributes.unwrap_or_default())?.client.name),
            Err(error) if is_conditional(&error) => Err(RegistryError::NotRegistered(number.clone())),
            Err(error) => Err(self.unusable(&error).into()),
        }
    }
}

/// Why a group was not written.
struct GroupError {
    cause: RegistryError,
    /// Whether it may have been written all the same: nothing was heard of it.
    may_be_written: bool,
}

/// A server on this machine asks for a region and credentials, as the protocol has them, and keeps a table for each pair:
/// these are the ones of `cargo local`.
fn local_sdk_config(endpoint_url: &str) -> SdkConfig {
    let credentials = Credentials::new("local", "local", None, None, "made up for a local table");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint_url)
        .build()
}

fn string(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn item_of(entry: &Entry) -> Item {
    let key = entry.client.pairing_key.as_ref().map(|key| (PAIRING_KEY_SHA256, key.to_string()));
    let values = [
        (PHONE_NUMBER, entry.number.e164().to_owned()),
        (CLIENT_NAME, entry.client.name.as_str().to_owned()),
    ];
    values.into_iter().chain(key).map(|(name, value)| (name.to_owned(), string(&value))).collect()
}

fn entry_of(item: &Item) -> Result<Entry, TableError> {
    let written = text(item, PHONE_NUMBER).ok().flatten().unwrap_or_default();
    let malformed = |cause: MalformedEntry| TableError::Malformed { number: written.to_owned(), cause };
    let number = PhoneNumber::parse(written)
        .map_err(|cause| TableError::MalformedKey { key: written.to_owned(), cause })?;
    let name = text(item, CLIENT_NAME).and_then(|name| name.ok_or(MalformedEntry::NotAString(CLIENT_NAME)));
    let key = text(item, PAIRING_KEY_SHA256).map_err(malformed)?;
    let client = Client::parse(name.map_err(malformed)?, key).map_err(malformed)?;
    Ok(Entry { number, client })
}

fn text<'a>(item: &'a Item, attribute: &'static str) -> Result<Option<&'a str>, MalformedEntry> {
    let value = item.get(attribute).map(|value| value.as_s().map(String::as_str));
    value.transpose().map_err(|_| MalformedEntry::NotAString(attribute))
}

fn is_conditional<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    error.code() == Some("ConditionalCheckFailedException")
}

/// Why a table was not read or changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TableError {
    #[error(
        "the table {table} cannot be used ({reason}); check its name, --endpoint-url, and AWS's region and credentials"
    )]
    Unusable { table: String, reason: String },
    #[error("the entry of {number} is malformed: {cause}")]
    Malformed { number: String, cause: MalformedEntry },
    #[error("the table has an entry of {key:?}, which nobody can call: {cause}")]
    MalformedKey { key: String, cause: InvalidPhoneNumber },
    #[error("{cause}; nothing is added: the {written} numbers that had been written were removed again")]
    Undone { cause: Box<RegistryError>, written: usize },
    #[error("{cause}; these may have been written, and could not be removed again: {}", remaining.join(" "))]
    HalfWritten { cause: Box<RegistryError>, remaining: Vec<String> },
}
