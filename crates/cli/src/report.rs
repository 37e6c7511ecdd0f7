//! What a command did, for people and for scripts.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;
use serde_json::Value;

/// What a command did.
pub(crate) struct Report {
    /// What `--json` prints: one object, whose shape stays as it is.
    json: Value,
    /// What people read.
    text: String,
    /// What the operator must know besides, on standard error.
    warning: Option<String>,
}

impl Report {
    /// Returns the report of `done`, told to people as `text`.
    pub(crate) fn new(done: &impl Serialize, text: String) -> Self {
        let json = serde_json::to_value(done).expect("a report has names and plain values");
        Self { json, text, warning: None }
    }

    /// Adds a warning.
    pub(crate) fn with_warning(self, warning: Option<String>) -> Self {
        Self { warning, ..self }
    }

    /// Prints it.
    pub(crate) fn print(&self, as_json: bool) -> io::Result<()> {
        if let Some(warning) = &self.warning {
            writeln!(io::stderr(), "warning: {warning}")?;
        }
        let mut stdout = io::stdout();
        if as_json {
            writeln!(stdout, "{}", self.json)?;
        } else {
            stdout.write_all(self.text.as_bytes())?;
        }
        stdout.flush()
    }
}

/// Whether people see the output, and a code in it can be photographed.
pub(crate) fn in_terminal() -> bool {
    io::stdout().is_terminal()
}
