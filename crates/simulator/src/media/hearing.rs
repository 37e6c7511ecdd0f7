//! What one side of a call hears, frame by frame.

use std::{collections::VecDeque, sync::Arc};

use tokio::sync::broadcast::{self, error::TryRecvError};

use super::{
    Clip,
    mulaw::{self, FRAME_SAMPLES, Frame, SILENT_FRAME},
    tone::{self, TonePair},
};

/// The µ-law payload of one packet from a browser: usually one frame, but its length is the browser's choice.
pub(super) type Voice = Arc<[u8]>;

/// How long a digit sounds, and how long it is silent before the next. Receivers must take 40 ms of each
/// ([ITU-T Q.24](https://www.itu.int/rec/T-REC-Q.24)); a person hears these as a phone's keys.
const DIGIT_FRAMES: u32 = 8;
const GAP_FRAMES: u32 = 4;

/// `w` among digits is half a second of nothing, as in Twilio's
/// [`<Play digits>`](https://www.twilio.com/docs/voice/twiml/play#digits); `W` a whole one.
const HALF_SECOND_FRAMES: u32 = 25;

/// Where a side's sound comes from, as its task holds it. A bridged leg is only a receiver here: it does not keep the other
/// leg alive.
pub(super) enum Heard {
    Silence,
    Ringing { sample: u32 },
    Clip { clip: Arc<Clip>, position: usize },
    Voice { packets: broadcast::Receiver<Voice>, rest: VecDeque<u8> },
}

/// A side's sound, with the digits that sound over it.
pub(super) struct Hearing {
    heard: Heard,
    digits: VecDeque<char>,
    /// The digit or pause that sounds now, and how many of its frames have gone.
    sounding: Option<(char, u32)>,
}

impl Hearing {
    pub(super) fn new() -> Self {
        Self { heard: Heard::Silence, digits: VecDeque::new(), sounding: None }
    }

    pub(super) fn hear(&mut self, heard: Heard) {
        self.heard = heard;
    }

    pub(super) fn add_digits(&mut self, digits: &str) {
        self.digits.extend(digits.chars());
    }

    /// Returns what is heard for the next 20 ms.
    pub(super) fn next_frame(&mut self) -> Frame {
        let mut frame = self.heard.next_frame();
        if let Some((tones, begin)) = self.next_digit_frame() {
            for (code, sample) in frame.iter_mut().zip(begin..) {
                *code = mulaw::encode(mulaw::decode(*code).saturating_add(tones.at(sample)));
            }
        }
        frame
    }

    /// Goes one frame further in the digits. Returns the tones that sound in it, and the sample they have come to.
    fn next_digit_frame(&mut self) -> Option<(TonePair, u32)> {
        let (digit, frames) = match self.sounding.take() {
            Some(sounding) => sounding,
            None => (self.digits.pop_front()?, 0),
        };
        let tones = TonePair::of_key(digit);
        let length = match digit {
            _ if tones.is_some() => DIGIT_FRAMES + GAP_FRAMES,
            'w' => HALF_SECOND_FRAMES,
            'W' => 2 * HALF_SECOND_FRAMES,
            _ => 0,
        };
        self.sounding = (frames + 1 < length).then_some((digit, frames + 1));
        tones.filter(|_| frames < DIGIT_FRAMES).map(|tones| (tones, frames * FRAME_SAMPLES))
    }
}

impl Heard {
    fn next_frame(&mut self) -> Frame {
        let mut frame = SILENT_FRAME;
        match self {
            Self::Silence => {}
            Self::Ringing { sample } => {
                for code in &mut frame {
                    *code = mulaw::encode(tone::ringing_at(*sample));
                    *sample = sample.wrapping_add(1);
                }
            }
            Self::Clip { clip, position } => {
                let rest = clip.codes().get(*position..).unwrap_or_default();
                for (code, played) in frame.iter_mut().zip(rest) {
                    *code = *played;
                }
                *position += frame.len();
            }
            Self::Voice { packets, rest } => {
                fill(rest, packets);
                let length = rest.len().min(frame.len());
                for (code, spoken) in frame.iter_mut().zip(rest.drain(..length)) {
                    *code = spoken;
                }
            }
        }
        frame
    }
}

/// Takes packets until there is a frame, or no packet is left.
fn fill(rest: &mut VecDeque<u8>, packets: &mut broadcast::Receiver<Voice>) {
    while rest.len() < SILENT_FRAME.len() {
        match packets.try_recv() {
            Ok(voice) => rest.extend(voice.iter()),
            // The oldest packets have been dropped: what came after them follows.
            Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::tests::strength;

    fn frames(hearing: &mut Hearing, count: usize) -> Vec<i16> {
        (0..count).flat_map(|_| hearing.next_frame()).map(mulaw::decode).collect()
    }

    /// Packets of the length given, of which the first is all ones, the second all twos.
    fn say(voice: &broadcast::Sender<Voice>, packets: std::ops::RangeInclusive<u8>, length: usize) {
        for packet in packets {
            voice.send(vec![packet; length].into()).unwrap();
        }
    }

    fn hearing_voice(capacity: usize) -> (broadcast::Sender<Voice>, Hearing) {
        let voice = broadcast::Sender::new(capacity);
        let mut hearing = Hearing::new();
        hearing.hear(Heard::Voice { packets: voice.subscribe(), rest: VecDeque::new() });
        (voice, hearing)
    }

    #[test]
    fn a_recording_ends_in_silence() {
        let clip = Clip::decode(vec![0x80; 200], Some("audio/basic")).unwrap();
        let mut hearing = Hearing::new();
        hearing.hear(Heard::Clip { clip: Arc::new(clip), position: 0 });
        assert_eq!(hearing.next_frame(), [0x80; 160]);
        let last = hearing.next_frame();
        assert_eq!((&last[..40], &last[40..]), (&[0x80; 40][..], &[0xFF; 120][..]));
        assert_eq!(hearing.next_frame(), SILENT_FRAME);
    }

    #[test]
    fn a_voice_is_passed_on_as_it_is() {
        let (voice, mut hearing) = hearing_voice(4);
        say(&voice, 1..=2, 160);
        assert_eq!(hearing.next_frame(), [1; 160]);
        assert_eq!(hearing.next_frame(), [2; 160]);
        assert_eq!(hearing.next_frame(), SILENT_FRAME);
        say(&voice, 3..=3, 160);
        assert_eq!(hearing.next_frame(), [3; 160]);
        drop(voice);
        assert_eq!(hearing.next_frame(), SILENT_FRAME);
    }

    #[test]
    fn of_a_voice_that_waits_the_oldest_is_dropped() {
        let (voice, mut hearing) = hearing_voice(4);
        say(&voice, 1..=9, 160);
        for packet in 6..=9 {
            assert_eq!(hearing.next_frame(), [packet; 160]);
        }
        assert_eq!(hearing.next_frame(), SILENT_FRAME);
    }

    #[test]
    fn packets_of_another_length_are_cut_into_frames() {
        let (voice, mut hearing) = hearing_voice(8);
        say(&voice, 1..=2, 240);
        assert_eq!(hearing.next_frame(), [1; 160]);
        let second = hearing.next_frame();
        assert_eq!((&second[..80], &second[80..]), (&[1; 80][..], &[2; 80][..]));
        assert_eq!(hearing.next_frame(), [2; 160]);
        say(&voice, 3..=4, 80);
        let halves = hearing.next_frame();
        assert_eq!((&halves[..80], &halves[80..]), (&[3; 80][..], &[4; 80][..]));
    }

    #[test]
    fn digits_sound_for_160_ms_with_gaps_and_pauses() {
        let mut hearing = Hearing::new();
        // What is no key is passed over.
        hearing.add_digits("1x");
        hearing.add_digits("w#");
        let first = frames(&mut hearing, 8);
        assert!(strength(&first, 697) > 0.15 && strength(&first, 1209) > 0.15);
        assert!(frames(&mut hearing, 4 + 1 + 25).iter().all(|sample| *sample == 0));
        let second = frames(&mut hearing, 8);
        assert!(strength(&second, 941) > 0.15 && strength(&second, 1477) > 0.15);
        assert!(frames(&mut hearing, 50).iter().all(|sample| *sample == 0));
    }

    #[test]
    fn digits_are_added_to_what_is_heard_meanwhile() {
        let mut hearing = Hearing::new();
        hearing.hear(Heard::Ringing { sample: 0 });
        hearing.add_digits("1");
        let heard = frames(&mut hearing, 8);
        for hertz in [440, 480, 697, 1209] {
            assert!(strength(&heard, hertz) > 0.1, "{hertz}");
        }
    }
}
