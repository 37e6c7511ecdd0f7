//! A webhook: verified, routed, answered, logged.

use serde_json::value::RawValue;
use switchboard::{
    directory::DirectoryError,
    routing::{CallRules, Route, Unrouted},
    webhook::{AuthTokens, Form, SIGNATURE_HEADER, parameter},
};

use crate::{
    event::{Answer, Content, Event, MalformedEvent, Parameters, Reply, Shape},
    log::{Call, Level, Log, NOT_SIGNED},
    rotated::Rotated,
    settings::{SettingError, Settings},
};

/// What the two webhook functions have in common.
pub struct Webhook {
    log: Log,
    auth_tokens: Rotated<Option<AuthTokens>>,
    accept_unsigned: bool,
    public_base_url: Option<String>,
    rules: CallRules,
}

impl Webhook {
    /// Returns the webhook that logs as `function` and obeys `settings`.
    ///
    /// # Errors
    ///
    /// [`SettingError`], for the first setting that is missing or malformed.
    pub fn new(function: &'static str, settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            log: Log::new(function, settings)?,
            auth_tokens: Rotated::new(settings, Settings::auth_tokens)?,
            accept_unsigned: settings.accept_unsigned_webhooks()?,
            public_base_url: settings.public_base_url()?,
            rules: settings.call_rules()?,
        })
    }

    /// Answers an event: with the instructions that `route` leads to, with a refusal that the caller hears, or with a
    /// failure that Twilio sees. Logs one line.
    pub async fn reply<R>(&self, event: &RawValue, route: R) -> Reply
    where
        R: AsyncFnOnce(&Form) -> Result<Route, Unrouted>,
    {
        let mut call = self.log.begin();
        let (shape, form) = match Event::read(event) {
            Ok(event) => (event.shape, self.form(&event).await),
            Err(MalformedEvent { shape }) => (shape, Err(Failure::Malformed)),
        };
        let routed = match form {
            Ok(form) => {
                form.single(parameter::CALL_SID).ok().flatten().inspect(|call_sid| call.identify(call_sid));
                // Side by side, so that a call does not wait for both.
                let (routed, ()) = tokio::join!(route(&form), self.auth_tokens.refresh());
                routed.map_err(Failure::from)
            }
            Err(failure) => Err(failure),
        };
        self.conclude(call, routed).wrapped(shape)
    }

    /// The event's parameters, once it is known to be Twilio's.
    async fn form(&self, event: &Event<'_>) -> Result<Form, Failure> {
        let form = match event.shape {
            Shape::Bare => serde_json::from_slice::<Parameters>(&event.body)
                .map(|parameters| parameters.0.into())
                .map_err(|_| Failure::Malformed),
            Shape::RestProxy | Shape::HttpApi => Form::parse(&event.body).map_err(|_| Failure::Malformed),
        }?;
        if self.is_authentic(event, &form).await { Ok(form) } else { Err(Failure::NotSigned) }
    }

    async fn is_authentic(&self, event: &Event<'_>, form: &Form) -> bool {
        if !event.has_header(SIGNATURE_HEADER) {
            return self.accept_unsigned;
        }
        let url = event.url(self.public_base_url.as_deref());
        let (Some(url), Some(signature)) = (url, event.header(SIGNATURE_HEADER)) else { return false };
        let signed = |tokens: &Option<AuthTokens>| {
            tokens.as_ref().is_some_and(|tokens| tokens.signed(&url, form, signature))
        };
        let held = self.auth_tokens.held();
        // The Auth Token may have been rotated since it was read.
        signed(&held) || self.auth_tokens.newer_than(&held).await.is_some_and(|newer| signed(&newer))
    }

    /// The one place where what happened becomes a status, and a line in the log.
    fn conclude(&self, call: Call<'_>, routed: Result<Route, Failure>) -> Answer {
        let twiml = |response: switchboard::twiml::Response| (200, Content::Xml, response.to_xml());
        let failed = |status, failure: &Failure| (status, Content::Text, failure.to_string());
        let (status, content, body) = match routed {
            Ok(route) => {
                call.end(Level::Info, "connected", None);
                twiml(route.response(&self.rules))
            }
            Err(Failure::Unrouted(Unrouted::Refused(refusal))) => {
                call.end(Level::Info, refusal.name(), None);
                twiml(refusal.response(&self.rules))
            }
            Err(Failure::Unrouted(Unrouted::Directory(error))) => {
                call.end(Level::Error, outcome(&error), Some(&error));
                failed(503, &Failure::Unrouted(Unrouted::Directory(error)))
            }
            Err(failure @ Failure::Malformed) => {
                call.end(Level::Warn, "malformed", None);
                failed(400, &failure)
            }
            Err(failure @ Failure::NotSigned) => {
                call.end(Level::Warn, NOT_SIGNED, None);
                failed(403, &failure)
            }
        };
        Answer { status, content, body, allowed_origin: None }
    }
}

/// The name of a look-up's failure in the log.
pub fn outcome(error: &DirectoryError) -> &'static str {
    match error {
        DirectoryError::Unreachable(_) => "directory_unreachable",
        DirectoryError::Malformed(_) => "directory_entry_malformed",
    }
}

/// Why there is no route.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the request is not a form")]
    Malformed,
    #[error(
        "{SIGNATURE_HEADER} is not this account's; if Twilio sent the request, check the Auth Token and PUBLIC_BASE_URL"
    )]
    NotSigned,
    #[error(transparent)]
    Unrouted(#[from] Unrouted),
}
