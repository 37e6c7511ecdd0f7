//! A webhook's signature, over any URL and any form.

use std::sync::LazyLock;

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use regex_lite::Regex;
use switchboard::webhook::{AuthTokens, Form};

/// The token of the account, which other targets sign with too.
pub(crate) const AUTH_TOKEN: &str = "planted-auth-token";

/// The one that follows it.
const NEXT_AUTH_TOKEN: &str = "planted-auth-token-next";

/// One of another account.
pub(crate) const FOREIGN_AUTH_TOKEN: &str = "planted-auth-token-of-another-account";

static URL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?s)^(?:(.*?)://)?([^/]*?)(?::([0-9]*))?(/.*)?$").expect("the pattern is one")
});

/// Of a URL, a line feed, a signature, a line feed and a form: the signature is accepted just where one of the two tokens
/// made it, over the URL with its port or without one and the sorted parameters. What they sign is accepted, and is not
/// with another form, another account's token, or one that is no longer held.
pub fn signature_url(bytes: &[u8]) {
    let mut parts = bytes.splitn(3, |byte| *byte == b'\n');
    let mut text = || std::str::from_utf8(parts.next().unwrap_or_default()).ok();
    let (Some(url), Some(signature)) = (text(), text()) else { return };
    let form = Form::parse(parts.next().unwrap_or_default()).expect("any bytes are a form");

    let both = AuthTokens::new(&AUTH_TOKEN.into(), Some(&NEXT_AUTH_TOKEN.into()));
    let only_next = AuthTokens::new(&NEXT_AUTH_TOKEN.into(), None);
    let current = signatures(AUTH_TOKEN, url, &form);
    let next = signatures(NEXT_AUTH_TOKEN, url, &form);
    let is_genuine = current.iter().chain(&next).any(|genuine| genuine == signature);
    assert_eq!(both.signed(url, &form, signature), is_genuine);

    let longer = [form.parameters(), &[(String::new(), "x".repeat(bytes.len() + 1))]].concat().into();
    for (current, next) in current.iter().zip(&next) {
        assert!(both.signed(url, &form, current), "the token's own signature is refused");
        assert!(both.signed(url, &form, next), "the next token's own signature is refused");
        assert!(!only_next.signed(url, &form, current), "a token is accepted that is not held");
        assert!(!both.signed(url, &longer, current), "a form is accepted that was not signed");
    }
    for foreign in signatures(FOREIGN_AUTH_TOKEN, url, &form) {
        assert!(!both.signed(url, &form, &foreign), "another account's signature is accepted");
    }
}

/// The signatures that `token` makes for a form posted to `url`: without a port, and with its own or else its scheme's.
pub(crate) fn signatures(token: &str, url: &str, form: &Form) -> [String; 2] {
    let parts = URL.captures(url).expect("every text has an authority, if an empty one");
    let part = |number: usize| parts.get(number).map(|part| part.as_str());
    let (scheme, host) = (part(1).unwrap_or("https"), part(2).unwrap_or_default());
    let port = part(3).unwrap_or(if scheme == "http" { "80" } else { "443" });
    let path = part(4).unwrap_or_default();
    let parameters = sorted(form);
    [format!("{scheme}://{host}{path}{parameters}"), format!("{scheme}://{host}:{port}{path}{parameters}")]
        .map(|text| sign(token, &text))
}

/// The distinct parameters with nothing in between.
fn sorted(form: &Form) -> String {
    let mut parameters = form.parameters().to_vec();
    parameters.sort();
    parameters.dedup();
    parameters.into_iter().flat_map(|(name, value)| [name, value]).collect()
}

fn sign(token: &str, text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    BASE64_STANDARD.encode(hmac::sign(&key, text.as_bytes()))
}
