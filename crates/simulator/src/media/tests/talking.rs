//! What the two sides hear.

use std::{
    f64::consts::TAU,
    sync::Arc,
    time::{Duration, Instant},
};

use super::{Browser, called_by_browser, calling_browser, lines, next, strength, until};
use crate::media::{Clip, MediaEvent, MediaLeg, Source, mulaw, tone::linear};

/// Long enough to tell 440 Hz from 480, and for a machine that is busy meanwhile.
const A_WHILE: Duration = Duration::from_millis(400);

/// As loud as half of what the browser says, or of a tone of ours.
const HEARD: f64 = 0.07;

/// µ-law is not exact: this much is its noise.
const NOISE: f64 = 0.01;

/// Returns 700 Hz, as loud as a browser's voice.
fn recording(milliseconds: u32) -> Source {
    let tone = |sample: u32| (f64::from(sample) * 700.0 / 8000.0 * TAU).sin() * 0.3;
    let codes = (0..8 * milliseconds).map(|sample| mulaw::encode(linear(tone(sample)))).collect();
    Source::Clip(Arc::new(Clip::decode(codes, Some("audio/basic")).unwrap()))
}

fn loudest(samples: &[i16]) -> u16 {
    samples.iter().map(|sample| sample.unsigned_abs()).max().expect("something is always sent")
}

#[tokio::test]
async fn a_browser_is_heard() {
    for (leg, _events, browser) in [called_by_browser().await, calling_browser().await] {
        until(async || leg.stats().packets_received > 5).await;
        assert!(leg.stats().energy_received.abs() < f64::EPSILON, "silence has no energy");
        browser.speak(600).await;
        // A tone of amplitude 0.3 has the mean square 0.045.
        until(async || leg.stats().energy_received > 0.045 * 0.3).await;
        let sound = leg.stats();
        assert!(sound.connected);
        assert!(
            sound.energy_received < 0.05 * 0.02 * f64::from(u32::try_from(sound.packets_received).unwrap())
        );
    }
}

#[tokio::test]
async fn a_browser_hears_ringing_and_then_nothing() {
    for (leg, _events, browser) in [called_by_browser().await, calling_browser().await] {
        leg.hear(Source::Ringback);
        let ringing = browser.hear(A_WHILE).await;
        assert!(strength(&ringing, 440) > HEARD && strength(&ringing, 480) > HEARD);
        leg.hear(Source::Silence);
        // What is on its way arrives first.
        browser.hear(Duration::from_millis(100)).await;
        assert_eq!(loudest(&browser.hear(A_WHILE).await), 0);
    }
}

#[tokio::test]
async fn a_frame_is_sent_every_20_ms_with_a_clock_without_gaps() {
    let (leg, _events, browser) = called_by_browser().await;
    let (before, begin) = (leg.stats().packets_sent, Instant::now());
    let packets = browser.listen(Duration::from_secs(1)).await;
    let due = begin.elapsed().as_secs_f64() * 50.0;
    let came = f64::from(u32::try_from(packets.len()).unwrap());
    assert!((came - due).abs() < 15.0, "{came} instead of {due}");
    assert!(leg.stats().packets_sent >= before + packets.len() as u64);
    assert!(packets.iter().all(|packet| packet.data.len() == 160));
    assert!(packets.windows(2).all(|pair| pair[1].time.numer() == pair[0].time.numer() + 160));
}

#[tokio::test]
async fn a_recording_is_heard_once() {
    let (leg, _events, browser) = called_by_browser().await;
    leg.hear(recording(200));
    let heard = browser.hear(Duration::from_millis(600)).await;
    // 200 of 600 ms.
    assert!(strength(&heard, 700) > 0.07, "{}", strength(&heard, 700));
    assert_eq!(loudest(&browser.hear(A_WHILE).await), 0);
}

#[tokio::test]
async fn two_browsers_hear_each_other() {
    let (leg_a, _events_a, browser_a) = called_by_browser().await;
    let (leg_b, _events_b, browser_b) = calling_browser().await;
    browser_a.speak(600).await;
    browser_b.speak(1000).await;
    leg_a.hear(Source::Leg(leg_b.clone()));
    leg_b.hear(Source::Leg(leg_a.clone()));
    browser_a.hear(Duration::from_millis(100)).await;
    let (heard_by_a, heard_by_b) = tokio::join!(browser_a.hear(A_WHILE), browser_b.hear(A_WHILE));
    assert!(strength(&heard_by_a, 1000) > HEARD && strength(&heard_by_b, 600) > HEARD);
    assert!(strength(&heard_by_a, 600) < NOISE && strength(&heard_by_b, 1000) < NOISE);
}

#[tokio::test]
async fn pressed_keys_are_reported_once_each() {
    let (_leg, mut events, browser) = called_by_browser().await;
    for key in [5, 5, 11] {
        browser.press(key).await;
    }
    for digit in ['5', '5', '#'] {
        assert_eq!(next(&mut events).await, Some(MediaEvent::Digit(digit)));
    }
    assert!(events.is_empty());
}

#[tokio::test]
async fn digits_sound_over_what_is_heard() {
    let (leg, _events, browser) = called_by_browser().await;
    leg.hear(Source::Ringback);
    leg.send_digits("5#");
    // They take 480, of which each sounds 160.
    let heard = browser.hear(Duration::from_millis(700)).await;
    for hertz in [770, 1336, 941, 1477] {
        assert!(strength(&heard, hertz) > 2.0 * NOISE, "{hertz}");
    }
    assert!(strength(&heard, 440) > HEARD && strength(&heard, 480) > HEARD);
    let after = browser.hear(A_WHILE).await;
    assert!(strength(&after, 770) < NOISE, "{}", strength(&after, 770));
}

#[tokio::test]
async fn sound_goes_on_over_a_new_way() {
    for (leg, mut events, browser) in [called_by_browser().await, calling_browser().await] {
        browser.speak(600).await;
        leg.hear(recording(30_000));
        let answers = restart(&leg, &browser).await;
        let again = restart(&leg, &browser).await;
        assert_ne!(lines(&answers, "a=ice-ufrag"), lines(&again, "a=ice-ufrag"));
        assert_eq!(lines(&answers, "a=fingerprint"), lines(&again, "a=fingerprint"));
        assert_eq!(lines(&answers, "m=").len(), 1);

        let before = leg.stats();
        assert!(strength(&browser.hear(A_WHILE).await, 700) > HEARD);
        assert!(leg.stats().packets_received > before.packets_received + 5);
        assert!(leg.stats().energy_received > before.energy_received);
        assert!(events.try_recv().is_err(), "nothing was lost, and nothing begins anew");
    }
}

/// Lets the browser find a new way. Returns the answer that it got.
async fn restart(leg: &MediaLeg, browser: &Browser) -> String {
    let answer = leg.renegotiate(&browser.restart().await).await.unwrap();
    assert!(!browser.accept(&answer).await, "the old way is given up");
    until(async || browser.is_connected().await).await;
    answer
}
