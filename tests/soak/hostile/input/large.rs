//! Events of 64 KiB, which anybody may send, and of as much as Lambda takes.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;
use switchboard_tests::{
    events::{Gateway, form_encoded, route},
    functions::AUTH_TOKEN,
};

use super::{Input, ordinary, parameters};
use crate::signatures::request::signature;

pub(in super::super) const MIB: usize = 1024 * 1024;
const KIB_64: usize = 64 * 1024;

/// Every input of 64 KiB for a route. Those for webhooks come unsigned, signed wrongly, and as Twilio would sign them.
pub(in super::super) fn within_64_kib(resource: &'static str) -> Vec<Input> {
    let mut inputs: Vec<_> = Large::all(resource).iter().map(|large| large.input(KIB_64)).collect();
    inputs.extend(bare_payloads(KIB_64));
    for gateway in [Gateway::REST_API, Gateway::HTTP_API] {
        for header in ["Host", "X-Forwarded-Proto", "Authorization", "X-Twilio-Signature", "X-Other"] {
            for value in ["9".repeat(KIB_64), "é".repeat(KIB_64 / 2), "A".repeat(KIB_64)] {
                let post = ordinary(resource).with_header(header, &value);
                inputs.push(Input::sent(format!("64 KiB of {header}"), gateway, &post));
            }
        }
        let many = (0..KIB_64 / 20)
            .fold(ordinary(resource), |post, number| post.with_header(&format!("x-{number}"), "1"));
        inputs.push(Input::sent("thousands of headers", gateway, &many));
        let same =
            (0..KIB_64 / 20).fold(ordinary(resource), |post, _| post.with_header("X-Twilio-Signature", "1"));
        inputs.push(Input::sent("thousands of signatures", gateway, &same));
        for place in [
            "/requestContext/domainName",
            "/requestContext/path",
            "/requestContext/http/path",
            "/resource",
            "/rawPath",
        ] {
            let mut event = gateway.event(&ordinary(resource).with_header("X-Twilio-Signature", "AAAA"));
            if let Some(part) = event.pointer_mut(place) {
                *part = json!(":/".repeat(KIB_64 / 2));
                inputs.push(Input::new(format!("64 KiB of {place}"), &event).connecting_nobody());
            }
        }
    }
    inputs
}

/// One body in one kind of event, which is only made when it is sent: all of them at once are more than a machine has.
pub(in super::super) struct Large {
    resource: &'static str,
    gateway: Gateway,
    body: Body,
    sending: Sending,
}

#[derive(Clone, Copy)]
enum Sending {
    Plain,
    /// As if it were base64.
    NotBase64,
    Base64,
    /// As base64 with a signature, which is Twilio's where the token is the account's.
    Signed(&'static str),
}

/// A start, as many units as there is place for, and an end.
#[derive(Clone)]
struct Body {
    name: &'static str,
    start: String,
    unit: Unit,
    end: &'static str,
}

#[derive(Clone, Copy)]
enum Unit {
    Same(&'static str),
    /// With its own number in it, so that no two are alike.
    Numbered(&'static str),
}

impl Large {
    /// Every large event with a body for a route.
    pub(in super::super) fn all(resource: &'static str) -> Vec<Self> {
        let sendings = [
            Sending::Plain,
            Sending::NotBase64,
            Sending::Base64,
            Sending::Signed(AUTH_TOKEN),
            Sending::Signed("another token"),
        ];
        let mut all = Vec::new();
        for body in bodies(resource) {
            for gateway in [Gateway::REST_API, Gateway::HTTP_API] {
                all.extend(sendings.map(|sending| Self { resource, gateway, body: body.clone(), sending }));
            }
        }
        all
    }

    /// The event with a body that makes it take about `size` bytes.
    pub(in super::super) fn input(&self, size: usize) -> Input {
        let mut event = self.gateway.event(&ordinary(self.resource));
        let is_plain = matches!(self.sending, Sending::Plain | Sending::NotBase64);
        // Base64 takes a third more.
        let body = self.body.filled(if is_plain { size } else { size / 4 * 3 });
        event["isBase64Encoded"] = json!(!matches!(self.sending, Sending::Plain));
        event["body"] = json!(if is_plain { body.clone() } else { BASE64_STANDARD.encode(&body) });
        let mut is_signed = false;
        if let Sending::Signed(token) = self.sending {
            is_signed = token == AUTH_TOKEN;
            let signature = signature(token, &self.gateway.url(self.resource), body.as_bytes());
            event["headers"]["x-twilio-signature"] = json!(signature);
        }
        let name = format!("{} of {}{}", size, self.body.name, if is_signed { ", signed" } else { "" });
        Input { is_signed, ..Input::new(name, &event).connecting_nobody() }
    }
}

impl Body {
    fn filled(&self, size: usize) -> String {
        let mut body = self.start.clone();
        match self.unit {
            Unit::Same(unit) => body += &unit.repeat((size - body.len() - self.end.len()) / unit.len()),
            Unit::Numbered(unit) => {
                for number in 0.. {
                    if body.len() + unit.len() + 8 > size {
                        break;
                    }
                    body += &unit.replace('#', &format!("{number:x}"));
                }
            }
        }
        body + self.end
    }
}

/// Bodies of which none makes a call: what decides is not there, or more than once, or too long.
fn bodies(resource: &str) -> Vec<Body> {
    let plain = |(name, unit)| Body { name, start: String::new(), unit, end: "" };
    let mut bodies: Vec<_> = [
        ("ampersands", Unit::Same("&")),
        ("names", Unit::Same("a&")),
        ("empty names", Unit::Same("=&")),
        ("one parameter repeated", Unit::Same("To=%2B815031234567&From=1&")),
        ("distinct names", Unit::Numbered("#&")),
        ("distinct values", Unit::Numbered("a=#&")),
        ("percent signs", Unit::Same("%")),
        ("plus signs", Unit::Same("+")),
        ("escapes", Unit::Same("%41")),
        ("bytes that are not UTF-8, escaped", Unit::Same("%ff")),
        ("equals signs", Unit::Same("=")),
        ("brackets", Unit::Same("[")),
        ("braces", Unit::Same("{\"a\":")),
        ("a number of JSON's", Unit::Same("9")),
        ("characters of three bytes", Unit::Same("電")),
    ]
    .map(plain)
    .into();
    for (name, unit) in [("a long number", "8"), ("a number of escapes", r"\u0038")] {
        let start = r#"{"twilioPhoneNumber":"+"#.to_owned();
        bodies.push(Body { name, start, unit: Unit::Same(unit), end: "\"}" });
    }
    if resource != route::CAPABILITY_TOKEN {
        // Who calls a client may be called anything.
        let decides = |name: &str| resource == route::CALL_OUTGOING || name == "To";
        for (name, _) in parameters(resource).iter().filter(|(name, _)| decides(name)) {
            let others = parameters(resource).iter().filter(|(other, _)| other != name);
            let start = format!("{}&{name}=%2B", form_encoded(&others.copied().collect::<Vec<_>>()));
            for unit in ["9", "%3C", "+", "client:", "-"] {
                bodies.push(Body {
                    name: "a long parameter",
                    start: start.clone(),
                    unit: Unit::Same(unit),
                    end: "",
                });
            }
        }
    }
    bodies
}

/// Large payloads alone, without a gateway.
pub(in super::super) fn bare_payloads(size: usize) -> Vec<Input> {
    let nested = format!("{}{}", "[".repeat(size / 2), "]".repeat(size / 2));
    let members: Vec<_> = (0..size / 12).map(|number| format!(r#""{number}":"1""#)).collect();
    let payloads = [
        ("brackets alone", nested.clone()),
        ("brackets in a member", format!(r#"{{"To":{nested}}}"#)),
        ("members", format!("{{{}}}", members.join(","))),
        ("values", format!(r#"{{"To":[{}"1"]}}"#, r#""1","#.repeat(size / 4))),
        ("a number", format!(r#"{{"To":{}}}"#, "9".repeat(size))),
    ];
    payloads.map(|(name, event)| Input::written(name, event).connecting_nobody()).into()
}
