//! Every call as it happened, for whoever wants to know why.

mod call_log;
mod record;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::Value;
use tokio::sync::watch;

use crate::lock::lock;

pub(crate) use call_log::CallLog;
pub(crate) use record::{CallRecord, ConnectionStep, Direction, Status, Way};

/// How many calls are kept: enough to look back over a day's work, little enough for a page to show.
const MAX_CALLS: usize = 100;
/// How many steps of connections are kept that belong to no call.
const MAX_CONNECTION_STEPS: usize = 200;

/// What happened, the newest call first. Nothing of it is written anywhere.
pub(crate) struct Journal {
    calls: Mutex<VecDeque<Arc<Mutex<CallRecord>>>>,
    connections: Mutex<VecDeque<ConnectionStep>>,
    changes: Arc<watch::Sender<u64>>,
}

impl Journal {
    pub(crate) fn new() -> Self {
        Self {
            calls: Mutex::default(),
            connections: Mutex::default(),
            changes: Arc::new(watch::Sender::new(0)),
        }
    }

    /// Begins the record of a call.
    pub(crate) fn begin(&self, record: CallRecord) -> CallLog {
        let record = Arc::new(Mutex::new(record));
        let mut calls = lock(&self.calls);
        calls.push_front(record.clone());
        calls.truncate(MAX_CALLS);
        drop(calls);
        let log = CallLog::new(record, self.changes.clone());
        log.changed();
        log
    }

    /// Notes what was said over a connection, and belongs to no call.
    pub(crate) fn connection(&self, way: Way, identity: Option<&str>, kind: &str, payload: Value) {
        let step = ConnectionStep {
            at_ms: now_ms(),
            way,
            identity: identity.map(str::to_owned),
            kind: kind.to_owned(),
            payload,
        };
        let mut connections = lock(&self.connections);
        connections.push_front(step);
        connections.truncate(MAX_CONNECTION_STEPS);
        drop(connections);
        self.changed();
    }

    /// Says that something changed which the journal does not hold itself.
    pub(crate) fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    /// Counts up at every change.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// The calls, the newest first.
    pub(crate) fn calls(&self) -> Vec<Value> {
        let calls: Vec<_> = lock(&self.calls).iter().cloned().collect();
        calls.iter().map(|call| serde_json::to_value(&*lock(call)).expect("a record serialises")).collect()
    }

    /// The steps of connections, the newest first.
    pub(crate) fn connections(&self) -> Vec<ConnectionStep> {
        lock(&self.connections).iter().cloned().collect()
    }
}

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_millis().try_into().unwrap_or(u64::MAX)
}
