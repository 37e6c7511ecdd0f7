//! Why there are no figures.

use std::{fs, io, path::Path};

/// How many of a process's last lines are shown.
const LINES: usize = 20;

/// One sentence, and what a process said last.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Failure(pub(crate) String);

impl Failure {
    /// What went wrong with the file at `path`.
    pub(crate) fn on(path: &Path, error: &io::Error) -> Self {
        Self(format!("{}: {error}", path.display()))
    }

    /// What went wrong with a process that has written to `log`.
    pub(crate) fn of_process(error: &io::Error, log: &Path) -> Self {
        let text = fs::read_to_string(log).unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        let last = lines[lines.len().saturating_sub(LINES)..].join("\n");
        Self(format!("{}: {error}; the process's last words:\n{last}", log.display()))
    }
}
