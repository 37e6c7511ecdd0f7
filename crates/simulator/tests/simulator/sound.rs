//! What people hear.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    browser::{Browser, SILENCE},
    clock::leap,
    house::{House, NUMBER, TELEPHONE},
    inspector::calls,
    outside_phone::OutsidePhone,
    scene,
    softphone::Softphone,
    wav,
};

/// What Anna and the telephone say, in µ-law.
const ANNAS: u8 = 0x10;
const TELEPHONES: u8 = 0x20;

/// Anna has called the telephone, both with sound.
struct Talk {
    house: House,
    phone: Softphone,
    sid: String,
    anna: Browser,
    telephone: OutsidePhone,
    /// The telephone's name for the call.
    ringing: String,
    callee: Browser,
}

impl Talk {
    async fn begin() -> Self {
        let (house, mut phone, mut telephone) =
            scene::anna_and_telephone("/app", scene::DIAL_TELEPHONE).await;
        let (sid, anna) = phone.connects_with_sound().await;
        let ringing = telephone.rings(NUMBER, TELEPHONE).await;
        // Before the answer, the caller hears it ring.
        anna.hears_something().await;
        let callee = telephone.answer_with_sound(&ringing).await;
        Self { house, phone, sid, anna, telephone, ringing, callee }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_hears_it_ring_and_then_both_hear_each_other() {
    let talk = Talk::begin().await;
    talk.anna.speak(ANNAS).await;
    talk.callee.speak(TELEPHONES).await;
    talk.anna.hears_code(TELEPHONES).await;
    talk.callee.hears_code(ANNAS).await;
    // One falls silent, the other goes on.
    talk.anna.speak(SILENCE).await;
    talk.callee.hears_code(SILENCE).await;
    talk.anna.hears_code(TELEPHONES).await;
    let journal = talk.house.inspector().journal().await;
    for call in calls(&journal) {
        let sound = &call["sound"];
        assert_eq!(sound["connected"], true);
        for figure in ["packetsReceived", "packetsSent", "energyReceived"] {
            assert!(sound[figure].as_f64().unwrap() > 0.0, "{figure}: {sound}");
        }
    }
    let Talk { mut phone, mut telephone, sid, ringing, .. } = talk;
    phone.hang_up(&sid).await;
    telephone.is_over(&ringing, "hungUp").await;
    let journal = talk.house.inspector().once("over", both_are_over).await;
    for call in calls(&journal) {
        assert_eq!(call["sound"]["connected"], false);
    }
}

fn both_are_over(journal: &Value) -> bool {
    calls(journal).iter().all(|call| call["status"] == "completed" && call["sound"]["connected"] == false)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_is_called_hears_the_caller() {
    let (_house, mut phone, mut caller) =
        scene::anna_and_telephone("/voice", "<Dial><Client>anna</Client></Dial>").await;
    let (telephone, offer) = Browser::offering().await;
    caller.say(json!({ "type": "dial", "call": "mine", "to": NUMBER, "sdp": offer })).await;
    let sound = caller.expect("sound").await;
    telephone.accept(sound["sdp"].as_str().unwrap()).await;
    caller.expect("answered").await;
    let invitation = phone.is_invited().await;
    let (anna, answer) = Browser::answering(&invitation.offer).await;
    phone.say("answer", json!({ "callsid": invitation.sid, "sdp": answer })).await;
    anna.speak(ANNAS).await;
    telephone.speak(TELEPHONES).await;
    anna.hears_code(TELEPHONES).await;
    telephone.hears_code(ANNAS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_pressed_as_sound_are_digits_at_the_other_side() {
    let mut talk = Talk::begin().await;
    talk.callee.speak(TELEPHONES).await;
    talk.anna.hears_code(TELEPHONES).await;
    // 5, and the number sign.
    for (key, digit) in [(5, "5"), (11, "#")] {
        talk.anna.press(key).await;
        let digits = talk.telephone.expect("digits").await;
        assert_eq!(digits, json!({ "type": "digits", "call": talk.ringing, "digits": digit }));
    }
    // The other way they are tones, over a line that is silent.
    talk.callee.speak(SILENCE).await;
    talk.anna.hears_code(SILENCE).await;
    talk.telephone.say(json!({ "type": "digits", "call": talk.ringing, "digits": "1" })).await;
    talk.anna.hears_something().await;
    let pressed = |journal: &Value| {
        calls(journal).iter().map(|call| call["digits"].clone()).collect::<Vec<_>>() == ["1", "5#"]
    };
    talk.house.inspector().once("noted", pressed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sound_goes_on_over_another_way() {
    let mut talk = Talk::begin().await;
    talk.callee.speak(TELEPHONES).await;
    talk.anna.hears_code(TELEPHONES).await;
    let offer = talk.anna.restart().await;
    talk.phone.say("reinvite", json!({ "callsid": talk.sid, "sdp": offer })).await;
    let answer = talk.phone.expect("answer").await;
    assert_eq!(answer["callsid"], talk.sid.as_str());
    talk.anna.accept(answer["sdp"].as_str().unwrap()).await;
    talk.callee.speak(ANNAS).await;
    talk.anna.hears_code(ANNAS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_that_is_played_is_heard() {
    let (house, mut phone) = scene::anna("/app", r#"<Play loop="100">/beep.wav</Play>"#).await;
    house.twiml.answers("/beep.wav", 200, "audio/wav", wav::beep(Duration::from_millis(500)));
    let (sid, anna) = phone.connects_with_sound().await;
    anna.hears_something().await;
    phone.hang_up(&sid).await;
    house.inspector().over(|call| call["sid"] == sid.as_str()).await;
}

/// The leg is another one by then: one that waited for longer than 40 s would be dead.
#[tokio::test]
async fn a_call_that_rings_for_long_has_sound() {
    let dial = r#"<Dial callerId="+815031234567" timeout="600" answerOnBridge="true">+819059876543</Dial>"#;
    let (house, mut phone, mut telephone) = scene::anna_and_telephone("/app", dial).await;
    let (anna, offer) = Browser::offering().await;
    phone.say("invite", json!({ "callsid": "TJS1", "sdp": offer, "twilio": { "params": "" } })).await;
    phone.rings().await;
    let ringing = telephone.rings(NUMBER, TELEPHONE).await;
    for _ in 0..3 {
        leap(Duration::from_secs(30)).await;
        phone.has_heard_nothing().await;
    }
    let callee = telephone.answer_with_sound(&ringing).await;
    let answer = phone.expect("answer").await;
    anna.accept(answer["sdp"].as_str().unwrap()).await;
    anna.speak(ANNAS).await;
    callee.speak(TELEPHONES).await;
    anna.hears_code(TELEPHONES).await;
    callee.hears_code(ANNAS).await;
    let journal = house.inspector().journal().await;
    assert!(calls(&journal).iter().all(|call| call["sound"]["connected"] == true), "{journal:#}");
}
