//! µ-law, the telephone's 8 bits a sample ([ITU-T G.711](https://www.itu.int/rec/T-REC-G.711)), in frames of 20 ms.

use std::time::Duration;

/// Samples a second.
pub(super) const SAMPLE_RATE: u32 = 8000;

/// Samples of one [`Frame`]: also its µ-law bytes, and the ticks of its RTP clock.
pub(super) const FRAME_SAMPLES: u32 = SAMPLE_RATE / 50;

/// How long a [`Frame`] sounds: the packet time that browsers use for G.711
/// ([RFC 3551, 4.2](https://www.rfc-editor.org/rfc/rfc3551#section-4.2)).
pub(super) const FRAME_DURATION: Duration = Duration::from_millis(20);

/// The µ-law code of zero.
pub(super) const SILENCE: u8 = 0xFF;

/// 20 ms of sound, µ-law.
pub(super) type Frame = [u8; FRAME_SAMPLES as usize];

/// 20 ms of nothing.
pub(super) const SILENT_FRAME: Frame = [SILENCE; FRAME_SAMPLES as usize];

/// Added to a magnitude so that every segment begins at a power of two. G.711 has 33 on its 14-bit scale; samples here have
/// 16 bits.
const BIAS: u16 = 33 << 2;

/// The greatest magnitude with a code of its own: with the bias it still fits 15 bits.
const CLIP: u16 = 0x7FFF - BIAS;

/// Returns the µ-law code nearest to a linear sample.
pub(super) fn encode(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let biased = sample.unsigned_abs().min(CLIP) + BIAS;
    // The bias sets bit 7, so that the highest bit is one of 7 to 14, for segments 0 to 7.
    let segment = biased.ilog2() - 7;
    let step = u32::from(biased >> (segment + 3)) & 0x0F;
    let magnitude = u8::try_from((segment << 4) | step).expect("three bits and four");
    !(sign | magnitude)
}

/// Returns the linear sample that a µ-law code stands for.
pub(super) fn decode(code: u8) -> i16 {
    let code = !code;
    let segment = (code >> 4) & 0x07;
    let step = i16::from(code & 0x0F);
    let bias = BIAS.cast_signed();
    let magnitude = (((step << 3) + bias) << segment) - bias;
    if code & 0x80 == 0 { magnitude } else { -magnitude }
}

/// Returns the energy of µ-law sound, as WebRTC counts it: the mean square of its samples, where full scale is 1, times its
/// duration in seconds ([`totalAudioEnergy`](https://www.w3.org/TR/webrtc-stats/#dom-rtcinboundrtpstreamstats-totalaudioenergy)).
pub(super) fn energy(codes: &[u8]) -> f64 {
    let squares: f64 =
        codes.iter().map(|code| (f64::from(decode(*code)) / f64::from(i16::MAX)).powi(2)).sum();
    // The mean over n samples times n / 8000 seconds.
    squares / f64::from(SAMPLE_RATE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_comes_back() {
        for code in 0..=u8::MAX {
            // 0x7F is a second zero, for what is a little less than nothing.
            let expected = if code == 0x7F { SILENCE } else { code };
            assert_eq!(encode(decode(code)), expected, "{code:#04x}");
        }
    }

    #[test]
    fn codes_stand_for_the_values_of_the_recommendation() {
        // Table 2a of G.711 (its 14-bit values times 4): the ends of the scale, and the first value of each segment.
        let values = [
            (0xFF, 0),
            (0xFE, 8),
            (0xEF, 132),
            (0xDF, 396),
            (0xCF, 924),
            (0xBF, 1980),
            (0xAF, 4092),
            (0x9F, 8316),
            (0x8F, 16764),
            (0x80, 32124),
            (0x7F, 0),
            (0x0F, -16764),
            (0x00, -32124),
        ];
        for (code, value) in values {
            assert_eq!(decode(code), value, "{code:#04x}");
        }
    }

    #[test]
    fn a_sample_is_at_most_half_a_step_from_its_code() {
        for sample in i16::MIN..=i16::MAX {
            let code = encode(sample);
            let heard = i32::from(sample).clamp(-i32::from(CLIP), i32::from(CLIP));
            let half_a_step = 4 << ((!code >> 4) & 0x07);
            assert!((i32::from(decode(code)) - heard).abs() <= half_a_step, "{sample}");
        }
    }

    #[test]
    fn energy_is_mean_square_times_seconds() {
        assert!(energy(&SILENT_FRAME).abs() < f64::EPSILON);
        // A square wave at full scale for a fiftieth of a second.
        let loud = energy(&[0x80; 160]);
        assert!((loud - 0.02 * (32124.0_f64 / 32767.0).powi(2)).abs() < 1e-9, "{loud}");
    }
}
