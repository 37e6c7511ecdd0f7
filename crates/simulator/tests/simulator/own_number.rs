//! A client dials a number of its own account: the call goes out and comes in again.

use serde_json::{Value, json};

use crate::{
    house::{House, NUMBER, TELEPHONE, webhooks},
    inspector::calls,
    outside_phone::OutsidePhone,
    softphone::Softphone,
};

const BERTAS: &str = "+815030000002";

/// Anna calls Berta's number, whose server says `verbs`.
async fn house_with(answer_on_bridge: bool, verbs: &str) -> House {
    let house = House::open_with(|plan, twiml| {
        plan.numbers.insert(BERTAS.to_owned(), webhooks(twiml, "/bertas"));
    })
    .await;
    let dial = format!(
        r#"<Dial callerId="{NUMBER}" answerOnBridge="{answer_on_bridge}"><Number>{BERTAS}</Number></Dial>"#
    );
    house.twiml.says("/app", &dial);
    house.twiml.says("/bertas", verbs);
    house
}

async fn anna_and_berta(answer_on_bridge: bool, verbs: &str) -> (House, Softphone, Softphone) {
    let house = house_with(answer_on_bridge, verbs).await;
    let anna = Softphone::register(&house, "anna").await;
    let berta = Softphone::register(&house, "berta").await;
    (house, anna, berta)
}

#[tokio::test]
async fn it_comes_in_as_a_call_of_its_own_and_rings_the_other_client() {
    let (house, mut anna, mut berta) = anna_and_berta(false, "<Dial><Client>berta</Client></Dial>").await;
    let call = anna.connects("").await;
    let invitation = berta.is_invited().await;
    assert_eq!(invitation.parameters["From"], NUMBER);
    let asked = house.twiml.asked("/bertas").await;
    for (name, value) in
        [("From", NUMBER), ("To", BERTAS), ("Direction", "inbound"), ("CallStatus", "ringing")]
    {
        assert_eq!(asked.value(name), Some(value), "{name}");
    }
    assert_eq!(asked.value("ParentCallSid"), None);
    berta.accept(&invitation).await;
    let all_talk =
        |journal: &Value| calls(journal).iter().filter(|call| call["status"] == "in-progress").count() == 4;
    let journal = house.inspector().once("talking", all_talk).await;
    let [at_bertas, came_in, went_out, annas] = calls(&journal) else { panic!("{journal:#}") };
    assert_eq!(annas["sid"], call.sid.as_str());
    assert_eq!(went_out["parentSid"], annas["sid"]);
    assert_eq!([&went_out["direction"], &went_out["to"]], ["outbound-dial", BERTAS]);
    assert_eq!(came_in["parentSid"], Value::Null);
    assert_eq!([&came_in["direction"], &came_in["to"]], ["inbound", BERTAS]);
    assert_eq!(came_in["sid"], asked.value("CallSid").unwrap());
    assert_eq!([&at_bertas["parentSid"], &at_bertas["sid"]], [&came_in["sid"], &invitation.sid.into()]);
    anna.hang_up(&call.sid).await;
    assert_eq!(berta.is_hung_up(at_bertas["sid"].as_str().unwrap()).await, Value::Null);
    let all_over = |journal: &Value| calls(journal).iter().all(|call| call["status"] == "completed");
    house.inspector().once("over", all_over).await;
}

#[tokio::test]
async fn the_other_client_hangs_up() {
    let (_house, mut anna, mut berta) =
        anna_and_berta(true, r#"<Dial answerOnBridge="true"><Client>berta</Client></Dial>"#).await;
    anna.call("").await;
    let sid = anna.rings().await;
    let invitation = berta.is_invited().await;
    anna.has_heard_nothing().await;
    berta.accept(&invitation).await;
    assert_eq!(anna.is_answered().await.sid, sid);
    berta.hang_up(&invitation.sid).await;
    assert_eq!(anna.is_hung_up(&sid).await, Value::Null);
}

#[tokio::test]
async fn on_bridge_a_client_learns_why_the_other_did_not_answer() {
    for (verbs, error) in [
        (r#"<Reject reason="busy"/>"#, json!({ "code": 31486, "message": "Busy Here" })),
        (
            r#"<Dial answerOnBridge="true"><Client>nobody</Client></Dial>"#,
            json!({ "code": 31404, "message": "Not Found" }),
        ),
        (
            r#"<Dial answerOnBridge="true"><Client>berta</Client></Dial>"#,
            json!({ "code": 31603, "message": "Decline" }),
        ),
    ] {
        let (_house, mut anna, mut berta) = anna_and_berta(true, verbs).await;
        anna.call("").await;
        let sid = anna.rings().await;
        if verbs.contains("berta") {
            let invitation = berta.is_invited().await;
            berta.say_of("reject", &invitation.sid).await;
        }
        assert_eq!(anna.is_hung_up(&sid).await, error, "{verbs}");
    }
}

#[tokio::test]
async fn the_caller_gives_up_before_the_other_client_answers() {
    let (house, mut anna, mut berta) =
        anna_and_berta(true, r#"<Dial answerOnBridge="true"><Client>berta</Client></Dial>"#).await;
    anna.call("").await;
    let sid = anna.rings().await;
    let invitation = berta.is_invited().await;
    anna.hang_up(&sid).await;
    assert_eq!(berta.expect("cancel").await, json!({ "callsid": invitation.sid }));
    let all_over = |journal: &Value| calls(journal).iter().all(|call| call["status"] == "canceled");
    house.inspector().once("over", all_over).await;
}

#[tokio::test]
async fn what_is_said_there_is_spoken_to_the_caller_sentence_by_sentence() {
    let house = house_with(false, "<Say>One</Say><Say>Two</Say>").await;
    let mut anna = Softphone::register(&house, "anna").await;
    let call = anna.connects("").await;
    assert_eq!(anna.speaks(&call.sid).await, json!(["One", "en-US"]));
    assert_eq!(anna.speaks(&call.sid).await, json!(["Two", "en-US"]));
    assert_eq!(anna.is_hung_up(&call.sid).await, Value::Null);
}

#[tokio::test]
async fn digits_pass_through_to_a_telephone() {
    let house = house_with(false, &format!("<Dial>{TELEPHONE}</Dial>")).await;
    let mut telephone = OutsidePhone::with_number(&house, TELEPHONE).await;
    let mut anna = Softphone::register(&house, "anna").await;
    let call = anna.connects("").await;
    let ringing = telephone.rings(NUMBER, TELEPHONE).await;
    telephone.answer(&ringing).await;
    house.inspector().talking().await;
    for digit in ["1", "#"] {
        anna.say("dtmf", json!({ "callsid": call.sid, "dtmf": digit })).await;
        let digits = telephone.expect("digits").await;
        assert_eq!(digits, json!({ "type": "digits", "call": ringing, "digits": digit }));
    }
}
