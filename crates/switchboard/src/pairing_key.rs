//! The secret that a browser presents to be given a client's token.

use aws_lc_rs::{constant_time, digest};

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

/// A text is not the SHA-256 of a pairing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a pairing key's SHA-256 has 64 hexadecimal digits")]
pub struct InvalidPairingKeyHash;

#[cfg(test)]
mod tests {
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
    fn a_hash_is_64_hexadecimal_digits() {
        for text in ["", "00", &HASH[1..], &format!("{HASH}00"), &HASH.replace('f', "g")] {
            assert_eq!(PairingKeyHash::parse(text).err(), Some(InvalidPairingKeyHash), "{text:?}");
        }
    }
}
