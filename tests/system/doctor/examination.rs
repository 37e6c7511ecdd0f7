//! What the doctor says, read from its JSON.

use std::process::Output;

use serde_json::Value;
use switchboard_tests::tools;

/// One run of `switchboard doctor --json`.
pub(super) struct Examination {
    checks: Vec<Value>,
    pub(super) status: Option<i32>,
}

impl Examination {
    /// Reads what was printed, which must be one object on one line, and hold no secret.
    pub(super) fn read(output: &Output) -> Self {
        let text = String::from_utf8(output.stdout.clone()).unwrap();
        assert_eq!(text.lines().count(), 1, "{text}{}", String::from_utf8_lossy(&output.stderr));
        assert_no_secret(output);
        let said: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(said["ok"], output.status.success(), "{text}");
        Self { checks: said["checks"].as_array().unwrap().clone(), status: output.status.code() }
    }

    /// The names of the checks of that status, each once.
    pub(super) fn with_status(&self, status: &str) -> Vec<&str> {
        let checks = self.checks.iter().filter(|check| check["status"] == status);
        let mut names: Vec<_> = checks.map(|check| check["name"].as_str().unwrap()).collect();
        names.dedup();
        names
    }

    /// What is said of a check: the sentence, and behind a semicolon the mend.
    pub(super) fn said(&self, name: &str) -> Vec<String> {
        let of = self.checks.iter().filter(|check| check["name"] == name);
        let said = |check: &Value| {
            let mend = check["mend"].as_str().map(|mend| format!("; {mend}"));
            format!("{}{}", check["message"].as_str().unwrap(), mend.unwrap_or_default())
        };
        of.map(said).collect()
    }

    /// Asserts that these checks are wrong, each with its sentence, and no others.
    pub(super) fn assert_wrong(&self, expected: &[(&str, &str)]) {
        let names: Vec<_> = expected.iter().map(|(name, _)| *name).collect();
        assert_eq!(self.with_status("wrong"), names, "{:#?}", self.checks);
        for (name, sentence) in expected {
            assert_eq!(self.said(name).join(" | "), *sentence);
        }
        assert_eq!(self.status, Some(i32::from(!expected.is_empty())));
    }
}

/// Asserts that nothing that is planted where secrets stand was printed, and no number of a directory.
pub(super) fn assert_no_secret(output: &Output) {
    let text = [&output.stdout[..], &output.stderr].concat();
    let text = String::from_utf8(text).unwrap();
    let planted = std::fs::read_to_string(tools::repository().join("tests/planted.txt")).unwrap();
    for secret in planted.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        // A number is shown to whoever typed it, and the tests that type one look at it themselves.
        if !secret.starts_with("81") {
            assert!(!text.contains(secret), "{secret} was printed: {text}");
        }
    }
}
