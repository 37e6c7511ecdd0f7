//! TwiML, read: <https://www.twilio.com/docs/voice/twiml>.
//!
//! Only what the simulator carries out becomes a [`Verb`]. What is unknown, misspelt or not carried out is left out and
//! becomes a warning, as Twilio does it.

mod dial;
mod element;
#[cfg(test)]
mod tests;
mod verb;

use std::time::Duration;

use roxmltree::ParsingOptions;
use serde::Serialize;

use crate::fault::{Code, Fault};

use self::element::{Element, Warnings};

/// The largest answer that [Twilio reads](https://www.twilio.com/docs/api/errors/11750).
pub(crate) const MAX_BYTES: usize = 64 * 1024;

/// What a server answered, as far as it could be understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Document {
    /// What is to be done, one after the other. None: the call ends.
    pub(crate) verbs: Vec<Verb>,
    /// What was left out, and why.
    pub(crate) warnings: Vec<Fault>,
}

/// What is to be done with the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    /// Speaks `text`: <https://www.twilio.com/docs/voice/twiml/say>.
    Say {
        /// What is spoken: each run of white space is one blank, and SSML elements are no more than their text.
        text: String,
        /// A BCP 47 tag, `en-US` unless it says so.
        language: String,
        /// The voice's name, as Twilio has it.
        voice: Option<String>,
        /// How often: 1 to 1000.
        times: u32,
    },
    /// Plays a sound: <https://www.twilio.com/docs/voice/twiml/play>.
    Play {
        /// Where it is, as written: absolute, or relative to the document's URL.
        url: String,
        /// How often: 1 to 1000.
        times: u32,
    },
    /// Plays the tones of `0` to `9`, `*` and `#`, and waits half a second at each `w`.
    PlayDigits(String),
    /// Waits: <https://www.twilio.com/docs/voice/twiml/pause>.
    Pause(Duration),
    /// Connects the caller to somebody else.
    Dial(Dial),
    /// Ends the call.
    Hangup,
    /// Does not answer the call: <https://www.twilio.com/docs/voice/twiml/reject>.
    Reject {
        /// Whether the caller hears the busy tone, and not that the number is out of service.
        busy: bool,
    },
    /// Goes on with another document: <https://www.twilio.com/docs/voice/twiml/redirect>.
    Redirect {
        /// Where it is, as written; `None` is this document's own URL.
        url: Option<String>,
        /// How it is asked for.
        method: Method,
    },
}

/// Who is rung, and within which bounds: <https://www.twilio.com/docs/voice/twiml/dial>.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dial {
    /// Who is rung, all at once; whoever answers first has the call. Nobody, where no number could be read: the dialled
    /// call has then failed.
    pub(crate) targets: Vec<Target>,
    /// How long it rings.
    pub(crate) timeout: Duration,
    /// What the called party sees: a phone number in E.164, or else as it is written.
    pub(crate) caller_id: Option<String>,
    /// How long the connected call may last.
    pub(crate) time_limit: Duration,
    /// Whether the caller's own call is answered only when somebody else answers.
    pub(crate) answer_on_bridge: bool,
    /// Who is asked how the call goes on; `None` goes on in this document.
    pub(crate) action: Option<Callback>,
}

/// Somebody who can be rung.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A browser phone: <https://www.twilio.com/docs/voice/twiml/client>.
    Client {
        /// The client's name.
        identity: String,
        /// What the client is told about the call, in the order in which it is written.
        parameters: Vec<(String, String)>,
        /// Who is told how the call gets on.
        status: Option<StatusCallback>,
    },
    /// A telephone: <https://www.twilio.com/docs/voice/twiml/number>.
    Number {
        /// E.164, `+819059876543`.
        number: String,
        /// Who is told how the call gets on.
        status: Option<StatusCallback>,
    },
}

/// A URL to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    /// As written: absolute, or relative to the document's URL.
    pub url: String,
    /// How it is asked.
    pub method: Method,
}

/// How a URL is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// The parameters are the URL's query.
    Get,
    /// The parameters are a form.
    #[default]
    Post,
}

/// Who is told how a dialled call gets on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatusCallback {
    /// The URL that is told.
    pub(crate) callback: Callback,
    /// What it is told of.
    pub(crate) events: Vec<CallEvent>,
}

/// What can be told of a dialled call: <https://www.twilio.com/docs/voice/twiml/number>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallEvent {
    /// It was begun.
    Initiated,
    /// The other side rings.
    Ringing,
    /// The other side has answered.
    Answered,
    /// It is over, however it ended.
    Completed,
}

impl CallEvent {
    const ALL: [Self; 4] = [Self::Initiated, Self::Ringing, Self::Answered, Self::Completed];

    /// The event's name in TwiML.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Initiated => "initiated",
            Self::Ringing => "ringing",
            Self::Answered => "answered",
            Self::Completed => "completed",
        }
    }
}

/// Returns what `xml` says is to be done.
///
/// # Errors
///
/// [`Code::BodyTooLarge`] for more than 64 KB, [`Code::NotXml`] with line and column when it is not well-formed or has a
/// document type definition, [`Code::NotResponse`] when its root is not `<Response>`.
pub(crate) fn parse(xml: &str) -> Result<Document, Fault> {
    if xml.len() > MAX_BYTES {
        return Err(too_large());
    }
    // A document type definition could name further files, and multiply what it names.
    let options = ParsingOptions { allow_dtd: false, ..ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(xml, options).map_err(|error| not_xml(&error))?;
    let warnings = Warnings::default();
    let root = Element::new(document.root_element(), &warnings);
    if root.name() == "Response" {
        let verbs = verb::read_all(&root);
        Ok(Document { verbs, warnings: warnings.into_faults() })
    } else {
        Err(root.fault(Code::NotResponse, "is the root element; TwiML's is <Response>, in no namespace"))
    }
}

/// The fault of a body of more than [`MAX_BYTES`].
pub(crate) fn too_large() -> Fault {
    Fault::new(Code::BodyTooLarge, "the answer is larger than 64 KB; answer with a shorter document")
}

fn not_xml(error: &roxmltree::Error) -> Fault {
    let message = match error {
        roxmltree::Error::NoRootNode => {
            "the answer has no element at line 1, column 1; answer with <Response/> to say nothing".to_owned()
        }
        roxmltree::Error::DtdDetected => {
            "the answer has a document type definition at its beginning; leave out <!DOCTYPE …>".to_owned()
        }
        error => {
            let at = error.pos();
            format!(
                "the answer is not well-formed XML at line {}, column {}: {}",
                at.row,
                at.col,
                reason(error)
            )
        }
    };
    Fault::new(Code::NotXml, message)
}

/// What roxmltree says is wrong, without the place that it puts at the end.
fn reason(error: &roxmltree::Error) -> String {
    let text = error.to_string();
    let place = format!(" at {}", error.pos());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}
