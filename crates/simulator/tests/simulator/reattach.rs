//! A client comes back to a call that it was in.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    clock::leap,
    house::{House, NUMBER, TELEPHONE},
    inspector::{calls, steps},
    outside_phone::OutsidePhone,
    scene, sdp,
    softphone::{Answered, Softphone},
    tokens,
};

/// Anna has called the telephone, and they talk.
struct Talk {
    house: House,
    phone: Softphone,
    call: Answered,
    telephone: OutsidePhone,
    /// The telephone's name for the call.
    ringing: String,
}

impl Talk {
    async fn begin() -> Self {
        let (house, mut phone, mut telephone) =
            scene::anna_and_telephone("/app", scene::DIAL_TELEPHONE).await;
        let call = phone.connects("").await;
        let ringing = telephone.rings(NUMBER, TELEPHONE).await;
        telephone.answer(&ringing).await;
        house.inspector().talking().await;
        Self { house, phone, call, telephone, ringing }
    }

    /// Breaks the client's connection without a word, the `nth` time.
    async fn break_off(&mut self, nth: usize) {
        // Whatever the old connection was is dropped with it.
        self.phone = Softphone::connect(&self.house).await;
        let broken = |journal: &Value| {
            let notes = steps(&calls(journal)[1], "note");
            let text = "the client's connection broke; it has 30 s to come back";
            notes.iter().filter(|note| note["text"] == text).count() == nth
        };
        self.house.inspector().once("broken", broken).await;
    }

    /// Does what the SDK does with a new connection.
    async fn come_back(&mut self, reconnect: &str) {
        self.phone.listen(&tokens::access("anna")).await;
        assert_eq!(self.phone.expect("connected").await["token"]["identity"], "anna");
        self.invite_again(reconnect).await;
    }

    async fn invite_again(&mut self, reconnect: &str) {
        let invite =
            json!({ "callsid": self.call.sid, "reconnect": reconnect, "sdp": sdp::offer(), "twilio": {} });
        self.phone.say("invite", invite).await;
    }

    async fn is_taken_up(&mut self) {
        let taken_up = json!({ "callsid": self.call.sid, "reconnect": self.call.reconnect });
        assert_eq!(self.phone.expect("answer").await, taken_up);
    }

    /// The call goes on: digits pass through it.
    async fn goes_on(&mut self) {
        self.phone.say("dtmf", json!({ "callsid": self.call.sid, "dtmf": "5" })).await;
        let digits = json!({ "type": "digits", "call": self.ringing, "digits": "5" });
        assert_eq!(self.telephone.expect("digits").await, digits);
    }

    /// The client hangs up, and the call is the only one that there was.
    async fn end(mut self) {
        self.phone.hang_up(&self.call.sid).await;
        self.telephone.is_over(&self.ringing, "hungUp").await;
        let call = self.house.inspector().over(|call| call["sid"] == self.call.sid.as_str()).await;
        assert_eq!(call["status"], "completed");
        assert_eq!(calls(&self.house.inspector().journal().await).len(), 2);
        self.house.twiml.asked("/app").await;
        assert!(self.house.twiml.unread("/app").is_none());
    }
}

#[tokio::test]
async fn a_client_comes_back_over_a_new_connection() {
    let mut talk = Talk::begin().await;
    talk.break_off(1).await;
    let reconnect = talk.call.reconnect.clone();
    talk.come_back(&reconnect).await;
    talk.is_taken_up().await;
    talk.goes_on().await;
    talk.end().await;
}

#[tokio::test]
async fn the_other_side_hangs_up_after_the_client_came_back() {
    let mut talk = Talk::begin().await;
    talk.break_off(1).await;
    let reconnect = talk.call.reconnect.clone();
    talk.come_back(&reconnect).await;
    talk.is_taken_up().await;
    talk.telephone.say_of("hangUp", &talk.ringing).await;
    assert_eq!(talk.phone.is_hung_up(&talk.call.sid).await, Value::Null);
}

#[tokio::test]
async fn who_does_not_know_the_calls_token_is_hung_up_and_the_call_is_not() {
    let mut talk = Talk::begin().await;
    talk.break_off(1).await;
    talk.come_back("another token").await;
    assert_eq!(talk.phone.is_hung_up(&talk.call.sid).await, Value::Null);
    let reconnect = talk.call.reconnect.clone();
    talk.invite_again(&reconnect).await;
    talk.is_taken_up().await;
    talk.goes_on().await;
    talk.end().await;
}

#[tokio::test]
async fn another_client_cannot_take_a_call_up() {
    let mut talk = Talk::begin().await;
    let mut berta = Softphone::register(&talk.house, "berta").await;
    let invite = json!({
        "callsid": talk.call.sid, "reconnect": talk.call.reconnect, "sdp": sdp::offer(), "twilio": {},
    });
    berta.say("invite", invite).await;
    assert_eq!(berta.is_hung_up(&talk.call.sid).await, Value::Null);
    berta.hang_up(&talk.call.sid).await;
    berta.has_heard_nothing().await;
    talk.goes_on().await;
    talk.end().await;
}

#[tokio::test]
async fn a_new_token_during_a_call_makes_no_second_call() {
    let mut talk = Talk::begin().await;
    let reconnect = talk.call.reconnect.clone();
    talk.come_back(&reconnect).await;
    talk.is_taken_up().await;
    talk.goes_on().await;
    talk.end().await;
}

#[tokio::test]
async fn a_call_that_is_over_meanwhile_cannot_be_taken_up() {
    let mut talk = Talk::begin().await;
    talk.break_off(1).await;
    talk.telephone.say_of("hangUp", &talk.ringing).await;
    talk.house.inspector().over(|call| call["sid"] == talk.call.sid.as_str()).await;
    let reconnect = talk.call.reconnect.clone();
    talk.come_back(&reconnect).await;
    assert_eq!(talk.phone.is_hung_up(&talk.call.sid).await, Value::Null);
}

#[tokio::test]
async fn a_client_that_does_not_come_back_within_30_seconds_has_hung_up() {
    let mut talk = Talk::begin().await;
    talk.break_off(1).await;
    leap(Duration::from_secs(29)).await;
    talk.telephone.has_heard_nothing().await;
    leap(Duration::from_secs(1)).await;
    talk.telephone.is_over(&talk.ringing, "hungUp").await;
}

#[tokio::test]
async fn a_client_that_breaks_off_again_has_30_seconds_again() {
    let mut talk = Talk::begin().await;
    talk.break_off(1).await;
    leap(Duration::from_secs(20)).await;
    let reconnect = talk.call.reconnect.clone();
    talk.come_back(&reconnect).await;
    talk.is_taken_up().await;
    talk.break_off(2).await;
    leap(Duration::from_secs(20)).await;
    talk.telephone.has_heard_nothing().await;
    talk.come_back(&reconnect).await;
    talk.is_taken_up().await;
    talk.end().await;
}

#[tokio::test]
async fn a_connection_that_closes_after_a_call_is_none_of_the_calls_business() {
    let mut talk = Talk::begin().await;
    talk.phone.hang_up(&talk.call.sid).await;
    let sid = talk.call.sid.clone();
    let before = talk.house.inspector().over(|call| call["sid"] == sid.as_str()).await;
    drop(talk.phone);
    talk.house.inspector().once("gone", |journal| journal["clients"] == json!([])).await;
    let after = talk.house.inspector().over(|call| call["sid"] == sid.as_str()).await;
    assert_eq!(after["steps"], before["steps"]);
}
