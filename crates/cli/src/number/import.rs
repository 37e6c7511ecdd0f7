//! `switchboard number import`.

use serde_json::json;

use super::{NumberError, registered::Registered};
use crate::{
    entries_csv::{self, Line},
    options::Import,
    pairing_link::PageUrl,
    registry::{Entry, Registry, RegistryError},
    report::Report,
};

/// Registers every number of a CSV file, or none. A number without a hash is given a new key, unless it is to be open.
pub(super) async fn import(
    options: &Import,
    registry: &impl Registry,
    page: &PageUrl,
) -> Result<Report, NumberError> {
    let page = options.page.as_ref().unwrap_or(page);
    let lines = entries_csv::read(&options.file)?;
    let registered: Vec<_> = lines.iter().map(|line| registered(line, options, page)).collect();
    let entries: Vec<Entry> = registered.iter().map(|registered| registered.entry.clone()).collect();
    registry.add(&entries).await.map_err(|cause| with_line(cause, &lines))?;
    let shown: Vec<_> = registered.iter().map(Registered::shown).collect();
    let open = registered.iter().filter(|registered| registered.is_open()).count();
    let warning = (open > 0).then(|| {
        format!(
            "{open} numbers are open: whoever knows one can answer its calls, and make calls that you pay"
        )
    });
    Ok(Report::new(&json!({ "numbers": shown }), text(&registered)).with_warning(warning))
}

fn registered(Line { entry, .. }: &Line, options: &Import, page: &PageUrl) -> Registered {
    let Entry { number, client } = entry.clone();
    match (&client.pairing_key, options.open) {
        (Some(_), _) => Registered::with_hash(Entry { number, client }),
        (None, true) => Registered::open(number, client.name, page),
        (None, false) => Registered::with_new_key(number, client.name, page),
    }
}

/// Names the line of a number that is registered already.
fn with_line(cause: RegistryError, lines: &[Line]) -> NumberError {
    let line = match &cause {
        RegistryError::AlreadyRegistered(number) => lines.iter().find(|line| line.entry.number == *number),
        _ => None,
    };
    match line {
        Some(line) => NumberError::Line { line: line.number_in_file, cause },
        None => cause.into(),
    }
}

fn text(registered: &[Registered]) -> String {
    let lines: String = registered.iter().map(Registered::line).collect();
    let once = if registered.iter().any(Registered::has_new_key) {
        "The keys in these links are shown this once: only their SHA-256 is kept.\n"
    } else {
        ""
    };
    format!("{lines}\n{} numbers are registered\n{once}", registered.len())
}
