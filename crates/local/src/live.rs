//! Twilio's own calls, which come through a tunnel.

use crate::exchange::STAGE;

/// The address of a tunnel to this machine, such as `https://phone.example.com`: a scheme and a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicUrl(String);

impl PublicUrl {
    /// Returns the address that `text` writes.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidPublicUrl> {
        let text = text.strip_suffix('/').unwrap_or(text);
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let is_of_a_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte);
        match host {
            Some(host) if !host.is_empty() && host.bytes().all(is_of_a_host) => Ok(Self(text.to_owned())),
            _ => Err(InvalidPublicUrl),
        }
    }

    /// The address, without a slash at its end.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text is not the address of a tunnel.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a tunnel's address is https:// and a host, as in https://phone.example.com")]
pub(crate) struct InvalidPublicUrl;

/// Twilio's own calls.
pub(crate) struct Live {
    /// Where they come from.
    pub(crate) public_url: PublicUrl,
    /// Where they go to.
    pub(crate) port: u16,
}

impl Live {
    /// What Twilio is told before the route, and signs.
    pub(crate) fn base_url(&self) -> String {
        format!("{}{STAGE}", self.public_url.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tunnels_address_is_a_scheme_and_a_host() {
        for (written, read) in [
            ("https://phone.example.com", "https://phone.example.com"),
            ("https://phone.example.com/", "https://phone.example.com"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(PublicUrl::parse(written).unwrap().as_str(), read);
        }
        for text in
            ["", "phone.example.com", "https://", "https://a/prod", "https://a?b", "ftp://a", "https://a b"]
        {
            assert_eq!(PublicUrl::parse(text), Err(InvalidPublicUrl), "{text}");
        }
    }
}
