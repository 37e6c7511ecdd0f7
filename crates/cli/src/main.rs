//! The operator's tool: `switchboard`.
//!
//! | module | its one thing |
//! |---|---|
//! | [`options`] | the command line |
//! | [`place`] | where the directory is: a file or a table |
//! | [`registry`] | the side of a directory that is written: entries are added, removed, given another key |
//! | [`number`] | the commands that change a directory, a file each |
//! | [`page`] | the command that puts the built page where the stack serves it from |
//! | [`doctor`] | what is wrong with a stack or with `cargo local`, and how to mend it |
//! | [`stack`], [`samconfig`] | the deployed stack, and which one is meant |
//! | [`environment`], [`routes`] | the variables that are set, and the paths that are served |
//! | [`aws`] | what the commands that ask AWS have in common |
//! | [`twilio`] | Twilio's side: the commands that connect it, and its REST API |
//! | [`pairing_link`], [`qr_code`] | what the person with the browser is given |
//! | [`entries_csv`] | entries as lines of a CSV file |
//! | [`report`] | what a command did, for people and for scripts |

mod aws;
mod doctor;
mod entries_csv;
mod environment;
mod number;
mod options;
mod page;
mod pairing_link;
mod place;
mod qr_code;
mod registry;
mod report;
mod routes;
mod samconfig;
mod stack;
mod twilio;

use std::process::ExitCode;

use clap::Parser;

use crate::{number::NumberError, options::Options, page::PageError, twilio::TwilioError};

/// What clap gives for a command line that it does not understand.
const USAGE: u8 = 2;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(status) => status,
        Err(error) => {
            eprintln!("switchboard: {error}");
            match error {
                RunError::Number(NumberError::Place(_)) => ExitCode::from(USAGE),
                RunError::Number(_)
                | RunError::Page(_)
                | RunError::Twilio(_)
                | RunError::Output(_)
                | RunError::NotShown(_) => ExitCode::FAILURE,
            }
        }
    }
}

async fn run(options: Options) -> Result<ExitCode, RunError> {
    let (report, as_json) = match options {
        Options::Number(command) => (number::run(&command).await?, command.common().json),
        Options::Page(command) => (page::run(&command).await?, command.json()),
        Options::Twilio(command) => (twilio::run(&command).await?, command.common().json),
        Options::Doctor(options) => return doctor::run(&options).await.map_err(RunError::NotShown),
    };
    report.print(as_json).map_err(RunError::Output)?;
    Ok(ExitCode::SUCCESS)
}

/// Why a command was not carried out: one sentence.
#[derive(Debug, thiserror::Error)]
enum RunError {
    #[error(transparent)]
    Number(#[from] NumberError),
    #[error(transparent)]
    Page(#[from] PageError),
    #[error(transparent)]
    Twilio(#[from] TwilioError),
    /// The directory was changed by then, and a key that was not shown is lost.
    #[error("the output cannot be written ({0}); a key that you did not see is replaced by `number rekey`")]
    Output(std::io::Error),
    #[error("the output cannot be written ({0})")]
    NotShown(std::io::Error),
}
