//! What came back, understood.

use reqwest::Url;

use crate::{
    fault::{Code, Fault},
    twiml::{self, Document},
};

use super::request::without_user;

/// What is to be done with a call: <https://www.twilio.com/docs/voice/twiml>.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The instructions are carried out.
    Twiml(Document),
    /// The sound is played, and the call ends.
    Audio(Audio),
    /// The text is spoken, and the call ends.
    Text(String),
}

/// A sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Audio {
    /// The sound's file.
    pub(crate) bytes: Vec<u8>,
    /// What its server calls it: `audio/mpeg`, in lower case and without parameters.
    pub(crate) content_type: String,
}

/// A whole answer with a status of 2xx.
#[derive(Debug)]
pub(super) struct Reply {
    /// Where it came from in the end.
    pub(super) url: Url,
    /// In lower case and without parameters.
    pub(super) content_type: Option<String>,
    /// Whether the body came in chunks.
    pub(super) chunked: bool,
    pub(super) body: Vec<u8>,
}

/// Whether a body of this type is a sound.
pub(super) fn is_audio(content_type: Option<&str>) -> bool {
    content_type.is_some_and(|content_type| content_type.starts_with("audio/"))
}

/// Returns the instructions that `reply` holds.
///
/// An empty body is an empty document, after which the call ends. Twilio documents only that a chunked answer without a
/// chunk is an [error](https://www.twilio.com/docs/api/errors/11770); that it takes any other empty answer as we do is
/// our assumption.
///
/// # Errors
///
/// [`Code::EmptyBody`]; [`Code::Retrieval`] without a content type, and [`Code::ContentType`] for one that is none of
/// Twilio's; or what [`twiml::parse`] reports.
pub(super) fn instructions(reply: Reply) -> Result<Answer, Fault> {
    let from = without_user(&reply.url);
    if reply.body.is_empty() {
        return if reply.chunked {
            Err(Fault::new(Code::EmptyBody, format!("{from} answered in chunks and sent none")))
        } else {
            Ok(Answer::Twiml(Document::default()))
        };
    }
    match reply.content_type.as_deref() {
        Some("text/xml" | "application/xml" | "text/html") => {
            let xml = String::from_utf8(reply.body).map_err(|_| not_utf8(&from))?;
            twiml::parse(&xml).map(Answer::Twiml)
        }
        Some("text/plain") => Ok(Answer::Text(String::from_utf8_lossy(&reply.body).trim().to_owned())),
        Some(content_type) if is_audio(Some(content_type)) => {
            Ok(Answer::Audio(Audio { content_type: content_type.to_owned(), bytes: reply.body }))
        }
        Some(other) => Err(Fault::new(
            Code::ContentType,
            format!("{from} answered with {other}; answer with application/xml, text/plain or audio"),
        )),
        // The page of 12300 says that such an answer shows as a 502, the one of 11200 that it is a retrieval failure.
        None => Err(Fault::new(
            Code::Retrieval,
            format!("{from} answered without a content type; answer with application/xml"),
        )),
    }
}

/// Returns the sound that `reply` holds.
///
/// # Errors
///
/// [`Code::PlayContentType`] when it is not called one.
pub(super) fn audio(reply: Reply) -> Result<Audio, Fault> {
    match reply.content_type {
        Some(content_type) if is_audio(Some(&content_type)) => Ok(Audio { bytes: reply.body, content_type }),
        other => {
            let from = without_user(&reply.url);
            let other = other.as_deref().unwrap_or("no content type");
            Err(Fault::new(
                Code::PlayContentType,
                format!("{from} answered with {other}; answer with audio/mpeg or audio/wav"),
            ))
        }
    }
}

fn not_utf8(url: &Url) -> Fault {
    Fault::new(
        Code::NotXml,
        format!("{url} answered with something else than UTF-8; the simulator reads no other"),
    )
}
