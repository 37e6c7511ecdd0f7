//! `<Dial>` and what can be rung, read.

use std::time::Duration;

use crate::{fault::Code, number::e164};

use super::{
    CallEvent, Callback, Dial, StatusCallback, Target,
    element::{Element, cut},
};

/// <https://www.twilio.com/docs/voice/twiml/dial#timeout>
const DEFAULT_TIMEOUT_SECONDS: u32 = 30;
/// <https://www.twilio.com/docs/voice/twiml/dial#timeout>
const MOST_TIMEOUT_SECONDS: u32 = 600;
/// Four hours: <https://www.twilio.com/docs/voice/twiml/dial#timelimit>
const DEFAULT_TIME_LIMIT_SECONDS: u32 = 14_400;
/// A day: <https://www.twilio.com/en-us/blog/introducing-configurable-call-limits-for-programmable-voice>
const MOST_TIME_LIMIT_SECONDS: u32 = 86_400;
/// <https://www.twilio.com/docs/voice/twiml/number> and <https://www.twilio.com/docs/voice/twiml/client>
const MOST_TARGETS: usize = 10;
/// <https://www.twilio.com/docs/voice/twiml/client>
const MOST_IDENTITY_CHARACTERS: usize = 256;

const ATTRIBUTES: [&str; 6] = ["action", "method", "timeout", "callerId", "timeLimit", "answerOnBridge"];
const NOT_SIMULATED_ATTRIBUTES: [&str; 14] = [
    "callReason",
    "events",
    "hangupOnStar",
    "record",
    "recordingStatusCallback",
    "recordingStatusCallbackEvent",
    "recordingStatusCallbackMethod",
    "recordingTrack",
    "referMethod",
    "referUrl",
    "ringTone",
    "sequential",
    "transcribe",
    "trim",
];
const NOT_SIMULATED_NOUNS: [&str; 6] = ["Application", "Conference", "Queue", "Sim", "Sip", "WhatsApp"];
const STATUS_ATTRIBUTES: [&str; 3] = ["statusCallback", "statusCallbackEvent", "statusCallbackMethod"];
const NOT_SIMULATED_NOUN_ATTRIBUTES: [&str; 10] = [
    "amdStatusCallback",
    "amdStatusCallbackMethod",
    "byoc",
    "machineDetection",
    "machineDetectionSilenceTimeout",
    "machineDetectionSpeechEndThreshold",
    "machineDetectionSpeechThreshold",
    "machineDetectionTimeout",
    "method",
    "sendDigits",
];

pub(super) fn read(element: &Element) -> Dial {
    element.know_attributes(&ATTRIBUTES, &NOT_SIMULATED_ATTRIBUTES);
    let timeout = element.number("timeout", 1, DEFAULT_TIMEOUT_SECONDS, Code::DialTimeout);
    let time_limit = element.number("timeLimit", 1, DEFAULT_TIME_LIMIT_SECONDS, Code::DialTimeLimit);
    let method = element.method("method", Code::DialMethod);
    let caller_id = element.attribute("callerId").filter(|written| !written.is_empty());
    let action = element.attribute("action").filter(|url| !url.is_empty());
    Dial {
        targets: targets(element),
        timeout: seconds(timeout.min(MOST_TIMEOUT_SECONDS)),
        caller_id: caller_id.map(|written| e164(written).unwrap_or_else(|| written.to_owned())),
        time_limit: seconds(time_limit.min(MOST_TIME_LIMIT_SECONDS)),
        answer_on_bridge: element.truth("answerOnBridge", Code::DialAnswerOnBridge),
        action: action.map(|url| Callback { url: url.to_owned(), method }),
    }
}

fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(seconds.into())
}

/// Who is rung: the nouns, or, without any, the number that stands directly in `<Dial>`.
fn targets(dial: &Element) -> Vec<Target> {
    let mut targets = Vec::new();
    for noun in dial.children() {
        if targets.len() == MOST_TARGETS {
            noun.warn(Code::DialNested, "is one more than the ten that can be rung at once, and is left out");
            continue;
        }
        targets.extend(target(&noun));
    }
    let text = dial.text();
    match (dial.children().next().is_some(), text.is_empty()) {
        (false, _) => targets.extend(number(dial, &text, None)),
        (true, false) => {
            dial.warn(Code::Schema, &format!("\"{}\" beside other nouns is left out", cut(&text)));
        }
        (true, true) => {}
    }
    targets
}

fn target(noun: &Element) -> Option<Target> {
    match noun.name() {
        "Client" => client(noun),
        "Number" => {
            know_attributes(noun);
            noun.know_no_children();
            number(noun, &noun.text(), status(noun))
        }
        name if NOT_SIMULATED_NOUNS.contains(&name) => {
            noun.warn(Code::Schema, "is Twilio's, but not simulated: it is left out");
            None
        }
        _ => {
            noun.warn(Code::DialNested, "cannot be rung and is left out; check its spelling and capitals");
            None
        }
    }
}

fn number(element: &Element, written: &str, status: Option<StatusCallback>) -> Option<Target> {
    let number = e164(written);
    if number.is_none() {
        let written = cut(written);
        element.warn(
            Code::NumberFormat,
            &format!("\"{written}\" is not a phone number and is not dialled; write it as in +819059876543"),
        );
    }
    number.map(|number| Target::Number { number, status })
}

/// A client's name stands in `<Identity>`, or directly in `<Client>`.
fn client(noun: &Element) -> Option<Target> {
    know_attributes(noun);
    let mut identity = noun.text();
    let mut parameters = Vec::new();
    for child in noun.children() {
        match child.name() {
            "Identity" => {
                child.know_attributes(&[], &[]);
                child.know_no_children();
                identity = child.text();
            }
            "Parameter" => parameters.extend(parameter(&child)),
            _ => child.warn(Code::Schema, "does not belong inside <Client> and is left out"),
        }
    }
    if identity.is_empty() || identity.chars().count() > MOST_IDENTITY_CHARACTERS {
        noun.warn(Code::Schema, "needs a client's name of 1 to 256 characters, and is left out");
        return None;
    }
    Some(Target::Client { identity, parameters, status: status(noun) })
}

fn parameter(element: &Element) -> Option<(String, String)> {
    element.know_attributes(&["name", "value"], &[]);
    element.know_no_children();
    let name = element.attribute("name").filter(|name| !name.is_empty());
    if name.is_none() {
        element.warn(Code::Schema, "has no name and is left out");
    }
    Some((name?.to_owned(), element.attribute("value").unwrap_or_default().to_owned()))
}

fn know_attributes(noun: &Element) {
    // The url of a noun is a document for the callee alone, before the two are connected.
    let not_simulated: Vec<_> = NOT_SIMULATED_NOUN_ATTRIBUTES.into_iter().chain(["url"]).collect();
    noun.know_attributes(&STATUS_ATTRIBUTES, &not_simulated);
}

/// Who is told how the call gets on. Twilio tells of the end alone where no event is named:
/// <https://www.twilio.com/docs/voice/twiml/number>.
fn status(noun: &Element) -> Option<StatusCallback> {
    let method = noun.method("statusCallbackMethod", Code::Schema);
    let url = noun.attribute("statusCallback").filter(|url| !url.is_empty())?;
    let callback = Callback { url: url.to_owned(), method };
    let Some(written) = noun.attribute("statusCallbackEvent") else {
        return Some(StatusCallback { callback, events: vec![CallEvent::Completed] });
    };
    let mut events = Vec::new();
    for name in written.split_whitespace() {
        match CallEvent::ALL.into_iter().find(|event| event.name() == name) {
            Some(event) => events.push(event),
            None => {
                noun.warn(Code::Schema, &format!("statusCallbackEvent has no {}; it is left out", cut(name)));
            }
        }
    }
    Some(StatusCallback { callback, events })
}
