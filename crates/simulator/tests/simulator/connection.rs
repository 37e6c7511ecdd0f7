//! The connections themselves, whatever is said over them.

use std::time::Duration;

use serde_json::json;
use tokio_tungstenite::tungstenite::Error;

use crate::{
    clock::leap,
    house::{House, NUMBER, TELEPHONE},
    outside_phone::OutsidePhone,
    softphone::Softphone,
    wire::Wire,
};

#[tokio::test]
async fn a_line_feed_comes_every_five_seconds_and_its_echo_is_no_message() {
    let house = House::open().await;
    let mut phone = Softphone::connect(&house).await;
    for _ in 0..3 {
        assert_eq!(phone.wire.text().await, "\n");
        phone.wire.send("\n").await;
        leap(Duration::from_secs(5)).await;
    }
    // An error, as whoever has shown no token gets one: and nothing before it.
    assert_eq!(phone.wire.text().await, "\n");
    phone.say("register", json!({ "media": { "audio": true } })).await;
    phone.expect("error").await;
}

#[tokio::test]
async fn what_makes_no_sense_is_left_out() {
    let house = House::open().await;
    let mut phone = Softphone::register(&house, "anna").await;
    for garbage in [
        "",
        "hello",
        "[]",
        "null",
        "{}",
        r#"{"type": 1}"#,
        r#"{"type": "dance", "payload": {}}"#,
        r#"{"type": "listen"}"#,
        r#"{"type": "listen", "payload": {"token": 1}}"#,
        r#"{"type": "register", "payload": {"media": {}}}"#,
        r#"{"type": "invite", "payload": {"callsid": "TJS1"}}"#,
        r#"{"type": "answer", "payload": {"callsid": "CA1", "sdp": "v=0"}}"#,
        r#"{"type": "hangup", "payload": {"callsid": "CA1"}}"#,
        r#"{"type": "hangup"}"#,
        r#"{"type": "message", "payload": {"callsid": {}}}"#,
    ] {
        phone.wire.send(garbage).await;
        phone.has_heard_nothing().await;
    }
    phone.wire.send_bytes(&[0, 159, 146, 150]).await;
    phone.has_heard_nothing().await;
    assert_eq!(house.inspector().journal().await["calls"], json!([]));
}

#[tokio::test]
async fn a_description_of_sound_that_is_none_ends_the_call() {
    let house = House::open().await;
    let mut phone = Softphone::register(&house, "anna").await;
    phone.say("invite", json!({ "callsid": "TJS1", "sdp": "hello", "twilio": { "params": "" } })).await;
    assert_eq!(
        phone.is_hung_up("TJS1").await,
        json!({ "code": 31400, "message": "the description of sound cannot be read" })
    );
    assert_eq!(house.inspector().over(|_| true).await["status"], "failed");
}

#[tokio::test]
async fn what_a_page_outside_says_without_sense_is_left_out() {
    let house = House::open().await;
    house.twiml.says("/voice", "<Hangup/>");
    let mut phone = OutsidePhone::with_number(&house, TELEPHONE).await;
    for garbage in [
        json!("hello"),
        json!({}),
        json!({ "type": "be" }),
        json!({ "type": "answer", "call": "none", "sdp": null }),
        json!({ "type": "hangUp", "call": "none" }),
        json!({ "type": "spoken", "call": "none", "say": -1 }),
    ] {
        phone.say(garbage).await;
    }
    phone.connects(NUMBER).await;
    phone.is_over("mine", "hungUp").await;
}

#[tokio::test]
async fn pages_of_other_sites_are_not_connected() {
    let house = House::open().await;
    for path in ["/signal", "/outside/line"] {
        let url = format!("ws://{}{path}", house.address);
        for origin in ["https://evil.example", "http://localhost.evil.example", "null"] {
            match Wire::try_open(&url, origin).await.map(|_| ()) {
                Err(Error::Http(response)) => assert_eq!(response.status(), 403, "{path} {origin}"),
                other => panic!("{path} {origin}: {other:?}"),
            }
        }
        for origin in ["http://localhost:5173", "http://127.0.0.1:3000", "http://[::1]:3000"] {
            Wire::open(&url, origin).await;
        }
    }
}
