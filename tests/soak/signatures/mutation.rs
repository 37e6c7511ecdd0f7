//! One thing that is changed in a request.

use std::fmt::Write;

use proptest::{
    prelude::*,
    sample::{Index, select},
};

use super::request::Request;

/// What becomes of a request on its way.
#[derive(Clone, Debug)]
pub(super) enum Mutation {
    /// The signature is another text.
    Signature(Edit),
    /// There is no signature, or there are two.
    SignatureHeader(Header),
    /// The host or the path is another text.
    Domain(Edit),
    Path(Edit),
    /// The host has a port.
    Port(u16),
    /// The body is other bytes.
    Body(Edit),
    /// The same number of bytes, one with another bit.
    BodyBit(Index, u8),
    /// The parameters are others.
    Parameters(Change),
}

/// One change to a text, made at any place.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    Insert(Index, char),
    Replace(Index, char),
    Remove(Index),
    Truncate(Index),
    SwapCase(Index),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Header {
    Missing,
    SentTwice,
    SentWithAnother,
    InLowerCase,
    UnderAnotherName,
}

/// One change to the parameters as they stand in the body, the escapes included.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Dropped(Index),
    Repeated(Index),
    Joined(&'static str),
    Swapped(Index, Index),
    ValuesSwapped(Index, Index),
    /// The `=` moves by one character, which Twilio's rule does not notice.
    Shifted(Index),
    /// A character is escaped that need not be, or an escape has small letters.
    Escaped(Index),
    Emptied(Index),
}

pub(super) fn mutation() -> impl Strategy<Value = Mutation> {
    let headers = select(vec![
        Header::Missing,
        Header::SentTwice,
        Header::SentWithAnother,
        Header::InLowerCase,
        Header::UnderAnotherName,
    ]);
    prop_oneof![
        5 => edit().prop_map(Mutation::Signature),
        1 => headers.prop_map(Mutation::SignatureHeader),
        3 => edit().prop_map(Mutation::Domain),
        3 => edit().prop_map(Mutation::Path),
        1 => prop_oneof![Just(443), Just(80), any::<u16>()].prop_map(Mutation::Port),
        5 => edit().prop_map(Mutation::Body),
        4 => (any::<Index>(), 0..8_u8).prop_map(|(index, bit)| Mutation::BodyBit(index, bit)),
        6 => change().prop_map(Mutation::Parameters),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    let character = || {
        let telling = vec![
            'a', 'A', '0', '=', '&', '+', '%', '/', ':', '?', '#', '@', '.', ' ', '\n', '\0', 'é', '\u{2028}',
        ];
        prop_oneof![4 => select(telling), 1 => proptest::char::any()]
    };
    prop_oneof![
        3 => (any::<Index>(), character()).prop_map(|(index, character)| Edit::Insert(index, character)),
        3 => (any::<Index>(), character()).prop_map(|(index, character)| Edit::Replace(index, character)),
        2 => any::<Index>().prop_map(Edit::Remove),
        1 => any::<Index>().prop_map(Edit::Truncate),
        1 => any::<Index>().prop_map(Edit::SwapCase),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    let joined =
        vec!["To=%2B15551234567", "To=", "A", "=", "From=client%3ADeviceId_0002", "zzz=1", "%00=%ff"];
    let one = any::<Index>;
    let two = || (any::<Index>(), any::<Index>());
    prop_oneof![
        one().prop_map(Change::Dropped),
        one().prop_map(Change::Repeated),
        select(joined).prop_map(Change::Joined),
        two().prop_map(|(one, other)| Change::Swapped(one, other)),
        two().prop_map(|(one, other)| Change::ValuesSwapped(one, other)),
        one().prop_map(Change::Shifted),
        one().prop_map(Change::Escaped),
        one().prop_map(Change::Emptied),
    ]
}

impl Mutation {
    pub(super) fn of(&self, valid: &Request) -> Request {
        let mut request = valid.clone();
        match self {
            Self::Signature(edit) => edit.apply(&mut request.signatures[0].1),
            Self::SignatureHeader(header) => header.apply(&mut request.signatures),
            Self::Domain(edit) => edit.apply(&mut request.domain),
            Self::Path(edit) => edit.apply(&mut request.path),
            Self::Port(port) => write!(request.domain, ":{port}").unwrap(),
            Self::Body(edit) => {
                let mut body = String::from_utf8(request.body).unwrap();
                edit.apply(&mut body);
                request.body = body.into_bytes();
            }
            Self::BodyBit(index, bit) => {
                if !request.body.is_empty() {
                    *index.get_mut(&mut request.body) ^= 1 << bit;
                }
            }
            Self::Parameters(change) => {
                let body = String::from_utf8(request.body).unwrap();
                let pairs = body.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
                let mut pairs: Vec<_> =
                    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                change.apply(&mut pairs);
                let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
                request.body = pairs.join("&").into_bytes();
            }
        }
        request
    }
}

impl Edit {
    fn apply(&self, text: &mut String) {
        let mut characters: Vec<char> = text.chars().collect();
        match self {
            Self::Insert(index, character) => {
                characters.insert(index.index(characters.len() + 1), *character);
            }
            _ if characters.is_empty() => {}
            Self::Replace(index, character) => *index.get_mut(&mut characters) = *character,
            Self::Remove(index) => drop(characters.remove(index.index(characters.len()))),
            Self::Truncate(index) => characters.truncate(index.index(characters.len())),
            Self::SwapCase(index) => {
                let character = index.get_mut(&mut characters);
                *character = match character {
                    'a'..='z' => character.to_ascii_uppercase(),
                    _ => character.to_ascii_lowercase(),
                };
            }
        }
        *text = characters.into_iter().collect();
    }
}

impl Header {
    fn apply(self, signatures: &mut Vec<(String, String)>) {
        let (name, value) = signatures[0].clone();
        match self {
            Self::Missing => signatures.clear(),
            Self::SentTwice => signatures.push((name, value)),
            Self::SentWithAnother => signatures.push((name, value.to_lowercase())),
            Self::InLowerCase => signatures[0].0 = name.to_lowercase(),
            Self::UnderAnotherName => signatures[0].0 = "X-Signature".to_owned(),
        }
    }
}

impl Change {
    fn apply(&self, pairs: &mut Vec<(String, String)>) {
        let length = pairs.len();
        match self {
            Self::Dropped(index) => drop(pairs.remove(index.index(length))),
            Self::Repeated(index) => pairs.push(index.get(pairs).clone()),
            Self::Joined(pair) => {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                pairs.push((name.to_owned(), value.to_owned()));
            }
            Self::Swapped(one, other) => pairs.swap(one.index(length), other.index(length)),
            Self::ValuesSwapped(one, other) => {
                let (one, other) = (one.index(length), other.index(length));
                let value = pairs[one].1.clone();
                pairs[one].1 = std::mem::replace(&mut pairs[other].1, value);
            }
            Self::Shifted(index) => {
                let (name, value) = index.get_mut(pairs);
                if let Some(character) = name.pop() {
                    value.insert(0, character);
                }
            }
            Self::Escaped(index) => {
                let (name, value) = index.get_mut(pairs);
                *value = value.to_lowercase().replace("%2b", "%2B").replace('+', "%20");
                *name = name.bytes().fold(String::new(), |escaped, byte| format!("{escaped}%{byte:02x}"));
            }
            Self::Emptied(index) => index.get_mut(pairs).1.clear(),
        }
    }
}
