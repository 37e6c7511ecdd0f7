//! Gives a browser the token that makes it a client: `POST /twilio/retrieve_capability_token`.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use switchboard::{
    directory::{Client, Directory, DirectoryError},
    phone_number::PhoneNumber,
    voice_token::VoiceTokenSigner,
};
use switchboard_lambda::{
    RawValue,
    event::{Answer, Content, Event, HeaderValue, MalformedEvent, Object, Reply},
    log::{Level, Log},
    rotated::Rotated,
    settings::{SettingError, Settings},
    start::{Reader, StartError, Started, start},
    webhook,
};

/// Looked up in the place of a number that is none, so that its answer takes as long as any other's: how quickly somebody is
/// refused must not tell why. [No country has its code](https://www.itu.int/pub/T-SP-E.164D).
const NOBODYS_NUMBER: &str = "+99900000000";

/// The function, ready to answer.
pub struct CapabilityToken {
    directory: Arc<dyn Directory>,
    signer: Rotated<VoiceTokenSigner>,
    allowed_origin: Option<HeaderValue>,
    log: Log,
}

impl CapabilityToken {
    /// Returns the function with the secret and the directory that `settings` name.
    ///
    /// # Errors
    ///
    /// [`StartError`] says which setting, secret or file keeps it from starting.
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        let Started { settings, directory } = start(settings, Reader::Tokens).await?;
        Ok(Self::new(&settings, directory)?)
    }

    /// Returns the function that obeys `settings` and looks numbers up in `directory`.
    ///
    /// # Errors
    ///
    /// [`SettingError`], for the first setting that is missing or malformed.
    pub fn new(settings: &Settings, directory: Arc<dyn Directory>) -> Result<Self, SettingError> {
        let signer = Rotated::new(settings, Settings::voice_token_signer)?;
        let log = Log::new("capability-token", settings)?;
        Ok(Self { directory, signer, allowed_origin: settings.allowed_origin()?, log })
    }
}

/// Answers one event of a browser's, in the event's own shape.
pub async fn handle(function: &CapabilityToken, event: &RawValue) -> Reply {
    let call = function.log.begin();
    let (shape, granted) = match Event::read(event) {
        Ok(event) => (event.shape, grant(function, &event).await),
        Err(MalformedEvent { shape }) => (shape, Err(Refused::Malformed)),
    };
    let status = match &granted {
        Ok(_) => {
            call.end(Level::Info, "granted", None);
            200
        }
        // One answer for every reason, so that nobody learns which numbers are registered.
        Err(Refused::NotAdmitted) => {
            call.end(Level::Info, "not_admitted", None);
            200
        }
        Err(Refused::Malformed) => {
            call.end(Level::Warn, "malformed", None);
            400
        }
        Err(Refused::Directory(error)) => {
            call.end(Level::Error, webhook::outcome(error), Some(error));
            503
        }
    };
    let allowed_origin = function.allowed_origin.clone();
    Answer { status, content: Content::Json, body: body(granted.ok()), allowed_origin }.wrapped(shape)
}

async fn grant(function: &CapabilityToken, event: &Event<'_>) -> Result<String, Refused> {
    let Object(request): Object<Request> =
        serde_json::from_slice(&event.body).map_err(|_| Refused::Malformed)?;
    let number = PhoneNumber::parse(&request.twilio_phone_number);
    let is_number = number.is_ok();
    let number = number.or_else(|_| PhoneNumber::parse(NOBODYS_NUMBER)).expect("nobody's number is a number");
    // Side by side, so that a browser does not wait for both.
    let (found, ()) = tokio::join!(function.directory.client_for(&number), function.signer.refresh());
    let client = found
        .map_err(Refused::Directory)?
        .filter(|client| is_number && admits(client, event))
        .ok_or(Refused::NotAdmitted)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970");
    Ok(function.signer.held().sign(&client.name, now, &nonce()))
}

/// Whether the event comes from a browser that may be `client`, by the pairing key in its `Authorization: Bearer` header.
fn admits(client: &Client, event: &Event<'_>) -> bool {
    client.admits(event.header("authorization").and_then(|value| value.strip_prefix("Bearer ")))
}

/// 128 random bits.
fn nonce() -> String {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).expect("the system's random number generator does not fail");
    hex::encode(bytes)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    twilio_phone_number: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Granted {
    capability_token: Option<String>,
    success: bool,
}

fn body(capability_token: Option<String>) -> String {
    let success = capability_token.is_some();
    serde_json::to_string(&Granted { capability_token, success }).expect("strings serialise")
}

/// Why no token is given.
enum Refused {
    /// The number is not registered, or not a number, or its pairing key was not presented.
    NotAdmitted,
    /// The request is not the JSON object that it should be.
    Malformed,
    /// The directory has no answer.
    Directory(DirectoryError),
}
