//! A program that answers every line with one.

use std::{
    io::{self, BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
};

use serde_json::Value;

use crate::tools;

/// The program's process. Ends with its value.
pub struct Answering {
    name: String,
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Answering {
    /// Starts `script`, which lies in `peers/`, with the interpreter `program`.
    pub fn start(program: &Path, script: &'static str) -> Self {
        Self::run(Command::new(program).arg(script).current_dir(tools::peers()))
    }

    /// Starts `command`.
    pub fn run(command: &mut Command) -> Self {
        let name = command.get_program().display().to_string();
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{name} does not start ({error}): run `cargo xtask test`"));
        let requests = process.stdin.take().expect("the process was given a pipe");
        let mut errors = process.stderr.take().expect("the process was given a pipe");
        // Not handed down: Node.js would make the pipe that it shares with us one that does not wait, and whoever prints
        // much here would fail. What cannot be shown any more is of no interest.
        thread::spawn(move || io::copy(&mut errors, &mut io::stderr()).unwrap_or_default());
        let answers = BufReader::new(process.stdout.take().expect("the process was given a pipe"));
        Self { name, process, requests, answers }
    }

    /// The answer to `request`, in JSON.
    pub fn ask(&mut self, request: &Value) -> Value {
        serde_json::from_str(&self.ask_line(&request.to_string())).expect("a line of the answer is JSON")
    }

    /// The line that answers `request`.
    pub fn ask_line(&mut self, request: &str) -> String {
        let mut line = String::new();
        // One write, of however much: the process reads the line whole before it answers.
        let written = self.requests.write_all(format!("{request}\n").as_bytes());
        let read = written.and_then(|()| self.answers.read_line(&mut line));
        assert!(
            read.is_ok_and(|length| length > 0),
            "{} has ended; the reason stands on standard error, and `cargo xtask test` installs what it needs",
            self.name
        );
        line
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        // It may have ended already, which is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
