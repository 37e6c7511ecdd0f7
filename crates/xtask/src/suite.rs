//! The Rust tests, with all their output kept.

use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    repository,
    run::{Failure, cargo, not_run, on_file, show_last_lines, shown},
};

/// How many of the output's last lines are shown when a test fails.
const LINES_OF_A_FAILURE: usize = 200;

/// The file with everything that the tests printed.
pub(crate) fn output() -> PathBuf {
    repository().join("target/test-output.log")
}

/// Runs all tests, for which the workspace is built. The terminal shows the verdicts, the file everything.
pub(crate) fn run(tools: &Path) -> Result<(), Failure> {
    let mut tests = cargo();
    tests
        .args(["test", "--workspace", "--locked", "--no-fail-fast", "--", "--no-capture"])
        .env("SWITCHBOARD_TOOLS", tools);
    keep_output(&mut tests, &output())
}

/// Runs `tests`, all their output going to the file at `path`, the verdicts and figures to the terminal too.
pub(crate) fn keep_output(tests: &mut Command, path: &Path) -> Result<(), Failure> {
    let mut file = BufWriter::new(File::create(path).map_err(on_file(path))?);
    let (reader, writer) = std::io::pipe().map_err(on_file(path))?;
    let also = writer.try_clone().map_err(on_file(path))?;
    let mut child = tests
        .stdin(Stdio::null())
        .stdout(writer)
        .stderr(also)
        .spawn()
        .map_err(|source| not_run(tests, source))?;
    // The command keeps its ends of the pipe until they are replaced, and the pipe would never end.
    tests.stdout(Stdio::null()).stderr(Stdio::null());
    for line in BufReader::new(reader).split(b'\n') {
        let line = String::from_utf8_lossy(&line.map_err(on_file(path))?).into_owned();
        writeln!(file, "{line}").map_err(on_file(path))?;
        if is_verdict(&line) {
            println!("  {line}");
        }
    }
    file.flush().map_err(on_file(path))?;
    let status = child.wait().map_err(|source| not_run(tests, source))?;
    if status.success() {
        return Ok(());
    }
    show_last_lines(path, LINES_OF_A_FAILURE)?;
    Err(Failure::Failed { command: shown(tests), status })
}

/// Whether a line says what became of tests, or what they measured. The rest, mostly the functions' own log, is for
/// whoever opens the file.
fn is_verdict(line: &str) -> bool {
    ["test ", "figures: ", "error"].iter().any(|word| line.starts_with(word))
        || line.trim_start().starts_with("Running ")
}
