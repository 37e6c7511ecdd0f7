//! Which client a phone number rings.

mod cached;
mod dynamodb;
mod file;
mod measured;

use std::{error::Error, pin::Pin};

pub use cached::Cached;
pub use dynamodb::DynamoDbDirectory;
pub use file::{DirectoryFile, DirectoryFileError};
pub use measured::{Measured, Reading, Readings, WarmUp};

use crate::{
    client_name::{ClientName, InvalidClientName},
    pairing_key::{InvalidPairingKeyHash, PairingKeyHash},
    phone_number::PhoneNumber,
};

/// The names that an entry's values have in a table and in a file alike.
pub mod attribute {
    /// The number, E.164.
    pub const PHONE_NUMBER: &str = "phone_number";
    /// The name of the client that it rings.
    pub const CLIENT_NAME: &str = "client_name";
    /// The SHA-256 of the number's pairing key, where it has one.
    pub const PAIRING_KEY_SHA256: &str = "pairing_key_sha256";
}

/// The client that a number is registered to.
#[derive(Clone)]
pub struct Client {
    /// The name that Twilio knows it by.
    pub name: ClientName,
    /// What a browser must present to become this client; `None` lets every browser that knows the number.
    pub pairing_key: Option<PairingKeyHash>,
}

impl Client {
    /// Returns the client that an entry's two values describe.
    ///
    /// # Errors
    ///
    /// [`MalformedEntry`] names the value that is wrong.
    pub fn parse(name: &str, pairing_key_sha256: Option<&str>) -> Result<Self, MalformedEntry> {
        Ok(Self {
            name: ClientName::parse(name)?,
            pairing_key: pairing_key_sha256.map(PairingKeyHash::parse).transpose()?,
        })
    }

    /// Whether a browser that presents `key` may become this client.
    pub fn admits(&self, key: Option<&str>) -> bool {
        self.pairing_key.as_ref().is_none_or(|hash| key.is_some_and(|key| hash.admits(key)))
    }
}

/// The answer to come of a look-up: the client, or `None` for a number that nobody registered.
pub type LookUp<'a> = Pin<Box<dyn Future<Output = Result<Option<Client>, DirectoryError>> + Send + 'a>>;

/// The numbers and their clients.
pub trait Directory: Send + Sync {
    /// Looks up the client that `number` is registered to, whatever separators `number` is written with.
    ///
    /// # Errors
    ///
    /// [`DirectoryError::Unreachable`] when the directory cannot be read now, [`DirectoryError::Malformed`] when it can
    /// but the entry makes no sense.
    fn client_for<'a>(&'a self, number: &'a PhoneNumber) -> LookUp<'a>;
}

/// Why a look-up has no answer.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The directory could not be read, after every attempt that its bounds allow.
    #[error("the directory cannot be reached")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
    /// The number has an entry that cannot be used until somebody mends it.
    #[error("the directory's entry is malformed")]
    Malformed(#[from] MalformedEntry),
}

/// What is wrong with an entry.
#[derive(Debug, thiserror::Error)]
pub enum MalformedEntry {
    /// The attribute is missing, or it is there and not a string.
    #[error("{0} is not a string")]
    NotAString(&'static str),
    /// `client_name` cannot be a client's name.
    #[error("client_name: {0}")]
    ClientName(#[from] InvalidClientName),
    /// `pairing_key_sha256` cannot be a key's hash. The entry then lets nobody in rather than everybody.
    #[error("pairing_key_sha256: {0}")]
    PairingKey(#[from] InvalidPairingKeyHash),
}
