//! Events that nobody sends who means well.

mod large;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use switchboard_tests::events::{Gateway, Post, bare, form_encoded, route};

pub(super) use large::{Large, MIB, bare_payloads, within_64_kib};

/// An event as it is written, which a [`Value`] could not always hold.
pub(super) struct Input {
    pub(super) name: String,
    pub(super) event: String,
    /// Whether the answer may connect a call: what decides it is there, once.
    pub(super) may_connect: bool,
    /// Whether it has Twilio's signature, so that it gets further than others.
    pub(super) is_signed: bool,
}

impl Input {
    fn new(name: impl Into<String>, event: &Value) -> Self {
        Self::written(name, event.to_string())
    }

    fn written(name: impl Into<String>, event: String) -> Self {
        Self { name: name.into(), event, may_connect: true, is_signed: false }
    }

    /// The event that becomes of a request, which connects nobody if it has a signature at all: none is Twilio's.
    fn sent(name: impl Into<String>, gateway: Gateway, post: &Post) -> Self {
        let is_unsigned = post.headers.iter().all(|(name, _)| name != "X-Twilio-Signature");
        Self { may_connect: is_unsigned, ..Self::new(name, &gateway.event(post)) }
    }

    fn connecting_nobody(self) -> Self {
        Self { may_connect: false, ..self }
    }
}

/// What a webhook has when a telephone calls, or a client.
pub(super) fn parameters(resource: &str) -> &'static [(&'static str, &'static str)] {
    match resource {
        route::CALL_INCOMING => &[("To", "+815031234567"), ("From", "+819059876543")],
        _ => &[
            ("From", "client:DeviceId_0001"),
            ("callerPhoneNumber", "+81-50-3123-4567"),
            ("callOutgoingPhoneNumber", "+81-90-5987-6543"),
        ],
    }
}

/// A request that is answered well. The token's lacks the pairing key, so that nothing makes it one for a token.
pub(super) fn ordinary(resource: &str) -> Post {
    let post = match resource {
        route::CAPABILITY_TOKEN => Post::json(resource, &json!({ "twilioPhoneNumber": "+815031234568" })),
        _ => Post::form(resource, parameters(resource)),
    };
    post.with_header("Host", "phone.example.com").with_header("X-Forwarded-Proto", "https")
}

/// The request in each of the three shapes, and as a mapping template makes it.
fn events(resource: &str) -> [Value; 4] {
    let post = ordinary(resource);
    let payload = match resource {
        route::CAPABILITY_TOKEN => json!({ "twilioPhoneNumber": "+815031234568" }),
        _ => bare(parameters(resource)),
    };
    let mut mapped = payload.clone();
    mapped["switchboardWebhook"] =
        json!({ "signature": null, "domainName": "phone.example.com", "path": "/call", "resource": "/call" });
    [Gateway::REST_API.event(&post), Gateway::HTTP_API.event(&post), payload, mapped]
}

/// Every kind of small input for a route.
pub(super) fn small(resource: &str) -> Vec<Input> {
    let mut inputs = Vec::new();
    for event in events(resource) {
        inputs.extend(other_types(&event));
        inputs.extend(written_twice(&event));
    }
    for gateway in [Gateway::REST_API, Gateway::HTTP_API] {
        inputs.extend(headers(resource, gateway));
        inputs.extend(bodies(resource, gateway));
    }
    inputs
}

/// A value of every type that JSON has, as it is written. The last ones are JSON, and too much for many a reader.
fn values() -> Vec<String> {
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let mut values: Vec<String> = [
        "null",
        "true",
        "false",
        "0",
        "-1.5",
        "\"\"",
        "\"text\"",
        "[]",
        "[\"text\"]",
        "[null]",
        "{}",
        r#"{"a":{}}"#,
    ]
    .map(str::to_owned)
    .into();
    values.extend(
        ["18446744073709551616", "1e999", r#""\ud800""#, r#""\u0000""#, r#"{"a":1,"a":2}"#]
            .map(str::to_owned),
    );
    values.push(nested(100));
    values.push(nested(1000));
    values
}

/// What no request has, and is a text that can be found again.
const MARK: &str = "\"the place of another value\"";

/// Each value in the place of the event, of each of its parts, and of parts that only the other shapes have.
fn other_types(event: &Value) -> Vec<Input> {
    let mut places = vec![String::new()];
    collect_places(event, "", &mut places);
    let foreign = [
        "/requestContext/http",
        "/requestContext/path",
        "/multiValueHeaders",
        "/rawPath",
        "/version",
        "/body",
        "/cookies",
    ];
    places.extend(foreign.map(str::to_owned));
    let mut inputs = Vec::new();
    for place in &places {
        let mut marked = event.clone();
        let mark = || serde_json::from_str(MARK).unwrap();
        match (marked.pointer_mut(place), place.rsplit_once('/')) {
            (Some(part), _) => *part = mark(),
            (None, Some((parent, name))) => {
                let Some(Value::Object(parent)) = marked.pointer_mut(parent) else { continue };
                parent.insert(name.to_owned(), mark());
            }
            (None, None) => continue,
        }
        let marked = marked.to_string();
        inputs
            .extend(values().iter().map(|value| Input::written(place.clone(), marked.replace(MARK, value))));
    }
    inputs
}

fn collect_places(part: &Value, place: &str, places: &mut Vec<String>) {
    let parts: Vec<(String, &Value)> = match part {
        Value::Object(parts) => {
            parts.iter().map(|(name, part)| (name.replace('~', "~0").replace('/', "~1"), part)).collect()
        }
        Value::Array(parts) => {
            parts.iter().enumerate().map(|(index, part)| (index.to_string(), part)).collect()
        }
        _ => return,
    };
    for (name, part) in parts {
        let place = format!("{place}/{name}");
        collect_places(part, &place, places);
        places.push(place);
    }
}

/// What an answer depends on, and what is therefore refused when an event has it twice.
const DECIDING: [&str; 9] = [
    "switchboardWebhook",
    "body",
    "headers",
    "isBase64Encoded",
    "requestContext",
    "To",
    "From",
    "callerPhoneNumber",
    "callOutgoingPhoneNumber",
];

/// Each name of the event twice, with the same value and with another.
fn written_twice(event: &Value) -> Vec<Input> {
    let written = event.to_string();
    let mut inputs = Vec::new();
    for (name, value) in event.as_object().unwrap() {
        for value in [value, &json!("+815031234568")] {
            let twice = format!("{{{}:{value},{}", json!(name), &written[1..]);
            let may_connect = !DECIDING.contains(&name.as_str());
            inputs.push(Input { may_connect, ..Input::written(format!("{name} twice"), twice) });
        }
    }
    inputs
}

const HOSTS: [&str; 16] = [
    "",
    " ",
    ":",
    ":99999",
    "phone.example.com:",
    "phone.example.com:99999999999999999999",
    "phone.example.com:-1",
    "[::1",
    "]",
    "a b",
    "\0",
    "\r\nX-Twilio-Signature: a",
    "user:password@phone.example.com",
    "http://[",
    "電話.example",
    "%",
];

const PORTS: [&str; 6] = ["", "-1", "65536", "443443443443443443443", "https", "44\0"];

const PROTOCOLS: [&str; 6] = ["", "javascript", "https,http", "://", "HTTPS\0", "電話"];

/// What stands in headers, of which a webhook's answer must not depend on any but the signature's.
fn headers(resource: &str, gateway: Gateway) -> Vec<Input> {
    let mut inputs = Vec::new();
    let names = [
        ("Host", &HOSTS[..]),
        ("X-Forwarded-Host", &HOSTS[..]),
        ("X-Forwarded-Port", &PORTS[..]),
        ("X-Forwarded-Proto", &PROTOCOLS[..]),
        ("Content-Type", &PROTOCOLS[..]),
        ("Authorization", &HOSTS[..]),
        ("X-Twilio-Signature", &HOSTS[..]),
        ("", &HOSTS[..1]),
        ("\0", &HOSTS[..1]),
    ];
    for (name, values) in names {
        for value in values {
            let mut alone = ordinary(resource);
            alone.headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
            let twice = ordinary(resource).with_header(name, value).with_header(name, "another");
            for post in [alone.clone().with_header(name, value), alone, twice] {
                inputs.push(Input::sent(format!("{name}: {value:?}"), gateway, &post));
            }
        }
    }
    inputs
}

/// Bodies that are no form, no JSON, no text or no base64, and forms in which what decides comes twice or not at all.
fn bodies(resource: &str, gateway: Gateway) -> Vec<Input> {
    let with_body = |body: &str, is_base64_encoded| {
        let mut event = gateway.event(&ordinary(resource));
        event["body"] = json!(body);
        event["isBase64Encoded"] = json!(is_base64_encoded);
        event
    };
    let mut inputs = Vec::new();
    let invalid: [&[u8]; 8] = [
        b"\xff",
        b"To=\xff\xfe",
        b"To=%ff%fe",
        b"\xed\xa0\x80=\xed\xa0\x80",
        b"{\"twilioPhoneNumber\":\"\xff\"}",
        b"\xef\xbb\xbfTo=+815031234567",
        b"To\0=\0",
        b"\xf8\x88\x80\x80\x80",
    ];
    for body in invalid {
        inputs.push(
            Input::new(format!("{body:?}"), &with_body(&BASE64_STANDARD.encode(body), true))
                .connecting_nobody(),
        );
    }
    for body in ["*", "=", "====", "VG8", "VG8=\n", "VG89MQ==VG89MQ==", "電話"] {
        inputs.push(Input::new(format!("base64 {body:?}"), &with_body(body, true)).connecting_nobody());
    }
    for body in
        ["", "&", "=", "%", "%%%", "To", "=To", "{", "{}", "[]", "null", r#"{"twilioPhoneNumber":null}"#]
    {
        inputs.push(Input::new(format!("{body:?}"), &with_body(body, false)).connecting_nobody());
    }
    let form = form_encoded(parameters(resource));
    for (name, value) in parameters(resource) {
        for more in
            [form_encoded(&[(name, value)]), form_encoded(&[(name, "+815031234568")]), format!("{name}=")]
        {
            for body in [format!("{form}&{more}"), format!("{more}&{form}")] {
                inputs.push(Input::new(body.clone(), &with_body(&body, false)).connecting_nobody());
            }
        }
    }
    inputs
}
