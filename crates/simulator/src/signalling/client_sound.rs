//! The sound of a client's call.

use std::{mem, sync::Mutex, time::Duration};

use tokio::sync::mpsc::UnboundedReceiver;

use crate::{
    lock::lock,
    media::{MediaEvent, MediaLeg, Source},
};

/// A leg is dead where the browser begins no encryption within 40 s of its offer: `str0m` counts from there, also while the
/// browser has no answer yet. A callee may ring for longer.
pub(super) const RENEWED_EVERY: Duration = Duration::from_secs(30);

/// The leg, which is another one from time to time until the client is told how to connect to it.
pub(crate) struct ClientSound {
    /// What the client offered; nothing where it is called.
    offer: Option<String>,
    state: Mutex<State>,
}

struct State {
    media: MediaLeg,
    /// The answer to the offer.
    answer: Option<String>,
    heard: Source,
    /// The client was told, or is gone.
    settled: bool,
}

impl ClientSound {
    /// The sound of a client that is called.
    pub(crate) fn of_callee(media: MediaLeg) -> Self {
        let state = State { media, answer: None, heard: Source::Silence, settled: true };
        Self { offer: None, state: Mutex::new(state) }
    }

    /// The sound of a client that calls, which made `offer`.
    pub(crate) fn of_caller(media: MediaLeg, offer: &str, answer: String) -> Self {
        let state = State { media, answer: Some(answer), heard: Source::Silence, settled: false };
        Self { offer: Some(offer.to_owned()), state: Mutex::new(state) }
    }

    pub(super) fn leg(&self) -> MediaLeg {
        self.change(|state| state.media.clone())
    }

    pub(super) fn hear(&self, source: Source) {
        self.change(|state| {
            state.media.hear(source.clone());
            state.heard = source;
        });
    }

    /// The answer to the client's offer. From now on it is this leg's.
    pub(super) fn settle(&self) -> Option<String> {
        self.change(|state| {
            state.settled = true;
            state.answer.clone()
        })
    }

    pub(super) fn close(&self) {
        self.change(|state| {
            state.settled = true;
            state.media.close();
        });
    }

    /// Begins another leg in place of one that nobody was told of. Returns it with what happens on it.
    pub(super) async fn renew(&self) -> Option<(MediaLeg, UnboundedReceiver<MediaEvent>)> {
        let offer = self.offer.as_deref().filter(|_| !self.change(|state| state.settled))?;
        let (media, answer, events) = MediaLeg::answering(offer).await.ok()?;
        let replaced = self.change(|state| {
            (!state.settled).then(|| {
                media.hear(state.heard.clone());
                state.answer = Some(answer);
                mem::replace(&mut state.media, media.clone())
            })
        });
        if let Some(replaced) = replaced {
            replaced.close();
            Some((media, events))
        } else {
            media.close();
            None
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut lock(&self.state))
    }
}
