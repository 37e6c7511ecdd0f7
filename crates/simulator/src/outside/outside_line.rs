//! The line to a telephone outside.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::OutsidePhone;
use crate::{
    journal::{CallLog, Way},
    leg::{Ending, LegEvent, Line, Saying},
    lock::lock,
    media::{MediaEvent, MediaLeg, Source},
};

/// A telephone's side of one call.
pub(crate) struct OutsideLine {
    /// The call's name between the page and this side.
    name: String,
    phone: Arc<OutsidePhone>,
    pub(crate) log: CallLog,
    events: UnboundedSender<LegEvent>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    media: Option<MediaLeg>,
    /// What it hears, from before there is any sound.
    heard: Source,
    answered: bool,
    over: bool,
}

impl OutsideLine {
    /// Makes a line to `phone`, and returns what will come from it.
    pub(crate) fn new(
        phone: &Arc<OutsidePhone>,
        name: String,
        log: CallLog,
    ) -> (Arc<Self>, UnboundedReceiver<LegEvent>) {
        let (events, receiver) = mpsc::unbounded_channel();
        let line = Arc::new(Self { name, phone: phone.clone(), log, events, state: Mutex::default() });
        phone.add_line(line.clone());
        (line, receiver)
    }

    /// Lets the telephone ring.
    pub(crate) fn ring(&self, from: &str, to: &str) {
        self.send("ringing", json!({ "from": from, "to": to }));
    }

    /// Gives the telephone sound, by what its page offers; a page without any has none.
    pub(crate) async fn give_sound(self: &Arc<Self>, offer: Option<&str>) {
        let Some(offer) = offer else { return };
        match MediaLeg::answering(offer).await {
            Ok((media, answer, events)) => {
                self.log.sound(media.clone());
                self.listen(events);
                self.change(|state| {
                    media.hear(state.heard.clone());
                    state.media = Some(media);
                });
                self.send("sound", json!({ "sdp": answer }));
            }
            Err(error) => self.log.note(format!("the telephone's offer of sound has no use: {error}")),
        }
    }

    /// The telephone was picked up.
    pub(super) async fn picked_up(self: &Arc<Self>, offer: Option<&str>) {
        self.log.signal(Way::In, "answer", &json!({ "sdp": offer }));
        self.give_sound(offer).await;
        self.change(|state| state.answered = true);
        self.tell(LegEvent::Answered);
    }

    /// The telephone ended the call, and needs not be told.
    pub(super) fn leave(&self, ending: Ending) {
        self.finish();
        self.tell(LegEvent::Over(ending));
    }

    /// The page is gone.
    pub(super) fn break_off(&self) {
        self.log.note("the page of the telephone outside was closed");
        self.leave(if self.change(|state| state.answered) { Ending::HungUp } else { Ending::Cancelled });
    }

    pub(super) fn pressed(&self, digits: &str) {
        self.log.signal(Way::In, "digits", &json!({ "digits": digits }));
        self.log.digits(digits);
        self.tell(LegEvent::Digits(digits.to_owned()));
    }

    pub(super) fn has_spoken(&self, number: u64) {
        self.tell(LegEvent::Spoken(number));
    }

    pub(super) fn is_known_as(&self, name: &str) -> bool {
        self.name == name
    }

    pub(super) fn is_over(&self) -> bool {
        self.change(|state| state.over)
    }

    fn listen(self: &Arc<Self>, mut events: UnboundedReceiver<MediaEvent>) {
        let line = Arc::downgrade(self);
        tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                let Some(line) = line.upgrade() else { return };
                match event {
                    MediaEvent::Connected => line.log.note("sound flows"),
                    // The page says digits itself, whatever sound it has.
                    MediaEvent::Digit(_) => {}
                    MediaEvent::Lost => {
                        line.log.note("no sound comes from the telephone any more");
                        line.leave(Ending::HungUp);
                    }
                }
            }
        });
    }

    /// Marks it over; `false` where it was so already.
    fn finish(&self) -> bool {
        let (was_over, media) =
            self.change(|state| (std::mem::replace(&mut state.over, true), state.media.clone()));
        if let Some(media) = media {
            media.close();
        }
        !was_over
    }

    /// Nobody conducts the call any more where this fails.
    fn tell(&self, event: LegEvent) {
        let _ = self.events.send(event);
    }

    fn send(&self, kind: &str, mut message: Value) {
        self.log.signal(Way::Out, kind, &message);
        message["type"] = kind.into();
        message["call"] = self.name.clone().into();
        self.phone.send(&message);
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut lock(&self.state))
    }
}

impl Line for OutsideLine {
    /// Ringing is heard, and needs no message.
    fn ringing(&self) {}

    fn answered(&self) {
        if !self.change(|state| std::mem::replace(&mut state.answered, true)) {
            self.send("answered", json!({}));
        }
    }

    fn over(&self, ending: Ending) {
        if self.finish() {
            self.send("over", json!({ "reason": ending }));
        }
    }

    fn say(&self, saying: &Saying) {
        let Saying { number, text, language } = saying;
        self.send("say", json!({ "say": number, "text": text, "language": language }));
    }

    fn hush(&self) {
        self.send("hush", json!({}));
    }

    fn hear(&self, source: Source) {
        self.change(|state| {
            if let Some(media) = &state.media {
                media.hear(source.clone());
            }
            state.heard = source;
        });
    }

    fn speak_to(&self, listener: &Arc<dyn Line>) {
        let media = self.change(|state| state.media.clone());
        listener.hear(media.map_or(Source::Silence, Source::Leg));
    }

    fn press(&self, digits: &str) {
        if let Some(media) = self.change(|state| state.media.clone()) {
            media.send_digits(digits);
        }
        self.send("digits", json!({ "digits": digits }));
    }
}
