//! What every answer must be, whatever the event was.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};
use switchboard_tests::events::route;

use super::input::Input;

const NO_TOKEN: &str = r#"{"capabilityToken":null,"success":false}"#;
const RINGS_THE_CLIENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response><Dial timeout="60"><Client>DeviceId_0001</Client></Dial></Response>"#;
const DIALS_THE_TELEPHONE: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response><Dial timeout="60" callerId="+81-50-3123-4567"><Number>+81-90-5987-6543</Number></Dial></Response>"#;

/// Asserts that an answer is one that its sender understands, with a status that is meant, and gives nothing away.
#[track_caller]
pub(super) fn assert_is_right(resource: &str, input: &Input, answer: &Value) {
    let shown = || format!("{resource}, {}: {}\n{answer}", input.name, start_of(&input.event));
    let (status, content_type, body) = if let Some(context) = context(input) {
        // Format 2.0 alone has cookies, and its events alone have `http` in their context.
        let is_http_api = context.get("http").is_some_and(|http| http.get() != "null");
        assert_eq!(answer.get("cookies").is_some(), is_http_api, "{}", shown());
        let body = answer["body"].as_str().unwrap_or_else(|| panic!("{}", shown()));
        assert!(answer["isBase64Encoded"] == json!(false), "{}", shown());
        (answer["statusCode"].as_u64(), answer["headers"]["content-type"].as_str(), body.to_owned())
    } else {
        parts_of_bare(answer)
    };
    assert!(matches!(status, Some(200 | 400 | 403)), "{}", shown());
    if input.is_signed && resource != route::CAPABILITY_TOKEN {
        assert_eq!(status, Some(200), "{}", shown());
    }
    match content_type {
        Some("application/json") => {
            assert!(resource == route::CAPABILITY_TOKEN && body == NO_TOKEN, "{}", shown());
        }
        Some("application/xml") => {
            let document = roxmltree::Document::parse(&body);
            let root = document.as_ref().map(|document| document.root_element().tag_name().name());
            assert!(status == Some(200) && root == Ok("Response"), "{}", shown());
            assert!(input.may_connect || !body.contains("<Dial"), "{}", shown());
        }
        Some("text/plain; charset=utf-8") => assert!(status != Some(200), "{}", shown()),
        _ => panic!("{}", shown()),
    }
}

/// Asserts that what Twilio did not sign connects nobody.
#[track_caller]
pub(super) fn assert_connects_nobody(input: &Input, answer: &Value) {
    assert!(!answer.to_string().contains("<Dial"), "{}: {answer}", input.name);
}

/// Asserts that the answer to the ordinary request is the ordinary one.
#[track_caller]
pub(super) fn assert_is_ordinary(resource: &str, answer: &Value) {
    let body = match resource {
        route::CAPABILITY_TOKEN => NO_TOKEN,
        route::CALL_INCOMING => RINGS_THE_CLIENT,
        _ => DIALS_THE_TELEPHONE,
    };
    assert_eq!((&answer["statusCode"], &answer["body"]), (&json!(200), &json!(body)), "{resource}");
}

/// Status, content type and body of an answer without a status line.
fn parts_of_bare(answer: &Value) -> (Option<u64>, Option<&'static str>, String) {
    match answer {
        Value::String(twiml) => (Some(200), Some("application/xml"), twiml.clone()),
        Value::Object(parts) if parts.contains_key("message") => {
            (answer["statusCode"].as_u64(), Some("text/plain; charset=utf-8"), answer["message"].to_string())
        }
        _ => (Some(200), Some("application/json"), answer.to_string()),
    }
}

/// The names in an event's context, `None` where it did not come through a gateway.
fn context(input: &Input) -> Option<HashMap<String, &RawValue>> {
    #[derive(Deserialize)]
    struct Outer<'a> {
        #[serde(rename = "requestContext", borrow)]
        context: HashMap<String, &'a RawValue>,
    }
    serde_json::from_str::<Outer<'_>>(&input.event).ok().map(|outer| outer.context)
}

fn start_of(event: &str) -> String {
    event.chars().take(1500).collect()
}
