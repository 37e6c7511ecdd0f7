//! The paths of what a stack, or `cargo local`, serves.

/// Below the stage: where a browser asks for its token.
pub(crate) const CAPABILITY_TOKEN: &str = "/twilio/retrieve_capability_token";

/// Below the stage: what Twilio asks when a telephone calls.
pub(crate) const CALL_INCOMING: &str = "/twilio/retrieve_twiml/call_incoming";

/// Below the stage: what Twilio asks when a client calls.
pub(crate) const CALL_OUTGOING: &str = "/twilio/retrieve_twiml/call_outgoing";
