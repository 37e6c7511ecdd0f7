//! An event, read and answered by all three functions.

mod answer;
mod functions;
mod reading;
mod rights;

use serde_json::{Value, json};
use switchboard::webhook::{Form, SIGNATURE_HEADER};
use switchboard_lambda::{
    RawValue,
    event::{Event, MalformedEvent, Parameters, Shape},
};

use self::{
    functions::{FUNCTIONS, Webhooks},
    rights::Direction,
};
use crate::signature_url::{AUTH_TOKEN, FOREIGN_AUTH_TOKEN, signatures};

/// Every JSON text is answered in its own shape: by the token function with a token only where there is a right to it; by
/// the webhooks with well-formed TwiML just where it is a form that Twilio signed, or that nobody did and they may answer.
/// The URL that is verified is API Gateway's, whatever the headers say.
pub fn event(bytes: &[u8]) {
    // The runtime passes on nothing else.
    let Ok(event) = serde_json::from_slice::<Box<RawValue>>(bytes) else { return };
    let read = Event::read(&event);
    let shape = read.as_ref().map_or_else(|malformed| malformed.shape, |read| read.shape);

    let (status, answer) = answer::of_capability_token(&FUNCTIONS.capability_token(&event), shape);
    assert!(matches!(status, None | Some(200 | 400)), "a token's status is {status:?}");
    rights::to_a_token(&answer, read.as_ref().ok());

    let sent = Sent::of(&read);
    for webhooks in &FUNCTIONS.webhooks {
        is_answered(&event, shape, &sent, webhooks);
    }
    // What this reader of JSON cannot hold, like 1e999, is of no interest where it is.
    if let (Ok(read), Ok(json)) = (read, serde_json::from_str(event.get())) {
        reading::agrees(&read, &json);
        is_answered_if_signed(&read, json);
    }
}

/// What a webhook is sent.
enum Sent {
    NoForm,
    Unsigned(Form),
    SignedByAnother,
    Signed(Form),
}

impl Sent {
    fn of(read: &Result<Event<'_>, MalformedEvent>) -> Self {
        let Ok(event) = read else { return Self::NoForm };
        let form = match event.shape {
            Shape::Bare => {
                serde_json::from_slice::<Parameters>(&event.body).ok().map(|parameters| parameters.0.into())
            }
            Shape::RestProxy | Shape::HttpApi => Form::parse(&event.body).ok(),
        };
        let Some(form) = form else { return Self::NoForm };
        if !event.has_header(SIGNATURE_HEADER) {
            return Self::Unsigned(form);
        }
        let genuine = event.url(None).map(|url| signatures(AUTH_TOKEN, &url, &form));
        let is_signed = event.header(SIGNATURE_HEADER).zip(genuine);
        if is_signed.is_some_and(|(signature, genuine)| genuine.iter().any(|genuine| genuine == signature)) {
            Self::Signed(form)
        } else {
            Self::SignedByAnother
        }
    }
}

fn is_answered(event: &RawValue, shape: Shape, sent: &Sent, webhooks: &Webhooks) {
    for (answer, direction) in
        [(webhooks.incoming(event), Direction::Incoming), (webhooks.outgoing(event), Direction::Outgoing)]
    {
        let (status, text) = answer::of_webhook(&answer, shape);
        match sent {
            Sent::NoForm => assert_eq!(status, 400),
            Sent::SignedByAnother => assert_eq!(status, 403),
            Sent::Unsigned(_) if !webhooks.accept_unsigned => assert_eq!(status, 403),
            Sent::Unsigned(form) | Sent::Signed(form) => {
                assert_eq!(status, 200, "what may be answered is refused");
                rights::to_a_call(text, form, direction);
            }
        }
    }
}

/// The same event with Twilio's signature is answered, and with another account's is not: no mutation of an event would
/// ever come upon either.
fn is_answered_if_signed(read: &Event<'_>, mut json: Value) {
    let Some(url) = read.url(None) else { return };
    if read.shape == Shape::Bare {
        // What is sent from here has a name that came twice only once.
        let Ok(Parameters(parameters)) = serde_json::from_value(json.clone()) else { return };
        let form = parameters.into();
        return each_signature(&url, &form, |signature, status| {
            json[reading::CARRIED]["signature"] = json!(signature);
            is_answered_with(&json, read.shape, status);
        });
    }
    let form = Form::parse(&read.body).expect("any bytes are a form");
    for headers in reading::HEADERS {
        if let Some(headers) = json.get_mut(headers).and_then(Value::as_object_mut) {
            headers.retain(|name, _| !name.eq_ignore_ascii_case(SIGNATURE_HEADER));
        }
    }
    each_signature(&url, &form, |signature, status| {
        json["headers"][SIGNATURE_HEADER] = json!(signature);
        is_answered_with(&json, read.shape, status);
    });
}

/// The signatures that Twilio could send, with the statuses that they get: our account's, and another's.
fn each_signature(url: &str, form: &Form, mut answered: impl FnMut(&str, u64)) {
    for (token, status) in [(AUTH_TOKEN, 200), (FOREIGN_AUTH_TOKEN, 403)] {
        for signature in signatures(token, url, form) {
            answered(&signature, status);
        }
    }
}

fn is_answered_with(event: &Value, shape: Shape, status: u64) {
    let event = serde_json::value::to_raw_value(event).expect("a JSON value serialises");
    let answer = FUNCTIONS.webhooks[0].outgoing(&event);
    assert_eq!(answer::of_webhook(&answer, shape).0, status, "signed webhooks");
}
