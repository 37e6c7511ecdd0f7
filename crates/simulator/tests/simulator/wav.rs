//! A sound.

use std::time::Duration;

/// A WAV file of 16 bits and 8 kHz: a beep of 500 Hz that lasts so long.
pub(crate) fn beep(duration: Duration) -> Vec<u8> {
    let samples = u32::try_from(duration.as_millis() * 8).unwrap();
    let mut file = Vec::new();
    file.extend(b"RIFF");
    file.extend((36 + 2 * samples).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    // Plain samples, of one channel.
    file.extend([1_u16, 1].map(u16::to_le_bytes).concat());
    file.extend([8000_u32, 16_000].map(u32::to_le_bytes).concat());
    file.extend([2_u16, 16].map(u16::to_le_bytes).concat());
    file.extend(b"data");
    file.extend((2 * samples).to_le_bytes());
    for sample in 0..samples {
        let level: i16 = if sample % 16 < 8 { 8000 } else { -8000 };
        file.extend(level.to_le_bytes());
    }
    file
}
