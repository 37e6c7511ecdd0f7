//! `<Dial>`: somebody is rung, and connected with the caller.

mod callee;
mod progress;

use std::time::Duration;

use futures_util::future::select_all;

use self::callee::Callee;
use crate::{
    conversation::{Conversation, Next, Question},
    fault::{Code, Fault},
    journal::Status,
    leg::{Ending, Gone, LegEvent, bridge},
    media::Source,
    number::e164,
    parameters::owned,
    twiml::{Callback, Dial, Target},
    webhook::Purpose,
};

/// What became of a `<Dial>`.
enum Outcome {
    /// Somebody answered, in the call of this SID, and talked for so many seconds.
    Answered { sid: String, seconds: u64 },
    /// Nobody did, and why.
    Unanswered(Ending),
}

impl Outcome {
    fn status(&self) -> Status {
        match self {
            Self::Answered { .. } => Status::Completed,
            Self::Unanswered(ending) => unanswered(*ending),
        }
    }
}

impl Conversation {
    /// Carries a `<Dial>` out; returns what follows it, where that is not the next verb.
    pub(crate) async fn dial(&mut self, dial: &Dial, source: &Callback) -> Result<Option<Next>, Gone> {
        self.leg.log.verb("Dial", described(dial));
        if dial.answer_on_bridge {
            self.leg.line.ringing();
        } else {
            self.answer();
        }
        let outcome = match self.shown_number(dial).await? {
            Some(caller_id) => self.ring_and_connect(dial, &caller_id, source).await?,
            None => Outcome::Unanswered(Ending::Unreachable),
        };
        self.leg.line.hear(Source::Silence);
        let status = outcome.status().as_str();
        self.leg.log.note(format!("what was dialled is over: {status}"));
        let mut further = owned([("DialCallStatus", status.to_owned())]);
        self.unanswered = match outcome {
            Outcome::Answered { sid, seconds } => {
                further.extend(owned([
                    ("DialCallSid", sid),
                    ("DialCallDuration", seconds.to_string()),
                    ("DialBridged", "true".to_owned()),
                ]));
                None
            }
            Outcome::Unanswered(ending) => Some(ending),
        };
        Ok(dial.action.as_ref().map(|action| {
            let callback = source.follow(Some(&action.url), action.method);
            Next::Ask(Question { purpose: Purpose::Action, callback, further })
        }))
    }

    /// The number that the callee sees, or nothing where Twilio would not place the call.
    async fn shown_number(&mut self, dial: &Dial) -> Result<Option<String>, Gone> {
        let from = self.parameters.value("From").to_owned();
        let to_telephones = dial.targets.iter().any(|target| matches!(target, Target::Number { .. }));
        let Some(caller_id) = dial.caller_id.clone() else {
            // A caller's own number is shown on. A client has none.
            if to_telephones && from.starts_with("client:") {
                let message =
                    "a client calls a telephone, and <Dial> has no callerId; give it a number of the account";
                self.leg.log.fault(Fault::new(Code::DialCallerId, message));
                return Ok(None);
            }
            return Ok(Some(from));
        };
        if !to_telephones || caller_id == from {
            return Ok(Some(caller_id));
        }
        let number = e164(&caller_id);
        if let Some(number) = number {
            let exchange = self.exchange.clone();
            let owned = exchange.settings.numbers.webhooks(&number);
            if self.leg.while_here(owned).await?.is_some() {
                return Ok(Some(number));
            }
        }
        let message = format!("callerId {caller_id} is no number of the account; give <Dial> one that is");
        self.leg.log.fault(Fault::new(Code::DialCallerId, message));
        Ok(None)
    }

    async fn ring_and_connect(
        &mut self,
        dial: &Dial,
        caller_id: &str,
        source: &Callback,
    ) -> Result<Outcome, Gone> {
        let mut callees = Vec::new();
        let rung = match callee::ring(self, dial, caller_id, source, &mut callees).await {
            Ok(()) => {
                self.leg.line.hear(Source::Ringback);
                self.ring(&mut callees, dial.timeout).await
            }
            Err(gone) => Err(gone),
        };
        // Whoever still rings rings for nobody now.
        for callee in callees {
            callee.end(Ending::Cancelled, Status::Canceled);
        }
        match rung? {
            Ok(callee) => self.talk(callee, dial.time_limit).await,
            Err(ending) => Ok(Outcome::Unanswered(ending)),
        }
    }

    /// Waits for the first to answer, and takes it from `callees`; or returns why nobody did.
    async fn ring(
        &mut self,
        callees: &mut Vec<Callee>,
        timeout: Duration,
    ) -> Result<Result<Callee, Ending>, Gone> {
        let timeout = tokio::time::sleep(timeout);
        tokio::pin!(timeout);
        let mut ended = Ending::Unreachable;
        while !callees.is_empty() {
            let next = select_all(callees.iter_mut().map(|callee| Box::pin(callee.leg.event())));
            let heard = tokio::select! {
                (event, index, _) = next => Some((event, index)),
                event = self.leg.event() => match event {
                    LegEvent::Over(ending) => return Err(Gone(ending)),
                    _ => continue,
                },
                () = &mut timeout => None,
            };
            let Some((event, index)) = heard else {
                for callee in callees.drain(..) {
                    callee.end(Ending::Cancelled, Status::NoAnswer);
                }
                return Ok(Err(Ending::NoAnswer));
            };
            match event {
                LegEvent::Answered => return Ok(Ok(callees.swap_remove(index))),
                LegEvent::Over(ending) => {
                    ended = ending;
                    let target = callees[index].target;
                    // One client that declines declines for all places where it is registered.
                    for callee in callees.extract_if(.., |callee| callee.target == target) {
                        callee.end(Ending::Cancelled, unanswered(ending));
                    }
                }
                LegEvent::Digits(_) | LegEvent::Spoken(_) => {}
            }
        }
        Ok(Err(ended))
    }

    /// Connects the caller and `callee` until one of them, or the limit, ends it.
    async fn talk(&mut self, mut callee: Callee, limit: Duration) -> Result<Outcome, Gone> {
        callee.answered();
        self.answer();
        bridge(&self.leg.line, &callee.leg.line);
        let limit = tokio::time::sleep(limit);
        tokio::pin!(limit);
        let ending = loop {
            tokio::select! {
                event = self.leg.event() => match event {
                    LegEvent::Over(ending) => {
                        callee.end(Ending::HungUp, Status::Completed);
                        return Err(Gone(ending));
                    }
                    LegEvent::Digits(digits) => callee.leg.line.press(&digits),
                    LegEvent::Spoken(number) => callee.leg.line.spoken(number),
                    LegEvent::Answered => {}
                },
                event = callee.leg.event() => match event {
                    LegEvent::Over(ending) => break ending,
                    LegEvent::Digits(digits) => self.leg.line.press(&digits),
                    LegEvent::Spoken(number) => self.leg.line.spoken(number),
                    LegEvent::Answered => {}
                },
                () = &mut limit => {
                    self.leg.log.note("the call has reached its time limit");
                    break Ending::TimeLimit;
                }
            }
        };
        let sid = callee.leg.sid.clone();
        let seconds = callee.leg.log.seconds();
        callee.end(ending, Status::Completed);
        Ok(Outcome::Answered { sid, seconds })
    }
}

fn described(dial: &Dial) -> String {
    let targets: Vec<_> = dial
        .targets
        .iter()
        .map(|target| match target {
            Target::Client { identity, .. } => format!("client:{identity}"),
            Target::Number { number, .. } => number.clone(),
        })
        .collect();
    format!("rings {} for up to {} s", targets.join(" and "), dial.timeout.as_secs())
}

/// How Twilio counts a dialled call that was not answered.
fn unanswered(ending: Ending) -> Status {
    match ending {
        // A client that declines is busy, as far as a caller may know.
        Ending::Busy | Ending::Declined | Ending::Rejected => Status::Busy,
        Ending::Unreachable => Status::Failed,
        Ending::HungUp | Ending::Cancelled | Ending::NoAnswer | Ending::TimeLimit => Status::NoAnswer,
    }
}
