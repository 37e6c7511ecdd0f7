//! Each verb is carried out.

use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::{Value, json};

use crate::{
    clock::leap,
    house::{House, NUMBER, TELEPHONE},
    inspector::{calls, faults, steps},
    outside_phone::OutsidePhone,
    scene, wav,
};

/// A telephone has called the number, whose server says `verbs`.
async fn called(verbs: &str) -> (House, OutsidePhone) {
    let (house, mut caller) = scene::telephone("/voice", verbs).await;
    caller.dial(NUMBER).await;
    (house, caller)
}

#[tokio::test]
async fn what_is_said_is_spoken_before_the_call_goes_on() {
    let (_house, mut caller) =
        called(r#"<Say loop="2">Good  day</Say><Say language="ja-JP" voice="Polly.Mizuki">もしもし</Say>"#)
            .await;
    caller.expect("answered").await;
    for _ in 0..2 {
        assert_eq!(caller.speaks("mine").await, json!(["Good day", "en-US"]));
    }
    assert_eq!(caller.speaks("mine").await, json!(["もしもし", "ja-JP"]));
    caller.is_over("mine", "hungUp").await;
}

#[tokio::test]
async fn what_is_said_waits_until_it_was_spoken() {
    let (_house, mut caller) = called("<Say>One</Say><Say>Two</Say>").await;
    caller.expect("answered").await;
    let one = caller.is_told("mine").await;
    // Another sentence was spoken, not this one.
    caller.say(json!({ "type": "spoken", "call": "mine", "say": one["say"].as_u64().unwrap() + 1 })).await;
    caller.has_heard_nothing().await;
    caller.say(json!({ "type": "spoken", "call": "mine", "say": one["say"] })).await;
    assert_eq!(caller.speaks("mine").await, json!(["Two", "en-US"]));
}

#[tokio::test]
async fn a_sentence_of_which_nothing_is_heard_again_is_over_after_a_while() {
    let (house, mut caller) = called("<Say>Good day.</Say>").await;
    caller.expect("answered").await;
    caller.is_told("mine").await;
    // Five seconds, and a quarter for each of nine characters.
    leap(Duration::from_secs(7)).await;
    caller.has_heard_nothing().await;
    leap(Duration::from_millis(250)).await;
    assert_eq!(caller.expect("hush").await, json!({ "type": "hush", "call": "mine" }));
    caller.is_over("mine", "hungUp").await;
    let call = house.inspector().over(|_| true).await;
    assert_eq!(steps(&call, "note")[0]["text"], "nobody said that the sentence was spoken");
}

#[tokio::test]
async fn what_is_said_to_a_client_is_spoken_there() {
    let (_house, mut phone) =
        scene::anna("/app", r#"<Say language="fr-FR">Bonjour</Say><Say>Bye</Say>"#).await;
    let call = phone.connects("").await;
    for expected in [json!(["Bonjour", "fr-FR"]), json!(["Bye", "en-US"])] {
        assert_eq!(phone.speaks(&call.sid).await, expected);
    }
    assert_eq!(phone.is_hung_up(&call.sid).await, Value::Null);
}

#[tokio::test]
async fn a_pause_before_anything_else_delays_the_answer() {
    let (house, mut caller) = called(r#"<Pause length="20"/><Say>Hello</Say>"#).await;
    let pauses = |journal: &Value| calls(journal).iter().any(|call| !steps(call, "verb").is_empty());
    let journal = house.inspector().once("paused", pauses).await;
    assert_eq!(calls(&journal)[0]["status"], "ringing");
    leap(Duration::from_secs(19)).await;
    caller.has_heard_nothing().await;
    leap(Duration::from_secs(1)).await;
    caller.expect("answered").await;
    assert_eq!(caller.speaks("mine").await, json!(["Hello", "en-US"]));
}

#[tokio::test]
async fn a_caller_may_hang_up_during_any_verb() {
    for verbs in
        [r#"<Pause length="20"/>"#, "<Say>Hello</Say>", "<Play>/long.wav</Play>", "<Play>/never</Play>"]
    {
        let (house, mut caller) = called(verbs).await;
        house.twiml.answers("/long.wav", 200, "audio/wav", wav::beep(Duration::from_secs(20)));
        house.twiml.never_answers("/never");
        house.inspector().once("carried out", |journal| !steps(&calls(journal)[0], "verb").is_empty()).await;
        caller.say_of("hangUp", "mine").await;
        let call = house.inspector().over(|_| true).await;
        let status = if verbs.starts_with("<Pause") { "canceled" } else { "completed" };
        assert_eq!(call["status"], status, "{verbs}");
    }
}

#[tokio::test]
async fn a_sound_is_fetched_and_played_as_often_and_as_long_as_it_should() {
    let (house, mut caller) =
        scene::telephone("/voice", r#"<Play loop="3">beep.wav?tone=1</Play><Say>Done</Say>"#).await;
    house.twiml.answers("/beep.wav", 200, "audio/wav", wav::beep(Duration::from_millis(200)));
    caller.connects(NUMBER).await;
    let begin = Instant::now();
    assert_eq!(caller.speaks("mine").await, json!(["Done", "en-US"]));
    assert!(begin.elapsed() >= Duration::from_millis(600), "{:?}", begin.elapsed());
    let asked = house.twiml.asked("/beep.wav").await;
    assert_eq!(asked.method, Method::GET);
    assert_eq!(asked.url, house.twiml.url("/beep.wav?tone=1"));
    assert_eq!(asked.header("X-Twilio-Signature"), asked.expected_signature());
    assert!(house.twiml.unread("/beep.wav").is_none(), "it is fetched once");
}

#[tokio::test]
async fn a_sound_that_cannot_be_played_is_left_out() {
    for (status, content_type, body, fault) in [
        (404, "text/plain", &b"not here"[..], (11200, "error")),
        (200, "text/html", b"<p>hello</p>", (13420, "error")),
        (200, "audio/wav", b"RIFFRAFF", (13420, "error")),
    ] {
        let (house, mut caller) = scene::telephone("/voice", "<Play>/sound</Play><Say>Done</Say>").await;
        house.twiml.answers("/sound", status, content_type, body);
        caller.connects(NUMBER).await;
        assert_eq!(caller.speaks("mine").await, json!(["Done", "en-US"]));
        caller.is_over("mine", "hungUp").await;
        let call = house.inspector().over(|_| true).await;
        assert_eq!(faults(&call), [fault]);
    }
}

#[tokio::test]
async fn digits_are_played() {
    let (_house, mut caller) = called(r#"<Play digits="1w#"/><Say>Done</Say>"#).await;
    caller.expect("answered").await;
    assert_eq!(caller.expect("digits").await, json!({ "type": "digits", "call": "mine", "digits": "1w#" }));
    assert_eq!(caller.speaks("mine").await, json!(["Done", "en-US"]));
}

#[tokio::test]
async fn a_hang_up_answers_first_and_nothing_follows_it() {
    let (house, mut caller) = called("<Hangup/><Say>Hello</Say>").await;
    caller.expect("answered").await;
    caller.is_over("mine", "hungUp").await;
    assert_eq!(house.inspector().over(|_| true).await["status"], "completed");
}

#[tokio::test]
async fn a_call_that_is_rejected_is_not_answered() {
    for (verbs, reason, status) in [
        (r#"<Reject reason="busy"/>"#, "busy", "busy"),
        ("<Reject/>", "rejected", "no-answer"),
        (r#"<Reject reason="rejected"/><Say>Hello</Say>"#, "rejected", "no-answer"),
    ] {
        let (house, mut caller) = called(verbs).await;
        caller.is_over("mine", reason).await;
        let call = house.inspector().over(|_| true).await;
        assert_eq!(call["status"], status);
        assert_eq!(call["answeredAtMs"], Value::Null);
    }
}

#[tokio::test]
async fn a_redirect_is_relative_to_its_document() {
    let house = House::open_with(|plan, twiml| {
        plan.numbers.get_mut(NUMBER).unwrap().voice = twiml.post("/calls/voice?a=1");
    })
    .await;
    house.twiml.says("/calls/voice", "<Redirect>next?b=2&amp;c=3</Redirect><Say>Never</Say>");
    house.twiml.says("/calls/next", r#"<Say>Here</Say><Redirect method="GET">/end</Redirect>"#);
    house.twiml.says("/end", "<Hangup/>");
    let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
    caller.connects(NUMBER).await;
    assert_eq!(caller.speaks("mine").await, json!(["Here", "en-US"]));
    caller.is_over("mine", "hungUp").await;
    let voice = house.twiml.asked("/calls/voice").await;
    let next = house.twiml.asked("/calls/next").await;
    let end = house.twiml.asked("/end").await;
    assert_eq!(next.url, house.twiml.url("/calls/next?b=2&c=3"));
    assert_eq!(
        [voice.method, next.method.clone(), end.method.clone()],
        [Method::POST, Method::POST, Method::GET]
    );
    for (asked, status) in [(&next, "ringing"), (&end, "in-progress")] {
        assert_eq!(
            asked.value("CallSid"),
            voice.parameters.iter().find(|(name, _)| name == "CallSid").map(|(_, sid)| sid.as_str())
        );
        assert_eq!(asked.value("CallStatus"), Some(status));
        assert_eq!(asked.header("X-Twilio-Signature"), asked.expected_signature());
    }
}

#[tokio::test]
async fn what_is_no_verb_is_left_out_and_the_rest_is_carried_out() {
    let (house, mut caller) = called(r#"<Sya>Hello</Sya><Record/><Say speed="2">Done</Say>"#).await;
    caller.expect("answered").await;
    assert_eq!(caller.speaks("mine").await, json!(["Done", "en-US"]));
    caller.is_over("mine", "hungUp").await;
    let call = house.inspector().over(|_| true).await;
    assert_eq!(faults(&call), [(12200, "warning"); 3]);
    assert_eq!(steps(&call, "fault")[0]["link"], "https://www.twilio.com/docs/api/errors/12200");
}

#[tokio::test]
async fn a_document_without_verbs_ends_the_call() {
    let (house, mut caller) = called("").await;
    caller.is_over("mine", "hungUp").await;
    let call = house.inspector().over(|_| true).await;
    assert_eq!(call["answeredAtMs"], Value::Null);
    assert_eq!(faults(&call), []);
}
