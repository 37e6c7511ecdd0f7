//! The page, built and published.

use std::{
    env,
    process::{Command, Stdio},
};

use serde::Deserialize;

use super::sam_arguments::SamArguments;
use crate::{
    repository,
    run::{Failure, cargo, not_run, npm, npm_has_installed, on_file, run},
};

/// What `switchboard page publish --json` says of what it did.
#[derive(Deserialize)]
pub(super) struct Published {
    pub(super) stack: String,
    pub(super) page: String,
    pub(super) uploaded: Vec<String>,
    pub(super) unchanged: usize,
}

/// Builds the page into web/dist, with npm's packages as package-lock.json has them.
pub(super) fn build() -> Result<(), Failure> {
    if !npm_has_installed("web") {
        println!("  npm ci: what the page is built with");
        run(npm("web").args(["ci", "--no-fund", "--no-audit", "--loglevel=error"]))
            .map_err(|failure| with_advice(&failure))?;
    }
    run(npm("web").args(["run", "--silent", "build"])).map_err(|failure| with_advice(&failure))
}

/// Uploads what differs of the page, which names each file while it does.
pub(super) fn publish(arguments: &SamArguments, is_built: bool) -> Result<Published, Failure> {
    let mut publish = switchboard(is_built)?;
    publish.args(["page", "publish", "web/dist", "--json"]).args(arguments.for_switchboard());
    if let Some(profile) = arguments.value("--profile") {
        publish.env("AWS_PROFILE", profile);
    }
    let output = publish.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.map_err(|source| not_run(&publish, source))?;
    if !output.status.success() {
        return Err(Failure::Found(
            "the stack is deployed and the page is not published; what is said above names the cause; once that is mended run \
             this again, or `cargo switchboard page publish web/dist` alone"
                .to_owned(),
        ));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| {
        Failure::Found(format!("switchboard page publish said what is not expected ({error})"))
    })
}

/// The operator's tool: built now, or, where nothing is to be built, as it lies beside this executable.
fn switchboard(is_built: bool) -> Result<Command, Failure> {
    if !is_built {
        let mut command = cargo();
        command.arg("switchboard");
        return Ok(command);
    }
    let tool = env::current_exe().map_err(on_file("this executable"))?.with_file_name("switchboard");
    let mut command = Command::new(tool);
    command.current_dir(repository());
    Ok(command)
}

fn with_advice(failure: &Failure) -> Failure {
    Failure::Found(format!(
        "{failure}; the stack is deployed and the page is not published; mend what is said above and run this again"
    ))
}
