//! One command as a child process, and what to say when it fails.

use std::{
    fmt, fs, io,
    path::Path,
    process::{Command, ExitStatus, Stdio},
    time::SystemTime,
};

use crate::repository;

/// Why a check failed: one sentence, after whatever the command itself printed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{command} failed ({status})")]
    Failed { command: String, status: ExitStatus },
    #[error("{command} cannot be run ({source}); is it installed?")]
    NotRun { command: String, source: io::Error },
    #[error("{path}: {source}")]
    File { path: String, source: io::Error },
    #[error("{0}")]
    Found(String),
}

/// Runs `command` to its end, its output going where ours goes.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command.stdin(Stdio::null()).status().map_err(|source| not_run(command, source))?;
    if status.success() { Ok(()) } else { Err(Failure::Failed { command: shown(command), status }) }
}

/// Whether `command` runs and succeeds; its output is dropped.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// What to say when `command` could not even be started.
pub(crate) fn not_run(command: &Command, source: io::Error) -> Failure {
    Failure::NotRun { command: shown(command), source }
}

/// The command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// Cargo, at the repository's root.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(repository());
    cargo
}

/// What builds everything for development. All of it together, since fewer packages would mean other features, and another
/// build of all that they need.
pub(crate) fn workspace_build() -> Command {
    let mut build = cargo();
    build.args(["build", "--workspace", "--locked", "--quiet"]);
    build
}

/// npm, in a folder of the repository.
pub(crate) fn npm(folder: &str) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(repository().join(folder));
    npm
}

/// Whether npm has installed what the folder's package-lock.json says now.
pub(crate) fn npm_has_installed(folder: &str) -> bool {
    let modified = |path: &str| -> Option<SystemTime> {
        fs::metadata(repository().join(folder).join(path)).and_then(|metadata| metadata.modified()).ok()
    };
    modified("node_modules/.package-lock.json")
        .is_some_and(|installed| Some(installed) >= modified("package-lock.json"))
}

/// Shows how the text in the file at `path` ends, in `count` lines at most.
pub(crate) fn show_last_lines(path: &Path, count: usize) -> Result<(), Failure> {
    let bytes = fs::read(path).map_err(on_file(path))?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<_> = text.lines().collect();
    println!("\nThe last lines of {}:", path.display());
    for line in &lines[lines.len().saturating_sub(count)..] {
        println!("{line}");
    }
    Ok(())
}

/// Turns an error on the file at `path` into a failure.
pub(crate) fn on_file(path: impl fmt::Debug) -> impl FnOnce(io::Error) -> Failure {
    move |source| Failure::File { path: format!("{path:?}"), source }
}
