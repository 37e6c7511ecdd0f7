//! The developer's commands: `cargo xtask test`, `bench`, `soak`, `fuzz` and `deploy`.
//!
//! | module | its one thing |
//! |---|---|
//! | [`tools`] | what the tests need besides Rust, installed once and pinned |
//! | [`mod@test`] | every check of the project, in the order in which they fail soonest |
//! | [`mod@bench`] | what an answer costs, and what keeps it from growing unnoticed |
//! | [`soak`] | what holds for long and under attack, at full length |
//! | [`deploy`] | from a clone to the address of a phone |
//! | [`dependencies`] | what is built in has an allowed licence and a fixed source |
//! | [`fuzz`] | the fuzz targets, each tried for a while |
//! | [`sam_build`] | `sam build`, for this machine's processor |
//! | [`suite`] | the Rust tests, with all their output kept |
//! | [`secrets`] | nothing secret or personal is in that output |
//! | [`background`] | a long command beside others |
//! | [`run`] | one command as a child process, and what to say when it fails |

mod background;
mod bench;
mod dependencies;
mod deploy;
mod fuzz;
mod run;
mod sam_build;
mod secrets;
mod soak;
mod suite;
mod test;
mod tools;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;

/// The developer's commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Command {
    /// Installs what the tests need, then runs every check of the project
    Test,
    /// Measures what an answer costs, beside Python, Node.js and an empty function; about half an hour
    Bench(bench::Options),
    /// Attacks for ten minutes a target, loads for a minute, repeats a million times; about an hour in all
    Soak,
    /// Tries one fuzz target of tests/fuzz until it is stopped, or on one input
    Fuzz {
        #[arg(value_parser = fuzz::named)]
        target: fuzz::Target,
        /// A file with the input
        input: Option<PathBuf>,
    },
    /// Builds everything, deploys the stack and publishes the page; ends with the phone's address
    Deploy(deploy::Options),
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Test => test::test(),
        Command::Bench(options) => bench::bench(&options),
        Command::Soak => soak::soak(),
        Command::Fuzz { target, input } => fuzz::one(&target, input.as_deref()),
        Command::Deploy(options) => deploy::deploy(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\ncargo xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// The repository's root.
fn repository() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    root.expect("this crate lies in crates/xtask").to_owned()
}
