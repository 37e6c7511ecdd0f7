//! An answer, in its event's shape.

use serde_json::{Value, json};
use switchboard_lambda::event::Shape;

/// The status and the text of a webhook's answer, which is wrapped as an event of that shape wants it.
pub(super) fn of_webhook(answer: &Value, shape: Shape) -> (u64, &str) {
    let (status, text, headers) = match (shape, answer) {
        (Shape::Bare, Value::String(twiml)) => return (200, twiml),
        (Shape::Bare, Value::Object(object)) => {
            assert_eq!(object.len(), 2, "a failure has a status and a message");
            return (number(&answer["statusCode"]), text(&answer["message"]));
        }
        _ => unwrapped(answer, shape),
    };
    let content_type = if status == 200 { "application/xml" } else { "text/plain; charset=utf-8" };
    assert_eq!(*headers, json!({ "content-type": content_type }));
    (status, text)
}

/// The status of the token function's answer, where its shape has one, and what it says.
pub(super) fn of_capability_token(answer: &Value, shape: Shape) -> (Option<u64>, Value) {
    if shape == Shape::Bare {
        return (None, answer.clone());
    }
    let (status, text, headers) = unwrapped(answer, shape);
    assert_eq!(*headers, json!({ "content-type": "application/json", "cache-control": "no-store" }));
    (Some(status), serde_json::from_str(text).expect("the answer is JSON"))
}

fn unwrapped(answer: &Value, shape: Shape) -> (u64, &str, &Value) {
    assert_eq!(answer.get("cookies").is_some(), shape == Shape::HttpApi, "the answer has another shape");
    assert_eq!(answer["isBase64Encoded"], json!(false));
    (number(&answer["statusCode"]), text(&answer["body"]), &answer["headers"])
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a status is a number")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text is a string")
}
