//! A request that was made, for whoever looks on.

use serde::Serialize;

use crate::twiml::Method;

/// What a request is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Purpose {
    /// A call begins.
    Voice,
    /// The URL that should have said what to do did not.
    Fallback,
    /// A `<Dial>` is over.
    Action,
    /// A `<Redirect>`.
    Redirect,
    /// A dialled call gets on.
    #[serde(rename = "status callback")]
    StatusCallback,
    /// A `<Play>`.
    Play,
}

/// A request and what came back, whatever became of it. The Auth Token is in none of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RequestRecord {
    /// What it was made for.
    pub(crate) purpose: Purpose,
    /// How it was made.
    pub(crate) method: Method,
    /// The URL that was asked first, with its query, without a user's name and password.
    pub(crate) url: String,
    /// Where it led from there, if anywhere else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) redirects: Vec<String>,
    /// What the server was told.
    pub(crate) parameters: Vec<(String, String)>,
    /// `X-Twilio-Signature` of the first request; empty where none could be made.
    pub(crate) signature: String,
    /// From the first byte to the last one, redirects included.
    pub(crate) milliseconds: f64,
    /// The last status, if there was one.
    pub(crate) status: Option<u16>,
    /// The last content type, if there was one.
    pub(crate) content_type: Option<String>,
    /// The last body, if there was one and it is not a sound: as far as it was read, and with U+FFFD for what is not
    /// UTF-8.
    pub(crate) body: Option<String>,
}

impl RequestRecord {
    pub(super) fn new(purpose: Purpose, method: Method, url: &str, parameters: &[(String, String)]) -> Self {
        Self {
            purpose,
            method,
            url: url.to_owned(),
            redirects: Vec::new(),
            parameters: parameters.to_vec(),
            signature: String::new(),
            milliseconds: 0.0,
            status: None,
            content_type: None,
            body: None,
        }
    }
}
