//! What the inspector is shown, and what not.

use serde_json::json;

use crate::{
    house::{House, NUMBER, TELEPHONE},
    inspector::{calls, steps},
    outside_phone::OutsidePhone,
    scene,
    softphone::Softphone,
    tokens::{self, API_SECRET, AUTH_TOKEN},
};

#[tokio::test]
async fn no_secret_is_shown() {
    let (house, mut telephone) = scene::telephone("/app", scene::DIAL_TELEPHONE).await;
    house.twiml.says("/voice", "<Dial><Client>anna</Client></Dial>");
    let token = tokens::access("anna");
    let mut phone = Softphone::connect(&house).await;
    phone.listen(&token).await;
    phone.expect("connected").await;
    phone.has_heard_nothing().await;
    let call = phone.connects("").await;
    let invite = json!({ "callsid": call.sid, "reconnect": call.reconnect, "sdp": "", "twilio": {} });
    phone.say("invite", invite).await;
    phone.expect("answer").await;
    phone.hang_up(&call.sid).await;
    telephone.expect("ringing").await;
    telephone.expect("over").await;
    telephone.connects(NUMBER).await;
    let invitation = phone.is_invited().await;
    telephone.say_of("hangUp", "mine").await;
    phone.expect("cancel").await;

    let text = house.inspector().text().await;
    let signature = token.rsplit_once('.').unwrap().1;
    for secret in [&token, signature, AUTH_TOKEN, API_SECRET, &call.reconnect, &invitation.reconnect] {
        assert!(secret.len() > 30, "{secret}");
        assert!(!text.contains(secret), "{secret}");
    }
    // What stands in their places is there.
    assert!(text.contains(r#"{"token":"(signed)"}"#));
    assert!(text.contains(r#""reconnect":"(a token of this call)""#));
}

#[tokio::test]
async fn the_latest_hundred_calls_are_kept() {
    let house = House::open().await;
    let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
    for number in 0..105 {
        caller.dial(&format!("+8150{number:08}")).await;
        caller.is_over("mine", "unreachable").await;
    }
    let journal = house.inspector().journal().await;
    let kept: Vec<_> = calls(&journal).iter().map(|call| call["to"].as_str().unwrap()).collect();
    let latest: Vec<_> = (5..105).rev().map(|number| format!("+8150{number:08}")).collect();
    assert_eq!(kept, latest);
}

#[tokio::test]
async fn the_latest_two_hundred_steps_of_connections_are_kept() {
    let house = House::open().await;
    let mut phone = Softphone::register(&house, "anna").await;
    for _ in 0..110 {
        phone.has_heard_nothing().await;
    }
    let journal = house.inspector().journal().await;
    let steps = journal["connections"].as_array().unwrap();
    assert_eq!(steps.len(), 200);
    for (step, kind) in steps.iter().zip(["ready", "register"].into_iter().cycle()) {
        assert_eq!([&step["identity"], &step["type"]], ["anna", kind]);
    }
}

#[tokio::test]
async fn each_step_of_a_call_is_shown() {
    let (house, mut phone) = scene::anna("/app", "<Say>Hello</Say>").await;
    let call = phone.connects("note=1").await;
    phone.speaks(&call.sid).await;
    phone.expect("hangup").await;
    let shown = house.inspector().over(|_| true).await;
    let kinds: Vec<_> = shown["steps"].as_array().unwrap().iter().map(|step| &step["kind"]).collect();
    assert_eq!(
        kinds,
        ["signal", "request", "verb", "signal", "signal", "signal", "signal", "signal", "signal"]
    );
    let signals: Vec<_> = steps(&shown, "signal").iter().map(|step| [&step["way"], &step["type"]]).collect();
    let expected = [
        ["in", "invite"],
        ["out", "ringing"],
        ["out", "answer"],
        ["out", "message"],
        ["in", "message"],
        ["out", "ack"],
        ["out", "hangup"],
    ];
    assert_eq!(signals, expected);
    let request = steps(&shown, "request")[0];
    let asked = house.twiml.asked("/app").await;
    assert_eq!(request["parameters"], json!(asked.parameters));
    assert_eq!(request["signature"], asked.header("X-Twilio-Signature"));
    assert_eq!(request["url"], house.twiml.url("/app"));
    assert_eq!([&request["method"], &request["contentType"]], ["POST", "application/xml"]);
    assert_eq!(
        request["body"],
        r#"<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello</Say></Response>"#
    );
    assert_eq!(steps(&shown, "verb")[0]["text"], "says in en-US: Hello");
}

#[tokio::test]
async fn whoever_looks_on_is_told_of_each_change() {
    let house = House::open().await;
    let mut events = house.inspector().events().await;
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    assert_eq!(events.chunk().await.unwrap().unwrap(), "data: changed\n\n");
    let _phone = OutsidePhone::with_number(&house, TELEPHONE).await;
    assert_eq!(events.chunk().await.unwrap().unwrap(), "data: changed\n\n");
}
