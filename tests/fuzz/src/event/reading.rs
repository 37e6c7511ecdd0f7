//! What is read of an event, against a reader that knows all of JSON and nothing of Lambda.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value};
use switchboard::webhook::SIGNATURE_HEADER;
use switchboard_lambda::event::{Event, Shape};

/// The maps of an event that have headers.
pub(super) const HEADERS: [&str; 2] = ["headers", "multiValueHeaders"];

/// What a mapping template adds to a payload.
pub(super) const CARRIED: &str = "switchboardWebhook";

/// Asserts that `event` is what `json` says: its shape, body and headers; and its URL, which is API Gateway's or the
/// operator's, whatever the headers say.
pub(super) fn agrees(event: &Event<'_>, json: &Value) {
    let json = json.as_object().expect("only an object is an event");
    let Some(context) = json.get("requestContext").and_then(Value::as_object) else {
        return agrees_alone(event, json);
    };
    let http = context.get("http").filter(|http| !http.is_null());
    let http = http.map(|http| http.as_object().expect("only an object is a request"));
    assert_eq!(event.shape, if http.is_some() { Shape::HttpApi } else { Shape::RestProxy });
    assert!(event.body == body(json), "the body is another");

    let path = text(http.unwrap_or(context), "path");
    let called =
        text(context, "domainName").zip(path).map(|(domain, path)| format!("https://{domain}{path}"));
    assert!(event.url(None) == called, "the URL is another");
    let resource = match http {
        None => text(json, "resource"),
        Some(_) => text(json, "rawPath").map(|path| behind_the_stage(path, text(context, "stage"))),
    };
    let at_base = resource.map(|resource| format!("https://base.example{resource}"));
    assert!(event.url(Some("https://base.example")) == at_base, "the URL at the base is another");

    for name in HEADERS.iter().filter_map(|map| json.get(*map)?.as_object()).flat_map(Map::keys) {
        let values = values(json, name);
        // Of a header that is written twice this reader knows the second time only, and `null` is no value.
        assert!(values.is_empty() || event.has_header(name), "a header is lost");
        if let Some(read) = event.header(name) {
            assert!(values.iter().all(|value| *value == read), "one of several values was chosen");
        }
    }
}

/// The same of a payload alone, to which only a mapping template adds anything.
fn agrees_alone(event: &Event<'_>, json: &Map<String, Value>) {
    assert_eq!(event.shape, Shape::Bare);
    let nothing = Map::new();
    let carried = json.get(CARRIED).and_then(Value::as_object).unwrap_or(&nothing);
    assert!(event.header(SIGNATURE_HEADER) == text(carried, "signature"), "the signature is another");
    let path = text(carried, "path");
    let called =
        text(carried, "domainName").zip(path).map(|(domain, path)| format!("https://{domain}{path}"));
    assert!(event.url(None) == called, "the URL is another");
    let at_base = text(carried, "resource").map(|resource| format!("https://base.example{resource}"));
    assert!(event.url(Some("https://base.example")) == at_base, "the URL at the base is another");
}

fn text<'a>(json: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    json.get(name)?.as_str()
}

fn body(json: &Map<String, Value>) -> Vec<u8> {
    let body = text(json, "body").unwrap_or_default();
    if json.get("isBase64Encoded") == Some(&Value::Bool(true)) {
        BASE64_STANDARD.decode(body).expect("another body is malformed")
    } else {
        body.as_bytes().to_vec()
    }
}

fn behind_the_stage<'a>(path: &'a str, stage: Option<&str>) -> &'a str {
    let stage = stage.map(|stage| format!("/{stage}")).unwrap_or_default();
    if path.starts_with(&format!("{stage}/")) { &path[stage.len()..] } else { path }
}

/// The values of a header, whatever the case of its name.
fn values<'a>(json: &'a Map<String, Value>, name: &str) -> Vec<&'a str> {
    let maps = HEADERS.iter().filter_map(|map| json.get(*map)?.as_object());
    let of_that_name = maps.flatten().filter(|(key, _)| key.eq_ignore_ascii_case(name));
    let values = of_that_name.flat_map(|(_, value)| match value {
        Value::Array(values) => values.iter().collect(),
        value => vec![value],
    });
    values.filter_map(Value::as_str).collect()
}
