//! The secret that a browser presents to be given a client's token.

use std::fmt;

use aws_lc_rs::{constant_time, digest, rand};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// 256 bits: as many as its hash has.
const KEY_BYTES: usize = 32;

/// A pairing key as it is handed to the person who may have it, once. It has no debug output.
pub struct PairingKey(String);

impl PairingKey {
    /// Returns a new key: 256 random bits as 43 letters, digits, `-` and `_` (base64url). They need no escape in a link or
    /// a header, and cannot be taken for the key's SHA-256, which is 64 hexadecimal digits.
    pub fn generate() -> Self {
        let mut bytes = [0; KEY_BYTES];
        rand::fill(&mut bytes).expect("the system's random number generator does not fail");
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The key itself, to be shown to its holder and to nobody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What a directory keeps of it.
    pub fn hash(&self) -> PairingKeyHash {
        PairingKeyHash::of(&self.0)
    }
}

/// The SHA-256 of a pairing key, the only form in which a directory holds one.
#[derive(Clone, PartialEq, Eq)]
pub struct PairingKeyHash([u8; digest::SHA256_OUTPUT_LEN]);

impl PairingKeyHash {
    /// Returns the hash that `text` writes as 64 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// [`InvalidPairingKeyHash`] when `text` is anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidPairingKeyHash> {
        let mut hash = [0; digest::SHA256_OUTPUT_LEN];
        hex::decode_to_slice(text, &mut hash).map_err(|_| InvalidPairingKeyHash)?;
        Ok(Self(hash))
    }

    /// The hash of `key`: of its characters as presented, so that `printf %s KEY | sha256sum` makes one too.
    pub fn of(key: &str) -> Self {
        let mut hash = [0; digest::SHA256_OUTPUT_LEN];
        hash.copy_from_slice(digest::digest(&digest::SHA256, key.as_bytes()).as_ref());
        Self(hash)
    }

    /// Whether `key` is the key of this hash, in time that tells nothing about either.
    pub fn admits(&self, key: &str) -> bool {
        constant_time::verify_slices_are_equal(&self.0, &Self::of(key).0).is_ok()
    }
}

/// Writes the 64 hexadecimal digits, in lower case: the form of every directory.
impl fmt::Display for PairingKeyHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(self.0))
    }
}

/// A text is not the SHA-256 of a pairing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a pairing key's SHA-256 has 64 hexadecimal digits")]
pub struct InvalidPairingKeyHash;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// Of the key `correct horse`, by coreutils' `sha256sum`.
    const HASH: &str = "4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631";

    #[test]
    fn a_hash_admits_its_key_and_no_other() {
        let hash = PairingKeyHash::parse(HASH).unwrap();
        assert!(hash.admits("correct horse"));
        for key in ["", "correct horse ", "Correct horse", HASH] {
            assert!(!hash.admits(key), "{key:?}");
        }
    }

    #[test]
    fn a_hash_is_written_as_it_is_read() {
        assert_eq!(PairingKeyHash::of("correct horse").to_string(), HASH);
        assert_eq!(PairingKeyHash::parse(&HASH.to_uppercase()).unwrap().to_string(), HASH);
    }

    #[test]
    fn a_new_key_is_like_no_other_and_its_hash_admits_it() {
        let keys: HashSet<String> = (0..1000).map(|_| PairingKey::generate().reveal().to_owned()).collect();
        assert_eq!(keys.len(), 1000);
        let key = PairingKey::generate();
        assert!(key.hash().admits(key.reveal()));
        assert_eq!(URL_SAFE_NO_PAD.decode(key.reveal()).unwrap().len(), 32);
    }

    #[test]
    fn a_hash_is_64_hexadecimal_digits() {
        for text in ["", "00", &HASH[1..], &format!("{HASH}00"), &HASH.replace('f', "g")] {
            assert_eq!(PairingKeyHash::parse(text).err(), Some(InvalidPairingKeyHash), "{text:?}");
        }
    }
}
