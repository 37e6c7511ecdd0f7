//! An entry that was made, and what its holder is given once.

use std::fmt::Write;

use serde::Serialize;
use switchboard::{
    client_name::ClientName, directory::Client, pairing_key::PairingKey, phone_number::PhoneNumber,
};

use crate::{options::LinkOptions, pairing_link::PageUrl, qr_code, registry::Entry, report};

/// An entry, with its pairing key and link as far as they are known.
pub(super) struct Registered {
    pub(super) entry: Entry,
    key: Option<PairingKey>,
    link: Option<String>,
}

/// What `--json` prints of it.
#[derive(Serialize)]
pub(super) struct Shown<'a> {
    phone_number: &'a str,
    client_name: &'a str,
    /// Whether whoever knows the number is given its token.
    open: bool,
    /// The pairing key, if it was made just now.
    key: Option<&'a str>,
    /// The link that pairs a browser, if it was.
    link: Option<&'a str>,
}

impl Registered {
    /// An entry whose key was made elsewhere, and is not known.
    pub(super) fn with_hash(entry: Entry) -> Self {
        Self { entry, key: None, link: None }
    }

    /// An entry that demands no key.
    pub(super) fn open(number: PhoneNumber, name: ClientName, page: &PageUrl) -> Self {
        let link = Some(page.pairing_link(&number, None));
        Self { entry: Entry { number, client: Client { name, pairing_key: None } }, key: None, link }
    }

    /// An entry with a key that is made now.
    pub(super) fn with_new_key(number: PhoneNumber, name: ClientName, page: &PageUrl) -> Self {
        Self::with_key(number, name, PairingKey::generate(), page)
    }

    /// An entry with that key.
    pub(super) fn with_key(number: PhoneNumber, name: ClientName, key: PairingKey, page: &PageUrl) -> Self {
        let link = Some(page.pairing_link(&number, Some(&key)));
        let client = Client { name, pairing_key: Some(key.hash()) };
        Self { entry: Entry { number, client }, key: Some(key), link }
    }

    pub(super) fn is_open(&self) -> bool {
        self.entry.client.pairing_key.is_none()
    }

    pub(super) fn has_new_key(&self) -> bool {
        self.key.is_some()
    }

    pub(super) fn shown(&self) -> Shown<'_> {
        Shown {
            phone_number: self.entry.number.e164(),
            client_name: self.entry.client.name.as_str(),
            open: self.is_open(),
            key: self.key.as_ref().map(PairingKey::reveal),
            link: self.link.as_deref(),
        }
    }

    /// One line for a list of many.
    pub(super) fn line(&self) -> String {
        let link = self.link.as_deref().unwrap_or("with the key that it has");
        format!("{:16}  {link}\n", self.entry.number.e164())
    }

    /// All that the holder needs, with a QR code where it is wanted.
    pub(super) fn text(&self, options: &LinkOptions) -> String {
        let number = self.entry.number.e164();
        let mut text = format!("{number} rings {}\n", self.entry.client.name);
        let mut add = |line: String| writeln!(text, "{line}").expect("a string takes every text");
        let in_terminal = report::in_terminal();
        if let Some(link) = &self.link {
            add(format!("\n  link  {link}"));
            if let Some(key) = &self.key {
                add(format!("  key   {}", key.reveal()));
            }
            if let Some(code) = qr_code::draw(link, in_terminal).filter(|_| in_terminal || options.qr) {
                add(format!("\n{code}"));
            }
        }
        if self.has_new_key() {
            add("\nThe key is shown this once: only its SHA-256 is kept. If it is lost, make another with"
                .into());
            add(format!("  switchboard number rekey {number}"));
        }
        text
    }
}
