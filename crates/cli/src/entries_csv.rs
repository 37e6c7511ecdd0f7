//! Entries as lines of a CSV file.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

use csv::{ReaderBuilder, StringRecord, Trim, Writer};
use switchboard::{
    directory::{
        Client, MalformedEntry,
        attribute::{CLIENT_NAME, PAIRING_KEY_SHA256, PHONE_NUMBER},
    },
    phone_number::{InvalidPhoneNumber, PhoneNumber},
};

use crate::registry::Entry;

/// The columns. The last may be absent, as may its values.
const COLUMNS: [&str; 3] = [PHONE_NUMBER, CLIENT_NAME, PAIRING_KEY_SHA256];

/// An entry, and where it stands.
pub(crate) struct Line {
    pub(crate) entry: Entry,
    /// From 1, as an editor counts.
    pub(crate) number_in_file: u64,
}

/// Reads the entries of the file at `path`, each of another number.
pub(crate) fn read(path: &Path) -> Result<Vec<Line>, CsvError> {
    let bytes = fs::read(path).map_err(|source| CsvError::Unreadable { path: path.to_owned(), source })?;
    parse(&bytes)
}

/// Returns the lines of `entries`, below one with the names of the columns.
pub(crate) fn write(entries: &[Entry]) -> String {
    let mut writer = Writer::from_writer(Vec::new());
    let mut write = |fields: [&str; 3]| writer.write_record(fields).expect("memory takes every line");
    write(COLUMNS);
    for entry in entries {
        let key = entry.client.pairing_key.as_ref().map(ToString::to_string).unwrap_or_default();
        write([entry.number.e164(), entry.client.name.as_str(), &key]);
    }
    let bytes = writer.into_inner().expect("memory takes every line");
    String::from_utf8(bytes).expect("numbers, names and hashes are text")
}

fn parse(bytes: &[u8]) -> Result<Vec<Line>, CsvError> {
    let mut reader = ReaderBuilder::new().trim(Trim::All).flexible(true).from_reader(bytes);
    let columns = reader.headers().map_err(|_| CsvError::Columns)?;
    // The byte order mark that spreadsheets write is no part of the first name.
    let columns: Vec<&str> = columns.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
    if columns != COLUMNS && columns != COLUMNS[..2] {
        return Err(CsvError::Columns);
    }
    let count = columns.len();
    let mut lines = Vec::new();
    let mut seen = HashMap::new();
    let mut counted = CountedLines { text: bytes, read: 0, line: 1 };
    for record in reader.records() {
        let line = counted.line_of(match &record {
            Ok(record) => record.position(),
            Err(error) => error.position(),
        });
        // The parser's own message would repeat what stands there, which may be a key.
        let record = record.map_err(|_| CsvError::Line { line, problem: Problem::NoText })?;
        let entry = entry(&record, count).map_err(|problem| CsvError::Line { line, problem })?;
        if let Some(first) = seen.insert(entry.number.e164().to_owned(), line) {
            return Err(CsvError::Line { line, problem: Problem::Twice(first) });
        }
        lines.push(Line { entry, number_in_file: line });
    }
    Ok(lines)
}

fn entry(record: &StringRecord, columns: usize) -> Result<Entry, Problem> {
    if record.len() != columns {
        return Err(Problem::Fields { found: record.len(), expected: columns });
    }
    let number = PhoneNumber::parse(&record[0])?;
    let key = record.get(2).filter(|key| !key.is_empty());
    Ok(Entry { number, client: Client::parse(&record[1], key)? })
}

/// The lines of a file, counted from 1 as an editor does. The parser's own count leaves out the blank ones.
struct CountedLines<'a> {
    text: &'a [u8],
    read: usize,
    line: u64,
}

impl CountedLines<'_> {
    /// The line of the record that the parser found at `position`, which may lie before the end of the line above.
    fn line_of(&mut self, position: Option<&csv::Position>) -> u64 {
        let found =
            position.map_or(self.read, |position| usize::try_from(position.byte()).unwrap_or(self.read));
        let ends_of_lines =
            self.text[found..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = found + ends_of_lines;
        self.line += self.text[self.read..start].iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        self.read = start;
        self.line
    }
}

/// Why a CSV file was not read. No value of the file is repeated.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CsvError {
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error(
        "line 1: the columns are phone_number,client_name,pairing_key_sha256, of which the last may be absent"
    )]
    Columns,
    #[error("line {line}: {problem}")]
    Line { line: u64, problem: Problem },
}

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("{expected} values are expected, and {found} are there")]
    Fields { found: usize, expected: usize },
    #[error("{PHONE_NUMBER}: {0}")]
    PhoneNumber(#[from] InvalidPhoneNumber),
    #[error(transparent)]
    Client(#[from] MalformedEntry),
    #[error("the number is on line {0} already")]
    Twice(u64),
    #[error("it is not text in UTF-8")]
    NoText,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the key `correct horse`, by coreutils' `sha256sum`.
    const HASH: &str = "4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631";

    fn read(text: &str) -> Vec<(String, String, bool, u64)> {
        let lines = parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
        let read = |Line { entry: Entry { number, client }, number_in_file }: Line| {
            let has_key = client.pairing_key.is_some();
            (number.e164().to_owned(), client.name.to_string(), has_key, number_in_file)
        };
        lines.into_iter().map(read).collect()
    }

    fn refused(text: impl AsRef<[u8]>) -> String {
        parse(text.as_ref()).err().expect("the file is refused").to_string()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = format!("phone_number,client_name,pairing_key_sha256\n+8150,a,\n+8151,b,{HASH}\n");
        let lines = parse(text.as_bytes()).unwrap();
        let entries: Vec<_> = lines.into_iter().map(|line| line.entry).collect();
        assert_eq!(write(&entries), text);
        assert_eq!(write(&[]), "phone_number,client_name,pairing_key_sha256\n");
    }

    #[test]
    fn a_spreadsheets_way_of_writing_is_read() {
        let expected =
            [("+8150".to_owned(), "a".to_owned(), false, 2), ("+8151".to_owned(), "b".to_owned(), false, 4)];
        assert_eq!(
            read("\u{feff}phone_number,client_name\r\n\"+81-50\", a\r\n\r\n+81 51,\"b\"\r\n"),
            expected
        );
    }

    #[test]
    fn a_bad_line_is_named_by_its_number_and_not_by_what_it_holds() {
        let head = "phone_number,client_name,pairing_key_sha256\n+8150,a,\n";
        for (line, message) in [
            ("050-3123-4567,a,", "line 3: phone_number: a phone number starts with + and a country code"),
            ("+8151,a b,", "line 3: client_name: a client name has 1 to 121 letters, digits and underscores"),
            (
                "+8151,a,secret",
                "line 3: pairing_key_sha256: a pairing key's SHA-256 has 64 hexadecimal digits",
            ),
            ("+8151,a", "line 3: 3 values are expected, and 2 are there"),
            ("+8151,a,,secret", "line 3: 3 values are expected, and 4 are there"),
            ("\n+8-1-5-0,b,", "line 4: the number is on line 2 already"),
        ] {
            assert_eq!(refused(format!("{head}{line}\n")), message);
        }
        assert_eq!(refused([head.as_bytes(), b"+8151,\xff,\n"].concat()), "line 3: it is not text in UTF-8");
    }

    #[test]
    fn other_columns_are_refused() {
        for head in ["", "+8150,a,\n", "client_name,phone_number\n", "phone_number;client_name\n"] {
            assert!(refused(head).starts_with("line 1: the columns are "), "{head}");
        }
    }
}
