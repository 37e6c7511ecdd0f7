//! Recorded sound, as `<Play>` fetches it, brought to the telephone's form.

use std::{
    fmt,
    io::{Cursor, ErrorKind},
    time::Duration,
};

use symphonia::core::{
    codecs::{
        CodecParameters,
        audio::{AudioDecoder, AudioDecoderOptions},
    },
    errors::Error as SymphoniaError,
    formats::{FormatOptions, FormatReader, TrackType, probe::Hint},
    io::{MediaSourceStream, MediaSourceStreamOptions},
    meta::MetadataOptions,
    packet::Packet,
};

use super::{
    MediaError,
    mulaw::{self, SAMPLE_RATE},
    tone::linear,
};

/// The longest clip, so that a file that never ends does not fill the memory.
const LONGEST: Duration = Duration::from_secs(10 * 60);
const MOST_SAMPLES: usize = 10 * 60 * SAMPLE_RATE as usize;

/// A recording, as 8 kHz mono µ-law.
pub(crate) struct Clip {
    codes: Vec<u8>,
}

impl Clip {
    /// Reads WAV, MP3 or AIFF of any sample rate and number of channels, or headerless µ-law if the content type is
    /// `audio/basic` or `audio/ulaw`: the kinds that [`<Play>`](https://www.twilio.com/docs/voice/twiml/play#supported-file-types)
    /// takes, except GSM.
    ///
    /// # Errors
    ///
    /// [`MediaError::Clip`] when it is none of these, [`MediaError::ClipSilent`] when it holds no sample, and
    /// [`MediaError::ClipTooLong`] when it lasts longer than ten minutes.
    pub(crate) fn decode(bytes: Vec<u8>, content_type: Option<&str>) -> Result<Self, MediaError> {
        let mime_type = content_type.and_then(|text| text.split(';').next()).unwrap_or_default().trim();
        let codes = if ["audio/basic", "audio/ulaw"].iter().any(|raw| mime_type.eq_ignore_ascii_case(raw)) {
            bytes
        } else {
            read(bytes, mime_type)?
        };
        match codes.len() {
            0 => Err(MediaError::ClipSilent),
            1..=MOST_SAMPLES => Ok(Self { codes }),
            _ => Err(MediaError::ClipTooLong(LONGEST)),
        }
    }

    /// How long it sounds.
    pub(crate) fn duration(&self) -> Duration {
        Duration::from_secs(self.codes.len() as u64) / SAMPLE_RATE
    }

    pub(super) fn codes(&self) -> &[u8] {
        &self.codes
    }
}

impl fmt::Debug for Clip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clip").field("duration", &self.duration()).finish_non_exhaustive()
    }
}

/// Decodes a file until it ends, or is longer than a clip may be.
fn read(bytes: Vec<u8>, mime_type: &str) -> Result<Vec<u8>, SymphoniaError> {
    let mut hint = Hint::new();
    hint.mime_type(mime_type);
    let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes)), MediaSourceStreamOptions::default());
    let mut format = symphonia::default::get_probe().probe(
        &hint,
        stream,
        FormatOptions::default(),
        MetadataOptions::default(),
    )?;
    let (track_id, mut decoder) = decoder(format.as_ref())?;

    let mut codes = Vec::new();
    let mut resampler = Resampler::new();
    let mut interleaved: Vec<f32> = Vec::new();
    while let Some(packet) = next_packet(format.as_mut())?
        && codes.len() <= MOST_SAMPLES
    {
        if packet.track_id != track_id {
            continue;
        }
        let sound = match decoder.decode(&packet) {
            Ok(sound) => sound,
            // Players skip what they cannot read in the middle of a file, such as a foreign tag between MP3 frames.
            Err(SymphoniaError::DecodeError(_)) => continue,
            Err(error) => return Err(error),
        };
        sound.copy_to_vec_interleaved(&mut interleaved);
        for samples in interleaved.chunks_exact(sound.spec().channels().count().max(1)) {
            resampler.push(mean(samples), sound.spec().rate(), &mut codes);
        }
    }
    Ok(codes)
}

/// Returns the first track of sound, and what decodes it.
fn decoder(format: &dyn FormatReader) -> Result<(u32, Box<dyn AudioDecoder>), SymphoniaError> {
    let track = format.default_track(TrackType::Audio);
    let track = track.ok_or(SymphoniaError::Unsupported("a file without sound"))?;
    let parameters = track.codec_params.as_ref().and_then(CodecParameters::audio);
    let parameters = parameters.ok_or(SymphoniaError::Unsupported("a track of an unknown kind"))?;
    let decoder =
        symphonia::default::get_codecs().make_audio_decoder(parameters, &AudioDecoderOptions::default())?;
    Ok((track.id, decoder))
}

/// Returns the next packet, or nothing at the end. A file that breaks off in a packet ends there.
fn next_packet(format: &mut dyn FormatReader) -> Result<Option<Packet>, SymphoniaError> {
    match format.next_packet() {
        Err(SymphoniaError::IoError(error)) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
        other => other,
    }
}

/// Returns the mean of all channels' samples.
fn mean(samples: &[f32]) -> f64 {
    let (sum, count) =
        samples.iter().fold((0.0, 0.0), |(sum, count), sample| (sum + f64::from(*sample), count + 1.0));
    if count > 0.0 { sum / count } else { 0.0 }
}

/// Brings samples of any rate to 8 kHz, by a straight line between each and the next.
struct Resampler {
    previous: f64,
    /// When the next sample at 8 kHz is due, in samples after `previous`.
    due: f64,
}

impl Resampler {
    fn new() -> Self {
        Self { previous: 0.0, due: 1.0 }
    }

    /// Takes one more sample, and adds the µ-law codes of all that are due by then.
    fn push(&mut self, sample: f64, rate: u32, codes: &mut Vec<u8>) {
        // No file has a rate of nought, but one may say so.
        let step = f64::from(rate.max(1)) / f64::from(SAMPLE_RATE);
        while self.due <= 1.0 {
            let between = self.previous + (sample - self.previous) * self.due;
            codes.push(mulaw::encode(linear(between)));
            self.due += step;
        }
        self.due -= 1.0;
        self.previous = sample;
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;
    use crate::media::tests::strength;

    /// Returns a WAV file of 16 bits a sample, interleaved
    /// ([the format](https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html)).
    fn wav(rate: u32, channels: u16, samples: &[i16]) -> Vec<u8> {
        let sound: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        let length = u32::try_from(sound.len()).unwrap();
        let mut file = Vec::new();
        file.extend(b"RIFF");
        file.extend((36 + length).to_le_bytes());
        file.extend(b"WAVEfmt ");
        file.extend(16_u32.to_le_bytes());
        file.extend(1_u16.to_le_bytes());
        file.extend(channels.to_le_bytes());
        file.extend(rate.to_le_bytes());
        file.extend((rate * u32::from(channels) * 2).to_le_bytes());
        file.extend((channels * 2).to_le_bytes());
        file.extend(16_u16.to_le_bytes());
        file.extend(b"data");
        file.extend(length.to_le_bytes());
        file.extend(sound);
        file
    }

    fn tone(rate: u32, hertz: u32, samples: u32) -> impl Iterator<Item = i16> {
        let turn = TAU * f64::from(hertz) / f64::from(rate);
        (0..samples).map(move |sample| linear((f64::from(sample) * turn).sin() * 0.5))
    }

    fn linear_samples(clip: &Clip) -> Vec<i16> {
        clip.codes.iter().map(|code| mulaw::decode(*code)).collect()
    }

    #[test]
    fn a_telephone_s_own_rate_is_kept_sample_by_sample() {
        let samples: Vec<i16> = tone(8000, 440, 800).collect();
        let clip = Clip::decode(wav(8000, 1, &samples), Some("audio/wav")).unwrap();
        assert_eq!(clip.codes, samples.iter().map(|sample| mulaw::encode(*sample)).collect::<Vec<u8>>());
        assert_eq!(clip.duration(), Duration::from_millis(100));
    }

    #[test]
    fn any_rate_becomes_the_telephone_s() {
        for rate in [4000, 11_025, 22_050, 44_100, 48_000] {
            let samples: Vec<i16> = tone(rate, 440, rate).collect();
            let clip = Clip::decode(wav(rate, 1, &samples), None).unwrap();
            assert!((7998..=8002).contains(&clip.codes.len()), "{rate}: {}", clip.codes.len());
            let heard = strength(&linear_samples(&clip), 440);
            assert!((0.47..0.53).contains(&heard), "{rate}: {heard}");
        }
    }

    #[test]
    fn channels_are_heard_together() {
        let samples: Vec<i16> =
            tone(8000, 400, 8000).zip(tone(8000, 900, 8000)).flat_map(<[i16; 2]>::from).collect();
        let clip = Clip::decode(wav(8000, 2, &samples), Some("audio/x-wav")).unwrap();
        assert_eq!(clip.duration(), Duration::from_secs(1));
        let heard = linear_samples(&clip);
        assert!(
            (0.24..0.26).contains(&strength(&heard, 400)) && (0.24..0.26).contains(&strength(&heard, 900))
        );
    }

    #[test]
    fn mp3_is_read() {
        // MPEG 1 layer III, 128 kbit/s, 44.1 kHz, mono: frames of 417 bytes and 1152 samples, empty, so silent.
        let frame = [&[0xFF, 0xFB, 0x90, 0xC4][..], &[0; 413]].concat();
        let clip = Clip::decode(frame.repeat(50), Some("audio/mpeg; charset=binary")).unwrap();
        let seconds = clip.duration().as_secs_f64();
        assert!((1.2..1.4).contains(&seconds), "{seconds}");
        assert!(linear_samples(&clip).iter().all(|sample| *sample == 0));
    }

    #[test]
    fn aiff_is_read() {
        let samples: Vec<u8> = tone(8000, 440, 800).flat_map(i16::to_be_bytes).collect();
        let file = [
            b"FORM\0\0\x06\x6EAIFFCOMM\0\0\0\x12\0\x01\0\0\x03\x20\0\x10".as_slice(),
            // 8000 as an 80-bit float.
            b"\x40\x0B\xFA\0\0\0\0\0\0\0",
            b"SSND\0\0\x06\x48\0\0\0\0\0\0\0\0",
            &samples,
        ];
        let clip = Clip::decode(file.concat(), Some("audio/aiff")).unwrap();
        assert_eq!(clip.duration(), Duration::from_millis(100));
        assert!(strength(&linear_samples(&clip), 440) > 0.47);
    }

    #[test]
    fn raw_mulaw_is_taken_as_it_is() {
        let clip = Clip::decode(vec![0x80, 0xFF, 0x00], Some("audio/basic")).unwrap();
        assert_eq!(clip.codes, [0x80, 0xFF, 0x00]);
        assert_eq!(
            Clip::decode(vec![0x80; 8000], Some("Audio/ULaw")).unwrap().duration(),
            Duration::from_secs(1)
        );
    }

    #[test]
    fn what_cannot_be_played_says_why() {
        let why = |bytes, content_type| Clip::decode(bytes, content_type).unwrap_err().to_string();
        assert_eq!(why(b"<html>not found</html>".repeat(100), Some("audio/mpeg")), "the clip cannot be read");
        assert_eq!(why(Vec::new(), None), "the clip cannot be read");
        assert_eq!(why(wav(8000, 1, &[]), None), "the clip holds no sound");
        assert_eq!(
            why(vec![0xFF; MOST_SAMPLES + 1], Some("audio/basic")),
            "the clip is longer than 10 minutes"
        );
        // One sample a second, for a little more than ten minutes.
        assert_eq!(why(wav(1, 1, &[0; 602]), None), "the clip is longer than 10 minutes");
    }

    #[test]
    fn a_file_that_breaks_off_ends_there() {
        let samples: Vec<i16> = tone(8000, 440, 16_000).collect();
        let mut file = wav(8000, 1, &samples);
        file.truncate(file.len() / 2);
        let clip = Clip::decode(file, Some("audio/wav")).unwrap();
        let seconds = clip.duration().as_secs_f64();
        assert!((0.8..=1.0).contains(&seconds), "{seconds}");
    }
}
