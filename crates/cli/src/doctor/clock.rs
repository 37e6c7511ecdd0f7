//! The clocks agree.

use std::time::SystemTime;

use super::{
    finding::Finding,
    http::{Http, send},
    target::{Place, Target},
};

pub(super) const CLOCK: &str = "clock";

/// How far two clocks may be apart. Those that are set over the network differ by a fraction of a second; a `Date` has whole
/// seconds, and the request takes some. A token is valid for an hour, and Twilio lets its own clock decide, so that half a
/// minute takes nothing from it that anybody would notice.
const TOLERANCE_SECONDS: u64 = 30;

/// Compares the clocks of the API and, where its address is given, of Twilio with each other and with this machine's.
pub(super) async fn check(target: &Target, twilio: Option<&str>) -> Vec<Finding> {
    let ahead = async |http: &Http, url: &str| {
        let answer = send(http.options(url)).await.ok();
        answer.and_then(|answer| answer.seconds_ahead())
    };
    let api = ahead(&target.http, &target.token_url);
    let Some(url) = twilio else { return vec![judge(target.place, api.await, Twilio::NotAsked)] };
    let (api, twilio) = tokio::join!(api, ahead(&target.http, url));
    vec![judge(target.place, api, twilio.map_or(Twilio::Silent, Twilio::Ahead))]
}

/// What is known of Twilio's clock.
#[derive(Clone, Copy)]
enum Twilio {
    NotAsked,
    Silent,
    /// By so many seconds it is ahead of this machine's.
    Ahead(i64),
}

/// `api` is how many seconds the API is ahead of this machine.
fn judge(place: Place, api: Option<i64>, twilio: Twilio) -> Finding {
    let Some(api) = api else {
        return Finding::not_checked(CLOCK, "the API does not say its time");
    };
    if let Twilio::Ahead(twilio) = twilio
        && is_apart(twilio, api)
    {
        let apart = twilio.abs_diff(api);
        return match place {
            // The tokens are made by this very clock.
            Place::ThisMachine => Finding::wrong(
                CLOCK,
                format!(
                    "this machine's clock and Twilio's are {apart} s apart, so tokens end early or are refused"
                ),
                "set this machine's clock over the network",
            ),
            Place::Stack => Finding::wrong(
                CLOCK,
                format!(
                    "the API's clock and Twilio's are {apart} s apart, so tokens end early or are refused"
                ),
                "ask whoever runs what answers at the API's address; AWS's own clocks are right",
            ),
        };
    }
    if is_apart(api, 0) {
        // AWS refuses a request that is signed more than five minutes before or after:
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
        return Finding::warning(
            CLOCK,
            format!(
                "this machine's clock is {} s apart from the API's; five minutes keep it out of AWS",
                api.abs_diff(0)
            ),
            "set this machine's clock over the network",
        );
    }
    match (place, twilio) {
        (_, Twilio::Ahead(_)) => Finding::ok(CLOCK, "the API's, Twilio's and this machine's agree"),
        (Place::Stack, _) => Finding::ok(CLOCK, "the API's and this machine's agree; Twilio's is not known"),
        (Place::ThisMachine, Twilio::NotAsked) => Finding::ok(CLOCK, "it is all one machine's"),
        (Place::ThisMachine, Twilio::Silent) => Finding::not_checked(CLOCK, "Twilio does not say its time"),
    }
}

fn is_apart(one: i64, other: i64) -> bool {
    one.abs_diff(other) > TOLERANCE_SECONDS
}

/// This machine's time.
pub(super) fn unix_seconds() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
