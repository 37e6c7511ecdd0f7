//! The side of a directory that is written.

mod file;
mod table;

use switchboard::{
    client_name::ClientName, directory::Client, pairing_key::PairingKeyHash, phone_number::PhoneNumber,
};

pub(crate) use file::FileRegistry;
use file::FileRegistryError;
pub(crate) use table::{TableError, TableRegistry};

/// A number and its client.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) number: PhoneNumber,
    pub(crate) client: Client,
}

/// A directory as its operator changes it. Whatever fails leaves the directory as it was, unless the error says otherwise.
pub(crate) trait Registry {
    /// Returns every entry, in the order of the numbers.
    async fn entries(&self) -> Result<Vec<Entry>, RegistryError>;

    /// Adds all of `entries`, each of another number, or none of them.
    async fn add(&self, entries: &[Entry]) -> Result<(), RegistryError>;

    /// Removes the entry of `number`.
    async fn remove(&self, number: &PhoneNumber) -> Result<(), RegistryError>;

    /// Gives the entry of `number` that key, in the place of any that it had, and returns the name of its client.
    async fn rekey(&self, number: &PhoneNumber, key: &PairingKeyHash) -> Result<ClientName, RegistryError>;
}

/// Why a directory was not read or changed. The operator's own numbers may be named; no key is at hand here.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RegistryError {
    #[error("{} is registered already", .0.e164())]
    AlreadyRegistered(PhoneNumber),
    #[error("{} is not registered", .0.e164())]
    NotRegistered(PhoneNumber),
    #[error(transparent)]
    File(#[from] FileRegistryError),
    #[error(transparent)]
    Table(#[from] TableError),
}
