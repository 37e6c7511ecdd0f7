//! Legs with a browser's part played in this process, over real UDP.

mod browser;
mod over;
mod talking;

use std::{
    f64::consts::TAU,
    time::{Duration, Instant},
};

use tokio::{sync::mpsc::UnboundedReceiver, time};

use self::browser::Browser;
use super::{MediaError, MediaEvent, MediaLeg, mulaw::SAMPLE_RATE};

/// Longer than anything here takes, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

type Events = UnboundedReceiver<MediaEvent>;

/// Returns the amplitude of one frequency in linear samples, where full scale is 1.
pub(super) fn strength(samples: &[i16], hertz: u32) -> f64 {
    let turn = TAU * f64::from(hertz) / f64::from(SAMPLE_RATE);
    let (mut real, mut imaginary, mut angle, mut count) = (0.0, 0.0, 0.0, 0.0);
    for sample in samples {
        let value = f64::from(*sample) / f64::from(i16::MAX);
        real += value * f64::cos(angle);
        imaginary += value * f64::sin(angle);
        angle += turn;
        count += 1.0;
    }
    if count > 0.0 { 2.0 * real.hypot(imaginary) / count } else { 0.0 }
}

/// Returns a leg that answers a browser, connected.
async fn called_by_browser() -> (MediaLeg, Events, Browser) {
    let (browser, offer) = Browser::offering().await;
    let (leg, answer, mut events) = MediaLeg::answering(&offer).await.unwrap();
    browser.accept(&answer).await;
    assert_eq!(next(&mut events).await, Some(MediaEvent::Connected));
    (leg, events, browser)
}

/// Returns a leg that is offered to a browser, connected.
async fn calling_browser() -> (MediaLeg, Events, Browser) {
    let (leg, offer, mut events) = MediaLeg::offering().await.unwrap();
    let (browser, answer) = Browser::answering(&offer).await;
    leg.accept_answer(&answer).await.unwrap();
    assert_eq!(next(&mut events).await, Some(MediaEvent::Connected));
    (leg, events, browser)
}

/// Returns the next event, or nothing when the leg has ended.
async fn next(events: &mut Events) -> Option<MediaEvent> {
    time::timeout(PATIENCE, events.recv()).await.expect("something happens in time")
}

/// Asks again and again until the answer is yes.
async fn until(mut condition: impl AsyncFnMut() -> bool) {
    let begin = Instant::now();
    while !condition().await {
        assert!(begin.elapsed() < PATIENCE, "it does not come");
        time::sleep(Duration::from_millis(10)).await;
    }
}

/// What an SDP says in its lines that begin so.
fn lines<'a>(sdp: &'a str, begin: &str) -> Vec<&'a str> {
    sdp.split("\r\n").filter(|line| line.starts_with(begin)).collect()
}

#[tokio::test]
async fn an_answer_has_g711_and_digits_and_every_address() {
    let (_browser, offer) = Browser::offering().await;
    assert!(lines(&offer, "m=")[0].ends_with(" 111 0 126"), "{offer}");
    assert_eq!(lines(&offer, "a=candidate:"), [""; 0]);

    let (_leg, answer, _events) = MediaLeg::answering(&offer).await.unwrap();
    assert_eq!(lines(&answer, "m="), ["m=audio 9 UDP/TLS/RTP/SAVPF 0 126"]);
    assert_eq!(lines(&answer, "a=rtpmap"), ["a=rtpmap:0 PCMU/8000", "a=rtpmap:126 telephone-event/8000"]);
    assert_eq!(lines(&answer, "a=setup"), ["a=setup:passive"]);
    assert!(
        lines(&answer, "a=candidate:")
            .iter()
            .any(|line| line.contains(" udp ") && line.contains(" 127.0.0.1 "))
    );
    assert!(!answer.replace("\r\n", "").contains('\n'), "every line ends in CR LF");
}

#[tokio::test]
async fn an_offer_has_a_stream_with_sound_both_ways() {
    let (_leg, offer, _events) = MediaLeg::offering().await.unwrap();
    assert_eq!(lines(&offer, "m="), ["m=audio 9 UDP/TLS/RTP/SAVPF 0 101"]);
    assert_eq!(lines(&offer, "a=rtpmap"), ["a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000"]);
    assert_eq!(lines(&offer, "a=setup"), ["a=setup:actpass"]);
    assert_eq!(lines(&offer, "a=sendrecv"), ["a=sendrecv"]);
    assert_eq!(lines(&offer, "a=ice-lite"), ["a=ice-lite"]);
    assert_eq!(lines(&offer, "a=msid:"), ["a=msid:call voice"]);
    assert!(!lines(&offer, "a=candidate:").is_empty());
}

#[tokio::test]
async fn what_has_no_answer_is_an_error() {
    let begin = async |offer: &str| MediaLeg::answering(offer).await.map(|_| ());
    assert!(matches!(begin("hello").await, Err(MediaError::Sdp(_))));

    let (_browser, offer) = Browser::offering().await;
    let without_g711 = offer.replace(" 111 0 126", " 111").replace("a=rtpmap:0 PCMU/8000\r\n", "");
    assert!(matches!(begin(&without_g711).await, Err(MediaError::NoCommonSound)));
    let ice_lite = offer.replace("t=0 0\r\n", "t=0 0\r\na=ice-lite\r\n");
    assert!(matches!(begin(&ice_lite).await, Err(MediaError::Negotiation(_))));
}

#[tokio::test]
async fn only_an_offer_of_ours_is_answered() {
    let (leg, _events, _browser) = called_by_browser().await;
    assert!(matches!(leg.accept_answer("").await, Err(MediaError::NothingOffered)));
    let (leg, _offer, _events) = MediaLeg::offering().await.unwrap();
    assert!(matches!(leg.accept_answer("hello").await, Err(MediaError::Sdp(_))));
}
