//! A softphone that speaks the Voice SDK's protocol, without a browser.

use serde_json::{Value, json};

use crate::{browser::Browser, house::House, sdp, tokens, wire::Wire};

/// The SDK's own name for a call that it places.
pub(crate) const TEMPORARY_SID: &str = "TJS01234567-89ab-4cde-8f01-23456789abcd";

pub(crate) struct Softphone {
    pub(crate) wire: Wire,
}

/// A call that rings at a softphone.
pub(crate) struct Invitation {
    pub(crate) sid: String,
    pub(crate) offer: String,
    pub(crate) reconnect: String,
    pub(crate) parameters: Value,
}

/// A call that a softphone has placed, and that was answered.
pub(crate) struct Answered {
    pub(crate) sid: String,
    pub(crate) reconnect: String,
}

impl Softphone {
    /// One that has only connected.
    pub(crate) async fn connect(house: &House) -> Self {
        Self { wire: Wire::open(&format!("ws://{}/signal", house.address), "http://localhost:3000").await }
    }

    /// One that calls and can be called as `identity`.
    pub(crate) async fn register(house: &House, identity: &str) -> Self {
        let mut phone = Self::connect(house).await;
        phone.listen(&tokens::access(identity)).await;
        phone.expect("connected").await;
        phone.say("register", json!({ "media": { "audio": true } })).await;
        phone.expect("ready").await;
        phone
    }

    pub(crate) async fn say(&mut self, kind: &str, payload: Value) {
        self.wire.send(json!({ "type": kind, "payload": payload, "version": "1.6" }).to_string()).await;
    }

    pub(crate) async fn listen(&mut self, token: &str) {
        self.say("listen", json!({ "token": token, "reconnectTimeout": 0, "browserinfo": {} })).await;
    }

    /// The payload of the next message, which is of this kind.
    pub(crate) async fn expect(&mut self, kind: &str) -> Value {
        let message = self.wire.message().await;
        assert_eq!(message["type"], kind, "{message:#}");
        assert_eq!(message["version"], "1.6");
        message["payload"].clone()
    }

    /// Nothing has been said to this phone: whatever was, would come before the answer to this.
    pub(crate) async fn has_heard_nothing(&mut self) {
        self.say("register", json!({ "media": { "audio": true } })).await;
        self.expect("ready").await;
    }

    /// Calls, with what the page passes to `device.connect`, form-urlencoded.
    pub(crate) async fn call(&mut self, parameters: &str) {
        let payload =
            json!({ "callsid": TEMPORARY_SID, "sdp": sdp::offer(), "twilio": { "params": parameters } });
        self.say("invite", payload).await;
    }

    /// Calls with a browser that has sound, and is answered.
    pub(crate) async fn connects_with_sound(&mut self) -> (String, Browser) {
        let (browser, offer) = Browser::offering().await;
        self.say("invite", json!({ "callsid": TEMPORARY_SID, "sdp": offer, "twilio": { "params": "" } }))
            .await;
        let sid = self.rings().await;
        let answer = self.expect("answer").await;
        browser.accept(answer["sdp"].as_str().unwrap()).await;
        (sid, browser)
    }

    /// The call that was placed rings; returns its SID.
    pub(crate) async fn rings(&mut self) -> String {
        let ringing = self.expect("ringing").await;
        let sid = ringing["callsid"].as_str().unwrap().to_owned();
        assert_eq!(ringing, json!({ "callsid": sid }));
        assert!(sid.starts_with("CA") && sid.len() == 34, "{sid}");
        sid
    }

    /// The call that was placed is answered.
    pub(crate) async fn is_answered(&mut self) -> Answered {
        let answer = self.expect("answer").await;
        assert!(answer["sdp"].as_str().unwrap().starts_with("v=0\r\n"), "{answer:#}");
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        Answered { sid: text("callsid"), reconnect: text("reconnect") }
    }

    /// Calls, and is answered.
    pub(crate) async fn connects(&mut self, parameters: &str) -> Answered {
        self.call(parameters).await;
        let sid = self.rings().await;
        let answered = self.is_answered().await;
        assert_eq!(answered.sid, sid);
        answered
    }

    /// Somebody calls.
    pub(crate) async fn is_invited(&mut self) -> Invitation {
        let invite = self.expect("invite").await;
        let text = |name: &str| invite[name].as_str().unwrap().to_owned();
        let (sid, offer, reconnect) = (text("callsid"), text("sdp"), text("reconnect"));
        Invitation { sid, offer, reconnect, parameters: invite["parameters"].clone() }
    }

    pub(crate) async fn accept(&mut self, invitation: &Invitation) {
        let answer = sdp::answer_to(&invitation.offer);
        self.say("answer", json!({ "callsid": invitation.sid, "sdp": answer })).await;
    }

    /// Says something about a call that has nothing to it but the call.
    pub(crate) async fn say_of(&mut self, kind: &str, sid: &str) {
        self.say(kind, json!({ "callsid": sid })).await;
    }

    pub(crate) async fn hang_up(&mut self, sid: &str) {
        self.say_of("hangup", sid).await;
    }

    /// The call is ended by the other side; returns the error that goes with it.
    pub(crate) async fn is_hung_up(&mut self, sid: &str) -> Value {
        let hangup = self.expect("hangup").await;
        assert_eq!(hangup["callsid"], sid);
        hangup["error"].clone()
    }

    /// A sentence is to be spoken here; returns its number and text, and language.
    async fn is_told(&mut self, sid: &str) -> (u64, Value) {
        let message = self.expect("message").await;
        assert_eq!(message["callsid"], sid);
        assert_eq!(message["messagetype"], "user-defined-message");
        assert_eq!(message["contenttype"], "application/json");
        assert!(message["voiceeventsid"].as_str().unwrap().starts_with("KX"));
        let mut content: Value = serde_json::from_str(message["content"].as_str().unwrap()).unwrap();
        let number = content["say"].take().as_u64().unwrap();
        (number, json!([content["text"], content["language"]]))
    }

    /// A sentence is to be spoken here; says so once it was, and returns its text and language.
    pub(crate) async fn speaks(&mut self, sid: &str) -> Value {
        let (number, said) = self.is_told(sid).await;
        self.has_spoken(sid, number).await;
        said
    }

    /// Says that a sentence was spoken, as `call.sendMessage` does, and waits for the receipt.
    async fn has_spoken(&mut self, sid: &str, number: u64) {
        let content = json!({ "spoken": number }).to_string();
        let payload = json!({
            "callsid": sid,
            "content": content,
            "contenttype": "application/json",
            "messagetype": "user-defined-message",
            "voiceeventsid": "KX1",
        });
        self.say("message", payload).await;
        let receipt = self.expect("ack").await;
        assert_eq!(receipt, json!({ "acktype": "message", "callsid": sid, "voiceeventsid": "KX1" }));
    }
}
