//! The pen that writes one call's record.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::sync::watch;

use super::{
    now_ms,
    record::{CallRecord, Stats, Status, Step, Way, What},
};
use crate::{fault::Fault, lock::lock, media::MediaLeg, webhook::RequestRecord};

/// How many steps of one call are kept; one in an endless loop makes many.
const MAX_STEPS: usize = 1000;
/// How much of a description of a call's sound is kept: none of it says why a call went wrong.
const MAX_SDP_CHARS: usize = 60;

/// Writes what happens in one call.
#[derive(Clone)]
pub(crate) struct CallLog {
    record: Arc<Mutex<CallRecord>>,
    changes: Arc<watch::Sender<u64>>,
}

impl CallLog {
    pub(super) fn new(record: Arc<Mutex<CallRecord>>, changes: Arc<watch::Sender<u64>>) -> Self {
        Self { record, changes }
    }

    pub(crate) fn signal(&self, way: Way, kind: &str, payload: &Value) {
        self.step(What::Signal { way, kind: kind.to_owned(), payload: shown(payload) });
    }

    pub(crate) fn request(&self, request: RequestRecord) {
        self.step(What::Request(request));
    }

    /// Notes a request that told somebody something.
    pub(crate) fn told(&self, (request, outcome): (RequestRecord, Result<(), Fault>)) {
        self.request(request);
        if let Err(fault) = outcome {
            self.fault(fault);
        }
    }

    pub(crate) fn verb(&self, verb: &'static str, text: impl Into<String>) {
        self.step(What::Verb { verb, text: text.into() });
    }

    pub(crate) fn fault(&self, fault: Fault) {
        self.step(What::Fault(fault));
    }

    pub(crate) fn note(&self, text: impl Into<String>) {
        self.step(What::Note { text: text.into() });
    }

    pub(crate) fn digits(&self, digits: &str) {
        self.change(|record| record.digits.push_str(digits));
    }

    pub(crate) fn sound(&self, media: MediaLeg) {
        self.change(|record| record.sound = Some(Stats(media)));
    }

    /// Notes how the call stands. What it ended with stays.
    pub(crate) fn status(&self, status: Status) {
        self.change(|record| {
            if record.ended_at_ms.is_some() {
                return;
            }
            record.status = status;
            match status {
                Status::Ringing => {}
                Status::InProgress => record.answered_at_ms = record.answered_at_ms.or(Some(now_ms())),
                _ => record.ended_at_ms = Some(now_ms()),
            }
        });
    }

    /// How the call stands now.
    pub(crate) fn now(&self) -> Status {
        lock(&self.record).status
    }

    /// Whole seconds of talk so far, as Twilio counts a call's duration.
    pub(crate) fn seconds(&self) -> u64 {
        let record = lock(&self.record);
        let until = record.ended_at_ms.unwrap_or_else(now_ms);
        record.answered_at_ms.map_or(0, |from| until.saturating_sub(from).div_ceil(1000))
    }

    pub(super) fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    fn step(&self, what: What) {
        self.change(|record| {
            if record.steps.len() < MAX_STEPS {
                record.steps.push(Step { at_ms: now_ms(), what });
            }
        });
    }

    fn change(&self, change: impl FnOnce(&mut CallRecord)) {
        change(&mut lock(&self.record));
        self.changed();
    }
}

/// `payload` without what is secret or long: the token that takes a call up again, and descriptions of sound.
fn shown(payload: &Value) -> Value {
    let mut shown = payload.clone();
    let Some(fields) = shown.as_object_mut() else { return shown };
    if let Some(reconnect) = fields.get_mut("reconnect") {
        *reconnect = "(a token of this call)".into();
    }
    if let Some(Value::String(sdp)) = fields.get_mut("sdp")
        && let Some((cut, _)) = sdp.char_indices().nth(MAX_SDP_CHARS)
    {
        sdp.truncate(cut);
        sdp.push('…');
    }
    shown
}
