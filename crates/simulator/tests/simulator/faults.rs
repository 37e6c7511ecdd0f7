//! What a TwiML server does wrong, what becomes of the call, and what a developer is told.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{
    clock::leap,
    house::{House, NUMBER, TELEPHONE},
    inspector::{faults, steps},
    outside_phone::OutsidePhone,
    softphone::Softphone,
    wav,
};

const APOLOGY: &str = "We're sorry. An application error has occurred. Goodbye.";

/// What a server answers, and the code that this has.
const WRONG: [(u16, &str, &str, u64); 6] = [
    (404, "text/plain", "not here", 11200),
    (503, "application/xml", "<Response><Say>Hello</Say></Response>", 11200),
    (200, "application/xml", "<Response><Say>Hello</Response>", 12100),
    (200, "application/xml", "<Answer/>", 12102),
    (200, "application/json", "{}", 12300),
    (304, "application/xml", "", 11216),
];

#[tokio::test]
async fn without_a_fallback_the_caller_hears_an_apology() {
    for (status, content_type, body, code) in WRONG {
        let house = House::open().await;
        house.twiml.answers("/voice", status, content_type, body);
        let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
        caller.connects(NUMBER).await;
        assert_eq!(caller.speaks("mine").await, json!([APOLOGY, "en-US"]), "{status} {body}");
        caller.is_over("mine", "hungUp").await;
        let call = house.inspector().over(|_| true).await;
        assert_eq!(faults(&call), [(code, "error")], "{status} {body}");
        assert_eq!(call["status"], "completed");
        let link = format!("https://www.twilio.com/docs/api/errors/{code}");
        assert_eq!(steps(&call, "fault")[0]["link"], link);
        assert_eq!(steps(&call, "request")[0]["status"], status);
    }
}

#[tokio::test]
async fn a_fallback_is_told_what_went_wrong_and_carried_out() {
    for (status, content_type, body, code) in WRONG {
        let house = House::open_with(|plan, twiml| {
            plan.numbers.get_mut(NUMBER).unwrap().fallback = Some(twiml.get("/fallback"));
        })
        .await;
        house.twiml.answers("/voice", status, content_type, body);
        house.twiml.says("/fallback", "<Say>Later</Say>");
        let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
        caller.connects(NUMBER).await;
        assert_eq!(caller.speaks("mine").await, json!(["Later", "en-US"]));
        caller.is_over("mine", "hungUp").await;
        let voice = house.twiml.asked("/voice").await;
        let asked = house.twiml.asked("/fallback").await;
        assert_eq!(asked.value("ErrorCode"), Some(code.to_string().as_str()));
        assert_eq!(asked.value("ErrorUrl"), Some(house.twiml.url("/voice").as_str()));
        assert_eq!(asked.value("CallSid"), voice.value("CallSid"));
        assert_eq!(asked.value("CallStatus"), Some("ringing"));
        assert_eq!(asked.header("X-Twilio-Signature"), asked.expected_signature());
        let call = house.inspector().over(|_| true).await;
        let purposes: Vec<_> = steps(&call, "request").into_iter().map(|step| &step["purpose"]).collect();
        assert_eq!(purposes, ["voice", "fallback"]);
    }
}

/// A port on which nobody listens.
async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}/voice", listener.local_addr().unwrap())
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_and_a_fallback_that_neither_can() {
    let unreachable = nobody().await;
    let house = House::open_with(|plan, _| {
        plan.app.voice.url.clone_from(&unreachable);
        plan.app.fallback = Some(plan.app.voice.clone());
    })
    .await;
    let mut phone = Softphone::register(&house, "anna").await;
    let call = phone.connects("").await;
    assert_eq!(phone.speaks(&call.sid).await, json!([APOLOGY, "en-US"]));
    assert_eq!(phone.is_hung_up(&call.sid).await, Value::Null);
    let call = house.inspector().over(|_| true).await;
    assert_eq!(faults(&call), [(11205, "error"); 2]);
    assert_eq!(steps(&call, "request")[0]["status"], Value::Null);
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up_after_15_seconds() {
    let house = House::open().await;
    house.twiml.never_answers("/voice");
    let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
    caller.dial(NUMBER).await;
    house.twiml.asked("/voice").await;
    leap(Duration::from_secs(14)).await;
    caller.has_heard_nothing().await;
    leap(Duration::from_secs(1)).await;
    caller.expect("answered").await;
    assert_eq!(caller.speaks("mine").await, json!([APOLOGY, "en-US"]));
    let call = house.inspector().over(|_| true).await;
    assert_eq!(faults(&call), [(11205, "error")]);
}

#[tokio::test]
async fn a_document_that_is_redirected_to_has_the_same_fallback() {
    let house = House::open_with(|plan, twiml| {
        plan.numbers.get_mut(NUMBER).unwrap().fallback = Some(twiml.post("/fallback"));
    })
    .await;
    house.twiml.says("/voice", "<Say>Hello</Say><Redirect>/nowhere?a=1</Redirect>");
    house.twiml.says("/fallback", "<Say>Later</Say>");
    let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
    caller.connects(NUMBER).await;
    caller.speaks("mine").await;
    assert_eq!(caller.speaks("mine").await, json!(["Later", "en-US"]));
    let asked = house.twiml.asked("/fallback").await;
    assert_eq!(asked.value("ErrorCode"), Some("11200"));
    assert_eq!(asked.value("ErrorUrl"), Some(house.twiml.url("/nowhere?a=1").as_str()));
    assert_eq!(asked.value("CallStatus"), Some("in-progress"));
}

#[tokio::test]
async fn an_answer_in_plain_text_is_spoken() {
    let house = House::open().await;
    house.twiml.answers("/voice", 200, "text/plain; charset=utf-8", "Bonjour\n");
    let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
    caller.connects(NUMBER).await;
    assert_eq!(caller.speaks("mine").await, json!(["Bonjour", "en-US"]));
    caller.is_over("mine", "hungUp").await;
    assert_eq!(faults(&house.inspector().over(|_| true).await), []);
}

#[tokio::test]
async fn an_answer_that_is_a_sound_is_played() {
    let house = House::open().await;
    house.twiml.answers("/voice", 200, "audio/wav", wav::beep(Duration::from_millis(300)));
    let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
    caller.connects(NUMBER).await;
    let begin = std::time::Instant::now();
    caller.is_over("mine", "hungUp").await;
    assert!(begin.elapsed() >= Duration::from_millis(300), "{:?}", begin.elapsed());
    let call = house.inspector().over(|_| true).await;
    assert_eq!(faults(&call), []);
    assert_eq!(call["status"], "completed");
}
