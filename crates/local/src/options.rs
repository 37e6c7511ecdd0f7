//! The command line.

use std::path::PathBuf;

use clap::Parser;

use crate::live::PublicUrl;

/// Runs the whole of Switchboard on this machine.
#[derive(Debug, Parser)]
#[command(name = "cargo local", bin_name = "cargo local", version)]
pub(crate) struct Options {
    /// The port to listen on; 0 picks a free one
    #[arg(long, default_value_t = 3000)]
    pub(crate) port: u16,

    /// The TOML file with the numbers and their clients [default: directory.toml, written on the first run]
    #[arg(long, value_name = "FILE", conflicts_with = "table")]
    pub(crate) directory: Option<PathBuf>,

    /// The `DynamoDB` table with the numbers and their clients, instead of a file
    #[arg(long, value_name = "NAME")]
    pub(crate) table: Option<String>,

    /// Where the table's `DynamoDB` is, if not at AWS
    #[arg(long, value_name = "URL", requires = "table")]
    pub(crate) endpoint_url: Option<String>,

    /// Plays Twilio's part although the environment has credentials, which then sign and verify
    #[arg(long)]
    pub(crate) simulate: bool,

    /// A TOML file with webhooks of your own, for numbers and for the TwiML App
    #[arg(long, value_name = "FILE")]
    pub(crate) numbers: Option<PathBuf>,

    /// Answers Twilio's own calls, with your credentials, behind a tunnel that leads to the public port
    #[arg(long, requires = "public_url", conflicts_with_all = ["simulate", "numbers"])]
    pub(crate) live: bool,

    /// The tunnel's address, as Twilio calls it
    #[arg(long, value_name = "URL", requires = "live", value_parser = PublicUrl::parse)]
    pub(crate) public_url: Option<PublicUrl>,

    /// The port that the tunnel leads to: nothing but Twilio's webhooks is answered there; 0 picks a free one
    #[arg(long, value_name = "PORT", requires = "live", default_value_t = 3001)]
    pub(crate) public_port: u16,
}
