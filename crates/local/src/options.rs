//! The command line.

use std::path::PathBuf;

use clap::Parser;

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
}
