//! The file that says which TwiML server a number, or the App, asks: a developer's own.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use switchboard::phone_number::PhoneNumber;
use switchboard_simulator::{Callback, Method, Webhooks};
use toml::{Table, Value};

/// What the file says, with the names that Twilio's console and API have:
///
/// ```toml
/// [app]
/// voice_url = "http://localhost:5000/outgoing"
///
/// [[number]]
/// phone_number = "+815031234567"
/// voice_url = "http://localhost:5000/incoming"
/// voice_fallback_url = "http://localhost:5000/sorry"
/// status_callback = "http://localhost:5000/status"
/// ```
///
/// `voice_method`, `voice_fallback_method` and `status_callback_method` are `POST` unless they say `GET`.
#[derive(Default)]
pub(super) struct WebhooksFile {
    /// Asked when a client calls.
    pub(super) app: Option<Webhooks>,
    /// Asked when a number is called, by the number in E.164.
    pub(super) numbers: BTreeMap<String, Webhooks>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    app: Option<Urls>,
    #[serde(default, rename = "number")]
    numbers: Vec<Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Urls {
    voice_url: String,
    #[serde(default)]
    voice_method: HttpMethod,
    voice_fallback_url: Option<String>,
    #[serde(default)]
    voice_fallback_method: HttpMethod,
    status_callback: Option<String>,
    #[serde(default)]
    status_callback_method: HttpMethod,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum HttpMethod {
    Get,
    #[default]
    Post,
}

impl WebhooksFile {
    pub(super) fn read(path: &Path) -> Result<Self, WebhooksFileError> {
        let text = fs::read_to_string(path)
            .map_err(|source| WebhooksFileError::Unreadable { path: path.to_owned(), source })?;
        parse(&text).map_err(|message| WebhooksFileError::Broken { path: path.to_owned(), message })
    }
}

fn parse(text: &str) -> Result<WebhooksFile, String> {
    let file: File = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    let mut numbers = BTreeMap::new();
    for mut entry in file.numbers {
        let Some(Value::String(number)) = entry.remove("phone_number") else {
            return Err("a [[number]] has no phone_number, E.164 in quotes".to_owned());
        };
        let parsed =
            PhoneNumber::parse(&number).map_err(|error| format!("phone_number {number:?}: {error}"))?;
        let urls: Urls = entry.try_into().map_err(|error| format!("{number}: {}", error.message()))?;
        if numbers.insert(parsed.e164().to_owned(), webhooks(urls)).is_some() {
            return Err(format!("{number} is there twice"));
        }
    }
    Ok(WebhooksFile { app: file.app.map(webhooks), numbers })
}

fn webhooks(urls: Urls) -> Webhooks {
    let callback = |url: Option<String>, method| {
        let method = match method {
            HttpMethod::Get => Method::Get,
            HttpMethod::Post => Method::Post,
        };
        url.map(|url| Callback { url, method })
    };
    Webhooks {
        voice: callback(Some(urls.voice_url), urls.voice_method).expect("there is a URL"),
        fallback: callback(urls.voice_fallback_url, urls.voice_fallback_method),
        status: callback(urls.status_callback, urls.status_callback_method),
    }
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebhooksFileError {
    #[error("{} cannot be read ({source}); name another file with --numbers", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{} is broken: {message}", path.display())]
    Broken { path: PathBuf, message: String },
}
