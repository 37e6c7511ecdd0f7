//! A TwiML server that answers each path as it was told to, and keeps what it was asked.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_lc_rs::hmac;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use switchboard_simulator::{Callback, Method as Ask};
use tokio::{net::TcpListener, sync::Notify, time::timeout};

use crate::{clock::PATIENCE, tokens::AUTH_TOKEN};

pub(crate) struct TwimlServer {
    /// `http://127.0.0.1:PORT`
    pub(crate) base: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    answers: Mutex<HashMap<String, Answer>>,
    asked: Mutex<HashMap<String, VecDeque<Asked>>>,
    news: Notify,
}

/// What a path answers.
#[derive(Clone)]
enum Answer {
    With { status: u16, content_type: &'static str, body: Vec<u8> },
    Never,
}

/// A request that came.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    /// As the simulator knows it, with its query.
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// The form's names and values as they came, or the query's.
    pub(crate) parameters: Vec<(String, String)>,
}

impl TwimlServer {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        let router = Router::new().fallback(answer).with_state((base.clone(), shared.clone()));
        tokio::spawn(async { axum::serve(listener, router).await });
        Self { base, shared }
    }

    /// Answers `path` with TwiML from now on: what stands inside `<Response>`.
    pub(crate) fn says(&self, path: &str, verbs: &str) {
        let xml = format!(r#"<?xml version="1.0" encoding="UTF-8"?><Response>{verbs}</Response>"#);
        self.answers(path, 200, "application/xml", xml);
    }

    pub(crate) fn answers(
        &self,
        path: &str,
        status: u16,
        content_type: &'static str,
        body: impl Into<Vec<u8>>,
    ) {
        self.set(path, Answer::With { status, content_type, body: body.into() });
    }

    /// Leaves whoever asks for `path` waiting.
    pub(crate) fn never_answers(&self, path: &str) {
        self.set(path, Answer::Never);
    }

    fn set(&self, path: &str, answer: Answer) {
        self.shared.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    /// The next request for `path` that has not been looked at.
    pub(crate) async fn asked(&self, path: &str) -> Asked {
        let coming = async {
            loop {
                let news = self.shared.news.notified();
                if let Some(asked) = self.unread(path) {
                    return asked;
                }
                news.await;
            }
        };
        timeout(PATIENCE, coming).await.unwrap_or_else(|_| panic!("nobody asks for {path}"))
    }

    /// A request for `path` that has come already.
    pub(crate) fn unread(&self, path: &str) -> Option<Asked> {
        self.shared.asked.lock().unwrap().get_mut(path)?.pop_front()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// `path` as somebody to be asked with a form.
    pub(crate) fn post(&self, path: &str) -> Callback {
        Callback { url: self.url(path), method: Ask::Post }
    }

    /// `path` as somebody to be asked with a query.
    pub(crate) fn get(&self, path: &str) -> Callback {
        Callback { url: self.url(path), method: Ask::Get }
    }
}

async fn answer(
    State((base, shared)): State<(String, Arc<Shared>)>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response {
    let form = if method == Method::POST { &body } else { uri.query().unwrap_or_default() };
    let parameters = serde_urlencoded::from_str(form).unwrap();
    let asked = Asked { method, url: format!("{base}{uri}"), headers, body, parameters };
    let path = uri.path().to_owned();
    shared.asked.lock().unwrap().entry(path.clone()).or_default().push_back(asked);
    shared.news.notify_waiters();
    let answer = shared.answers.lock().unwrap().get(&path).cloned();
    match answer {
        Some(Answer::With { status, content_type, body }) => {
            let status = StatusCode::from_u16(status).unwrap();
            (status, [(header::CONTENT_TYPE, content_type)], Bytes::from(body)).into_response()
        }
        Some(Answer::Never) => {
            tokio::time::sleep(Duration::from_secs(3600)).await;
            StatusCode::OK.into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Asked {
    /// The value of `name`, or nothing where it was not sent.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let mut values = self.parameters.iter().filter(|(known, _)| known == name);
        let value = values.next().map(|(_, value)| value.as_str());
        assert_eq!(values.next(), None, "{name} comes once");
        value
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// `X-Twilio-Signature` as a TwiML server computes it, by Twilio's description of it.
    pub(crate) fn expected_signature(&self) -> String {
        let mut signed = self.url.clone();
        if self.method == Method::POST {
            let mut parameters = self.parameters.clone();
            parameters.sort();
            for (name, value) in parameters {
                signed = signed + &name + &value;
            }
        }
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, AUTH_TOKEN.as_bytes());
        BASE64_STANDARD.encode(hmac::sign(&key, signed.as_bytes()))
    }
}
