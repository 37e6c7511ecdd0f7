//! The line to a client: an SDK that calls, or is called.

use std::{
    sync::{Arc, Mutex, Weak},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    sync::mpsc::{self, UnboundedReceiver, UnboundedSender},
    time::{Instant, interval_at},
};

use super::{
    Connection,
    client_sound::{ClientSound, RENEWED_EVERY},
    refusal::refusal,
};
use crate::{
    journal::{CallLog, Way},
    leg::{Ending, LegEvent, Line, Saying},
    lock::lock,
    media::{MediaEvent, Source},
    sid::{new_sid, random_hex},
};

/// How long a call goes on for a client whose connection broke. Twilio's own figure is not published.
const GRACE: Duration = Duration::from_secs(30);

/// A client's side of one call.
pub(crate) struct ClientLine {
    sid: String,
    /// The SDK's own name for a call that it places, until it is told Twilio's. The client is the caller where there is one.
    temporary_sid: Option<String>,
    pub(crate) identity: String,
    /// Proves that who takes the call up again was in it before.
    reconnect: String,
    sound: ClientSound,
    pub(crate) log: CallLog,
    events: UnboundedSender<LegEvent>,
    state: Mutex<State>,
}

struct State {
    connection: Option<Arc<Connection>>,
    /// How often the connection broke.
    breaks: u32,
    rang: bool,
    answered: bool,
    over: bool,
}

/// What a client's line is made with.
pub(crate) struct NewLine {
    pub(crate) sid: String,
    pub(crate) temporary_sid: Option<String>,
    pub(crate) identity: String,
    pub(crate) sound: ClientSound,
    pub(crate) log: CallLog,
}

impl ClientLine {
    /// Makes a line over `connection`, and returns what will come from it.
    pub(crate) fn new(
        connection: Arc<Connection>,
        line: NewLine,
        heard: UnboundedReceiver<MediaEvent>,
    ) -> (Arc<Self>, UnboundedReceiver<LegEvent>) {
        let (events, receiver) = mpsc::unbounded_channel();
        let NewLine { sid, temporary_sid, identity, sound, log } = line;
        log.sound(sound.leg());
        let state =
            State { connection: Some(connection), breaks: 0, rang: false, answered: false, over: false };
        let reconnect = random_hex();
        let state = Mutex::new(state);
        let line = Arc::new(Self { sid, temporary_sid, identity, reconnect, sound, log, events, state });
        tokio::spawn(listen(Arc::downgrade(&line), heard));
        (line, receiver)
    }

    /// Offers the call to the client, whose phone then rings.
    pub(crate) fn invite(&self, offer: &str, parameters: &Value) {
        let payload = json!({ "callsid": self.sid, "sdp": offer, "reconnect": self.reconnect, "parameters": parameters });
        self.send("invite", &payload);
    }

    pub(super) fn is_known_as(&self, sid: &str) -> bool {
        self.sid == sid || self.temporary_sid.as_deref() == Some(sid)
    }

    pub(super) fn is_on(&self, connection: &Connection) -> bool {
        self.change(|state| state.connection.as_ref().is_some_and(|own| own.id == connection.id))
    }

    pub(super) fn is_over(&self) -> bool {
        self.change(|state| state.over)
    }

    /// The connection broke. Before the answer the SDK forgets a call; later it comes back to it.
    pub(super) fn lose_connection(self: &Arc<Self>) {
        let (answered, breaks) = self.change(|state| {
            state.connection = None;
            state.breaks += 1;
            (state.answered, state.breaks)
        });
        if answered {
            self.log
                .note(format!("the client's connection broke; it has {} s to come back", GRACE.as_secs()));
            let line = self.clone();
            tokio::spawn(async move {
                tokio::time::sleep(GRACE).await;
                // Whoever came back, and broke off again, has as long again.
                if line.change(|state| state.connection.is_none() && state.breaks == breaks) {
                    line.tell(LegEvent::Over(Ending::HungUp));
                }
            });
        } else {
            self.log.note("the client's connection broke before the answer, and it forgets this call");
            if self.temporary_sid.is_some() {
                self.tell(LegEvent::Over(Ending::Cancelled));
            }
        }
    }

    /// The client is back, over another connection or with another token.
    pub(super) fn take_up(&self, connection: &Arc<Connection>, token: &str) {
        if token != self.reconnect || self.is_over() {
            connection.send("hangup", &json!({ "callsid": self.sid }));
            return;
        }
        self.change(|state| state.connection = Some(connection.clone()));
        self.send("answer", &json!({ "callsid": self.sid, "reconnect": self.reconnect }));
    }

    pub(super) async fn picked_up(&self, answer: &str) {
        match self.sound.leg().accept_answer(answer).await {
            Ok(()) => {
                self.change(|state| state.answered = true);
                self.tell(LegEvent::Answered);
            }
            Err(error) => {
                self.log.note(format!("the client's answer has no use: {error}"));
                self.tell(LegEvent::Over(Ending::Unreachable));
            }
        }
    }

    /// The client's network has changed, and its sound needs another way.
    pub(super) async fn renegotiate(&self, offer: &str) {
        match self.sound.leg().renegotiate(offer).await {
            Ok(answer) => self.send("answer", &json!({ "callsid": self.sid, "sdp": answer })),
            Err(error) => self.log.note(format!("the client's sound cannot be mended: {error}")),
        }
    }

    pub(super) fn declined(&self) {
        self.leave(Ending::Declined);
    }

    pub(super) fn hung_up(&self) {
        self.leave(Ending::HungUp);
    }

    /// The client ended the call, and needs not be told.
    fn leave(&self, ending: Ending) {
        self.change(|state| state.over = true);
        self.sound.close();
        self.tell(LegEvent::Over(ending));
    }

    pub(super) fn pressed(&self, digits: &str) {
        self.log.digits(digits);
        self.tell(LegEvent::Digits(digits.to_owned()));
    }

    pub(super) fn has_spoken(&self, number: u64) {
        self.tell(LegEvent::Spoken(number));
    }

    pub(super) fn acknowledge(&self, message: &str) {
        self.send("ack", &json!({ "acktype": "message", "callsid": self.sid, "voiceeventsid": message }));
    }

    fn heard(&self, event: MediaEvent) {
        match event {
            MediaEvent::Connected => self.log.note("sound flows"),
            MediaEvent::Digit(digit) => self.pressed(&digit.to_string()),
            MediaEvent::Lost => {
                self.log.note("no sound comes from the client any more");
                self.hung_up();
            }
        }
    }

    /// Nobody conducts the call any more where this fails.
    fn tell(&self, event: LegEvent) {
        let _ = self.events.send(event);
    }

    fn send(&self, kind: &str, payload: &Value) {
        self.log.signal(Way::Out, kind, payload);
        if let Some(connection) = self.change(|state| state.connection.clone()) {
            connection.send(kind, payload);
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut lock(&self.state))
    }
}

impl Line for ClientLine {
    fn ringing(&self) {
        if !self.change(|state| std::mem::replace(&mut state.rang, true)) {
            self.send("ringing", &json!({ "callsid": self.sid }));
        }
    }

    fn answered(&self) {
        // The SDK learns Twilio's name for its call from this.
        self.ringing();
        if !self.change(|state| std::mem::replace(&mut state.answered, true)) {
            self.send(
                "answer",
                &json!({ "callsid": self.sid, "sdp": self.sound.settle(), "reconnect": self.reconnect }),
            );
        }
    }

    fn over(&self, ending: Ending) {
        if self.change(|state| std::mem::replace(&mut state.over, true)) {
            return;
        }
        let (rang, was_answered) = self.change(|state| (state.rang, state.answered));
        if self.temporary_sid.is_none() && !was_answered {
            self.send("cancel", &json!({ "callsid": self.sid }));
        } else {
            // The SDK leaves out what is said of a call by a name that it was never told.
            let sid = self.temporary_sid.as_ref().filter(|_| !rang).unwrap_or(&self.sid);
            let mut payload = json!({ "callsid": sid });
            if let Some((code, message)) = refusal(ending).filter(|_| !was_answered) {
                payload["error"] = json!({ "code": code, "message": message });
            }
            self.send("hangup", &payload);
        }
        self.sound.close();
    }

    fn say(&self, saying: &Saying) {
        let Saying { number, text, language } = saying;
        let content = json!({ "say": number, "text": text, "language": language }).to_string();
        let payload = json!({
            "callsid": self.sid,
            "content": content,
            "contenttype": "application/json",
            "messagetype": "user-defined-message",
            "voiceeventsid": new_sid("KX"),
        });
        self.send("message", &payload);
    }

    fn hush(&self) {}

    fn hear(&self, source: Source) {
        self.sound.hear(source);
    }

    fn speak_to(&self, listener: &Arc<dyn Line>) {
        listener.hear(Source::Leg(self.sound.leg()));
    }

    fn press(&self, digits: &str) {
        self.sound.leg().send_digits(digits);
    }
}

/// Passes on what happens on a line's leg, and renews that until the client is told of it.
async fn listen(line: Weak<ClientLine>, mut heard: UnboundedReceiver<MediaEvent>) {
    let mut renewal = interval_at(Instant::now() + RENEWED_EVERY, RENEWED_EVERY);
    loop {
        tokio::select! {
            event = heard.recv() => match (event, line.upgrade()) {
                (Some(event), Some(line)) => line.heard(event),
                _ => return,
            },
            _ = renewal.tick() => {
                let Some(line) = line.upgrade() else { return };
                if let Some((leg, events)) = line.sound.renew().await {
                    line.log.sound(leg);
                    heard = events;
                }
            }
        }
    }
}
