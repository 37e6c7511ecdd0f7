//! The three functions in this process, over a table of many numbers.

use std::{sync::Arc, time::Instant};

use aws_config::SdkConfig;
use aws_sdk_dynamodb::types::AttributeValue;
use capability_token::CapabilityToken;
use incoming_twiml::IncomingTwiml;
use outgoing_twiml::OutgoingTwiml;
use serde_json::Value;
use switchboard::{
    directory::{Cached, DynamoDbDirectory},
    pairing_key::PairingKeyHash,
};
use switchboard_lambda::settings::Settings;
use switchboard_tests::{
    dynamodb::{DynamoDb, TABLE},
    effort::effort,
    events::raw,
};

use crate::question::{About, Question};

pub(crate) const ACCOUNT_SID: &str = "AC0123456789abcdef0123456789abcdef";
pub(crate) const APP_SID: &str = "AP0123456789abcdef0123456789abcdef";

/// The pairing key that every number has.
pub(crate) const PAIRING_KEY: &str = "correct horse";

/// An API key and the one that replaces it: SIDs and secrets.
pub(crate) const API_KEYS: [(&str, &str); 2] = [
    ("SK00000000000000000000000000000001", "planted-first-api-key-secret"),
    ("SK00000000000000000000000000000002", "planted-second-api-key-secret"),
];

/// How many numbers are registered: more than a webhook's cache may keep, and at full length so many that one which kept
/// them all would be noticed. A prime, so that a question of any kind comes to be asked about each.
pub(crate) fn registered() -> usize {
    effort(5003, 99_991)
}

/// The number on that line of the table; those from [`registered`] on are not in it.
pub(crate) fn phone_number(line: usize) -> String {
    format!("+8150{line:08}")
}

/// The client that [`phone_number`] rings.
pub(crate) fn client_name(line: usize) -> String {
    format!("DeviceId_{line:05}")
}

/// A running DynamoDB server in which every number is registered to a client of its own.
pub(crate) async fn table() -> DynamoDb {
    let dynamodb = DynamoDb::start().await;
    let hash = PairingKeyHash::of(PAIRING_KEY).to_string();
    let entry = |line| {
        let attributes = [
            ("phone_number", phone_number(line)),
            ("client_name", client_name(line)),
            ("pairing_key_sha256", hash.clone()),
        ];
        attributes.map(|(name, value)| (name.to_owned(), AttributeValue::S(value))).into()
    };
    dynamodb.put_all((0..registered()).map(entry)).await;
    dynamodb
}

/// The three functions, each with a client of the table's its own, as after a start.
pub(crate) struct Functions {
    incoming: IncomingTwiml,
    outgoing: OutgoingTwiml,
    token: CapabilityToken,
}

impl Functions {
    /// Returns the functions with those settings, and the table at the endpoint of `table`.
    pub(crate) fn new(table: &SdkConfig, webhooks: &Settings, tokens: &Settings) -> Self {
        let directory = || DynamoDbDirectory::new(table, TABLE.to_owned());
        let cached = || Arc::new(Cached::new(directory(), Instant::now));
        Self {
            incoming: IncomingTwiml::new(webhooks, cached()).unwrap(),
            outgoing: OutgoingTwiml::new(webhooks, cached()).unwrap(),
            token: CapabilityToken::new(tokens, Arc::new(directory())).unwrap(),
        }
    }

    /// What the function that `question` is for answers to its event.
    pub(crate) async fn answer(&self, question: &Question, event: &Value) -> Value {
        let event = raw(event);
        let reply = match question.about {
            About::Incoming | About::Unregistered | About::Strangers => {
                incoming_twiml::handle(&self.incoming, &event).await
            }
            About::Outgoing | About::SomebodyElses => outgoing_twiml::handle(&self.outgoing, &event).await,
            About::Token | About::WrongKey | About::NotJson => {
                capability_token::handle(&self.token, &event).await
            }
        };
        serde_json::to_value(reply).unwrap()
    }
}
