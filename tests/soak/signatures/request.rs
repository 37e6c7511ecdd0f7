//! A webhook with its signature, and an account of what Twilio signs that owes nothing to the product's.
//!
//! The rule is Twilio's: <https://www.twilio.com/docs/usage/webhooks/webhooks-security>. Its libraries add that a name's
//! values are distinct and sorted, and that the URL may be signed with its port or without.

use std::collections::BTreeSet;

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};
use switchboard_tests::events::{Gateway, Post, form_encoded, route};

/// The account's Auth Token and the one that follows it.
pub(super) const TOKENS: [&str; 2] = ["0f1e2d3c4b5a69788796a5b4c3d2e1f0", "fedcba98765432100123456789abcdef"];

/// A webhook on its way.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) domain: String,
    pub(super) path: String,
    pub(super) body: Vec<u8>,
    /// Names and values, of which a valid request has one.
    pub(super) signatures: Vec<(String, String)>,
    pub(super) is_http_api: bool,
}

/// What Twilio posts when a telephone calls, when a client does, and when little is known.
const FORMS: [&[(&str, &str)]; 4] = [
    &[
        ("AccountSid", "AC0123456789abcdef0123456789abcdef"),
        ("ApiVersion", "2010-04-01"),
        ("CallSid", "CA00112233445566778899aabbccddeeff"),
        ("CallStatus", "ringing"),
        ("CallToken", r#"{"parentCallInfoToken":"eyJhbGciOiJFUzI1NiJ9.e30.-_A"}"#),
        ("CallerName", ""),
        ("Direction", "inbound"),
        ("From", "+819059876543"),
        ("FromCity", ""),
        ("FromCountry", "JP"),
        ("To", "+815031234567"),
    ],
    &[
        ("ApplicationSid", "AP0123456789abcdef0123456789abcdef"),
        ("Called", ""),
        ("From", "client:DeviceId_0001"),
        ("To", ""),
        ("callOutgoingPhoneNumber", "+81-90-5987-6543"),
        ("callerPhoneNumber", "+81-50-3123-4567"),
    ],
    &[
        ("From", "+819059876543"),
        ("To", "+815031234567"),
        ("CallerName", "電話 📞 & = % +"),
        ("Tag", "b"),
        ("Tag", "a"),
    ],
    &[("To", "+815031234567")],
];

pub(super) fn valid() -> impl Strategy<Value = Request> {
    let parts =
        (select(&Gateway::ALL[..]), any::<bool>(), select(&FORMS[..]), select(&TOKENS[..]), any::<bool>());
    parts.prop_map(|(gateway, is_incoming, form, token, has_port)| {
        let resource = if is_incoming { route::CALL_INCOMING } else { route::CALL_OUTGOING };
        let path = format!("{}{resource}", gateway.path);
        let mut request = Request {
            domain: gateway.domain.to_owned(),
            path,
            body: form_encoded(form).into_bytes(),
            signatures: Vec::new(),
            is_http_api: gateway.event(&Post::form(resource, form))["version"] == json!("2.0"),
        };
        let [without_port, with_port] = request.signed_texts();
        let signature = sign(token, if has_port { &with_port } else { &without_port });
        request.signatures.push(("X-Twilio-Signature".to_owned(), signature));
        request
    })
}

/// Twilio's signature under `body` when it is posted to `url`, which has no port.
pub(crate) fn signature(token: &str, url: &str, body: &[u8]) -> String {
    sign(token, &[url.as_bytes(), &signed_parameters(body)].concat())
}

fn sign(token: &str, text: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    BASE64_STANDARD.encode(hmac::sign(&key, text))
}

impl Request {
    /// The event that API Gateway makes of the request.
    pub(super) fn event(&self) -> Value {
        let mut context = json!({ "domainName": self.domain, "path": self.path });
        if self.is_http_api {
            context = json!({ "domainName": self.domain, "http": { "path": self.path } });
        }
        let mut headers = json!({});
        for (name, value) in &self.signatures {
            let values = headers[name].take();
            let mut values = values.as_array().cloned().unwrap_or_default();
            values.push(json!(value));
            headers[name] = json!(values);
        }
        json!({
            "multiValueHeaders": headers, "requestContext": context,
            "body": BASE64_STANDARD.encode(&self.body), "isBase64Encoded": true,
        })
    }

    /// Whether this request, made of `valid`, has that one's signature under a text that it may stand for.
    pub(super) fn is_signed_as(&self, valid: &Self) -> bool {
        let is_the_name = |name: &str| name.eq_ignore_ascii_case("x-twilio-signature");
        let sent: BTreeSet<_> =
            self.signatures.iter().filter(|(name, _)| is_the_name(name)).map(|(_, value)| value).collect();
        let [(_, signature)] = valid.signatures.as_slice() else { panic!("a valid request has one") };
        let texts = self.signed_texts();
        let is_under = |token| texts.iter().any(|text| sign(token, text) == *signature);
        sent == BTreeSet::from([signature]) && TOKENS.into_iter().any(is_under)
    }

    /// What Twilio may have signed: the URL without its port and with it, and the parameters.
    fn signed_texts(&self) -> [Vec<u8>; 2] {
        let parameters = signed_parameters(&self.body);
        let called = format!("{}{}", self.domain, self.path);
        let (authority, path) = called.split_at(called.find('/').unwrap_or(called.len()));
        let digits = authority.bytes().rev().take_while(u8::is_ascii_digit).count();
        let (host, port) = match authority[..authority.len() - digits].strip_suffix(':') {
            Some(host) => (host, &authority[authority.len() - digits..]),
            None => (authority, "443"),
        };
        [format!("https://{host}{path}"), format!("https://{host}:{port}{path}")]
            .map(|url| [url.as_bytes(), &parameters].concat())
    }
}

/// Names and values, sorted, each pair once, with nothing in between.
fn signed_parameters(body: &[u8]) -> Vec<u8> {
    let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    let decoded: BTreeSet<(String, String)> = pairs
        .map(|pair| {
            let equals = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            (decoded(&pair[..equals]), decoded(pair.get(equals + 1..).unwrap_or_default()))
        })
        .collect();
    decoded.into_iter().flat_map(|(name, value)| (name + &value).into_bytes()).collect()
}

/// Blanks are `+`, a `%` with two hexadecimal digits is a byte, and what is not UTF-8 becomes U+FFFD.
fn decoded(text: &[u8]) -> String {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let [first, others @ ..] = rest {
        let escaped = match (first, others) {
            (b'%', [high, low, ..]) => char::from(*high).to_digit(16).zip(char::from(*low).to_digit(16)),
            _ => None,
        };
        if let Some((high, low)) = escaped {
            bytes.push(u8::try_from(high * 16 + low).unwrap());
            rest = &others[2..];
        } else {
            bytes.push(if *first == b'+' { b' ' } else { *first });
            rest = others;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
