//! The command line of `switchboard twilio …`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::target::BaseUrl;
use crate::stack::StackOptions;

/// What no option says, since a command line is seen by others on the machine.
const CREDENTIALS: &str = "Credentials come from the environment: TWILIO_ACCOUNT_SID; TWILIO_API_KEY_SID and \
    TWILIO_API_KEY_SECRET, or TWILIO_AUTH_TOKEN, or all three; TWILIO_REGION where it is not us1.";

/// `switchboard twilio …`.
#[derive(Debug, Subcommand)]
pub(crate) enum TwilioCommand {
    /// Points numbers and a TwiML App at the stack, and fills the stack's secrets
    #[command(after_help = CREDENTIALS)]
    Connect(Connect),
    /// Puts back what numbers and App were before `connect`
    #[command(after_help = CREDENTIALS)]
    Restore(Restore),
}

impl TwilioCommand {
    /// What every command takes.
    pub(crate) fn common(&self) -> &Common {
        match self {
            Self::Connect(Connect { common, .. }) | Self::Restore(Restore { common, .. }) => common,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Connect {
    /// A number of the account, E.164 with optional hyphens and blanks; may be given several times
    #[arg(long = "number", value_name = "NUMBER", required = true)]
    pub(crate) numbers: Vec<String>,

    #[command(flatten)]
    pub(crate) stack: StackOptions,

    /// Where the routes are, if not in a stack: `https://…/prod`, such as a tunnel's to `cargo local`
    #[arg(long, value_name = "URL", value_parser = BaseUrl::parse, requires = "page", conflicts_with_all = ["stack", "region"])]
    pub(crate) base_url: Option<BaseUrl>,

    /// The softphone's address, beside which `fallback.xml` lies [default: the stack's page]
    #[arg(long, value_name = "URL", value_parser = BaseUrl::parse)]
    pub(crate) page: Option<BaseUrl>,

    /// The TwiML App's SID [default: `TWILIO_APP_SID`, else that of the stack's secret, else the App that is named as the stack
    /// is, which is created if there is none]
    #[arg(long, value_name = "SID")]
    pub(crate) app: Option<String>,

    /// Where Twilio reports the progress of calls; Switchboard has no such route, and what is set stays without this
    #[arg(long, value_name = "URL", value_parser = BaseUrl::parse)]
    pub(crate) status_callback: Option<BaseUrl>,

    /// Leaves the stack's two secrets alone
    #[arg(long)]
    pub(crate) no_secrets: bool,

    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// Deletes the App too, if `connect` created it
    #[arg(long)]
    pub(crate) delete_app: bool,

    #[command(flatten)]
    pub(crate) common: Common,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Where the old values are kept
    #[arg(long, value_name = "FILE", default_value = "twilio-before.json")]
    pub(crate) kept: PathBuf,

    /// Does not ask before it changes anything
    #[arg(long)]
    pub(crate) yes: bool,

    /// Shows what would change, and changes nothing
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,

    /// Where Twilio's REST API is, if not at Twilio: a server on this machine
    #[arg(long, value_name = "URL")]
    pub(crate) twilio_url: Option<String>,

    /// Prints one JSON object, for scripts
    #[arg(long)]
    pub(crate) json: bool,
}
