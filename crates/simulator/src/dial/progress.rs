//! How a dialled call gets on, told to the URL that its noun names:
//! <https://www.twilio.com/docs/voice/twiml/number#attributes-status-callback>.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use crate::{
    exchange::Exchange,
    journal::{CallLog, Status},
    parameters::{About, Parameters, durations, progress},
    twiml::{CallEvent, Callback, StatusCallback},
};

/// Who is told, and what of.
pub(super) struct Progress {
    exchange: Arc<Exchange>,
    parameters: Parameters,
    told: Option<(Callback, Vec<CallEvent>)>,
    sequence: AtomicU32,
}

impl Progress {
    pub(super) fn new(
        exchange: &Arc<Exchange>,
        about: &About,
        parent_sid: &str,
        status: Option<&StatusCallback>,
        source: &Callback,
    ) -> Self {
        let mut parameters = Parameters::of(about);
        parameters.add("ParentCallSid", parent_sid);
        let told = status.map(|StatusCallback { callback, events }| {
            (source.follow(Some(&callback.url), callback.method), events.clone())
        });
        Self { exchange: exchange.clone(), parameters, told, sequence: AtomicU32::new(0) }
    }

    /// Tells of `event`, where it was asked for. The call does not wait for it.
    pub(super) fn tell(&self, event: CallEvent, status: Status, log: &CallLog) {
        let Some((callback, _)) = self.told.as_ref().filter(|(_, events)| events.contains(&event)) else {
            return;
        };
        let mut further = progress(self.sequence.fetch_add(1, Ordering::Relaxed));
        if event == CallEvent::Completed {
            further.extend(durations(log.seconds()));
        }
        let mut parameters = self.parameters.with(status, further);
        // A call that was only begun does not ring yet; Twilio has a word for it that nothing else here needs.
        if event == CallEvent::Initiated {
            for (_, value) in parameters.iter_mut().filter(|(name, _)| name == "CallStatus") {
                "initiated".clone_into(value);
            }
        }
        let (exchange, callback, log) = (self.exchange.clone(), callback.clone(), log.clone());
        tokio::spawn(async move {
            log.told(exchange.webhooks.notify(&callback, &parameters).await);
        });
    }
}
