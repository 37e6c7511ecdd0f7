//! What is known of a call.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::now_ms;
use crate::{fault::Fault, media::MediaLeg, parameters::About, webhook::RequestRecord};

/// A call: one side of what people would call one, as Twilio counts them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CallRecord {
    pub(crate) sid: String,
    /// The call that dialled this one.
    pub(crate) parent_sid: Option<String>,
    pub(crate) direction: Direction,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) status: Status,
    pub(crate) started_at_ms: u64,
    pub(crate) answered_at_ms: Option<u64>,
    pub(crate) ended_at_ms: Option<u64>,
    pub(crate) sound: Option<Stats>,
    /// What the person at this end has pressed.
    pub(crate) digits: String,
    pub(crate) steps: Vec<Step>,
}

impl CallRecord {
    /// The record of a call that begins now, dialled by the call `parent_sid`.
    pub(crate) fn new(about: &About, parent_sid: Option<&str>) -> Self {
        Self {
            sid: about.sid.to_owned(),
            parent_sid: parent_sid.map(str::to_owned),
            direction: about.direction,
            from: about.from.to_owned(),
            to: about.to.to_owned(),
            status: Status::Ringing,
            started_at_ms: now_ms(),
            answered_at_ms: None,
            ended_at_ms: None,
            sound: None,
            digits: String::new(),
            steps: Vec::new(),
        }
    }
}

/// The figures of a call's sound, as they are when they are asked for.
pub(crate) struct Stats(pub(crate) MediaLeg);

impl Serialize for Stats {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.stats().serialize(serializer)
    }
}

/// Which way a call goes, [as Twilio has it](https://www.twilio.com/docs/voice/twiml#request-parameters).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Direction {
    /// To the account: from a telephone, or from a client.
    Inbound,
    /// From the account, by `<Dial>`.
    OutboundDial,
}

impl Direction {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::OutboundDial => "outbound-dial",
        }
    }
}

/// How a call stands, [in Twilio's words](https://www.twilio.com/docs/voice/api/call-resource#call-status-values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Status {
    Ringing,
    InProgress,
    Completed,
    Busy,
    NoAnswer,
    Canceled,
    Failed,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ringing => "ringing",
            Self::InProgress => "in-progress",
            Self::Completed => "completed",
            Self::Busy => "busy",
            Self::NoAnswer => "no-answer",
            Self::Canceled => "canceled",
            Self::Failed => "failed",
        }
    }
}

/// Something that happened in a call.
#[derive(Clone, Serialize)]
pub(crate) struct Step {
    #[serde(rename = "atMs")]
    pub(crate) at_ms: u64,
    #[serde(flatten)]
    pub(crate) what: What,
}

/// What happened.
#[derive(Clone, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum What {
    Signal {
        way: Way,
        #[serde(rename = "type")]
        kind: String,
        payload: Value,
    },
    Request(RequestRecord),
    Verb {
        verb: &'static str,
        text: String,
    },
    Fault(Fault),
    Note {
        text: String,
    },
}

/// Whether a message came to Twilio's side or went from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Way {
    In,
    Out,
}

/// Something said over a connection that belongs to no call.
#[derive(Clone, Serialize)]
pub(crate) struct ConnectionStep {
    #[serde(rename = "atMs")]
    pub(crate) at_ms: u64,
    pub(crate) way: Way,
    pub(crate) identity: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) payload: Value,
}
