//! One side of a call: a client's or a telephone's, whatever connects it.

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;

use crate::{journal::CallLog, media::Source};

/// What comes from the person at one end.
#[derive(Debug)]
pub(crate) enum LegEvent {
    /// Picked up.
    Answered,
    /// Hung up, or never picked up, and why.
    Over(Ending),
    /// Pressed digits.
    Digits(String),
    /// The sentence with this number has been spoken there.
    Spoken(u64),
}

/// How a call ends for one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Ending {
    HungUp,
    /// The caller gave up before the answer.
    Cancelled,
    Busy,
    Declined,
    NoAnswer,
    /// Nothing is there to ring.
    Unreachable,
    /// `<Reject>`, or a number out of service.
    Rejected,
    TimeLimit,
}

/// Something to be spoken at one end.
#[derive(Clone, Debug)]
pub(crate) struct Saying {
    /// Tells it from every other.
    pub(crate) number: u64,
    pub(crate) text: String,
    /// As TwiML has it: `en-US`.
    pub(crate) language: String,
}

/// What connects an end to the exchange, and carries what it is told.
pub(crate) trait Line: Send + Sync {
    /// Tells a caller that it rings at the other end.
    fn ringing(&self);
    /// Tells a caller that the call is answered.
    fn answered(&self);
    /// Ends it here.
    fn over(&self, ending: Ending);
    /// Has `saying` spoken and shown; [`LegEvent::Spoken`] follows.
    fn say(&self, saying: &Saying);
    /// Ends what is being spoken.
    fn hush(&self);
    /// Lets this end hear `source` from now on.
    fn hear(&self, source: Source);
    /// Lets `listener` hear the person at this end.
    fn speak_to(&self, listener: &Arc<dyn Line>);
    /// Passes on what the other side pressed.
    fn press(&self, digits: &str);
    /// Passes on that the other side has spoken a sentence, where that is of use.
    fn spoken(&self, _number: u64) {}
}

/// One side of a call, in the hands of whoever conducts it.
pub(crate) struct Leg {
    pub(crate) sid: String,
    pub(crate) log: CallLog,
    pub(crate) line: Arc<dyn Line>,
    events: UnboundedReceiver<LegEvent>,
}

/// The person at this end is gone.
#[derive(Debug)]
pub(crate) struct Gone(pub(crate) Ending);

impl Leg {
    pub(crate) fn new(
        sid: String,
        log: CallLog,
        line: Arc<dyn Line>,
        events: UnboundedReceiver<LegEvent>,
    ) -> Self {
        Self { sid, log, line, events }
    }

    /// Waits for the next thing that comes from here. A line that broke is a hang-up.
    pub(crate) async fn event(&mut self) -> LegEvent {
        self.events.recv().await.unwrap_or(LegEvent::Over(Ending::HungUp))
    }

    /// Resolves with what comes of `work`.
    ///
    /// # Errors
    ///
    /// [`Gone`] when the person at this end hangs up before.
    pub(crate) async fn while_here<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Gone> {
        tokio::pin!(work);
        loop {
            tokio::select! {
                event = self.event() => if let LegEvent::Over(ending) = event { return Err(Gone(ending)) },
                outcome = &mut work => return Ok(outcome),
            }
        }
    }

    /// Waits until `number` has been spoken.
    pub(crate) async fn has_spoken(&mut self, number: u64) -> Result<(), Gone> {
        loop {
            match self.event().await {
                LegEvent::Over(ending) => return Err(Gone(ending)),
                LegEvent::Spoken(spoken) if spoken == number => return Ok(()),
                _ => {}
            }
        }
    }
}

/// Lets the people at both ends hear each other.
pub(crate) fn bridge(one: &Arc<dyn Line>, other: &Arc<dyn Line>) {
    one.speak_to(other);
    other.speak_to(one);
}
