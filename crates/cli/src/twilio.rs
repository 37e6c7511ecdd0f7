//! `switchboard twilio …`: the commands, a file each; and what other commands ask Twilio.

pub(crate) mod account;
pub(crate) mod api;
mod change;
mod connect;
mod consent;
pub(crate) mod credentials;
mod kept;
mod options;
mod restore;
pub(crate) mod secrets;
mod target;

use std::path::{Path, PathBuf};

use switchboard::phone_number::InvalidPhoneNumber;

pub(crate) use self::options::TwilioCommand;
use self::{
    api::ApiError, consent::NoConsent, credentials::CredentialsError, kept::KeptError, secrets::SecretsError,
    target::InvalidUrl,
};
use crate::{environment, report::Report, stack::StackError};

/// Does what `command` says to the account that the environment names, and returns what was done.
pub(crate) async fn run(command: &TwilioCommand) -> Result<Report, TwilioError> {
    match command {
        TwilioCommand::Connect(options) => connect::connect(options, environment::variable).await,
        TwilioCommand::Restore(options) => restore::restore(options, environment::variable).await,
    }
}

/// Why a command was not carried out, or not to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TwilioError {
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    #[error(transparent)]
    Stack(#[from] StackError),
    #[error(transparent)]
    Url(#[from] InvalidUrl),
    #[error(transparent)]
    PhoneNumber(#[from] InvalidPhoneNumber),
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Kept(#[from] KeptError),
    #[error(transparent)]
    NoConsent(#[from] NoConsent),
    #[error(
        "the stack's parameter TwilioRegion is {stack}, and TWILIO_REGION is {environment}; set TWILIO_REGION to {stack}, or deploy the stack with TwilioRegion={environment}"
    )]
    RegionMismatch { stack: String, environment: String },
    #[error(
        "the number {number} is not in the account {account_sid}; check the number, and TWILIO_ACCOUNT_SID where the number is a subaccount's"
    )]
    NoNumber { number: String, account_sid: String },
    #[error(
        "the number {number} belongs to the SIP trunk {trunk_sid}, so that Twilio would ignore its voice URL; take it off the trunk in Twilio's console, and run this again"
    )]
    OnTrunk { number: String, trunk_sid: String },
    #[error(
        "the App {app_sid} is not in the account {account_sid} in the region {region}; correct --app or TWILIO_APP_SID, or leave both out and one is found or made"
    )]
    NoApp { app_sid: String, account_sid: String, region: String },
    #[error("several Apps are named {name}: {sids}; choose one with --app")]
    SeveralApps { name: String, sids: String },
    #[error("{cause}; changed before that: {done}; {} has the old values, and `switchboard twilio restore` puts them back", kept.display())]
    HalfWay { cause: Box<TwilioError>, done: String, kept: PathBuf },
}

impl TwilioError {
    /// What is told when `cause` came after `done`.
    fn half_way(cause: Self, done: &[String], kept: &Path) -> Self {
        if done.is_empty() {
            return cause;
        }
        Self::HalfWay { cause: cause.into(), done: done.join(", "), kept: kept.to_owned() }
    }
}
