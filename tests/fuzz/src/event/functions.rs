//! The three functions, started once, with a directory in memory.

use std::sync::{Arc, LazyLock};

use capability_token::CapabilityToken;
use incoming_twiml::IncomingTwiml;
use outgoing_twiml::OutgoingTwiml;
use serde_json::Value;
use switchboard::{
    directory::{Client, Directory, LookUp},
    phone_number::PhoneNumber,
};
use switchboard_lambda::{RawValue, event::Reply, settings::Settings};

use crate::{at_once::at_once, signature_url::AUTH_TOKEN};

/// A number that is registered.
pub(super) struct Registered {
    pub(super) number: &'static str,
    pub(super) client: &'static str,
    pub(super) pairing_key: Option<&'static str>,
}

const DIRECTORY: [Registered; 2] = [
    Registered { number: "+815031234567", client: "DeviceId_0001", pairing_key: None },
    Registered { number: "+815031234568", client: "DeviceId_0002", pairing_key: Some("correct horse") },
];

/// The SHA-256 of the one pairing key, by coreutils' `sha256sum`.
const PAIRING_KEY_SHA256: &str = "4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631";

/// Whose number `text` is, by its digits.
pub(super) fn registered(text: &str) -> Option<&'static Registered> {
    let digits: String = text.chars().filter(|character| !matches!(character, '-' | ' ')).collect();
    DIRECTORY.iter().find(|registered| registered.number == digits)
}

struct InMemory;

impl Directory for InMemory {
    fn client_for<'a>(&'a self, number: &'a PhoneNumber) -> LookUp<'a> {
        let client = registered(number.e164()).map(|registered| {
            Client::parse(registered.client, registered.pairing_key.map(|_| PAIRING_KEY_SHA256))
        });
        Box::pin(std::future::ready(client.transpose().map_err(Into::into)))
    }
}

/// The two functions that Twilio calls.
pub(super) struct Webhooks {
    pub(super) accept_unsigned: bool,
    incoming: IncomingTwiml,
    outgoing: OutgoingTwiml,
}

impl Webhooks {
    /// What `incoming-twiml` answers.
    pub(super) fn incoming(&self, event: &RawValue) -> Value {
        json(&at_once(incoming_twiml::handle(&self.incoming, event)))
    }

    /// What `outgoing-twiml` answers.
    pub(super) fn outgoing(&self, event: &RawValue) -> Value {
        json(&at_once(outgoing_twiml::handle(&self.outgoing, event)))
    }
}

/// All three.
pub(super) struct Functions {
    capability_token: CapabilityToken,
    /// As deployed, and as they are on one machine.
    pub(super) webhooks: [Webhooks; 2],
}

impl Functions {
    /// What `capability-token` answers.
    pub(super) fn capability_token(&self, event: &RawValue) -> Value {
        json(&at_once(capability_token::handle(&self.capability_token, event)))
    }
}

pub(super) static FUNCTIONS: LazyLock<Functions> = LazyLock::new(|| {
    let webhooks = |accept_unsigned: bool| {
        let settings = settings().with("ACCEPT_UNSIGNED_WEBHOOKS", accept_unsigned.to_string());
        Webhooks {
            accept_unsigned,
            incoming: IncomingTwiml::new(&settings, Arc::new(InMemory)).expect("the settings are complete"),
            outgoing: OutgoingTwiml::new(&settings, Arc::new(InMemory)).expect("the settings are complete"),
        }
    };
    let capability_token = CapabilityToken::new(&settings(), Arc::new(InMemory));
    Functions {
        capability_token: capability_token.expect("the settings are complete"),
        webhooks: [webhooks(false), webhooks(true)],
    }
});

fn settings() -> Settings {
    let settings = [
        ("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef"),
        ("TWILIO_APP_SID", "AP0123456789abcdef0123456789abcdef"),
        ("TWILIO_API_KEY_SID", "SK0123456789abcdef0123456789abcdef"),
        ("TWILIO_API_KEY_SECRET", "planted-api-key-secret"),
        ("TWILIO_AUTH_TOKEN", AUTH_TOKEN),
    ];
    Settings::new(settings.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

fn json(reply: &Reply) -> Value {
    serde_json::to_value(reply).expect("an answer serialises")
}
