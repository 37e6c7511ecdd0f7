//! Whether the operator wants what was shown.

use std::io::{self, IsTerminal, Write};

use super::options::Common;

/// Shows `difference`, and asks on the terminal unless the command line agrees already. With `--json` standard output is
/// left to the object at the end.
pub(crate) fn obtain(common: &Common, difference: &str) -> Result<(), NoConsent> {
    let shown = if common.json {
        io::stderr().write_all(difference.as_bytes())
    } else {
        io::stdout().write_all(difference.as_bytes()).and_then(|()| io::stdout().flush())
    };
    shown.map_err(NoConsent::NotShown)?;
    if common.yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        return Err(NoConsent::NoTerminal);
    }
    eprint!("Change this? [y/N] ");
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).map_err(|_| NoConsent::NoTerminal)?;
    if matches!(answer.trim(), "y" | "Y" | "yes") { Ok(()) } else { Err(NoConsent::Refused) }
}

/// Why nothing is changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoConsent {
    #[error(
        "nothing is changed, since there is no terminal to ask at; agree with --yes, or only look with --dry-run"
    )]
    NoTerminal,
    #[error("nothing is changed, since you did not agree")]
    Refused,
    #[error("nothing is changed, since it cannot be shown ({0})")]
    NotShown(io::Error),
}
