//! The command line of `switchboard page …`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::stack::StackOptions;

/// `switchboard page …`.
#[derive(Debug, Subcommand)]
pub(crate) enum PageCommand {
    /// Puts a built page where the stack serves it from, as far as it differs from what is there
    Publish(Publish),
}

impl PageCommand {
    /// Whether scripts read the output.
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Publish(options) => options.json,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// The folder that `npm run build` made, such as web/dist
    pub(crate) folder: PathBuf,

    /// Says what would be uploaded, and uploads nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    #[command(flatten)]
    pub(crate) stack: StackOptions,

    /// Prints one JSON object, for scripts
    #[arg(long)]
    pub(crate) json: bool,
}
