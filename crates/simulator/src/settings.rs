//! What an operator sets in Twilio's console: the account, its TwiML App, its numbers.

use std::pin::Pin;

use secrecy::SecretString;

use crate::twiml::Callback;

/// What the simulator is told: whose calls it carries, and whom it asks.
pub struct Settings {
    /// The account that everything belongs to.
    pub account: Account,
    /// Asked when a client calls: the [TwiML App](https://www.twilio.com/docs/usage/api/applications)'s URLs.
    pub app: Webhooks,
    /// Asked when a number is called.
    pub numbers: Box<dyn Numbers>,
}

/// A Twilio account with its keys.
pub struct Account {
    /// `AC…`.
    pub sid: String,
    /// Signs webhooks, and the older capability tokens.
    pub auth_token: SecretString,
    /// `SK…` and its secret, which sign Access Tokens; `None` where tokens are capability tokens.
    pub api_key: Option<(String, SecretString)>,
    /// `AP…`, the App that the tokens name.
    pub app_sid: String,
}

/// Whom Twilio asks about a call, as a number or a TwiML App has it.
#[derive(Clone, Debug)]
pub struct Webhooks {
    /// Asked for TwiML when the call comes in.
    pub voice: Callback,
    /// Asked instead where `voice` gives no TwiML.
    pub fallback: Option<Callback>,
    /// Told when the call is over.
    pub status: Option<Callback>,
}

/// A number to offer to whoever dials, with a word about it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ListedNumber {
    /// E.164.
    pub number: String,
    /// Whom it rings, or what it is for.
    pub label: String,
}

/// The answer to come of a look-up.
pub type LookUp<'a> = Pin<Box<dyn Future<Output = Option<Webhooks>> + Send + 'a>>;

/// The account's phone numbers.
pub trait Numbers: Send + Sync {
    /// The numbers that can be dialled, as far as they can be listed.
    fn listed(&self) -> Vec<ListedNumber>;

    /// The webhooks of `number` (E.164), or `None` for a number that is not the account's.
    fn webhooks<'a>(&'a self, number: &'a str) -> LookUp<'a>;

    /// The webhooks of a number that the account has and nobody has set up, or `None` where there is no such number: what
    /// a telephone outside reaches that dials neither.
    fn webhooks_of_others(&self) -> Option<Webhooks>;
}
