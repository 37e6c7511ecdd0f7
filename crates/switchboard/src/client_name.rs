//! The name of a client: one browser phone.

use std::fmt;

/// A Twilio client identity, `DeviceId_0001`: 1 to 121 ASCII letters, digits and underscores, the characters that
/// [Twilio allows](https://www.twilio.com/docs/voice/twiml/client) for every kind of token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientName(String);

impl ClientName {
    /// Returns the client of that name.
    ///
    /// # Errors
    ///
    /// [`InvalidClientName`] when `text` is empty, longer than 121 characters, or has another character.
    pub fn parse(text: &str) -> Result<Self, InvalidClientName> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if (1..=121).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidClientName)
        }
    }

    /// Returns the client that a webhook's `From` names, as in `client:DeviceId_0001`, or `None` when a telephone calls.
    pub fn from_address(address: &str) -> Option<Self> {
        Self::parse(address.strip_prefix("client:")?).ok()
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A text is not a client name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a client name has 1 to 121 letters, digits and underscores")]
pub struct InvalidClientName;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_digits_and_underscores_make_a_name() {
        for text in ["DeviceId_0001", "a", "_", &"x".repeat(121)] {
            assert_eq!(ClientName::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "Device Id", "device-1", "デバイス", "a\n", &"x".repeat(122)] {
            assert_eq!(ClientName::parse(text), Err(InvalidClientName), "{text:?}");
        }
    }

    #[test]
    fn only_a_client_address_names_a_client() {
        assert_eq!(ClientName::from_address("client:Desk_1"), ClientName::parse("Desk_1").ok());
        for address in
            ["Desk_1", "+815031234567", "client:", "client:a b", "sip:Desk_1@example.com", "Client:Desk_1"]
        {
            assert_eq!(ClientName::from_address(address), None, "{address:?}");
        }
    }
}
