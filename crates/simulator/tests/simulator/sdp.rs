//! Descriptions of sound that nobody sends.

use std::time::Instant;

use str0m::{
    Rtc,
    change::SdpOffer,
    media::{Direction, MediaKind},
};

/// The offer of a browser without addresses.
pub(crate) fn offer() -> String {
    let mut rtc = silent_browser();
    let mut change = rtc.sdp_api();
    change.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
    change.apply().unwrap().0.to_sdp_string()
}

/// What such a browser answers to `offer`.
pub(crate) fn answer_to(offer: &str) -> String {
    let offer = SdpOffer::from_sdp_string(offer).unwrap();
    silent_browser().sdp_api().accept_offer(offer).unwrap().to_sdp_string()
}

fn silent_browser() -> Rtc {
    Rtc::builder().clear_codecs().enable_pcmu(true, false).build(Instant::now())
}
