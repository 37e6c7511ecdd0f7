//! The file that keeps what numbers and Apps were before they were changed.

use std::{
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    account::{Kind, Settings},
    change::Change,
    credentials::Credentials,
};

/// What is kept, in the order in which it was changed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Whose it is: elsewhere the SIDs mean nothing.
    account_sid: String,
    pub(crate) region: String,
    pub(crate) resources: Vec<KeptResource>,
}

/// A number or an App, and those of its settings that were changed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KeptResource {
    pub(crate) kind: Kind,
    pub(crate) sid: String,
    pub(crate) name: String,
    /// It was created, so that there is nothing to put back.
    pub(crate) created: bool,
    pub(crate) settings: Settings,
}

impl Kept {
    /// Reads the file at `path`; one that is not there has `None`.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, KeptError> {
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(KeptError::Unreadable { path: path.to_owned(), source }),
        };
        serde_json::from_slice(&text).map(Some).map_err(|_| KeptError::Malformed(path.to_owned()))
    }

    /// Refuses what belongs to another account or region than `credentials`. `path` is where it was read.
    pub(crate) fn check(&self, path: &Path, credentials: &Credentials) -> Result<(), KeptError> {
        if self.account_sid == credentials.account_sid && self.region == credentials.region {
            return Ok(());
        }
        let (account_sid, region) = (self.account_sid.clone(), self.region.clone());
        Err(KeptError::Elsewhere { path: path.to_owned(), account_sid, region })
    }

    /// Nothing, of the account that `credentials` name.
    pub(crate) fn new(credentials: &Credentials) -> Self {
        let Credentials { account_sid, region, .. } = credentials;
        Self { account_sid: account_sid.clone(), region: region.clone(), resources: Vec::new() }
    }

    /// Keeps what `change` will overwrite. What is kept already is older, and stays: it is what there was before the first
    /// change, however many follow.
    pub(crate) fn add(&mut self, change: &Change) {
        let Some(sid) = &change.sid else { return };
        match self.resources.iter_mut().find(|kept| kept.sid == *sid) {
            Some(kept) if kept.created => {}
            Some(kept) => {
                for (setting, old) in change.values_before() {
                    kept.settings.entry(setting).or_insert(old);
                }
            }
            None => self.push(change, sid, false),
        }
    }

    /// Keeps that the App `sid` was created for `change`.
    pub(crate) fn add_created(&mut self, change: &Change, sid: &str) {
        self.push(change, sid, true);
    }

    fn push(&mut self, change: &Change, sid: &str, created: bool) {
        let settings = if created { Settings::new() } else { change.values_before() };
        let (kind, name) = (change.kind, change.name.clone());
        self.resources.push(KeptResource { kind, sid: sid.to_owned(), name, created, settings });
    }

    /// Writes the file at `path` as a whole, or takes it away where nothing is kept any more.
    pub(crate) fn write(&self, path: &Path) -> Result<(), KeptError> {
        let written = if self.resources.is_empty() { fs::remove_file(path) } else { self.replace(path) };
        written.map_err(|source| KeptError::NotWritten { path: path.to_owned(), source })
    }

    fn replace(&self, path: &Path) -> io::Result<()> {
        let mut text = serde_json::to_string_pretty(self).expect("names and plain values become JSON");
        text.push('\n');
        // Beside the old file, which stays whole until the new one is.
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        // An old URL may carry a password.
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    }
}

/// Why the old values are not known, or not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeptError {
    #[error("{} is not there, so that nothing is known to put back; name the file that `connect` wrote with --kept", .0.display())]
    NotThere(PathBuf),
    #[error("{} cannot be read ({source}); name another file with --kept", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{} is not a file of old values; name another with --kept", .0.display())]
    Malformed(PathBuf),
    #[error(
        "{} keeps values of the account {account_sid} in the region {region}; name another file with --kept, or take that account's credentials", path.display()
    )]
    Elsewhere { path: PathBuf, account_sid: String, region: String },
    #[error("{} cannot be written ({source}); name another place with --kept", path.display())]
    NotWritten { path: PathBuf, source: io::Error },
}
