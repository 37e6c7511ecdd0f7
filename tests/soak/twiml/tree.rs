//! The tree of a document: as it is meant to be, and as roxmltree reads it.
//!
//! An element is `[name, [[attribute, value], …], [child, …]]`, as `xml_trees.py` writes it too.

use roxmltree::{Document, Node};
use serde_json::{Value, json};
use switchboard::{
    refusal::Refusal,
    routing::{Route, Unrouted},
    spoken_language::SpokenLanguage,
};

use super::input::Webhook;

/// The most characters that are repeated of a number.
const SPOKEN: usize = 40;

/// What is to be answered to `webhook`, once it is known whether the call is put through or why not.
pub(super) fn intended(webhook: &Webhook, routed: &Result<Route, Unrouted>) -> Value {
    let verbs = match routed {
        Ok(Route::ToClient(_)) => {
            let number = webhook.only("To").unwrap();
            let is_the_first = number.trim_end_matches(['-', ' ']).ends_with('7');
            let client = if is_the_first { "DeviceId_0001" } else { "DeviceId_0002" };
            json!([["Dial", attributes(webhook, &[]), [["Client", [], [client]]]]])
        }
        Ok(Route::ToNumber { .. }) => {
            let called = webhook.only("callOutgoingPhoneNumber").unwrap();
            let own = [("callerId", webhook.only("callerPhoneNumber").unwrap())];
            json!([["Dial", attributes(webhook, &own), [["Number", [], [called]]]]])
        }
        Err(Unrouted::Refused(refusal)) => {
            let language = match webhook.language {
                SpokenLanguage::English => "en-US",
                SpokenLanguage::Japanese => "ja-JP",
                SpokenLanguage::French => "fr-FR",
            };
            let sentence = replaced(&sentence(webhook.language, refusal));
            json!([["Say", [["language", language]], [sentence]], ["Hangup", [], []]])
        }
        Err(Unrouted::Directory(error)) => panic!("the directory is up: {error}"),
    };
    json!(["Response", [], verbs])
}

/// What a `<Dial>` says of its call, `own` behind the time that it rings.
fn attributes(webhook: &Webhook, own: &[(&str, &str)]) -> Value {
    let mut attributes = vec![json!(["timeout", webhook.timeout_seconds.to_string()])];
    attributes.extend(own.iter().map(|pair| json!(pair)));
    if let Some(seconds) = webhook.max_call_seconds {
        attributes.push(json!(["timeLimit", seconds.to_string()]));
    }
    if !own.is_empty() && webhook.only("answerOnBridge") == Some("true") {
        attributes.push(json!(["answerOnBridge", "true"]));
    }
    json!(attributes)
}

/// The one sentence with something of the webhook's in it is written out here.
fn sentence(language: SpokenLanguage, refusal: &Refusal) -> String {
    let Refusal::UnknownTwilioNumber(number) = refusal else { return refusal.sentence(language) };
    let number: String = number.chars().take(SPOKEN).collect();
    match language {
        SpokenLanguage::English => {
            format!("An error occurred. Your Twilio phone number {number} is invalid.")
        }
        SpokenLanguage::Japanese => {
            format!("エラーが発生しました。お使いのTwilio電話番号 {number} は無効です。")
        }
        SpokenLanguage::French => {
            format!("Une erreur est survenue. Votre numéro Twilio {number} n'est pas valide.")
        }
    }
}

/// `text` with U+FFFD for what XML 1.0 has no character for, and for carriage returns, which its readers change.
fn replaced(text: &str) -> String {
    text.replace(
        |character: char| {
            let is_control = character < ' ' && character != '\t' && character != '\n';
            is_control || character == '\u{fffe}' || character == '\u{ffff}'
        },
        "\u{fffd}",
    )
}

/// The tree that roxmltree reads, `None` where the document is ill-formed.
pub(super) fn read(document: &str) -> Option<Value> {
    Document::parse(document).ok().map(|document| element(document.root_element()))
}

fn element(node: Node<'_, '_>) -> Value {
    let attributes: Vec<_> =
        node.attributes().map(|attribute| [attribute.name(), attribute.value()]).collect();
    let children: Vec<_> = node
        .children()
        .map(|child| match child.text() {
            Some(text) if child.is_text() => json!(text),
            _ if child.is_element() => element(child),
            // A comment or a processing instruction, which nobody writes.
            _ => Value::Null,
        })
        .collect();
    json!([node.tag_name().name(), attributes, children])
}
