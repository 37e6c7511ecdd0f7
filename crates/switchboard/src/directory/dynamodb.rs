//! A directory in a DynamoDB table.

mod retry;

use std::{collections::HashMap, time::Duration};

use aws_config::{SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_dynamodb::{
    Client as DynamoDb, operation::get_item::builders::GetItemFluentBuilder, types::AttributeValue,
};

use super::{Client, Directory, DirectoryError, LookUp, MalformedEntry, attribute};
use crate::phone_number::PhoneNumber;

/// A key that no number can have: reading it opens a connection and finds nothing.
const WARM_UP_KEY: &str = "warm-up";

/// A table whose key is `phone_number` (S, E.164), with the attributes `client_name` (S) and, where the number has a
/// pairing key, `pairing_key_sha256` (S, 64 hexadecimal digits).
///
/// A look-up ends within 1.5 s: Twilio must learn of a failure while its caller still waits, and a throttled or lost
/// request deserves a second attempt within that time.
pub struct DynamoDbDirectory {
    dynamodb: DynamoDb,
    table: String,
}

impl DynamoDbDirectory {
    /// Returns the directory in `table`, reached with the region, endpoint and credentials of `sdk_config`.
    pub fn new(sdk_config: &SdkConfig, table: String) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_millis(500))
            .operation_attempt_timeout(Duration::from_millis(500))
            .operation_timeout(Duration::from_millis(1500))
            .build();
        let config = aws_sdk_dynamodb::config::Builder::from(sdk_config).timeout_config(timeouts);
        Self { dynamodb: DynamoDb::from_conf(retry::try_again(config).build()), table }
    }

    /// Opens the connection that the first look-up will use, so that no caller waits for name service and TLS. Tries once,
    /// for half a second at most: while a function starts, somebody may be waiting already.
    ///
    /// # Errors
    ///
    /// [`DirectoryError::Unreachable`]; the next look-up tries anew.
    pub async fn warm_up(&self) -> Result<(), DirectoryError> {
        let once = aws_sdk_dynamodb::config::Builder::new()
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::builder().operation_timeout(Duration::from_millis(500)).build());
        let sent = self.get_item(WARM_UP_KEY).customize().config_override(once).send().await;
        sent.map(drop).map_err(|error| DirectoryError::Unreachable(Box::new(error)))
    }

    /// The request for the item with that key. A strongly consistent read costs a second half unit and finds a number that
    /// was registered a moment ago.
    fn get_item(&self, key: &str) -> GetItemFluentBuilder {
        self.dynamodb
            .get_item()
            .table_name(&self.table)
            .key(attribute::PHONE_NUMBER, AttributeValue::S(key.to_owned()))
            .consistent_read(true)
    }
}

impl Directory for DynamoDbDirectory {
    fn client_for<'a>(&'a self, number: &'a PhoneNumber) -> LookUp<'a> {
        Box::pin(async move {
            let found = self.get_item(number.e164()).send().await;
            let found = found.map_err(|error| DirectoryError::Unreachable(Box::new(error)))?;
            Ok(found.item.as_ref().map(client_of).transpose()?)
        })
    }
}

fn client_of(item: &HashMap<String, AttributeValue>) -> Result<Client, MalformedEntry> {
    let name =
        string(item, attribute::CLIENT_NAME)?.ok_or(MalformedEntry::NotAString(attribute::CLIENT_NAME))?;
    Client::parse(name, string(item, attribute::PAIRING_KEY_SHA256)?)
}

fn string<'a>(
    item: &'a HashMap<String, AttributeValue>,
    attribute: &'static str,
) -> Result<Option<&'a str>, MalformedEntry> {
    item.get(attribute)
        .map(|value| value.as_s().map(String::as_str).map_err(|_| MalformedEntry::NotAString(attribute)))
        .transpose()
}
