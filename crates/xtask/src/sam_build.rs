//! `sam build` for the tests, beside other checks: linking a function takes a processor a minute, and leaves the others idle.

use std::{
    env::consts::ARCH,
    fs::{self, File},
    path::Path,
    process::{Child, Command, Stdio},
};

use crate::{
    repository,
    run::{Failure, not_run, on_file, show_last_lines, shown},
    tools::{path_with_python_programs, python_programs},
};

/// Where all that it says goes, since others speak meanwhile.
const LOG: &str = "target/sam-build.log";

/// How many of the log's last lines are shown when it fails.
const LINES_OF_A_FAILURE: usize = 60;

/// A build under way. One that nobody waits for any more is ended.
pub(crate) struct SamBuild {
    command: String,
    child: Child,
}

impl SamBuild {
    /// Starts building for this machine's processor, so that the executables can be run here, and into a folder of the tests'
    /// own: production's default is arm64, and `sam deploy` ships whatever lies in SAM's folder.
    pub(crate) fn start(tools: &Path) -> Result<Self, Failure> {
        let architecture = if ARCH == "aarch64" { "arm64" } else { "x86_64" };
        let log = repository().join(LOG);
        fs::create_dir_all(repository().join("target")).map_err(on_file(&log))?;
        let output = File::create(&log).map_err(on_file(&log))?;
        let errors = output.try_clone().map_err(on_file(&log))?;
        let mut sam = Command::new(python_programs(tools).join("sam"));
        sam.args(["build", "--build-dir", "target/sam"])
            .args(["--parameter-overrides", &format!("Architecture={architecture}")])
            .current_dir(repository())
            .env("PATH", path_with_python_programs(tools))
            .env("SAM_CLI_TELEMETRY", "0")
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors);
        let child = sam.spawn().map_err(|source| not_run(&sam, source))?;
        Ok(Self { command: shown(&sam), child })
    }

    /// Waits for its end, and shows what it said last if that is no success.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        let log = repository().join(LOG);
        let status = self.child.wait().map_err(on_file(&log))?;
        if status.success() {
            return Ok(());
        }
        show_last_lines(&log, LINES_OF_A_FAILURE)?;
        Err(Failure::Failed { command: self.command.clone(), status })
    }
}

impl Drop for SamBuild {
    fn drop(&mut self) {
        // Either fails only for a process that has ended, and then there is nothing left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
