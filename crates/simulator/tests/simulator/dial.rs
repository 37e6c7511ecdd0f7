//! `<Dial>`, beyond who rings.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    clock::leap,
    house::{House, NUMBER, TELEPHONE},
    inspector::{calls, faults},
    outside_phone::OutsidePhone,
    scene,
    softphone::Softphone,
};

const DIAL_WITH_ACTION: &str =
    r#"<Dial timeout="1" action="after?x=1"><Client>anna</Client></Dial><Say>Never</Say>"#;

/// What `asked` says of the call that was dialled.
const OF_THE_DIALLED: [&str; 5] =
    ["CallStatus", "DialCallStatus", "DialCallSid", "DialCallDuration", "DialBridged"];

#[tokio::test]
async fn the_action_is_asked_how_the_call_goes_on_after_a_talk() {
    let (house, mut phone, mut caller) = scene::anna_and_telephone("/voice", DIAL_WITH_ACTION).await;
    house.twiml.says("/after", "<Say>After</Say>");
    caller.connects(NUMBER).await;
    let invitation = phone.is_invited().await;
    phone.accept(&invitation).await;
    house.inspector().talking().await;
    phone.hang_up(&invitation.sid).await;
    assert_eq!(caller.speaks("mine").await, json!(["After", "en-US"]));
    caller.is_over("mine", "hungUp").await;

    let asked = house.twiml.asked("/after").await;
    assert_eq!(asked.url, house.twiml.url("/after?x=1"));
    assert_eq!(asked.header("X-Twilio-Signature"), asked.expected_signature());
    // They talked for a part of a second.
    assert_eq!(
        OF_THE_DIALLED.map(|name| asked.value(name)),
        [Some("in-progress"), Some("completed"), Some(invitation.sid.as_str()), Some("1"), Some("true")],
    );
    let voice = house.twiml.asked("/voice").await;
    assert_eq!(asked.value("CallSid"), voice.value("CallSid"));
    assert_eq!(asked.value("To"), Some(NUMBER));
}

#[tokio::test]
async fn the_action_is_told_why_nobody_answered() {
    for (what, status) in [("reject", "busy"), ("nothing", "no-answer"), ("nobody", "failed")] {
        let house = House::open().await;
        house.twiml.says("/voice", DIAL_WITH_ACTION);
        house.twiml.says("/after", "<Say>After</Say>");
        let identity = if what == "nobody" { "berta" } else { "anna" };
        let mut phone = Softphone::register(&house, identity).await;
        let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
        caller.connects(NUMBER).await;
        if what == "reject" {
            let invitation = phone.is_invited().await;
            phone.say_of("reject", &invitation.sid).await;
        }
        assert_eq!(caller.speaks("mine").await, json!(["After", "en-US"]), "{what}");
        let asked = house.twiml.asked("/after").await;
        assert_eq!(
            OF_THE_DIALLED.map(|name| asked.value(name)),
            [Some("in-progress"), Some(status), None, None, None],
            "{what}"
        );
    }
}

/// Where neither has been answered, a page shows why.
#[tokio::test]
async fn an_action_that_adds_nothing_leaves_the_reason_as_it_was() {
    let (house, mut phone, mut telephone) = scene::anna_and_telephone(
        "/app",
        r#"<Dial callerId="+815031234567" answerOnBridge="true" action="/after">+819059876543</Dial>"#,
    )
    .await;
    house.twiml.says("/after", "");
    phone.call("").await;
    let sid = phone.rings().await;
    let ringing = telephone.rings(NUMBER, TELEPHONE).await;
    telephone.say_of("busy", &ringing).await;
    assert_eq!(phone.is_hung_up(&sid).await, json!({ "code": 31486, "message": "Busy Here" }));
    let asked = house.twiml.asked("/after").await;
    assert_eq!(asked.value("CallStatus"), Some("ringing"));
    assert_eq!(asked.value("DialCallStatus"), Some("busy"));
}

#[tokio::test]
async fn without_an_action_the_document_goes_on() {
    let (house, mut phone, mut caller) = scene::anna_and_telephone(
        "/voice",
        r#"<Dial answerOnBridge="true"><Client>nobody</Client></Dial><Dial timeLimit="100"><Client>anna</Client></Dial><Say>After</Say>"#,
    )
    .await;
    caller.connects(NUMBER).await;
    let invitation = phone.is_invited().await;
    phone.accept(&invitation).await;
    let talk = |journal: &Value| calls(journal)[0]["status"] == "in-progress";
    house.inspector().once("talking", talk).await;
    leap(Duration::from_secs(99)).await;
    phone.has_heard_nothing().await;
    leap(Duration::from_secs(1)).await;
    assert_eq!(phone.is_hung_up(&invitation.sid).await, Value::Null);
    assert_eq!(caller.speaks("mine").await, json!(["After", "en-US"]));
    caller.is_over("mine", "hungUp").await;
}

#[tokio::test]
async fn a_caller_id_has_to_be_a_number_of_the_account() {
    for dial in [
        r#"<Dial callerId="+815039999999">+819059876543</Dial>"#,
        r#"<Dial callerId="Anna">+819059876543</Dial>"#,
        "<Dial>+819059876543</Dial>",
    ] {
        let (house, mut phone, mut telephone) =
            scene::anna_and_telephone("/app", &format!("{dial}<Say>Not so</Say>")).await;
        let call = phone.connects("").await;
        assert_eq!(phone.speaks(&call.sid).await, json!(["Not so", "en-US"]));
        assert_eq!(phone.is_hung_up(&call.sid).await, Value::Null);
        telephone.has_heard_nothing().await;
        let call = house.inspector().over(|_| true).await;
        assert_eq!(faults(&call), [(13214, "warning")], "{dial}");
    }
}

#[tokio::test]
async fn a_telephone_that_calls_may_show_its_own_number_on() {
    for dial in [
        "<Dial>+819000000001</Dial>",
        r#"<Dial callerId="+81 90-5987-6543"><Number>+81-90-0000-0001</Number></Dial>"#,
    ] {
        let house = House::open().await;
        house.twiml.says("/voice", dial);
        let mut called = OutsidePhone::with_number(&house, "+819000000001").await;
        let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
        caller.connects(NUMBER).await;
        called.rings(TELEPHONE, "+819000000001").await;
    }
}

#[tokio::test]
async fn digits_pass_from_the_caller_to_a_telephone() {
    let house = House::open().await;
    house.twiml.says("/voice", "<Dial>+819000000001</Dial>");
    let mut called = OutsidePhone::with_number(&house, "+819000000001").await;
    let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
    caller.connects(NUMBER).await;
    let ringing = called.rings(TELEPHONE, "+819000000001").await;
    called.answer(&ringing).await;
    house.inspector().talking().await;
    caller.say(json!({ "type": "digits", "call": "mine", "digits": "1#" })).await;
    let digits = called.expect("digits").await;
    assert_eq!(digits, json!({ "type": "digits", "call": ringing, "digits": "1#" }));
    called.say(json!({ "type": "digits", "call": ringing, "digits": "2*" })).await;
    let digits = caller.expect("digits").await;
    assert_eq!(digits, json!({ "type": "digits", "call": "mine", "digits": "2*" }));
    let pressed = |journal: &Value| {
        calls(journal).iter().map(|call| call["digits"].clone()).collect::<Vec<_>>() == ["2*", "1#"]
    };
    house.inspector().once("noted", pressed).await;
}
