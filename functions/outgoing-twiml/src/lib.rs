//! Tells Twilio which telephone rings when a client calls: `POST /twilio/retrieve_twiml/call_outgoing`.

use std::sync::Arc;

use switchboard::{directory::Directory, number_policy::NumberPolicy, routing::route_outgoing};
use switchboard_lambda::{
    RawValue,
    event::Reply,
    settings::{SettingError, Settings},
    start::{Reader, StartError, Started, start},
    webhook::Webhook,
};

/// The function, ready to answer.
pub struct OutgoingTwiml {
    webhook: Webhook,
    directory: Arc<dyn Directory>,
    policy: NumberPolicy,
}

impl OutgoingTwiml {
    /// Returns the function with the secret and the directory that `settings` name.
    ///
    /// # Errors
    ///
    /// [`StartError`] says which setting, secret or file keeps it from starting.
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        let Started { settings, directory } = start(settings, Reader::Webhooks).await?;
        Ok(Self::new(&settings, directory)?)
    }

    /// Returns the function that obeys `settings` and looks numbers up in `directory`.
    ///
    /// # Errors
    ///
    /// [`SettingError`], for the first setting that is missing or malformed.
    pub fn new(settings: &Settings, directory: Arc<dyn Directory>) -> Result<Self, SettingError> {
        let webhook = Webhook::new("outgoing-twiml", settings)?;
        Ok(Self { webhook, directory, policy: settings.number_policy()? })
    }
}

/// Answers one event of Twilio's, in the event's own shape.
pub async fn handle(function: &OutgoingTwiml, event: &RawValue) -> Reply {
    function
        .webhook
        .reply(event, async |form| route_outgoing(form, &*function.directory, &function.policy).await)
        .await
}
