//! What Twilio asks of a TwiML server, signed, and what comes back.
//!
//! Cookies and the [overrides in a URL's fragment](https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides)
//! are not simulated.

mod answer;
mod record;
mod request;
mod signature;
#[cfg(test)]
mod tests;

use std::time::Duration;

use reqwest::{Client, Url, redirect::Policy};
use secrecy::SecretString;

use crate::{
    fault::{Code, Fault},
    twiml::{Callback, Method},
};

pub(crate) use self::{
    answer::{Answer, Audio},
    record::{Purpose, RequestRecord},
};

/// How long Twilio waits for a whole answer: <https://www.twilio.com/docs/api/errors/11205>.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(15);

/// How long Twilio waits for a connection, in two attempts of which this is the sum:
/// <https://www.twilio.com/docs/api/errors/11205>.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How Twilio introduces itself.
const USER_AGENT: &str = "TwilioProxy/1.1";

/// Asks servers as Twilio does.
pub(crate) struct WebhookClient {
    http: Client,
    auth_token: SecretString,
    timeout: Duration,
}

/// Servers cannot be asked over https, since this machine has no certificates to verify them with.
#[derive(Debug, thiserror::Error)]
#[error("TLS cannot be set up on this machine")]
pub struct NoTls(#[from] reqwest::Error);

/// What became of asking for instructions.
pub(crate) struct Asked {
    /// What was asked and what came back, for the journal.
    pub(crate) request: RequestRecord,
    /// The URL that answered in the end, with a user's name and password if it has them: what is relative in its TwiML is
    /// relative to this.
    pub(crate) url: String,
    /// The instructions, or why there are none.
    pub(crate) outcome: Result<Answer, Fault>,
}

impl WebhookClient {
    /// Returns a client that signs with `auth_token` and waits for each answer as long as `timeout`; Twilio waits for
    /// [`TIMEOUT`].
    ///
    /// # Errors
    ///
    /// [`NoTls`].
    pub(crate) fn new(auth_token: SecretString, timeout: Duration) -> Result<Self, NoTls> {
        let http = Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(CONNECT_TIMEOUT.min(timeout))
            .redirect(Policy::none())
            .no_proxy()
            // A developer restarts a server between two calls; a connection kept from before would only confuse.
            .pool_max_idle_per_host(0)
            .build()?;
        Ok(Self { http, auth_token, timeout })
    }

    /// Asks `url` what is to be done with a call.
    pub(crate) async fn ask(
        &self,
        purpose: Purpose,
        method: Method,
        url: &str,
        parameters: &[(String, String)],
    ) -> Asked {
        let (request, reply) = self.exchange(purpose, method, url, parameters).await;
        let url = reply.as_ref().map_or_else(|_| url.to_owned(), |reply| reply.url.to_string());
        Asked { request, url, outcome: reply.and_then(answer::instructions) }
    }

    /// Fetches a sound. It is asked for without the call's parameters:
    /// <https://www.twilio.com/docs/voice/twiml/play>.
    pub(crate) async fn audio(&self, url: &str) -> (RequestRecord, Result<Audio, Fault>) {
        let (request, reply) = self.exchange(Purpose::Play, Method::Get, url, &[]).await;
        (request, reply.and_then(answer::audio))
    }

    /// Tells `callback`, whose URL is absolute, how a call gets on. The answer's body is not read.
    pub(crate) async fn notify(
        &self,
        callback: &Callback,
        parameters: &[(String, String)],
    ) -> (RequestRecord, Result<(), Fault>) {
        let (request, reply) =
            self.exchange(Purpose::StatusCallback, callback.method, &callback.url, parameters).await;
        let outcome = reply.map(drop).map_err(|fault| match fault.code {
            Code::Retrieval => Fault { code: Code::StatusCallback, ..fault },
            _ => fault,
        });
        (request, outcome)
    }
}

/// `url` as it may be shown: without a user's name and password.
pub(crate) fn shown(url: &str) -> String {
    match Url::parse(url) {
        Ok(url) if url.has_host() => request::without_user(&url).into(),
        // It cannot be asked, and so holds nobody's password.
        _ => url.to_owned(),
    }
}

/// Returns the absolute URL that `reference` means in a document from `base`.
///
/// # Errors
///
/// [`Code::InvalidUrl`] when it means none.
pub(crate) fn resolve(base: &str, reference: &str) -> Result<String, Fault> {
    let url = Url::parse(base).and_then(|base| base.join(reference));
    url.map(String::from).map_err(|error| request::invalid_url(reference, &error.to_string()))
}
