//! `switchboard`, the operator's tool, run for a test.

use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::tools;

/// The tool, with the arguments that name a directory, in an environment that has nothing of ours or AWS's.
#[derive(Default)]
pub struct Switchboard {
    directory: Vec<String>,
    environment: Vec<(String, String)>,
}

impl Switchboard {
    /// Returns the tool for the directory that `arguments` name, as in `["--directory", "numbers.toml"]`.
    pub fn with(arguments: &[&str]) -> Self {
        let directory = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Self { directory, environment: Vec::new() }
    }

    /// The same tool, in an environment that has these variables too.
    #[must_use]
    pub fn in_environment<N: Into<String>, V: Into<String>>(
        mut self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.environment.extend(variables.into_iter().map(|(name, value)| (name.into(), value.into())));
        self
    }

    /// The command `switchboard …`.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(tools::executable("switchboard"));
        let environment = self.environment.iter().map(|(name, value)| (name, value));
        command.args(arguments).env_clear().envs(environment).stdin(Stdio::null());
        command
    }

    /// The command `switchboard number …`.
    pub fn number(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(&["number"]);
        command.args(arguments).args(&self.directory);
        command
    }

    /// What `switchboard number …` prints.
    pub fn text(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("it prints text")
    }

    /// What `switchboard number … --json` prints.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let text = self.text(&[arguments, &["--json"]].concat());
        assert_eq!(text.lines().count(), 1, "one object on one line");
        serde_json::from_str(&text).expect("it prints JSON")
    }

    /// The sentence with which `switchboard number …` refuses, with exit status 1 and nothing on standard output.
    pub fn refusal(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{arguments:?}");
        let refusal = String::from_utf8(output.stderr).expect("it speaks text");
        let sentence = refusal.strip_prefix("switchboard: ").and_then(|rest| rest.strip_suffix('\n'));
        let sentence = sentence.unwrap_or_else(|| panic!("not one line: {refusal}"));
        assert!(!sentence.contains('\n'), "{sentence}");
        sentence.to_owned()
    }

    /// Its status, and all that it says.
    pub fn output(&self, arguments: &[&str]) -> Output {
        self.number(arguments).output().expect("switchboard starts")
    }
}
