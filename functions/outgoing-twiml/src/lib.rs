//! Tells Twilio which telephone rings when a client calls: `POST /twilio/retrieve_twiml/call_outgoing`.

use switchboard::{directory::Directory, number_policy::NumberPolicy, routing::route_outgoing};
use switchboard_lambda::{
    RawValue,
    event::Reply,
    settings::Settings,
    start::{Reader, StartError, Started, start},
    webhook::Webhook,
};

/// The function, ready to answer.
pub struct OutgoingTwiml {
    webhook: Webhook,
    directory: Box<dyn Directory>,
    policy: NumberPolicy,
}

impl OutgoingTwiml {
    /// Returns the function that obeys `settings`.
    ///
    /// # Errors
    ///
    /// [`StartError`] says which setting, secret or file keeps it from starting.
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        let Started { settings, directory } = start(settings, Reader::Webhooks).await?;
        let webhook = Webhook::new("outgoing-twiml", &settings)?;
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
