//! `switchboard twilio …`, and what other commands ask Twilio.

pub(crate) mod account;
pub(crate) mod api;
pub(crate) mod credentials;
