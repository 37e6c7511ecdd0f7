//! Twilio credentials: real ones from the environment, or made-up ones.

use switchboard_lambda::settings::Settings;
use switchboard_simulator::{new_sid, random_hex};

/// Any of these in the environment means that its credentials are used, and must be complete.
const NAMES: [&str; 5] = [
    "TWILIO_ACCOUNT_SID",
    "TWILIO_APP_SID",
    "TWILIO_API_KEY_SID",
    "TWILIO_API_KEY_SECRET",
    "TWILIO_AUTH_TOKEN",
];

/// Where the credentials come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Credentials {
    /// From the environment: tokens work at Twilio.
    Real,
    /// Made up at this start: tokens look right, and work nowhere else.
    MadeUp,
}

/// Returns `settings`, with made-up credentials where they name none.
pub(crate) fn complete(settings: Settings) -> (Settings, Credentials) {
    if NAMES.iter().any(|name| settings.get(name).is_some()) {
        return (settings, Credentials::Real);
    }
    let settings = settings
        .with("TWILIO_ACCOUNT_SID", new_sid("AC"))
        .with("TWILIO_APP_SID", new_sid("AP"))
        .with("TWILIO_API_KEY_SID", new_sid("SK"))
        .with("TWILIO_API_KEY_SECRET", random_hex())
        .with("TWILIO_AUTH_TOKEN", random_hex());
    (settings, Credentials::MadeUp)
}
