//! `sam build` for the tests, in the background: linking a function takes a processor a minute, and leaves the others idle.

use std::{env::consts::ARCH, path::Path, process::Command};

use crate::{
    background::Background,
    repository,
    run::Failure,
    tools::{path_with_python_programs, python_programs},
};

/// Starts building for this machine's processor, so that the executables can be run here, and into a folder of the tests'
/// own: production's default is arm64, and `sam deploy` ships whatever lies in SAM's folder.
pub(crate) fn start(tools: &Path) -> Result<Background, Failure> {
    let architecture = if ARCH == "aarch64" { "arm64" } else { "x86_64" };
    let mut sam = Command::new(python_programs(tools).join("sam"));
    sam.args(["build", "--build-dir", "target/sam"])
        .args(["--parameter-overrides", &format!("Architecture={architecture}")])
        .current_dir(repository())
        .env("PATH", path_with_python_programs(tools))
        .env("SAM_CLI_TELEMETRY", "0");
    Background::start(sam, "sam-build.log")
}
