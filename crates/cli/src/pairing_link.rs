//! The link that makes a browser a client in one tap.

use switchboard::{pairing_key::PairingKey, phone_number::PhoneNumber};

/// The softphone's address: `http://` or `https://`, without a fragment.
#[derive(Clone, Debug)]
pub(crate) struct PageUrl(String);

impl PageUrl {
    const LOCAL: &str = "http://localhost:3000/";

    /// Returns the address at which `cargo local` serves the softphone.
    pub(crate) fn local() -> Self {
        Self(Self::LOCAL.to_owned())
    }

    /// Returns the address that `text` writes.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidPageUrl> {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let printable = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
        match host {
            Some(host) if !host.is_empty() && host.bytes().all(printable) => {
                // A bare host needs its slash: some chat programs end a link at a `#` behind a name.
                Ok(Self(if host.contains('/') { text.to_owned() } else { format!("{text}/") }))
            }
            _ => Err(InvalidPageUrl),
        }
    }

    /// Returns the link that pairs a browser with `number`: what stands behind `#` is not sent to any server. The plus sign
    /// is escaped, because in some readers of links it is a blank.
    pub(crate) fn pairing_link(&self, number: &PhoneNumber, key: Option<&PairingKey>) -> String {
        let digits = &number.e164()[1..];
        let key = key.map(|key| format!("&key={}", key.reveal())).unwrap_or_default();
        format!("{}#number=%2B{digits}{key}", self.0)
    }
}

/// A text is not the address of a page.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the softphone's address starts with https:// or http:// and has no #")]
pub(crate) struct InvalidPageUrl;

#[cfg(test)]
mod tests {
    use super::*;

    fn link(page: &str) -> String {
        let number = PhoneNumber::parse("+81-50-3123-4567").unwrap();
        PageUrl::parse(page).unwrap().pairing_link(&number, None)
    }

    #[test]
    fn a_link_is_the_page_the_number_and_the_key() {
        let number = PhoneNumber::parse("+81-50-3123-4567").unwrap();
        let key = PairingKey::generate();
        let link = PageUrl::parse(PageUrl::LOCAL).unwrap().pairing_link(&number, Some(&key));
        assert_eq!(link, format!("http://localhost:3000/#number=%2B815031234567&key={}", key.reveal()));
    }

    #[test]
    fn a_page_may_lie_anywhere() {
        assert_eq!(link("https://a.example"), "https://a.example/#number=%2B815031234567");
        assert_eq!(link("https://a.example/phone"), "https://a.example/phone#number=%2B815031234567");
        assert_eq!(link("https://a.example/?lang=ja"), "https://a.example/?lang=ja#number=%2B815031234567");
    }

    #[test]
    fn what_is_no_page_is_refused() {
        for text in ["", "a.example", "https://", "ftp://a.example", "https://a.example/#x", "https://a b"] {
            assert_eq!(PageUrl::parse(text).err(), Some(InvalidPageUrl), "{text:?}");
        }
    }
}
