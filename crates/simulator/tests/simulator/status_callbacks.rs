//! Whoever is told how a call gets on.

use axum::http::Method;
use serde_json::{Value, json};

use crate::{
    house::{House, NUMBER, TELEPHONE},
    inspector::{calls, faults},
    outside_phone::OutsidePhone,
    scene,
    softphone::Softphone,
    tokens::APP,
    twiml_server::{Asked, TwimlServer},
};

/// The values of all parameters that are told of a call's progress.
fn told(asked: &Asked) -> [Option<&str>; 5] {
    assert_eq!(asked.method, Method::POST);
    assert_eq!(asked.header("X-Twilio-Signature"), asked.expected_signature());
    ["CallStatus", "CallDuration", "Duration", "CallbackSource", "SequenceNumber"]
        .map(|name| asked.value(name))
}

#[tokio::test]
async fn a_number_is_told_of_the_end_of_its_call() {
    for (verbs, expected) in [
        ("<Reject reason=\"busy\"/>", ["busy", "0", "0"]),
        ("<Reject/>", ["no-answer", "0", "0"]),
        ("<Say>Hello</Say>", ["completed", "1", "1"]),
    ] {
        let house = House::open_with(|plan, twiml| {
            plan.numbers.get_mut(NUMBER).unwrap().status = Some(twiml.post("/status"));
        })
        .await;
        house.twiml.says("/voice", verbs);
        house.twiml.answers("/status", 204, "text/plain", "");
        let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
        caller.dial(NUMBER).await;
        let voice = house.twiml.asked("/voice").await;
        if expected[0] == "completed" {
            caller.expect("answered").await;
            caller.speaks("mine").await;
        }
        let asked = house.twiml.asked("/status").await;
        let [status, seconds, minutes] = expected.map(Some);
        assert_eq!(told(&asked), [status, seconds, minutes, Some("call-progress-events"), Some("0")]);
        for name in ["CallSid", "AccountSid", "From", "To", "Direction", "ApiVersion", "Caller", "Called"] {
            assert_eq!(asked.value(name), voice.value(name), "{name}");
        }
        let call = house.inspector().over(|_| true).await;
        assert_eq!(faults(&call), []);
    }
}

#[tokio::test]
async fn the_app_is_told_of_the_end_of_a_clients_call() {
    let house = House::open_with(|plan, twiml| plan.app.status = Some(twiml.get("/status"))).await;
    house.twiml.says("/app", "<Hangup/>");
    house.twiml.answers("/status", 200, "text/plain", "");
    let mut phone = Softphone::register(&house, "anna").await;
    let call = phone.connects("note=1").await;
    let asked = house.twiml.asked("/status").await;
    assert_eq!(asked.method, Method::GET);
    assert_eq!(asked.header("X-Twilio-Signature"), asked.expected_signature());
    for (name, value) in [
        ("CallSid", call.sid.as_str()),
        ("CallStatus", "completed"),
        ("From", "client:anna"),
        ("ApplicationSid", APP),
        ("note", "1"),
    ] {
        assert_eq!(asked.value(name), Some(value), "{name}");
    }
}

#[tokio::test]
async fn who_cannot_be_told_is_reported() {
    let house = House::open_with(|plan, twiml| plan.app.status = Some(twiml.post("/nowhere"))).await;
    house.twiml.says("/app", "<Hangup/>");
    let mut phone = Softphone::register(&house, "anna").await;
    phone.connects("").await;
    let reported = |journal: &Value| faults(&calls(journal)[0]) == [(15003, "warning")];
    house.inspector().once("reported", reported).await;
}

/// The next `count` requests for `path`, as they were sent: they may overtake each other.
async fn in_order(twiml: &TwimlServer, path: &str, count: usize) -> Vec<Asked> {
    let mut requests = Vec::new();
    for _ in 0..count {
        requests.push(twiml.asked(path).await);
    }
    requests.sort_by_key(|asked| asked.value("SequenceNumber").map(str::to_owned));
    requests
}

#[tokio::test]
async fn a_noun_is_told_of_what_it_asked_for() {
    let (house, mut phone, mut caller) = scene::anna_and_telephone(
        "/voice",
        r#"<Dial><Client statusCallback="/told" statusCallbackEvent="initiated ringing answered completed">anna</Client></Dial>"#,
    )
    .await;
    house.twiml.answers("/told", 200, "text/plain", "");
    caller.connects(NUMBER).await;
    let invitation = phone.is_invited().await;
    let voice = house.twiml.asked("/voice").await;
    let ringing = in_order(&house.twiml, "/told", 2).await;
    phone.accept(&invitation).await;
    let answered = house.twiml.asked("/told").await;
    phone.hang_up(&invitation.sid).await;
    let completed = house.twiml.asked("/told").await;
    let source = Some("call-progress-events");
    assert_eq!(told(&ringing[0]), [Some("initiated"), None, None, source, Some("0")]);
    assert_eq!(told(&ringing[1]), [Some("ringing"), None, None, source, Some("1")]);
    assert_eq!(told(&answered), [Some("in-progress"), None, None, source, Some("2")]);
    assert_eq!(told(&completed), [Some("completed"), Some("1"), Some("1"), source, Some("3")]);
    for asked in ringing.iter().chain([&answered, &completed]) {
        assert_eq!(asked.value("CallSid"), Some(invitation.sid.as_str()));
        assert_eq!(asked.value("ParentCallSid"), voice.value("CallSid"));
        assert_eq!(asked.value("Direction"), Some("outbound-dial"));
        assert_eq!(asked.value("From"), Some(TELEPHONE));
        assert_eq!(asked.value("To"), Some("client:anna"));
    }
}

#[tokio::test]
async fn a_noun_that_names_no_event_is_told_of_the_end() {
    for (said, status) in [(Some("busy"), "busy"), (Some("decline"), "busy"), (None, "no-answer")] {
        let house = House::open().await;
        house.twiml.says(
            "/voice",
            r#"<Dial timeout="1"><Number statusCallback="/told" statusCallbackMethod="POST">+819000000001</Number></Dial><Say>Nobody</Say>"#,
        );
        house.twiml.answers("/told", 200, "text/plain", "");
        let mut called = OutsidePhone::with_number(&house, "+819000000001").await;
        let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
        caller.connects(NUMBER).await;
        let ringing = called.rings(TELEPHONE, "+819000000001").await;
        match said {
            Some(said) => called.say_of(said, &ringing).await,
            None => called.is_over(&ringing, "cancelled").await,
        }
        let source = Some("call-progress-events");
        let asked = house.twiml.asked("/told").await;
        assert_eq!(told(&asked), [Some(status), Some("0"), Some("0"), source, Some("0")], "{said:?}");
        assert_eq!(caller.speaks("mine").await, json!(["Nobody", "en-US"]));
        assert!(house.twiml.unread("/told").is_none());
    }
}
