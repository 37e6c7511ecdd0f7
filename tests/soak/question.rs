//! What the functions are asked, and the one right answer to each question.

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use switchboard_tests::events::{Gateway, Post, route, signed};

use crate::functions::{ACCOUNT_SID, API_KEYS, APP_SID, PAIRING_KEY, client_name, phone_number, registered};

const PROLOG: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
const NOT_SIGNED: &str = "X-Twilio-Signature is not this account's; if Twilio sent the request, check the Auth Token and PUBLIC_BASE_URL";
const NO_TOKEN: &str = r#"{"capabilityToken":null,"success":false}"#;

/// What a function is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// A telephone calls a registered number.
    Incoming,
    /// A client calls with its own number.
    Outgoing,
    /// A browser has its number's pairing key.
    Token,
    /// A telephone calls a number that is not registered.
    Unregistered,
    /// A client calls with somebody else's number.
    SomebodyElses,
    /// A browser has another pairing key.
    WrongKey,
    /// A browser sends something that is not JSON.
    NotJson,
    /// Somebody sends a webhook that is not signed with Twilio's Auth Token.
    Strangers,
}

/// A question about one number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    pub(crate) about: About,
    /// The number's place in the table.
    pub(crate) line: usize,
}

/// Of sixteen questions, twelve are what telephones and browsers ask all day.
const MIX: [About; 16] = [
    About::Incoming,
    About::Outgoing,
    About::Token,
    About::Strangers,
    About::Incoming,
    About::Outgoing,
    About::Token,
    About::Unregistered,
    About::Incoming,
    About::Outgoing,
    About::Token,
    About::SomebodyElses,
    About::Incoming,
    About::Outgoing,
    About::Token,
    About::WrongKey,
];

/// How many numbers half of the questions are about, so that a cache finds some of them.
const BUSY: usize = 64;

impl Question {
    /// The question with that ordinal. Half of them are about a few numbers, and half about all.
    pub(crate) fn nth(ordinal: usize) -> Self {
        let (round, place) = (ordinal / MIX.len(), ordinal % MIX.len());
        let line = if round.is_multiple_of(2) { round % BUSY } else { ordinal * 7919 % registered() };
        let about = match MIX[place] {
            About::WrongKey if round.is_multiple_of(2) => About::NotJson,
            about => about,
        };
        let unregistered = if about == About::Unregistered { registered() } else { 0 };
        Self { about, line: line + unregistered }
    }

    /// Whether the question comes from somebody who must not have Twilio's Auth Token.
    pub(crate) fn is_strangers(&self) -> bool {
        self.about == About::Strangers
    }

    /// The event, signed with `auth_token` if it is a webhook.
    pub(crate) fn event(&self, auth_token: &str) -> Value {
        let number = phone_number(self.line);
        let call_sid = format!("CA{:032x}", self.line);
        match self.about {
            About::Incoming | About::Strangers | About::Unregistered => {
                signed(route::CALL_INCOMING, &[("CallSid", &call_sid), ("To", &number)], auth_token)
            }
            About::Outgoing | About::SomebodyElses => {
                let client = if self.about == About::Outgoing { self.line } else { self.line + 1 };
                let parameters = [
                    ("CallSid", &*call_sid),
                    ("From", &format!("client:{}", client_name(client))),
                    ("callOutgoingPhoneNumber", "+81-90-5987-6543"),
                    ("callerPhoneNumber", &number),
                ];
                signed(route::CALL_OUTGOING, &parameters, auth_token)
            }
            About::Token => token_request(&number, PAIRING_KEY),
            About::WrongKey => token_request(&number, "wrong horse"),
            About::NotJson => {
                let post = Post::form(route::CAPABILITY_TOKEN, &[("twilioPhoneNumber", &number)]);
                Gateway::REST_API.event(&post)
            }
        }
    }

    /// Whether `reply` is the right answer, where a token may be signed with one of these API keys.
    pub(crate) fn is_answered_by(&self, reply: &Value, issuers: &[&str]) -> bool {
        let (number, client) = (phone_number(self.line), client_name(self.line));
        let twiml =
            |verbs: &str| proxied(200, &CONTENT_XML, &format!("{PROLOG}<Response>{verbs}</Response>"));
        let right = match self.about {
            About::Token => return is_granted(reply, &client, issuers),
            About::Incoming => twiml(&format!(r#"<Dial timeout="60"><Client>{client}</Client></Dial>"#)),
            About::Outgoing => twiml(&format!(
                r#"<Dial timeout="60" callerId="{number}"><Number>+81-90-5987-6543</Number></Dial>"#
            )),
            About::Unregistered | About::SomebodyElses => twiml(&format!(
                r#"<Say language="en-US">An error occurred. Your Twilio phone number {number} is invalid.</Say><Hangup/>"#
            )),
            About::Strangers => proxied(403, &CONTENT_TEXT, NOT_SIGNED),
            About::WrongKey => proxied(200, &CONTENT_JSON, NO_TOKEN),
            About::NotJson => proxied(400, &CONTENT_JSON, NO_TOKEN),
        };
        *reply == right
    }

    /// Whether `reply` is the designed one for a directory that cannot be reached.
    pub(crate) fn is_failed_by(&self, reply: &Value) -> bool {
        *reply
            == match self.about {
                About::Token | About::WrongKey | About::NotJson => proxied(503, &CONTENT_JSON, NO_TOKEN),
                _ => proxied(503, &CONTENT_TEXT, "the directory cannot be reached"),
            }
    }
}

const CONTENT_XML: [(&str, &str); 1] = [("content-type", "application/xml")];
const CONTENT_TEXT: [(&str, &str); 1] = [("content-type", "text/plain; charset=utf-8")];
const CONTENT_JSON: [(&str, &str); 2] = [("content-type", "application/json"), ("cache-control", "no-store")];

fn proxied(status: u16, headers: &[(&str, &str)], body: &str) -> Value {
    let headers: Value = headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    json!({
        "statusCode": status, "headers": headers, "multiValueHeaders": {}, "body": body, "isBase64Encoded": false,
    })
}

fn token_request(number: &str, pairing_key: &str) -> Value {
    let post = Post::json(route::CAPABILITY_TOKEN, &json!({ "twilioPhoneNumber": number }));
    Gateway::REST_API.event(&post.with_header("Authorization", &format!("Bearer {pairing_key}")))
}

/// Whether `reply` holds a token that makes a browser that client, signed with one of these API keys.
fn is_granted(reply: &Value, client: &str, issuers: &[&str]) -> bool {
    let claims = || {
        let body: Value = serde_json::from_str(reply["body"].as_str()?).ok()?;
        let (signed, signature) = body["capabilityToken"].as_str()?.rsplit_once('.')?;
        let claims = BASE64_URL_SAFE_NO_PAD.decode(signed.split_once('.')?.1).ok()?;
        let claims: Value = serde_json::from_slice(&claims).ok()?;
        let (_, secret) = API_KEYS.iter().find(|(sid, _)| claims["iss"] == *sid)?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
        hmac::verify(&key, signed.as_bytes(), &signature).ok()?;
        Some(claims)
    };
    let grants = json!({
        "identity": client,
        "voice": { "incoming": { "allow": true }, "outgoing": { "application_sid": APP_SID } },
    });
    let is_right = |claims: &Value| {
        claims["sub"] == ACCOUNT_SID
            && claims["grants"] == grants
            && issuers.iter().any(|issuer| claims["iss"] == *issuer)
    };
    reply["statusCode"] == 200 && claims().as_ref().is_some_and(is_right)
}
