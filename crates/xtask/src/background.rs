//! A long command beside others.

use std::{
    fs::{self, File},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use crate::{
    repository,
    run::{Failure, not_run, on_file, show_last_lines, shown},
};

/// How many of the log's last lines are shown when it fails.
const LINES_OF_A_FAILURE: usize = 60;

/// A command under way. One that nobody waits for any more is ended.
pub(crate) struct Background {
    command: String,
    log: PathBuf,
    child: Child,
}

impl Background {
    /// Starts `command`. All that it says goes to the file `log` in the folder `target`, since others speak meanwhile.
    pub(crate) fn start(mut command: Command, log: &str) -> Result<Self, Failure> {
        let folder = repository().join("target");
        let log = folder.join(log);
        fs::create_dir_all(&folder).map_err(on_file(&folder))?;
        let output = File::create(&log).map_err(on_file(&log))?;
        let errors = output.try_clone().map_err(on_file(&log))?;
        command.stdin(Stdio::null()).stdout(output).stderr(errors);
        let child = command.spawn().map_err(|source| not_run(&command, source))?;
        Ok(Self { command: shown(&command), log, child })
    }

    /// Waits for its end, and shows what it said last if that is no success.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        let status = self.child.wait().map_err(on_file(&self.log))?;
        if status.success() {
            return Ok(());
        }
        show_last_lines(&self.log, LINES_OF_A_FAILURE)?;
        Err(Failure::Failed { command: self.command.clone(), status })
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // Either fails only for a process that has ended, and then there is nothing left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
