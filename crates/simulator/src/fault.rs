//! What Twilio's debugger would report, by its code: <https://www.twilio.com/docs/api/errors>.

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// Something that went wrong with a webhook or its TwiML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Twilio's code for it.
    pub(crate) code: Code,
    /// One sentence for a developer: what it is about, and how to mend it.
    pub(crate) message: String,
}

impl Fault {
    /// Something that went wrong, by its code, and the sentence that says what.
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// Whether the call went on.
    pub(crate) fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Twilio's page about the code.
    pub(crate) fn link(&self) -> String {
        format!("https://www.twilio.com/docs/api/errors/{}", self.code.number())
    }
}

/// `{"code": 12100, "severity": "error", "message": "…", "link": "https://…"}`
impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Fault", 4)?;
        fields.serialize_field("code", &self.code.number())?;
        fields.serialize_field("severity", &self.severity())?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("link", &self.link())?;
        fields.end()
    }
}

/// How much a fault matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    /// There was nothing to go on with: the fallback URL is asked, or the call ends.
    Error,
    /// Something was left out, and the call went on.
    Warning,
}

/// Twilio's codes for what the simulator can meet. Each has its page, to which [`Fault::link`] leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// A URL cannot be asked at all.
    InvalidUrl = 11100,
    /// A server answered with 4xx or 5xx, or without a content type. Twilio also has 11217 for the status alone; 11200 is
    /// the one that its documentation of webhooks speaks of.
    Retrieval = 11200,
    /// No connection, or no answer in time. Twilio also has 11201 to 11203, for webhooks whose URL overrides its timeouts.
    Connection = 11205,
    /// What came back is not HTTP.
    Protocol = 11206,
    /// The host's name is not known.
    HostName = 11210,
    /// A redirect followed a redirect, too often.
    TooManyRedirects = 11215,
    /// A 3xx that is no redirect, or leads nowhere.
    InvalidRedirect = 11216,
    /// No TLS with this server.
    Tls = 11220,
    /// The answer's body is too large.
    BodyTooLarge = 11750,
    /// A chunked answer without a chunk.
    EmptyBody = 11770,
    /// The answer is not well-formed XML.
    NotXml = 12100,
    /// The answer is XML, and something else than TwiML.
    NotResponse = 12102,
    /// TwiML with an element, attribute or value that does not belong there.
    Schema = 12200,
    /// The content type is none that a call can go on with.
    ContentType = 12300,
    /// A status callback was answered with 4xx or 5xx.
    StatusCallback = 15003,
    /// `<Dial method>` is neither GET nor POST.
    DialMethod = 13210,
    /// `<Dial timeout>` is not a number of seconds.
    DialTimeout = 13212,
    /// `<Dial callerId>` is not the caller's to show.
    DialCallerId = 13214,
    /// `<Dial>` holds what it cannot ring.
    DialNested = 13215,
    /// `<Dial timeLimit>` is not a number of seconds.
    DialTimeLimit = 13216,
    /// `<Dial answerOnBridge>` is neither true nor false.
    DialAnswerOnBridge = 13219,
    /// What is dialled is not a phone number.
    NumberFormat = 13223,
    /// `<Play loop>` is not a number.
    PlayLoop = 13410,
    /// What is to be played is not audio.
    PlayContentType = 13420,
    /// `<Say loop>` is not a number.
    SayLoop = 13510,
    /// `<Say>` has nothing to say.
    SayText = 13520,
    /// `<Say>` has too much to say.
    SayTooLong = 13521,
    /// `<Redirect method>` is neither GET nor POST.
    RedirectMethod = 13710,
    /// `<Pause length>` is not a number of seconds.
    PauseLength = 13910,
}

impl Code {
    /// The code as Twilio writes it.
    pub(crate) fn number(self) -> u32 {
        self as u32
    }

    /// What the code's page says of it.
    pub(crate) fn severity(self) -> Severity {
        match self {
            Self::InvalidUrl
            | Self::Retrieval
            | Self::Connection
            | Self::Protocol
            | Self::HostName
            | Self::TooManyRedirects
            | Self::InvalidRedirect
            | Self::Tls
            | Self::BodyTooLarge
            | Self::EmptyBody
            | Self::NotXml
            | Self::NotResponse
            | Self::ContentType
            | Self::PlayContentType => Severity::Error,
            Self::Schema
            | Self::StatusCallback
            | Self::DialMethod
            | Self::DialTimeout
            | Self::DialCallerId
            | Self::DialNested
            | Self::DialTimeLimit
            | Self::DialAnswerOnBridge
            | Self::NumberFormat
            | Self::PlayLoop
            | Self::SayLoop
            | Self::SayText
            | Self::SayTooLong
            | Self::RedirectMethod
            | Self::PauseLength => Severity::Warning,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_fault_names_its_code_its_weight_and_twilios_page() {
        let fault = Fault::new(Code::Retrieval, "https://a.example/call answered 503");
        assert_eq!(
            serde_json::to_value(fault).unwrap(),
            json!({
                "code": 11200, "severity": "error", "message": "https://a.example/call answered 503",
                "link": "https://www.twilio.com/docs/api/errors/11200",
            }),
        );
        let warning = Fault::new(Code::Schema, "<Dail> is left out");
        assert_eq!(serde_json::to_value(warning).unwrap()["severity"], "warning");
    }
}
