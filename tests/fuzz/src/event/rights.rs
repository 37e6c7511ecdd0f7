//! Whoever is given a token, or connected, has a right to be.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use roxmltree::{Document, Node};
use serde_json::{Value, json};
use switchboard::webhook::{Form, parameter};
use switchboard_lambda::event::Event;

use super::functions::registered;

/// Which webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Incoming,
    Outgoing,
}

/// Asserts that a token is given only to the client of the number that `event` names, and only with its pairing key.
pub(super) fn to_a_token(answer: &Value, event: Option<&Event<'_>>) {
    let token = answer["capabilityToken"].as_str();
    assert_eq!(*answer, json!({ "capabilityToken": token, "success": token.is_some() }));
    let Some(token) = token else { return };
    let event = event.expect("nobody is given a token for a malformed event");
    // A number that only this reader cannot hold may stand beside what is asked for.
    let Ok(asked) = serde_json::from_slice::<Value>(&event.body) else { return };
    assert!(asked.is_object(), "a token is given for what is not the object that it should be");
    let number = asked["twilioPhoneNumber"].as_str().and_then(registered);
    let number = number.expect("nobody is given a token for a number that is not registered");
    if let Some(key) = number.pairing_key {
        let presented = event.header("Authorization").and_then(|value| value.strip_prefix("Bearer "));
        assert!(presented == Some(key), "a token is given without the pairing key");
    }
    let claims = token.split('.').nth(1).map(|claims| BASE64_URL_SAFE_NO_PAD.decode(claims));
    let claims: Value = serde_json::from_slice(&claims.expect("a JWT has claims").expect("they are base64"))
        .expect("a token's claims are JSON");
    assert_eq!(claims["grants"]["identity"], json!(number.client), "another client's token is given");
}

/// Asserts that TwiML connects a telephone to the client of the number that it called, a client to the telephone that it
/// may call with a number of its own, or else says one sentence and ends the call.
pub(super) fn to_a_call(twiml: &str, form: &Form, direction: Direction) {
    let document = Document::parse(twiml).expect("TwiML is well-formed");
    let elements: Vec<Node<'_, '_>> = document.descendants().filter(Node::is_element).collect();
    let names: Vec<&str> = elements.iter().map(|element| element.tag_name().name()).collect();
    let sent = |name| form.single(name).ok().flatten().unwrap_or_default();
    match (names.as_slice(), direction) {
        (["Response", "Say", "Hangup"], _) => {
            assert!(elements[1].text().is_some_and(|sentence| sentence.len() > 20), "nothing is said");
        }
        (["Response", "Dial", "Client"], Direction::Incoming) => {
            let called = registered(sent(parameter::TO)).expect("only a registered number rings");
            assert_eq!(elements[2].text(), Some(called.client), "another client rings");
        }
        (["Response", "Dial", "Number"], Direction::Outgoing) => {
            let caller = registered(sent(parameter::CALLER)).expect("only a registered number calls");
            assert_eq!(elements[1].attribute("callerId"), Some(sent(parameter::CALLER)));
            assert_eq!(sent(parameter::FROM), format!("client:{}", caller.client), "another client calls");
            assert_eq!(elements[2].text(), Some(sent(parameter::CALLED)), "another number is called");
        }
        _ => panic!("such instructions are not given to {direction:?} calls: {names:?}"),
    }
}
