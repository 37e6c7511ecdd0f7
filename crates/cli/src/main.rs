//! The operator's tool: `switchboard`.
//!
//! | module | its one thing |
//! |---|---|
//! | [`options`] | the command line |
//! | [`place`] | where the directory is: a file or a table |
//! | [`registry`] | the side of a directory that is written: entries are added, removed, given another key |
//! | [`number`] | the commands, a file each |
//! | [`pairing_link`], [`qr_code`] | what the person with the browser is given |
//! | [`entries_csv`] | entries as lines of a CSV file |
//! | [`report`] | what a command did, for people and for scripts |

mod entries_csv;
mod number;
mod options;
mod pairing_link;
mod place;
mod qr_code;
mod registry;
mod report;

use std::{env, process::ExitCode};

use clap::Parser;

use crate::{
    number::NumberError,
    options::Options,
    place::{Place, PlaceError},
    registry::{FileRegistry, TableRegistry},
};

/// What clap gives for a command line that it does not understand.
const USAGE: u8 = 2;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("switchboard: {error}");
            match error {
                RunError::Place(_) => ExitCode::from(USAGE),
                RunError::Number(_) | RunError::Output(_) => ExitCode::FAILURE,
            }
        }
    }
}

async fn run(options: Options) -> Result<(), RunError> {
    let Options::Number(command) = options;
    let common = command.common();
    let place = Place::choose(common, |name| env::var(name).ok().filter(|value| !value.is_empty()))?;
    let report = match place {
        Place::File(path) => number::carry_out(&command, &FileRegistry::new(path)).await?,
        Place::Table { name, endpoint_url } => {
            number::carry_out(&command, &TableRegistry::open(name, endpoint_url.as_deref()).await).await?
        }
    };
    report.print(common.json).map_err(RunError::Output)
}

/// Why a command was not carried out: one sentence.
#[derive(Debug, thiserror::Error)]
enum RunError {
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error(transparent)]
    Number(#[from] NumberError),
    /// The directory was changed by then, and a key that was not shown is lost.
    #[error("the output cannot be written ({0}); a key that you did not see is replaced by `number rekey`")]
    Output(std::io::Error),
}
