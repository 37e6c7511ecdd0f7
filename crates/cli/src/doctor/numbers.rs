//! The table is there, and has the numbers.

use switchboard::phone_number::PhoneNumber;

use crate::registry::{Entry, TableError, TableRegistry};

use super::{
    finding::Finding,
    target::{KnownClient, Line, masked},
};

pub(super) const TABLE: &str = "table";
pub(super) const NUMBER: &str = "number";

/// How many entries are looked at where no number is named: enough to see what entries are like.
const ENTRIES: i32 = 25;

/// What the table says of `typed`, or else of some entries, and the numbers that are worth a try.
pub(super) async fn check(table: &TableRegistry, typed: &[PhoneNumber]) -> (Vec<Finding>, Vec<Line>) {
    let found = if typed.is_empty() { some(table).await } else { each(table, typed).await };
    match found {
        Ok((findings, lines)) => {
            let readable = Finding::ok(TABLE, "it can be read");
            ([readable].into_iter().chain(findings).collect(), lines)
        }
        Err(error) => {
            // The functions may read the table although whoever runs this may not.
            let lines = typed.iter().map(|number| Line::typed(number.clone(), None)).collect();
            let number = Finding::not_checked(NUMBER, "the table cannot be read");
            (vec![unusable(&error), number], lines)
        }
    }
}

/// AWS's word for what the operator may not do:
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>.
fn unusable(error: &TableError) -> Finding {
    match error {
        TableError::Unusable { reason, .. } if reason.starts_with("AccessDenied") => {
            Finding::not_checked(TABLE, format!("it may not be read from here ({reason})"))
        }
        _ => Finding::error(TABLE, error),
    }
}

async fn some(table: &TableRegistry) -> Result<(Vec<Finding>, Vec<Line>), TableError> {
    let mut findings = Vec::new();
    let mut first = None;
    for entry in table.some(ENTRIES).await? {
        match entry {
            Ok(entry) => first = first.or(Some(entry)),
            Err(error) => findings.push(malformed(&error, masked)),
        }
    }
    let line = first.map(|entry| {
        let line = Line::found(entry.number.clone(), known(&entry));
        findings.insert(0, rings(&line, &entry));
        line
    });
    if findings.is_empty() {
        let mend = "register one with `switchboard number add`";
        findings.push(Finding::wrong(NUMBER, "no number is registered", mend));
    }
    Ok((findings, line.into_iter().collect()))
}

async fn each(table: &TableRegistry, typed: &[PhoneNumber]) -> Result<(Vec<Finding>, Vec<Line>), TableError> {
    let (mut findings, mut lines) = (Vec::new(), Vec::new());
    for number in typed {
        match table.find(number).await {
            Ok(Some(entry)) => {
                let line = Line::typed(number.clone(), Some(known(&entry)));
                findings.push(rings(&line, &entry));
                lines.push(line);
            }
            Ok(None) => findings.push(not_registered(number)),
            Err(error @ TableError::Malformed { .. }) => findings.push(malformed(&error, str::to_owned)),
            Err(error) => return Err(error),
        }
    }
    Ok((findings, lines))
}

/// A number that nobody registered.
pub(super) fn not_registered(number: &PhoneNumber) -> Finding {
    let written = number.as_written();
    let mend = "register it with `switchboard number add`";
    Finding::wrong(NUMBER, format!("{written} is not registered"), mend)
}

fn rings(line: &Line, entry: &Entry) -> Finding {
    let key = if entry.client.pairing_key.is_some() { "a pairing key" } else { "no pairing key" };
    Finding::ok(NUMBER, format!("{} is registered to {}, with {key}", line.shown(), entry.client.name))
}

fn malformed(error: &TableError, shown: impl Fn(&str) -> String) -> Finding {
    let message = match error {
        TableError::Malformed { number, cause } => {
            format!("the entry of {} is malformed: {cause}", shown(number))
        }
        TableError::MalformedKey { key, cause } => {
            format!("the table has an entry of {}, which nobody can call: {cause}", shown(key))
        }
        _ => error.to_string(),
    };
    let mend = "remove the entry in DynamoDB's console, and add it with `switchboard number add`";
    Finding::wrong(NUMBER, message, mend)
}

fn known(entry: &Entry) -> KnownClient {
    KnownClient { name: entry.client.name.to_string(), is_open: entry.client.pairing_key.is_none() }
}
