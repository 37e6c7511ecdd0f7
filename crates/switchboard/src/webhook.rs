//! What Twilio posts when a call needs instructions, and the proof that it was Twilio.

mod form;
mod signature;

pub use form::{Form, InvalidForm, RepeatedParameter};
pub use signature::{AuthTokens, SIGNATURE_HEADER, sign};

/// The names of the parameters that decide a call.
///
/// The first three are [Twilio's](https://www.twilio.com/docs/voice/twiml#request-parameters), the others the
/// softphone's own.
pub mod parameter {
    /// Identifies the call: `CA` and 32 hexadecimal digits. The one parameter that may be logged.
    pub const CALL_SID: &str = "CallSid";
    /// Who calls: a number, or `client:` and a client's name.
    pub const FROM: &str = "From";
    /// Who is called.
    pub const TO: &str = "To";
    /// The client's own Twilio number, shown to the called party.
    pub const CALLER: &str = "callerPhoneNumber";
    /// The number that the client wants to call.
    pub const CALLED: &str = "callOutgoingPhoneNumber";
    /// `true` where the client's own call is to ring until the called party answers. Decides nothing else.
    pub const ANSWER_ON_BRIDGE: &str = "answerOnBridge";
}
