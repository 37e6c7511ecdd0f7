//! Which telephones there are outside, and which of them a number rings.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

use super::OutsideLine;
use crate::lock::lock;

/// The telephones outside.
#[derive(Default)]
pub(crate) struct OutsidePhones {
    next: AtomicU64,
    phones: Mutex<Vec<Arc<OutsidePhone>>>,
}

/// One of them.
pub(crate) struct OutsidePhone {
    id: u64,
    sender: UnboundedSender<String>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    being: Option<Being>,
    lines: Vec<Arc<OutsideLine>>,
}

/// Which number a telephone is.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Being {
    /// E.164, or whatever else it shows to whom it calls.
    pub(crate) number: String,
    /// Whether it rings for every number that no other telephone is.
    pub(crate) any_number: bool,
}

impl OutsidePhones {
    pub(super) fn connect(&self, sender: UnboundedSender<String>) -> Arc<OutsidePhone> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let phone = Arc::new(OutsidePhone { id, sender, state: Mutex::default() });
        lock(&self.phones).push(phone.clone());
        phone
    }

    pub(super) fn disconnect(&self, phone: &OutsidePhone) {
        lock(&self.phones).retain(|other| other.id != phone.id);
        for line in std::mem::take(&mut lock(&phone.state).lines) {
            line.break_off();
        }
    }

    /// Lets `phone` be `number`, unless another one is. Whoever withholds a number takes none.
    pub(super) fn take_number(&self, phone: &OutsidePhone, number: String, any_number: bool) -> bool {
        let phones = lock(&self.phones);
        let is_taken = number.starts_with('+')
            && phones.iter().any(|other| {
                other.id != phone.id && other.being().is_some_and(|being| being.number == number)
            });
        if !is_taken {
            lock(&phone.state).being = Some(Being { number, any_number });
        }
        !is_taken
    }

    /// The telephone that is `number`.
    pub(crate) fn with_number(&self, number: &str) -> Option<Arc<OutsidePhone>> {
        self.find(|being| being.number == number)
    }

    /// A telephone that rings for any number: the latest.
    pub(crate) fn with_any_number(&self) -> Option<Arc<OutsidePhone>> {
        self.find(|being| being.any_number)
    }

    /// Who is there.
    pub(crate) fn census(&self) -> Vec<Being> {
        lock(&self.phones).iter().filter_map(|phone| phone.being()).collect()
    }

    fn find(&self, wanted: impl Fn(&Being) -> bool) -> Option<Arc<OutsidePhone>> {
        let phones = lock(&self.phones);
        phones.iter().rev().find(|phone| phone.being().is_some_and(|being| wanted(&being))).cloned()
    }
}

impl OutsidePhone {
    pub(crate) fn being(&self) -> Option<Being> {
        lock(&self.state).being.clone()
    }

    /// Sends a message. A page that is gone has nobody to hear it.
    pub(crate) fn send(&self, message: &Value) {
        let _ = self.sender.send(message.to_string());
    }

    pub(crate) fn add_line(&self, line: Arc<OutsideLine>) {
        let mut state = lock(&self.state);
        state.lines.retain(|line| !line.is_over());
        state.lines.push(line);
    }

    pub(super) fn line(&self, call: &str) -> Option<Arc<OutsideLine>> {
        lock(&self.state).lines.iter().find(|line| line.is_known_as(call)).cloned()
    }
}
