//! A directory in a TOML file, for one machine.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use serde::Deserialize;
use toml::Spanned;

use super::{Client, Directory, DirectoryError, LookUp, MalformedEntry, attribute};
use crate::{
    client_name::ClientName,
    phone_number::{InvalidPhoneNumber, PhoneNumber},
};

/// A file of `[[number]]` tables, each with the names that a DynamoDB item has:
///
/// ```toml
/// [[number]]
/// phone_number = "+815031234567"
/// client_name = "DeviceId_0001"
/// ```
///
/// Every look-up reads the file, so that a change is obeyed at once. While what it holds is broken, look-ups fail, as they
/// do while a table cannot be reached.
pub struct DirectoryFile {
    path: PathBuf,
    loaded: Mutex<Loaded>,
}

/// What the file held when it last made sense.
struct Loaded {
    text: String,
    clients: HashMap<String, Client>,
}

impl DirectoryFile {
    /// Reads the directory in the file at `path`.
    ///
    /// # Errors
    ///
    /// [`DirectoryFileError`], which names the file and, where there is one, the line.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, DirectoryFileError> {
        let path = path.into();
        let loaded = load(&path, read(&path)?)?;
        Ok(Self { path, loaded: Mutex::new(loaded) })
    }

    /// The numbers that the file holds now, E.164 and in order, with their clients' names.
    ///
    /// # Errors
    ///
    /// As [`DirectoryFile::open`].
    pub fn numbers(&self) -> Result<Vec<(String, ClientName)>, DirectoryFileError> {
        Ok(self.clients()?.into_iter().map(|(number, client)| (number, client.name)).collect())
    }

    /// The numbers that the file holds now, E.164 and in order, with their clients.
    ///
    /// # Errors
    ///
    /// As [`DirectoryFile::open`].
    pub fn clients(&self) -> Result<Vec<(String, Client)>, DirectoryFileError> {
        self.with_clients(|clients| {
            let mut numbers: Vec<_> =
                clients.iter().map(|(number, client)| (number.clone(), client.clone())).collect();
            numbers.sort_by(|(number, _), (other, _)| number.cmp(other));
            numbers
        })
    }

    fn with_clients<T>(
        &self,
        look_up: impl FnOnce(&HashMap<String, Client>) -> T,
    ) -> Result<T, DirectoryFileError> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        // The text itself tells whether there was a change. The file's time and length do not: two edits within one tick
        // of the file system's clock, or a copy that keeps the time, can leave both as they were.
        let text = read(&self.path)?;
        if loaded.text != text {
            *loaded = load(&self.path, text)?;
        }
        Ok(look_up(&loaded.clients))
    }
}

impl Directory for DirectoryFile {
    fn client_for<'a>(&'a self, number: &'a PhoneNumber) -> LookUp<'a> {
        Box::pin(async move {
            self.with_clients(|clients| clients.get(number.e164()).cloned())
                .map_err(|error| DirectoryError::Unreachable(Box::new(error)))
        })
    }
}

fn read(path: &Path) -> Result<String, DirectoryFileError> {
    fs::read_to_string(path)
        .map_err(|source| DirectoryFileError::Unreadable { path: path.to_owned(), source })
}

fn load(path: &Path, text: String) -> Result<Loaded, DirectoryFileError> {
    let clients = parse(&text).map_err(|problem| DirectoryFileError::Broken {
        path: path.to_owned(),
        line: problem.line,
        message: problem.message,
    })?;
    Ok(Loaded { text, clients })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "number")]
    numbers: Vec<Spanned<Number>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Number {
    phone_number: String,
    client_name: String,
    pairing_key_sha256: Option<String>,
}

struct Problem {
    line: usize,
    message: String,
}

/// Returns the clients by number in E.164.
fn parse(text: &str) -> Result<HashMap<String, Client>, Problem> {
    let line_at =
        |offset: usize| text[..offset].lines().count() + usize::from(text[..offset].ends_with('\n'));
    let file: File = toml::from_str(text).map_err(|error| Problem {
        line: line_at(error.span().map_or(0, |span| span.start)).max(1),
        message: without_values(error.message()),
    })?;
    let mut clients = HashMap::with_capacity(file.numbers.len());
    for entry in &file.numbers {
        let problem = |message: String| Problem { line: line_at(entry.span().start).max(1), message };
        let (number, client) = entry_of(entry.as_ref()).map_err(|error| problem(error.to_string()))?;
        if clients.insert(number.e164().to_owned(), client).is_some() {
            return Err(problem(format!("{} is registered twice", attribute::PHONE_NUMBER)));
        }
    }
    Ok(clients)
}

/// What a parser found wrong, without what it found there: an unquoted phone number, or one that stands in the place of a
/// name, would be repeated in the log.
fn without_values(message: &str) -> String {
    let repeats_a_value = |found: &str| {
        found.starts_with("invalid type: ")
            || found.starts_with("invalid value: ")
            // Numeric in any script: Japanese keyboards write wide digits too. And nothing that steers a terminal.
            || found.contains(|character: char| character.is_numeric() || character.is_control())
    };
    match message.rsplit_once(", expected ") {
        Some((found, expected)) if repeats_a_value(found) => format!("expected {expected}"),
        _ => message.to_owned(),
    }
}

fn entry_of(number: &Number) -> Result<(PhoneNumber, Client), EntryError> {
    let client = Client::parse(&number.client_name, number.pairing_key_sha256.as_deref())?;
    Ok((PhoneNumber::parse(&number.phone_number)?, client))
}

#[derive(Debug, thiserror::Error)]
enum EntryError {
    #[error("{name}: {0}", name = attribute::PHONE_NUMBER)]
    PhoneNumber(#[from] InvalidPhoneNumber),
    #[error(transparent)]
    Client(#[from] MalformedEntry),
}

/// Why a directory file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryFileError {
    /// The file is not there, or may not be read.
    #[error("the directory file {} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
    /// The file was read and is not a directory.
    #[error("the directory file {} is broken at line {line}: {message}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there; without the number that stands there.
        message: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> (usize, String) {
        let problem = parse(text).err().expect("a broken file");
        (problem.line, problem.message)
    }

    #[test]
    fn a_broken_entry_is_named_by_its_line_and_never_by_its_number() {
        let good = "[[number]]\nphone_number = \"+815031234567\"\nclient_name = \"DeviceId_0001\"\n";
        for (second, message) in [
            (
                "phone_number = \"050-3123-4567\"\nclient_name = \"a\"",
                "phone_number: a phone number starts with + and a country code",
            ),
            (
                "phone_number = \"+8150\"\nclient_name = \"a b\"",
                "client_name: a client name has 1 to 121 letters, digits and underscores",
            ),
            ("phone_number = \"+81 50-3123-4567\"\nclient_name = \"a\"", "phone_number is registered twice"),
            (
                "phone_number = \"+8150\"\nclient_name = \"a\"\npairing_key_sha256 = \"12\"",
                "pairing_key_sha256: a pairing key's SHA-256 has 64 hexadecimal digits",
            ),
        ] {
            assert_eq!(problem(&format!("{good}\n[[number]]\n{second}\n")), (5, message.to_owned()));
        }
    }

    #[test]
    fn a_file_that_is_not_toml_or_has_other_names_is_named_by_its_line() {
        assert_eq!(problem("\n[[number]\n").0, 2);
        assert_eq!(problem("[[number]]\nphone_number = 5\nclient_name = \"a\"").0, 2);
        let (line, message) =
            problem("[[number]]\nphone_number = \"+8150\"\nclient_name = \"a\"\nkey = \"b\"");
        assert_eq!(line, 4);
        assert!(message.contains("unknown field `key`"), "{message}");
    }

    #[test]
    fn a_number_or_a_control_character_in_the_place_of_a_name_is_not_repeated() {
        for name in ["+815031234567", "+８１５０３１２３４５６７", "\\u001b[2J"] {
            let (line, message) = problem(&format!("[[number]]\n\"{name}\" = \"a\"\n"));
            assert_eq!(line, 2);
            assert_eq!(message, "expected one of `phone_number`, `client_name`, `pairing_key_sha256`");
        }
    }

    #[test]
    fn an_empty_file_is_an_empty_directory() {
        assert!(parse("").is_ok_and(|clients| clients.is_empty()));
    }
}
