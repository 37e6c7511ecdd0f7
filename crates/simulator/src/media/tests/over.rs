//! How a leg ends.

use std::time::Duration;

use tokio::time;

use super::{Browser, called_by_browser, next, until};
use crate::media::{MediaError, MediaEvent, Source, endpoint::Endpoint};

#[tokio::test]
async fn a_browser_that_vanishes_is_lost() {
    let (browser, offer) = Browser::offering().await;
    let (leg, answer, mut events) = Endpoint::answering(&offer, Duration::from_secs(1)).await.unwrap();
    browser.accept(&answer).await;
    assert_eq!(next(&mut events).await, Some(MediaEvent::Connected));
    // It says nothing, and is there all the same.
    assert!(time::timeout(Duration::from_secs(2), events.recv()).await.is_err());
    browser.vanish();
    assert_eq!(next(&mut events).await, Some(MediaEvent::Lost));
    assert!(!leg.stats().connected);
    let sent = leg.stats().packets_sent;
    assert!(time::timeout(Duration::from_millis(1500), events.recv()).await.is_err(), "once is enough");
    assert_eq!(leg.stats().packets_sent, sent);
}

#[tokio::test]
async fn a_closed_leg_says_so_and_ends() {
    let (leg, mut events, browser) = called_by_browser().await;
    leg.close();
    assert_eq!(next(&mut events).await, None);
    until(async || browser.is_closed().await).await;
    assert!(!leg.stats().connected);
    assert!(matches!(leg.renegotiate("").await, Err(MediaError::Closed)));
    assert!(matches!(leg.accept_answer("").await, Err(MediaError::Closed)));
    // Nothing is left to hear it.
    leg.hear(Source::Ringback);
    leg.send_digits("1");
    leg.close();
}

#[tokio::test]
async fn two_legs_do_not_keep_each_other_alive() {
    let (leg_a, mut events_a, browser) = called_by_browser().await;
    let (leg_b, mut events_b, _browser) = called_by_browser().await;
    leg_a.hear(Source::Leg(leg_b.clone()));
    leg_b.hear(Source::Leg(leg_a.clone()));
    drop(leg_a);
    assert_eq!(next(&mut events_a).await, None);
    until(async || browser.is_closed().await).await;
    drop(leg_b);
    assert_eq!(next(&mut events_b).await, None);
}
