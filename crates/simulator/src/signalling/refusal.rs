//! Why a call was not answered, for the client that placed it.

use crate::leg::Ending;

/// What Twilio's signalling says to a caller whose call was not answered: 31000 and the
/// [SIP response](https://www.twilio.com/docs/api/errors#31-xxx) behind it.
pub(super) fn refusal(ending: Ending) -> Option<(u32, &'static str)> {
    match ending {
        Ending::Busy => Some((31486, "Busy Here")),
        Ending::NoAnswer => Some((31480, "Temporarily Unavailable")),
        Ending::Declined | Ending::Rejected => Some((31603, "Decline")),
        Ending::Unreachable => Some((31404, "Not Found")),
        Ending::HungUp | Ending::Cancelled | Ending::TimeLimit => None,
    }
}
