//! The sound of one side of a call: a leg between a browser and the simulator, as between a browser and Twilio.
//!
//! | module | its one thing |
//! |---|---|
//! | [`clip`] | recorded sound, brought to the telephone's form |
//! | [`digits`] | digits that a browser sends |
//! | [`endpoint`] | the task that carries one leg |
//! | [`hearing`] | what one side hears, frame by frame |
//! | [`mulaw`] | the telephone's 8 bits a sample |
//! | [`negotiation`] | what is agreed on before there is sound |
//! | [`sockets`] | the UDP sockets of one call |
//! | [`tone`] | ringing, and the tones of keys |

mod clip;
mod digits;
mod endpoint;
mod hearing;
mod mulaw;
mod negotiation;
mod sockets;
#[cfg(test)]
mod tests;
mod tone;

use std::{collections::VecDeque, fmt, io, sync::Arc, time::Duration};

use serde::Serialize;
use str0m::{RtcError, error::SdpError};
use symphonia::core::errors::Error as SymphoniaError;
use tokio::sync::{
    broadcast,
    mpsc::{UnboundedReceiver, UnboundedSender},
    oneshot, watch,
};

pub(crate) use clip::Clip;
use endpoint::{Command, Endpoint};
use hearing::{Heard, Voice};

/// How long a browser may send nothing before its leg counts as lost. A muted one sends silence, 50 packets a second; a
/// network that changes recovers within seconds; and ICE itself would only notice after about 15.
const LOST_AFTER: Duration = Duration::from_secs(10);

/// A handle of one leg. The leg ends when it is closed, or its last handle dropped.
#[derive(Clone)]
pub(crate) struct MediaLeg {
    commands: UnboundedSender<Command>,
    sound: watch::Receiver<Sound>,
    voice: broadcast::Sender<Voice>,
}

/// What happens on a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MediaEvent {
    /// Sound flows from here on, both ways.
    Connected,
    /// A key was pressed: `0` to `9`, `*`, `#`, or `A` to `D`.
    Digit(char),
    /// The browser has gone, without a word. Reported again only if it had come back meanwhile.
    Lost,
}

/// What a side hears.
#[derive(Clone, Debug, Default)]
pub(crate) enum Source {
    /// Nothing.
    #[default]
    Silence,
    /// The other phone rings.
    Ringback,
    /// A recording, once, and then nothing.
    Clip(Arc<Clip>),
    /// What the other side says.
    Leg(MediaLeg),
}

/// How much sound has gone through a leg.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sound {
    /// RTP packets from the browser, digits among them.
    pub(crate) packets_received: u64,
    /// RTP packets to the browser.
    pub(crate) packets_sent: u64,
    /// The energy of what came from the browser: the sum, over all packets, of mean square times seconds, where full scale
    /// is 1. Silence has none.
    pub(crate) energy_received: f64,
    /// Sound can flow now.
    pub(crate) connected: bool,
}

/// A leg, the description of its side for the browser (an SDP), and what happens on it from now on.
pub(crate) type Begun = (MediaLeg, String, UnboundedReceiver<MediaEvent>);

impl MediaLeg {
    /// Begins a leg that a browser offers. Returns it with the answer.
    ///
    /// # Errors
    ///
    /// [`MediaError::Sdp`], [`MediaError::Negotiation`] or [`MediaError::NoCommonSound`] for an offer that has no answer,
    /// [`MediaError::Sockets`] when no address can be bound.
    pub(crate) async fn answering(offer: &str) -> Result<Begun, MediaError> {
        Endpoint::answering(offer, LOST_AFTER).await
    }

    /// Begins a leg that is offered to a browser. Returns it with the offer, whose answer goes to
    /// [`accept_answer`](Self::accept_answer).
    ///
    /// # Errors
    ///
    /// [`MediaError::Sockets`] when no address can be bound.
    pub(crate) async fn offering() -> Result<Begun, MediaError> {
        Endpoint::offering(LOST_AFTER).await
    }

    /// Takes the browser's answer.
    ///
    /// # Errors
    ///
    /// [`MediaError::Sdp`], [`MediaError::Negotiation`] or [`MediaError::NoCommonSound`] for an answer that does not fit,
    /// [`MediaError::NothingOffered`] when none is due, and [`MediaError::Closed`].
    pub(crate) async fn accept_answer(&self, sdp: &str) -> Result<(), MediaError> {
        self.ask(|reply| Command::AcceptAnswer(sdp.to_owned(), reply)).await
    }

    /// Answers a further offer: the browser wants another way for the same call. Sound goes on in between, and after.
    ///
    /// # Errors
    ///
    /// [`MediaError::Sdp`] or [`MediaError::Negotiation`] for an offer that has no answer, and [`MediaError::Closed`].
    pub(crate) async fn renegotiate(&self, offer: &str) -> Result<String, MediaError> {
        self.ask(|reply| Command::Renegotiate(offer.to_owned(), reply)).await
    }

    /// Sets what this side hears from now on.
    pub(crate) fn hear(&self, source: Source) {
        let heard = match source {
            Source::Silence => Heard::Silence,
            Source::Ringback => Heard::Ringing { sample: 0 },
            Source::Clip(clip) => Heard::Clip { clip, position: 0 },
            Source::Leg(other) => Heard::Voice { packets: other.voice.subscribe(), rest: VecDeque::new() },
        };
        self.tell(Command::Hear(heard));
    }

    /// Sounds digits over what this side hears: `0` to `9`, `*`, `#`, `A` to `D`, and `w` for a pause of half a second.
    pub(crate) fn send_digits(&self, digits: &str) {
        self.tell(Command::Digits(digits.to_owned()));
    }

    /// Returns how much sound there has been so far.
    pub(crate) fn stats(&self) -> Sound {
        *self.sound.borrow()
    }

    /// Ends the leg, and says so to the browser.
    pub(crate) fn close(&self) {
        self.tell(Command::Close);
    }

    /// Tells the leg's task. One that has ended has nothing more to do.
    fn tell(&self, command: Command) {
        let _ = self.commands.send(command);
    }

    async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<T, MediaError>>) -> Command,
    ) -> Result<T, MediaError> {
        let (reply, answer) = oneshot::channel();
        self.tell(command(reply));
        answer.await.unwrap_or(Err(MediaError::Closed))
    }
}

impl fmt::Debug for MediaLeg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaLeg").field("sound", &self.stats()).finish_non_exhaustive()
    }
}

/// Why there is no sound.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MediaError {
    /// No UDP port on any address.
    #[error("no address of this machine can be bound")]
    Sockets(#[source] io::Error),
    /// A browser's description cannot be read.
    #[error("the description is not an SDP")]
    Sdp(#[from] SdpError),
    /// A browser's description can be read, and not be met.
    #[error("the SDP cannot be met")]
    Negotiation(#[from] RtcError),
    /// A browser without G.711 µ-law, which all have.
    #[error("the SDP has no PCMU")]
    NoCommonSound,
    /// An answer came to nothing, or a second one.
    #[error("no offer is waiting for an answer")]
    NothingOffered,
    /// The leg has ended.
    #[error("the leg is closed")]
    Closed,
    /// A file is no sound that can be played.
    #[error("the clip cannot be read")]
    Clip(#[from] SymphoniaError),
    /// A file is sound, of no length.
    #[error("the clip holds no sound")]
    ClipSilent,
    /// A file is longer than this.
    #[error("the clip is longer than {} minutes", .0.as_secs() / 60)]
    ClipTooLong(Duration),
}
