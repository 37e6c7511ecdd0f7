//! A directory in a TOML file that a person edits too.

mod document;
mod replace;

use std::{io, path::PathBuf};

use switchboard::{
    client_name::ClientName,
    directory::{Client, DirectoryFile, DirectoryFileError},
    pairing_key::PairingKeyHash,
    phone_number::PhoneNumber,
};

use self::document::Document;
use super::{Entry, Registry, RegistryError};

/// The file at a path. It is written when the first number is added, and must be there for anything else.
pub(crate) struct FileRegistry {
    path: PathBuf,
}

impl FileRegistry {
    /// Returns the registry in the file at `path`.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// What the file holds, once it is known to be a directory.
    fn clients(&self) -> Result<Vec<(String, Client)>, FileRegistryError> {
        Ok(DirectoryFile::open(&self.path)?.clients()?)
    }

    fn edit<T>(
        &self,
        change: impl FnOnce(&mut Document) -> Result<T, RegistryError>,
    ) -> Result<T, RegistryError> {
        let mut changed = None;
        replace::edit(&self.path, |text| {
            if text.is_some() {
                self.clients()?;
            }
            let mut document = Document::parse(text.unwrap_or_default())?;
            changed = Some(change(&mut document)?);
            Ok::<_, RegistryError>(document.to_string())
        })?;
        Ok(changed.expect("an edit without an error has made its change"))
    }
}

impl Registry for FileRegistry {
    async fn entries(&self) -> Result<Vec<Entry>, RegistryError> {
        let entry = |(number, client): (String, Client)| Entry {
            number: PhoneNumber::parse(&number).expect("a directory's numbers are phone numbers"),
            client,
        };
        Ok(self.clients()?.into_iter().map(entry).collect())
    }

    async fn add(&self, entries: &[Entry]) -> Result<(), RegistryError> {
        self.edit(|document| document.add(entries))
    }

    async fn remove(&self, number: &PhoneNumber) -> Result<(), RegistryError> {
        self.clients()?;
        self.edit(|document| document.remove(number))
    }

    async fn rekey(&self, number: &PhoneNumber, key: &PairingKeyHash) -> Result<ClientName, RegistryError> {
        self.clients()?;
        self.edit(|document| document.rekey(number, key))
    }
}

/// Why a directory file was not changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileRegistryError {
    #[error(transparent)]
    Directory(#[from] DirectoryFileError),
    /// What the directory's own reader took, the editor does not; none is known.
    #[error("the directory file cannot be edited; add the number by hand")]
    NoToml,
    #[error(
        "the directory file's numbers are an inline array; write each under a [[number]] of its own first"
    )]
    Inline,
    #[error("somebody else changed the directory file {} meanwhile; try again", .0.display())]
    ChangedMeanwhile(PathBuf),
    #[error("the directory file {} cannot be written: {source}", path.display())]
    NotWritten { path: PathBuf, source: io::Error },
}
