//! What is agreed on with a browser before there is sound: the one form in which sound travels, and the addresses.

use std::{net::SocketAddr, time::Instant};

use str0m::{
    Candidate, Rtc, RtcConfig, RtcError,
    change::{SdpAnswer, SdpOffer, SdpPendingOffer},
    format::{Codec, FormatParams, PayloadParams},
    media::{Direction, Frequency, MediaKind, Mid, Pt},
};

use super::MediaError;

/// The payload type of digits in an offer of ours; in an answer it is the browser's.
const DIGITS_PAYLOAD: u8 = 101;

/// Returns a peer that takes G.711 µ-law and digits, and nothing else: so that what one leg hears can be sent to another as it
/// is. Above all no comfort noise: a browser that may send it sends nothing during a steady tone.
///
/// It is an ICE-lite peer, as a server with addresses of its own is
/// ([RFC 8445, 2.5](https://www.rfc-editor.org/rfc/rfc8445#section-2.5)): all its addresses are in its first description, and
/// the browser finds a way to one of them. The browser's description may then hold none at all.
///
/// # Errors
///
/// [`MediaError::Negotiation`] when an address is not one that ICE can use.
pub(super) fn peer(addresses: impl Iterator<Item = SocketAddr>) -> Result<Rtc, MediaError> {
    let mut config =
        RtcConfig::new().set_ice_lite(true).set_rtp_mode(true).clear_codecs().enable_pcmu(true, false);
    config.codec_config().add_config(
        DIGITS_PAYLOAD.into(),
        None,
        Codec::Tele,
        Frequency::EIGHT_KHZ,
        None,
        FormatParams::default(),
    );
    let mut rtc = config.build(Instant::now());
    for address in addresses {
        rtc.add_local_candidate(Candidate::host(address, "udp").map_err(RtcError::from)?);
    }
    Ok(rtc)
}

/// Offers sound both ways, in a stream of its own, without which a browser would raise no `track` with a stream.
pub(super) fn offer(rtc: &mut Rtc) -> (String, (SdpPendingOffer, Mid)) {
    let mut change = rtc.sdp_api();
    let mid = change.add_media(
        MediaKind::Audio,
        Direction::SendRecv,
        Some("call".to_owned()),
        Some("voice".to_owned()),
        None,
    );
    let (offer, pending) = change.apply().expect("a new media line needs an offer");
    (offer.to_sdp_string(), (pending, mid))
}

/// Takes the answer to an offer of ours.
///
/// # Errors
///
/// [`MediaError::Sdp`] when it is not an SDP, [`MediaError::Negotiation`] when it does not answer that offer, and
/// [`MediaError::NoCommonSound`] when it refuses the sound.
pub(super) fn accept_answer(
    rtc: &mut Rtc,
    (pending, mid): (SdpPendingOffer, Mid),
    answer: &str,
) -> Result<(), MediaError> {
    rtc.sdp_api().accept_answer(pending, SdpAnswer::from_sdp_string(answer)?)?;
    sound_payload(rtc, mid).map(|_| ()).ok_or(MediaError::NoCommonSound)
}

/// Answers an offer, the first or a later one: one with new ICE credentials restarts ICE, and leaves the encryption as it is.
/// Returns the answer, and which media line has the sound.
///
/// # Errors
///
/// [`MediaError::Sdp`] when it is not an SDP, [`MediaError::Negotiation`] when it cannot be answered, and
/// [`MediaError::NoCommonSound`] when it has no sound that we have too.
pub(super) fn answer(rtc: &mut Rtc, offer: &str) -> Result<(String, Mid), MediaError> {
    let answer = rtc.sdp_api().accept_offer(SdpOffer::from_sdp_string(offer)?)?;
    let with_sound = |mid: &Mid| sound_payload(rtc, *mid).is_some();
    let mid = answer.media_lines.iter().find_map(|line| Some(line.mid()).filter(with_sound));
    let mid = mid.ok_or(MediaError::NoCommonSound)?;
    Ok((answer.to_sdp_string(), mid))
}

/// Returns the payload type of sound, if both sides have it.
pub(super) fn sound_payload(rtc: &Rtc, mid: Mid) -> Option<Pt> {
    let agreed = rtc.media(mid)?.remote_pts();
    rtc.codec_config()
        .find(|params| codec(params) == Codec::PCMU && agreed.contains(&params.pt()))
        .map(PayloadParams::pt)
}

/// Returns what a payload type stands for.
pub(super) fn codec_of(rtc: &Rtc, payload: Pt) -> Option<Codec> {
    rtc.codec_config().find(|params| params.pt() == payload).map(codec)
}

fn codec(params: &PayloadParams) -> Codec {
    params.spec().codec
}
