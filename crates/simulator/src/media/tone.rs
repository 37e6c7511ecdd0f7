//! The tones of a telephone network: pairs of sine waves.

use std::f64::consts::TAU;

use super::mulaw::SAMPLE_RATE;

/// The amplitude of each of the two waves, where full scale is 1: about −13 dBm0, since G.711 puts full scale at +3.17 dBm0.
/// Both together never clip.
const AMPLITUDE: f64 = 0.16;

/// Two frequencies, in Hz.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TonePair(pub(super) u32, pub(super) u32);

/// The ringing tone of the United States, Twilio's default
/// ([`ringTone`](https://www.twilio.com/docs/voice/twiml/dial#ringtone); the frequencies and cadence are in
/// [ITU-T E.180](https://www.itu.int/rec/T-REC-E.180)).
const RINGING: TonePair = TonePair(440, 480);

/// Two seconds of [`RINGING`], four of silence.
const RINGING_SAMPLES: u32 = 2 * SAMPLE_RATE;
const RINGING_PERIOD_SAMPLES: u32 = 6 * SAMPLE_RATE;

/// The keys of a phone, and what [ITU-T Q.23](https://www.itu.int/rec/T-REC-Q.23) sounds for each: rows by columns.
const KEYS: [[char; 4]; 4] =
    [['1', '2', '3', 'A'], ['4', '5', '6', 'B'], ['7', '8', '9', 'C'], ['*', '0', '#', 'D']];
const ROWS: [u32; 4] = [697, 770, 852, 941];
const COLUMNS: [u32; 4] = [1209, 1336, 1477, 1633];

impl TonePair {
    /// Returns the tones of a key (`0` to `9`, `*`, `#`, `A` to `D`), or nothing for any other character.
    pub(super) fn of_key(key: char) -> Option<Self> {
        KEYS.iter().zip(ROWS).find_map(|(keys, row)| {
            let (_, column) = keys.iter().zip(COLUMNS).find(|(other, _)| **other == key)?;
            Some(Self(row, column))
        })
    }

    /// Returns the linear sample at a number of samples after the tone's begin.
    pub(super) fn at(self, sample: u32) -> i16 {
        let seconds = f64::from(sample) / f64::from(SAMPLE_RATE);
        let wave = |hertz: u32| (TAU * f64::from(hertz) * seconds).sin() * AMPLITUDE;
        linear(wave(self.0) + wave(self.1))
    }
}

/// Returns the linear sample of the ringing tone at a number of samples after its begin.
pub(super) fn ringing_at(sample: u32) -> i16 {
    let sample = sample % RINGING_PERIOD_SAMPLES;
    if sample < RINGING_SAMPLES { RINGING.at(sample) } else { 0 }
}

/// Returns a sample in 16 bits, where full scale is 1 before.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast keeps to the range of 16 bits, which is what is meant"
)]
pub(super) fn linear(sample: f64) -> i16 {
    (sample * f64::from(i16::MAX)).round() as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::tests::strength;

    fn seconds(range: std::ops::Range<u32>) -> Vec<i16> {
        (range.start * SAMPLE_RATE..range.end * SAMPLE_RATE).map(ringing_at).collect()
    }

    #[test]
    fn a_phone_rings_for_two_seconds_in_six() {
        for period in [0, 6, 600] {
            let ringing = seconds(period..period + 2);
            assert!(strength(&ringing, 440) > 0.1 && strength(&ringing, 480) > 0.1);
            assert!(strength(&ringing, 460) < 0.01);
            assert!(seconds(period + 2..period + 6).iter().all(|sample| *sample == 0));
        }
    }

    #[test]
    fn a_key_sounds_its_row_and_its_column() {
        assert_eq!(TonePair::of_key('1'), Some(TonePair(697, 1209)));
        assert_eq!(TonePair::of_key('5'), Some(TonePair(770, 1336)));
        assert_eq!(TonePair::of_key('#'), Some(TonePair(941, 1477)));
        assert_eq!(TonePair::of_key('D'), Some(TonePair(941, 1633)));
        assert_eq!(TonePair::of_key('w'), None);
        let five: Vec<i16> = (0..1280).map(|sample| TonePair(770, 1336).at(sample)).collect();
        assert!(strength(&five, 770) > 0.1 && strength(&five, 1336) > 0.1);
        assert!(strength(&five, 697) < 0.01 && strength(&five, 1209) < 0.01);
    }
}
