//! A client calls: what the App is asked, and what the client is told.

use axum::http::Method;
use serde_json::{Value, json};

use crate::{
    house::{House, NUMBER, TELEPHONE},
    scene,
    softphone::{Softphone, TEMPORARY_SID},
    tokens::{ACCOUNT, APP},
};

const DIAL: &str =
    r#"<Dial timeout="60" callerId="+81-50-3123-4567"><Number>+81-90-5987-6543</Number></Dial>"#;
const DIAL_ON_BRIDGE: &str =
    r#"<Dial timeout="1" callerId="+815031234567" answerOnBridge="true">+819059876543</Dial>"#;

#[tokio::test]
async fn the_app_is_asked_as_twilio_asks() {
    let (house, mut phone) = scene::anna("/app", "<Hangup/>").await;
    let call = phone
        .connects("callerPhoneNumber=%2B81-50-3123-4567&callOutgoingPhoneNumber=%2B81-90-5987-6543&note=a+b%26%E9%9B%BB")
        .await;
    let asked = house.twiml.asked("/app").await;
    let expected = [
        ("AccountSid", ACCOUNT),
        ("ApiVersion", "2010-04-01"),
        ("CallSid", &call.sid),
        ("Direction", "inbound"),
        ("From", "client:anna"),
        ("Caller", "client:anna"),
        ("To", ""),
        ("Called", ""),
        ("ApplicationSid", APP),
        ("callerPhoneNumber", "+81-50-3123-4567"),
        ("callOutgoingPhoneNumber", "+81-90-5987-6543"),
        ("note", "a b&電"),
        ("CallStatus", "ringing"),
    ];
    assert_eq!(asked.parameters, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(asked.method, Method::POST);
    assert_eq!(asked.header("Content-Type"), "application/x-www-form-urlencoded; charset=UTF-8");
    assert_eq!(asked.header("User-Agent"), "TwilioProxy/1.1");
    assert_eq!(asked.header("X-Twilio-Signature"), asked.expected_signature());
    assert!(asked.body.contains("callerPhoneNumber=%2B81-50-3123-4567&"), "{}", asked.body);
}

#[tokio::test]
async fn an_app_that_is_asked_by_get_is_asked_in_the_url() {
    let house = House::open_with(|plan, twiml| plan.app.voice = twiml.get("/app?page=1")).await;
    house.twiml.says("/app", "<Hangup/>");
    let mut phone = Softphone::register(&house, "anna").await;
    let call = phone.connects("note=1").await;
    let asked = house.twiml.asked("/app").await;
    assert_eq!(asked.method, Method::GET);
    assert_eq!(asked.body, "");
    assert_eq!(asked.parameters[0], ("page".to_owned(), "1".to_owned()));
    assert_eq!(asked.value("CallSid"), Some(call.sid.as_str()));
    assert_eq!(asked.value("note"), Some("1"));
    assert_eq!(asked.header("X-Twilio-Signature"), asked.expected_signature());
}

#[tokio::test]
async fn a_page_may_say_whom_it_calls_and_nothing_else_that_is_twilios() {
    let (house, mut phone) = scene::anna("/app", "<Hangup/>").await;
    let call = phone
        .connects(
            "To=%2B819059876543&From=client%3Aberta&Caller=berta&CallSid=CA1&AccountSid=AC1&ApiVersion=1\
             &Direction=outbound-api&CallStatus=completed&ApplicationSid=AP1&Called=berta",
        )
        .await;
    let asked = house.twiml.asked("/app").await;
    for (name, value) in [
        ("To", TELEPHONE),
        ("From", "client:anna"),
        ("Caller", "client:anna"),
        ("CallSid", call.sid.as_str()),
        ("AccountSid", ACCOUNT),
        ("ApiVersion", "2010-04-01"),
        ("Direction", "inbound"),
        ("CallStatus", "ringing"),
        ("ApplicationSid", APP),
        ("Called", ""),
    ] {
        assert_eq!(asked.value(name), Some(value), "{name}");
    }
}

#[tokio::test]
async fn a_client_is_answered_as_soon_as_its_call_is_put_through() {
    let (_house, mut phone, mut telephone) = scene::anna_and_telephone("/app", DIAL).await;
    let call = phone.connects("").await;
    let ringing = telephone.rings(NUMBER, TELEPHONE).await;
    telephone.answer(&ringing).await;
    telephone.say_of("hangUp", &ringing).await;
    assert_eq!(phone.is_hung_up(&call.sid).await, Value::Null);
}

#[tokio::test]
async fn a_client_hangs_up() {
    let (house, mut phone, mut telephone) = scene::anna_and_telephone("/app", DIAL).await;
    let call = phone.connects("").await;
    let ringing = telephone.rings(NUMBER, TELEPHONE).await;
    telephone.answer(&ringing).await;
    house.inspector().once("talking", |journal| journal["calls"][0]["status"] == "in-progress").await;
    phone.hang_up(&call.sid).await;
    telephone.is_over(&ringing, "hungUp").await;
    phone.has_heard_nothing().await;
    let ended = house.inspector().over(|ended| ended["sid"] == call.sid.as_str()).await;
    assert_eq!(ended["status"], "completed");
}

#[tokio::test]
async fn on_bridge_a_client_is_answered_when_the_other_side_answers() {
    let (_house, mut phone, mut telephone) = scene::anna_and_telephone("/app", DIAL_ON_BRIDGE).await;
    phone.call("").await;
    let sid = phone.rings().await;
    let ringing = telephone.rings(NUMBER, TELEPHONE).await;
    phone.has_heard_nothing().await;
    telephone.answer(&ringing).await;
    assert_eq!(phone.is_answered().await.sid, sid);
    phone.hang_up(&sid).await;
    telephone.is_over(&ringing, "hungUp").await;
}

#[tokio::test]
async fn on_bridge_a_client_learns_why_nobody_answered() {
    for (said, status, error) in [
        (Some("busy"), "busy", json!({ "code": 31486, "message": "Busy Here" })),
        (Some("decline"), "no-answer", json!({ "code": 31603, "message": "Decline" })),
        (None, "no-answer", json!({ "code": 31480, "message": "Temporarily Unavailable" })),
    ] {
        let (house, mut phone, mut telephone) = scene::anna_and_telephone("/app", DIAL_ON_BRIDGE).await;
        phone.call("").await;
        let sid = phone.rings().await;
        let ringing = telephone.rings(NUMBER, TELEPHONE).await;
        match said {
            Some(said) => telephone.say_of(said, &ringing).await,
            None => telephone.is_over(&ringing, "cancelled").await,
        }
        assert_eq!(phone.is_hung_up(&sid).await, error, "{said:?}");
        let ended = house.inspector().over(|call| call["sid"] == sid.as_str()).await;
        assert_eq!(ended["status"], status, "{said:?}");
    }
}

#[tokio::test]
async fn on_bridge_a_client_learns_that_nothing_is_there() {
    let (house, mut phone) = scene::anna("/app", DIAL_ON_BRIDGE).await;
    phone.call("").await;
    let sid = phone.rings().await;
    assert_eq!(phone.is_hung_up(&sid).await, json!({ "code": 31404, "message": "Not Found" }));
    let ended = house.inspector().over(|call| call["sid"] == sid.as_str()).await;
    assert_eq!(ended["status"], "failed");
}

#[tokio::test]
async fn a_client_gives_up_while_it_rings() {
    let (house, mut phone, mut telephone) = scene::anna_and_telephone("/app", DIAL_ON_BRIDGE).await;
    phone.call("").await;
    let sid = phone.rings().await;
    let ringing = telephone.rings(NUMBER, TELEPHONE).await;
    phone.hang_up(&sid).await;
    telephone.is_over(&ringing, "cancelled").await;
    let inspector = house.inspector();
    assert_eq!(inspector.over(|call| call["sid"] == sid.as_str()).await["status"], "canceled");
    assert_eq!(inspector.over(|call| call["parentSid"] == sid.as_str()).await["status"], "canceled");
}

#[tokio::test]
async fn a_client_gives_up_before_it_is_told_twilios_name_for_its_call() {
    let house = House::open().await;
    house.twiml.never_answers("/app");
    let mut phone = Softphone::register(&house, "anna").await;
    phone.call("").await;
    house.twiml.asked("/app").await;
    phone.hang_up(TEMPORARY_SID).await;
    let ended = house.inspector().over(|call| call["from"] == "client:anna").await;
    assert_eq!(ended["status"], "canceled");
    phone.has_heard_nothing().await;
}

#[tokio::test]
async fn a_connection_that_breaks_before_the_answer_ends_the_call() {
    let (_house, mut phone, mut telephone) = scene::anna_and_telephone("/app", DIAL_ON_BRIDGE).await;
    phone.call("").await;
    phone.rings().await;
    let ringing = telephone.rings(NUMBER, TELEPHONE).await;
    drop(phone);
    telephone.is_over(&ringing, "cancelled").await;
}

/// The SDK leaves out what is said of a call by a name that it was never told.
#[tokio::test]
async fn a_client_that_was_told_nothing_is_refused_by_its_own_name_for_the_call() {
    for (verbs, error) in [
        (r#"<Reject reason="busy"/>"#, json!({ "code": 31486, "message": "Busy Here" })),
        ("<Reject/>", json!({ "code": 31603, "message": "Decline" })),
        ("", Value::Null),
    ] {
        let (_house, mut phone) = scene::anna("/app", verbs).await;
        phone.call("").await;
        assert_eq!(phone.is_hung_up(TEMPORARY_SID).await, error, "{verbs}");
    }
}
