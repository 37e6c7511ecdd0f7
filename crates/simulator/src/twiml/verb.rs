//! The verbs, read.

use std::time::Duration;

use crate::fault::Code;

use super::{
    Verb, dial,
    element::{Element, cut},
};

/// How often 0 stands for, and the most that a sound or text is repeated:
/// <https://www.twilio.com/docs/voice/twiml/play#attributes-loop>.
const MOST_TIMES: u32 = 1000;

/// The most characters that are spoken: <https://www.twilio.com/docs/api/errors/13521>. Some voices of Twilio's take fewer
/// and some more; this is the figure of its own.
const MOST_SPOKEN_CHARACTERS: usize = 4096;

/// Verbs of Twilio's that are not simulated: <https://www.twilio.com/docs/voice/twiml>.
const NOT_SIMULATED: [&str; 13] = [
    "Connect", "Echo", "Enqueue", "Gather", "Leave", "Pay", "Prompt", "Queue", "Record", "Refer", "Sms",
    "Start", "Stop",
];

/// Elements of [SSML](https://www.twilio.com/docs/voice/twiml/say/text-speech#use-ssml), which say how text is spoken.
const SSML: [&str; 10] = ["break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"];

/// The verbs inside `<Response>`.
pub(super) fn read_all(response: &Element) -> Vec<Verb> {
    response.know_attributes(&[], &[]);
    let text = response.text();
    if !text.is_empty() {
        response.warn(Code::Schema, &format!("\"{}\" stands in no verb and is left out", cut(&text)));
    }
    response.children().filter_map(|element| read(&element)).collect()
}

fn read(element: &Element) -> Option<Verb> {
    match element.name() {
        "Say" => say(element),
        "Play" => play(element),
        "Pause" => Some(pause(element)),
        "Dial" => Some(Verb::Dial(dial::read(element))),
        "Hangup" => {
            element.know_attributes(&[], &[]);
            element.know_no_children();
            Some(Verb::Hangup)
        }
        "Reject" => Some(reject(element)),
        "Redirect" => Some(redirect(element)),
        name if NOT_SIMULATED.contains(&name) => {
            element.warn(Code::Schema, "is Twilio's, but not simulated: it is left out");
            None
        }
        _ => {
            element.warn(Code::Schema, "is not a verb and is left out; check its spelling and capitals");
            None
        }
    }
}

fn say(element: &Element) -> Option<Verb> {
    element.know_attributes(&["language", "voice", "loop"], &[]);
    for child in element.children().filter(|child| !SSML.contains(&child.name())) {
        child.warn(Code::Schema, "does not belong inside <Say>; its text is spoken");
    }
    let text = element.whole_text();
    if text.is_empty() {
        element.warn(Code::SayText, "has no text and is left out; write what is to be spoken inside");
        return None;
    }
    if text.chars().count() > MOST_SPOKEN_CHARACTERS {
        element.warn(
            Code::SayTooLong,
            &format!("has more than {MOST_SPOKEN_CHARACTERS} characters and is left out; say it in several"),
        );
        return None;
    }
    Some(Verb::Say {
        text,
        language: element.attribute("language").unwrap_or("en-US").to_owned(),
        voice: element.attribute("voice").map(str::to_owned),
        times: times(element, Code::SayLoop),
    })
}

fn play(element: &Element) -> Option<Verb> {
    element.know_attributes(&["loop", "digits"], &[]);
    element.know_no_children();
    let url = element.text();
    match element.attribute("digits") {
        Some(digits) if !digits.is_empty() && digits.chars().all(is_playable) => {
            if !url.is_empty() {
                element.warn(Code::Schema, "has digits and a URL; the digits are played");
            }
            Some(Verb::PlayDigits(digits.to_owned()))
        }
        Some(digits) => {
            let digits = cut(digits);
            element.warn(
                Code::Schema,
                &format!("digits=\"{digits}\" has something else than 0 to 9, *, # and w; it is left out"),
            );
            None
        }
        None if url.is_empty() => {
            element.warn(Code::Schema, "has neither a URL nor digits and is left out");
            None
        }
        None => Some(Verb::Play { url, times: times(element, Code::PlayLoop) }),
    }
}

fn is_playable(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, '*' | '#' | 'w')
}

/// How often it is repeated; 0 is Twilio's word for as often as it can be.
fn times(element: &Element, code: Code) -> u32 {
    match element.number("loop", 0, 1, code) {
        0 => MOST_TIMES,
        times => times.min(MOST_TIMES),
    }
}

fn pause(element: &Element) -> Verb {
    element.know_attributes(&["length"], &[]);
    element.know_no_children();
    Verb::Pause(Duration::from_secs(element.number("length", 1, 1, Code::PauseLength).into()))
}

fn reject(element: &Element) -> Verb {
    element.know_attributes(&["reason"], &[]);
    element.know_no_children();
    let busy = match element.attribute("reason") {
        Some("busy") => true,
        Some("rejected") | None => false,
        Some(other) => {
            let other = cut(other);
            element.warn(
                Code::Schema,
                &format!("reason=\"{other}\" is neither rejected nor busy, and rejected counts"),
            );
            false
        }
    };
    Verb::Reject { busy }
}

fn redirect(element: &Element) -> Verb {
    element.know_attributes(&["method"], &[]);
    element.know_no_children();
    let url = Some(element.text()).filter(|url| !url.is_empty());
    Verb::Redirect { url, method: element.method("method", Code::RedirectMethod) }
}
