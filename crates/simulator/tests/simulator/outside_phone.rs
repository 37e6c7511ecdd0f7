//! A telephone outside: a page without sound.

use serde_json::{Value, json};

use crate::{
    browser::Browser,
    house::{House, TELEPHONE},
    wire::Wire,
};

pub(crate) struct OutsidePhone {
    wire: Wire,
}

impl OutsidePhone {
    pub(crate) async fn connect(house: &House) -> Self {
        let url = format!("ws://{}/outside/line", house.address);
        Self { wire: Wire::open(&url, "http://localhost:3000").await }
    }

    /// One that is `number`, and no other.
    pub(crate) async fn with_number(house: &House, number: &str) -> Self {
        let mut phone = Self::connect(house).await;
        phone.be(number, false).await;
        phone.expect("numbers").await;
        phone
    }

    pub(crate) async fn be(&mut self, number: &str, any_number: bool) {
        self.say(json!({ "type": "be", "number": number, "anyNumber": any_number })).await;
    }

    pub(crate) async fn say(&mut self, message: Value) {
        self.wire.send(message.to_string()).await;
    }

    /// The next message, which is of this kind.
    pub(crate) async fn expect(&mut self, kind: &str) -> Value {
        let message = self.wire.message().await;
        assert_eq!(message["type"], kind, "{message:#}");
        message
    }

    /// Nothing has been said to this phone: whatever was, would come before the answer to this.
    pub(crate) async fn has_heard_nothing(&mut self) {
        self.be(TELEPHONE, false).await;
        self.expect("numbers").await;
    }

    /// Calls `to`; the page's name for the call is `mine`.
    pub(crate) async fn dial(&mut self, to: &str) {
        self.say(json!({ "type": "dial", "call": "mine", "to": to, "sdp": null })).await;
    }

    /// Calls `to`, and is answered.
    pub(crate) async fn connects(&mut self, to: &str) {
        self.dial(to).await;
        assert_eq!(self.expect("answered").await, json!({ "type": "answered", "call": "mine" }));
    }

    /// Somebody calls; returns the call's name.
    pub(crate) async fn rings(&mut self, from: &str, to: &str) -> String {
        let ringing = self.expect("ringing").await;
        let call = ringing["call"].as_str().unwrap().to_owned();
        assert_eq!(ringing, json!({ "type": "ringing", "call": call, "from": from, "to": to }));
        call
    }

    /// Says something of a call that has nothing to it but the call: `decline`, `busy`, `hangUp`.
    pub(crate) async fn say_of(&mut self, kind: &str, call: &str) {
        self.say(json!({ "type": kind, "call": call })).await;
    }

    pub(crate) async fn answer(&mut self, call: &str) {
        self.say(json!({ "type": "answer", "call": call, "sdp": null })).await;
    }

    /// Picks up, with a page that has sound.
    pub(crate) async fn answer_with_sound(&mut self, call: &str) -> Browser {
        let (browser, offer) = Browser::offering().await;
        self.say(json!({ "type": "answer", "call": call, "sdp": offer })).await;
        let sound = self.expect("sound").await;
        assert_eq!(sound["call"], call);
        browser.accept(sound["sdp"].as_str().unwrap()).await;
        browser
    }

    /// The call is over; says why.
    pub(crate) async fn is_over(&mut self, call: &str, reason: &str) {
        let over = self.expect("over").await;
        assert_eq!(over, json!({ "type": "over", "call": call, "reason": reason }));
    }

    /// A sentence is to be spoken here; says so, and returns its text and language.
    pub(crate) async fn speaks(&mut self, call: &str) -> Value {
        let said = self.is_told(call).await;
        self.say(json!({ "type": "spoken", "call": call, "say": said["say"] })).await;
        json!([said["text"], said["language"]])
    }

    /// A sentence is to be spoken here.
    pub(crate) async fn is_told(&mut self, call: &str) -> Value {
        let said = self.expect("say").await;
        assert_eq!(said["call"], call);
        said
    }
}
