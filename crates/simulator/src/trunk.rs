//! A line between two calls of the exchange itself: a client dials a number of the same account.
//!
//! Twilio sends such a call out and takes it in again, as a call of its own. The two ends stand for the two sides: the one
//! that was dialled belongs to the call that dials, the other is the caller of the call that comes in.

use std::sync::{Arc, Mutex, Weak};

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::{
    leg::{Ending, LegEvent, Line, Saying},
    lock::lock,
    media::Source,
};

/// One end of the line.
pub(crate) struct TrunkEnd {
    far: Weak<TrunkEnd>,
    /// To the call that this end belongs to.
    events: UnboundedSender<LegEvent>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What comes out of this end: whatever the far end was told to hear.
    voice: Source,
    listener: Option<Weak<dyn Line>>,
    /// Said before anybody listened.
    saying: Option<Saying>,
    /// Whether the far end, where it is the caller's, has been answered.
    answered: bool,
}

/// Makes a line, and returns both ends with what comes from each. The ends live as long as the calls that hold them.
pub(crate) fn trunk() -> [(Arc<TrunkEnd>, UnboundedReceiver<LegEvent>); 2] {
    let (dialled_events, dialled_receiver) = mpsc::unbounded_channel();
    let (caller_events, caller_receiver) = mpsc::unbounded_channel();
    let mut caller = None;
    let dialled = Arc::new_cyclic(|dialled| {
        let end = Arc::new(TrunkEnd::new(dialled.clone(), caller_events));
        let far = Arc::downgrade(&end);
        caller = Some(end);
        TrunkEnd::new(far, dialled_events)
    });
    let caller = caller.expect("it was made above");
    [(dialled, dialled_receiver), (caller, caller_receiver)]
}

impl TrunkEnd {
    fn new(far: Weak<TrunkEnd>, events: UnboundedSender<LegEvent>) -> Self {
        Self { far, events, state: Mutex::default() }
    }

    fn tell_far(&self, event: LegEvent) {
        if let Some(far) = self.far.upgrade() {
            // Nobody conducts that call any more where this fails.
            let _ = far.events.send(event);
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut lock(&self.state))
    }

    fn listener(&self) -> Option<Arc<dyn Line>> {
        self.change(|state| state.listener.as_ref().and_then(Weak::upgrade))
    }
}

impl Line for TrunkEnd {
    fn ringing(&self) {}

    fn answered(&self) {
        self.change(|state| state.answered = true);
        self.tell_far(LegEvent::Answered);
    }

    fn over(&self, ending: Ending) {
        let answered = self.change(|state| state.answered);
        self.tell_far(LegEvent::Over(if answered { Ending::HungUp } else { ending }));
    }

    fn say(&self, saying: &Saying) {
        let Some(far) = self.far.upgrade() else { return };
        match far.listener() {
            Some(listener) => listener.say(saying),
            None => far.change(|state| state.saying = Some(saying.clone())),
        }
    }

    fn hush(&self) {
        if let Some(listener) = self.far.upgrade().and_then(|far| far.listener()) {
            listener.hush();
        }
    }

    fn hear(&self, source: Source) {
        let Some(far) = self.far.upgrade() else { return };
        far.change(|state| state.voice = source.clone());
        if let Some(listener) = far.listener() {
            listener.hear(source);
        }
    }

    fn speak_to(&self, listener: &Arc<dyn Line>) {
        let (voice, saying) = self.change(|state| {
            state.listener = Some(Arc::downgrade(listener));
            (state.voice.clone(), state.saying.take())
        });
        listener.hear(voice);
        if let Some(saying) = saying {
            listener.say(&saying);
        }
    }

    fn press(&self, digits: &str) {
        self.tell_far(LegEvent::Digits(digits.to_owned()));
    }

    fn spoken(&self, number: u64) {
        self.tell_far(LegEvent::Spoken(number));
    }
}
