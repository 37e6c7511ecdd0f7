//! What `switchboard doctor` takes.

use clap::Args;
use switchboard::phone_number::PhoneNumber;

use super::http::Url;
use crate::stack::StackOptions;

/// `switchboard doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorOptions {
    #[command(flatten)]
    pub(crate) stack: StackOptions,

    /// A running `cargo local` instead of a stack [default: <http://localhost:3000>]
    #[arg(
        long,
        value_name = "URL",
        num_args = 0..=1,
        default_missing_value = "http://localhost:3000",
        conflicts_with_all = ["stack", "region"],
        value_parser = parse_url,
    )]
    pub(crate) local: Option<Url>,

    /// A number to try, E.164; may be given several times [default: one that is registered]
    #[arg(long = "number", value_name = "NUMBER", value_parser = PhoneNumber::parse)]
    pub(crate) numbers: Vec<PhoneNumber>,

    /// Prints one JSON object, for scripts
    #[arg(long)]
    pub(crate) json: bool,

    /// Where Twilio's REST API is played, for tests
    #[arg(long, value_name = "URL", value_parser = parse_url, hide = true)]
    pub(crate) twilio_url: Option<Url>,
}

fn parse_url(text: &str) -> Result<Url, InvalidUrl> {
    let url = Url::parse(text).map_err(|_| InvalidUrl)?;
    if matches!(url.scheme(), "http" | "https") && url.has_host() { Ok(url) } else { Err(InvalidUrl) }
}

/// A text is not the address of a server.
#[derive(Debug, thiserror::Error)]
#[error("a server's address starts with http:// or https://")]
struct InvalidUrl;
