//! An account at Twilio, as far as the doctor asks it: it reads a number and an App, and changes nothing.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

/// An account that serves as long as the test.
pub(super) struct Account {
    address: SocketAddr,
    state: Arc<Mutex<Known>>,
}

/// What it knows. Credentials are pairs of a user's name and a password.
#[derive(Clone, Default)]
pub(super) struct Known {
    pub(super) credentials: Vec<(String, String)>,
    /// By number.
    pub(super) numbers: HashMap<String, Value>,
    /// By SID.
    pub(super) apps: HashMap<String, Value>,
    pub(super) date: Option<&'static str>,
}

impl Account {
    pub(super) async fn start(known: Known) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(known));
        let router = Router::new()
            .route("/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json", get(numbers))
            .route("/2010-04-01/Accounts/{account}/Applications/{app}", get(app))
            .fallback(nothing)
            .with_state(state.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, state }
    }

    /// The URL for `--twilio-url`.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Shared = State<Arc<Mutex<Known>>>;

async fn numbers(State(known): Shared, headers: HeaderMap) -> Response {
    let known = known.lock().unwrap().clone();
    let numbers: Vec<_> = known.numbers.values().collect();
    known.answer(&headers, Some(json!({ "incoming_phone_numbers": numbers })))
}

async fn app(State(known): Shared, Path((_, file)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let known = known.lock().unwrap().clone();
    let app = known.apps.get(file.trim_end_matches(".json")).cloned();
    known.answer(&headers, app)
}

async fn nothing(State(known): Shared, headers: HeaderMap) -> Response {
    let known = known.lock().unwrap().clone();
    known.answer(&headers, None)
}

impl Known {
    /// As <https://www.twilio.com/docs/usage/twilios-response> has it.
    fn answer(&self, headers: &HeaderMap, found: Option<Value>) -> Response {
        let basic = |(user, password): &(String, String)| {
            format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))
        };
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let is_authentic = self.credentials.iter().any(|accepted| sent == Some(&basic(accepted)));
        let (status, body) = match found {
            _ if !is_authentic => {
                (StatusCode::UNAUTHORIZED, json!({ "code": 20003, "message": "Authenticate", "status": 401 }))
            }
            Some(found) => (StatusCode::OK, found),
            None => {
                let message = "The requested resource was not found";
                (StatusCode::NOT_FOUND, json!({ "code": 20404, "message": message, "status": 404 }))
            }
        };
        let mut response = (status, Json(body)).into_response();
        if let Some(date) = self.date {
            response.headers_mut().insert(header::DATE, HeaderValue::from_static(date));
        }
        response
    }
}
