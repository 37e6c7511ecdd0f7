//! The three functions in this process, over a directory in memory.

use std::{collections::HashMap, sync::Arc};

use capability_token::CapabilityToken;
use incoming_twiml::IncomingTwiml;
use outgoing_twiml::OutgoingTwiml;
use serde_json::Value;
use switchboard::{
    client_name::ClientName,
    directory::{Client, Directory, LookUp},
    pairing_key::PairingKeyHash,
    phone_number::PhoneNumber,
};
use switchboard_lambda::{RawValue, settings::Settings};

use crate::events::{raw, route};

/// The Auth Token with which Twilio would sign.
pub const AUTH_TOKEN: &str = "planted-auth-token";

/// A directory in memory, because the two real ones have a contract test of their own.
struct Numbers(HashMap<&'static str, Client>);

impl Directory for Numbers {
    fn client_for<'a>(&'a self, number: &'a PhoneNumber) -> LookUp<'a> {
        Box::pin(std::future::ready(Ok(self.0.get(number.e164()).cloned())))
    }
}

/// A directory in which +815031234567 is `DeviceId_0001`'s, and +815031234568 `DeviceId_0002`'s with a pairing key.
pub fn numbers() -> Arc<dyn Directory> {
    let client = |name, key: Option<&str>| Client {
        name: ClientName::parse(name).expect("letters, digits and an underscore"),
        pairing_key: key.map(PairingKeyHash::of),
    };
    Arc::new(Numbers(HashMap::from([
        ("+815031234567", client("DeviceId_0001", None)),
        ("+815031234568", client("DeviceId_0002", Some("planted-pairing-key"))),
    ])))
}

/// The functions' settings: those of a test, over credentials and leave to answer unsigned webhooks.
fn settings(more: &[(&str, &str)]) -> Settings {
    let base = [
        ("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef"),
        ("TWILIO_APP_SID", "AP0123456789abcdef0123456789abcdef"),
        ("TWILIO_API_KEY_SID", "SK0123456789abcdef0123456789abcdef"),
        ("TWILIO_API_KEY_SECRET", "planted-api-key-secret"),
        ("TWILIO_AUTH_TOKEN", AUTH_TOKEN),
        ("ACCEPT_UNSIGNED_WEBHOOKS", "true"),
    ];
    Settings::new(base.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

/// One of the three functions, started.
pub enum Function {
    /// Behind [`route::CAPABILITY_TOKEN`].
    CapabilityToken(Box<CapabilityToken>),
    /// Behind [`route::CALL_INCOMING`].
    IncomingTwiml(Box<IncomingTwiml>),
    /// Behind [`route::CALL_OUTGOING`].
    OutgoingTwiml(Box<OutgoingTwiml>),
}

impl Function {
    /// The function behind a route, with these settings over the usual ones.
    pub fn start(resource: &str, more: &[(&str, &str)]) -> Self {
        Self::start_over(numbers(), resource, more)
    }

    /// The same function over another directory.
    pub fn start_over(numbers: Arc<dyn Directory>, resource: &str, more: &[(&str, &str)]) -> Self {
        let settings = settings(more);
        let message = "the settings of a test are whole";
        match resource {
            route::CAPABILITY_TOKEN => {
                Self::CapabilityToken(CapabilityToken::new(&settings, numbers).expect(message).into())
            }
            route::CALL_INCOMING => {
                Self::IncomingTwiml(IncomingTwiml::new(&settings, numbers).expect(message).into())
            }
            _ => Self::OutgoingTwiml(OutgoingTwiml::new(&settings, numbers).expect(message).into()),
        }
    }

    /// What the function returns to Lambda for an event.
    pub async fn answer(&self, event: &Value) -> Value {
        self.answer_to_text(&raw(event)).await
    }

    /// What the function returns to Lambda for an event that a [`Value`] cannot hold, as it was written.
    pub async fn answer_to_text(&self, event: &RawValue) -> Value {
        let reply = match self {
            Self::CapabilityToken(function) => capability_token::handle(function, event).await,
            Self::IncomingTwiml(function) => incoming_twiml::handle(function, event).await,
            Self::OutgoingTwiml(function) => outgoing_twiml::handle(function, event).await,
        };
        serde_json::to_value(reply).expect("an answer is JSON")
    }
}
