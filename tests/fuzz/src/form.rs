//! A webhook's body.

use switchboard::webhook::{Form, RepeatedParameter, parameter};
use switchboard_tests::events::form_encoded;

/// Any bytes are a form, whose parameters are those that a reader of our own finds, also once they are encoded again; and
/// a parameter that decides is known only where it was sent once.
pub fn form(bytes: &[u8]) {
    let form = Form::parse(bytes).expect("any bytes are a form");
    assert!(form.parameters() == read(bytes), "another reader finds other parameters");

    let borrowed: Vec<(&str, &str)> =
        form.parameters().iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let again = Form::parse(form_encoded(&borrowed).as_bytes()).expect("any bytes are a form");
    assert!(again == form, "encoded and parsed again, the parameters differ");

    for name in [parameter::TO, parameter::FROM, parameter::CALLER, parameter::CALLED, parameter::CALL_SID] {
        let values: Vec<&str> =
            borrowed.iter().filter(|(key, _)| *key == name).map(|(_, value)| *value).collect();
        let expected = match values[..] {
            [] => Ok(None),
            [value] => Ok(Some(value)),
            _ => Err(RepeatedParameter(name)),
        };
        assert!(form.single(name) == expected, "{name} was sent {} times", values.len());
    }
}

/// The parameters, by the [URL standard](https://url.spec.whatwg.org/#urlencoded-parsing) and nobody's library.
fn read(body: &[u8]) -> Vec<(String, String)> {
    let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=').map(unescaped);
            (halves.next().unwrap_or_default(), halves.next().unwrap_or_default())
        })
        .collect()
}

fn unescaped(mut text: &[u8]) -> String {
    let mut bytes = Vec::new();
    while let [first, rest @ ..] = text {
        let escaped = escaped_byte(text);
        bytes.push(escaped.unwrap_or(if *first == b'+' { b' ' } else { *first }));
        text = if escaped.is_some() { &rest[2..] } else { rest };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The byte that a text begins with, where that is an escape.
fn escaped_byte(text: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = text else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}
