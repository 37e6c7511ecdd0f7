//! Everything that the parts of the simulator share.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{
    journal::Journal,
    outside::OutsidePhones,
    settings::Settings,
    signalling::Clients,
    webhook::{self, NoTls, WebhookClient},
};

/// The telephone exchange that Twilio is.
pub(crate) struct Exchange {
    pub(crate) settings: Settings,
    pub(crate) journal: Journal,
    pub(crate) webhooks: WebhookClient,
    pub(crate) clients: Clients,
    pub(crate) outside: OutsidePhones,
    sayings: AtomicU64,
}

impl Exchange {
    pub(crate) fn new(settings: Settings) -> Result<Self, NoTls> {
        Ok(Self {
            webhooks: WebhookClient::new(settings.account.auth_token.clone(), webhook::TIMEOUT)?,
            settings,
            journal: Journal::new(),
            clients: Clients::default(),
            outside: OutsidePhones::default(),
            sayings: AtomicU64::new(1),
        })
    }

    /// A number for a sentence that tells it from every other.
    pub(crate) fn next_saying(&self) -> u64 {
        self.sayings.fetch_add(1, Ordering::Relaxed)
    }
}
