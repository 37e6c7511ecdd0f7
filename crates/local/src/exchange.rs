//! The three functions, ready to answer.

use std::sync::Arc;

use capability_token::CapabilityToken;
use incoming_twiml::IncomingTwiml;
use outgoing_twiml::OutgoingTwiml;
use switchboard::{directory::Directory, number_policy::NumberPolicy, routing::CallRules};
use switchboard_lambda::{RawValue, event::Reply, settings::Settings};

use crate::{
    LocalError,
    credentials::{self, Credentials},
    directory::{self, Opened, Place},
    live::Live,
    options::Options,
};

/// API Gateway's stage, as the path of every route has it first.
pub(crate) const STAGE: &str = "/prod";

/// A route of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    CapabilityToken,
    CallIncoming,
    CallOutgoing,
}

impl Route {
    pub(crate) const ALL: [Self; 3] = [Self::CapabilityToken, Self::CallIncoming, Self::CallOutgoing];

    /// The path behind the stage.
    pub(crate) fn resource(self) -> &'static str {
        match self {
            Self::CapabilityToken => "/twilio/retrieve_capability_token",
            Self::CallIncoming => "/twilio/retrieve_twiml/call_incoming",
            Self::CallOutgoing => "/twilio/retrieve_twiml/call_outgoing",
        }
    }
}

/// The functions with what they share.
pub(crate) struct Exchange {
    pub(crate) port: u16,
    pub(crate) credentials: Credentials,
    /// Whether Twilio's part is played here.
    pub(crate) is_simulated: bool,
    /// How Twilio's own calls come here, where they do.
    pub(crate) live: Option<Live>,
    pub(crate) directory: Arc<dyn Directory>,
    pub(crate) place: Place,
    pub(crate) rules: CallRules,
    pub(crate) policy: NumberPolicy,
    pub(crate) settings: Settings,
    capability_token: CapabilityToken,
    incoming_twiml: IncomingTwiml,
    outgoing_twiml: OutgoingTwiml,
}

impl Exchange {
    /// Starts the functions as Lambda would, with one directory for all three. Returns the settings with which it did.
    pub(crate) async fn open(
        options: &Options,
        port: u16,
        live: Option<Live>,
    ) -> Result<(Self, Settings), LocalError> {
        let settings = Settings::from_process();
        let settings = match &live {
            // What comes through a tunnel comes from anybody.
            Some(live) => {
                settings.with("PUBLIC_BASE_URL", live.base_url()).with("ACCEPT_UNSIGNED_WEBHOOKS", "false")
            }
            None => settings.with("PUBLIC_BASE_URL", base_url(port)).with("ACCEPT_UNSIGNED_WEBHOOKS", "true"),
        };
        let (settings, credentials) = credentials::complete(settings);
        if live.is_some() && credentials == Credentials::MadeUp {
            return Err(LocalError::LiveWithoutCredentials);
        }
        let Opened { directory, place } = directory::open(options).await?;
        let exchange = Self {
            port,
            credentials,
            is_simulated: options.simulate || credentials == Credentials::MadeUp,
            capability_token: CapabilityToken::new(&settings, directory.clone())?,
            incoming_twiml: IncomingTwiml::new(&settings, directory.clone())?,
            outgoing_twiml: OutgoingTwiml::new(&settings, directory.clone())?,
            settings: settings.clone(),
            rules: settings.call_rules()?,
            policy: settings.number_policy()?,
            directory,
            place,
            live,
        };
        Ok((exchange, settings))
    }

    /// Answers an event by the function that has the route, as Lambda would.
    pub(crate) async fn handle(&self, route: Route, event: &RawValue) -> Reply {
        match route {
            Route::CapabilityToken => capability_token::handle(&self.capability_token, event).await,
            Route::CallIncoming => incoming_twiml::handle(&self.incoming_twiml, event).await,
            Route::CallOutgoing => outgoing_twiml::handle(&self.outgoing_twiml, event).await,
        }
    }

    /// The address of everything, without a slash at its end.
    pub(crate) fn address(&self) -> String {
        address(self.port)
    }

    /// The address of a route.
    pub(crate) fn url(&self, route: Route) -> String {
        base_url(self.port) + route.resource()
    }
}

/// The stage's address, as API Gateway's has it: `/prod` and no slash behind it.
fn base_url(port: u16) -> String {
    address(port) + STAGE
}

fn address(port: u16) -> String {
    format!("http://localhost:{port}")
}
