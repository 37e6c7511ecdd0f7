//! What a check found, for people and for scripts.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use serde::Serialize;
use serde_json::json;

/// What one check found.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    name: &'static str,
    status: Status,
    message: String,
    /// What to do about it, where something is to be done.
    mend: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Ok,
    /// It works, and somebody should know.
    Warning,
    Wrong,
    /// What it depends on failed, or is not permitted.
    NotChecked,
}

impl Finding {
    pub(super) fn ok(name: &'static str, message: impl Into<String>) -> Self {
        Self { name, status: Status::Ok, message: message.into(), mend: None }
    }

    pub(super) fn warning(name: &'static str, message: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name, status: Status::Warning, message: message.into(), mend: Some(mend.into()) }
    }

    pub(super) fn wrong(name: &'static str, message: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name, status: Status::Wrong, message: message.into(), mend: Some(mend.into()) }
    }

    /// Wrong, by an error of this tool's, which names the thing, and behind a semicolon the mend.
    pub(super) fn error(name: &'static str, error: &impl std::error::Error) -> Self {
        let sentence = error.to_string();
        let (message, mend) = match sentence.rsplit_once("; ") {
            Some((message, mend)) => (message.to_owned(), Some(mend.to_owned())),
            None => (sentence, None),
        };
        Self { name, status: Status::Wrong, message, mend }
    }

    pub(super) fn not_checked(name: &'static str, reason: impl Into<String>) -> Self {
        Self { name, status: Status::NotChecked, message: reason.into(), mend: None }
    }

    pub(super) fn is_wrong(&self) -> bool {
        self.status == Status::Wrong
    }

    fn lines(&self) -> String {
        let status = match self.status {
            Status::Ok => "ok",
            Status::Warning => "warning",
            Status::Wrong => "wrong",
            Status::NotChecked => "not checked",
        };
        let Self { name, message, .. } = self;
        let mend = self.mend.iter().map(|mend| format!("{:30}{mend}\n", ""));
        format!("{status:11}  {name:15}  {message}\n{}", mend.collect::<String>())
    }
}

/// All that was found so far.
pub(super) struct Findings {
    found: Vec<Finding>,
    as_json: bool,
}

impl Findings {
    pub(super) fn new(as_json: bool) -> Self {
        Self { found: Vec::new(), as_json }
    }

    /// Adds `findings`, and shows them at once to people, who wait.
    pub(super) fn add(&mut self, findings: impl IntoIterator<Item = Finding>) -> io::Result<()> {
        for finding in findings {
            if !self.as_json {
                io::stdout().write_all(finding.lines().as_bytes())?;
            }
            self.found.push(finding);
        }
        io::stdout().flush()
    }

    /// Says what came of it all, and returns the status to end with.
    pub(super) fn conclude(self) -> io::Result<ExitCode> {
        let count = |status| self.found.iter().filter(|finding| finding.status == status).count();
        let (wrong, warnings) = (count(Status::Wrong), count(Status::Warning));
        let is_ok = wrong == 0;
        let mut stdout = io::stdout();
        if self.as_json {
            writeln!(stdout, "{}", json!({ "ok": is_ok, "checks": self.found }))?;
        } else {
            let (all, not_checked) = (self.found.len(), count(Status::NotChecked));
            let verdict = if is_ok { "nothing is wrong" } else { "something is wrong" };
            let counts = format!("{wrong} wrong, {warnings} warnings, {not_checked} not checked");
            writeln!(stdout, "\n{verdict}: {all} checks, {counts}")?;
        }
        stdout.flush()?;
        Ok(if is_ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Sentence(&'static str);

    #[test]
    fn an_errors_mend_stands_behind_its_semicolon() {
        let split = Finding::error("x", &Sentence("it is broken (a; b); mend it"));
        assert_eq!(split, Finding::wrong("x", "it is broken (a; b)", "mend it"));
        assert_eq!(Finding::error("x", &Sentence("it is broken")).mend, None);
    }

    #[test]
    fn a_mend_stands_under_what_is_wrong() {
        let lines = Finding::wrong("page", "it is not there", "upload it").lines();
        assert_eq!(lines, format!("wrong        page             it is not there\n{:30}upload it\n", ""));
    }
}
