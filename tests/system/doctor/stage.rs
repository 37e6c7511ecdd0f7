//! The three functions behind what plays API Gateway, and the page as CloudFront serves it, with faults.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};
use switchboard::directory::Directory;
use switchboard_tests::{
    events::{Gateway, Post, route},
    functions::Function,
};

const FALLBACK: &str = include_str!("../../../web/public/fallback.xml");

/// The headers of the page, as `PageHeaders` in `template.yaml` has them; the API is at the page's own origin here.
const PAGE_HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; connect-src 'self' https://*.twilio.com; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
    (HeaderName::from_static("permissions-policy"), "microphone=(self), speaker-selection=(self)"),
];

/// A server that is API and page of a stack.
pub(super) struct Stage {
    listener: TcpListener,
    address: SocketAddr,
}

/// A stage that serves.
pub(super) struct Serving {
    directory: Arc<dyn Directory>,
    origin: String,
    state: Mutex<Faults>,
}

/// What is wrong with it.
#[derive(Default)]
pub(super) struct Faults {
    functions: Vec<Arc<Function>>,
    /// The origin that is allowed instead of the page's.
    pub(super) allowed_origin: Option<&'static str>,
    pub(super) missing_header: Option<&'static str>,
    /// The page's policy instead of its own.
    pub(super) policy: Option<&'static str>,
    /// The `api` of `config.json` instead of this one.
    pub(super) api: Option<&'static str>,
    /// Whether files that are not there are the page, as CloudFront has it.
    pub(super) has_no_files: bool,
    /// What its clock says instead of the time.
    pub(super) date: Option<&'static str>,
}

impl Stage {
    /// Takes a port, at which nothing answers yet.
    pub(super) fn bind() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        Self { listener, address }
    }

    /// The page's origin, and the API's.
    pub(super) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Serves functions over `directory`, with these settings over the usual ones.
    pub(super) fn serve(self, directory: Arc<dyn Directory>, settings: &[(&str, &str)]) -> Arc<Serving> {
        let origin = self.origin();
        let serving = Arc::new(Serving { directory, origin, state: Mutex::default() });
        serving.restart(settings);
        self.listener.set_nonblocking(true).unwrap();
        let listener = tokio::net::TcpListener::from_std(self.listener).unwrap();
        let router = router(serving.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        serving
    }
}

impl Serving {
    /// Starts the functions anew.
    pub(super) fn restart(&self, settings: &[(&str, &str)]) {
        let base = format!("{}/prod", self.origin);
        let own = [
            ("PUBLIC_BASE_URL", base.as_str()),
            ("ACCEPT_UNSIGNED_WEBHOOKS", "false"),
            ("ALLOWED_ORIGIN", &self.origin),
        ];
        let settings = [&own[..], settings].concat();
        let routes = [route::CAPABILITY_TOKEN, route::CALL_INCOMING, route::CALL_OUTGOING];
        let start = |route| Arc::new(Function::start_over(self.directory.clone(), route, &settings));
        self.faults().functions = routes.map(start).to_vec();
    }

    pub(super) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has nothing wrong any more, and the functions as they are.
    pub(super) fn mend(&self) {
        let mut faults = self.faults();
        *faults = Faults { functions: std::mem::take(&mut faults.functions), ..Faults::default() };
    }
}

fn router(serving: Arc<Serving>) -> Router {
    Router::new()
        .route("/prod/{*resource}", post(call).options(preflight))
        .fallback(get(file))
        .layer(middleware::from_fn_with_state(serving.clone(), dated))
        .with_state(serving)
}

async fn dated(State(serving): State<Arc<Serving>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Some(date) = serving.faults().date {
        response.headers_mut().insert(header::DATE, HeaderValue::from_static(date));
    }
    response
}

async fn call(
    State(serving): State<Arc<Serving>>,
    Path(resource): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let resource = format!("/{resource}");
    let function = match resource.as_str() {
        route::CAPABILITY_TOKEN => 0,
        route::CALL_INCOMING => 1,
        _ => 2,
    };
    let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let post = Post { resource, headers: headers.collect(), body, is_base64_encoded: false };
    let function = serving.faults().functions[function].clone();
    let answer = function.answer(&Gateway::REST_API.event(&post)).await;
    let status = u16::try_from(answer["statusCode"].as_u64().unwrap()).unwrap();
    let mut response = answer["body"].as_str().unwrap().to_owned().into_response();
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in answer["headers"].as_object().unwrap() {
        let value = HeaderValue::from_str(value.as_str().unwrap()).unwrap();
        response.headers_mut().insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), value);
    }
    response
}

async fn preflight(State(serving): State<Arc<Serving>>) -> impl IntoResponse {
    let origin = serving.faults().allowed_origin.map_or_else(|| serving.origin.clone(), str::to_owned);
    [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, origin),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "OPTIONS,POST".to_owned()),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type,Authorization".to_owned()),
    ]
}

async fn file(State(serving): State<Arc<Serving>>, request: Request) -> Response {
    let faults = serving.faults();
    let api = faults.api.map_or_else(|| format!("{}/prod", serving.origin), str::to_owned);
    let config: Value = json!({ "api": api });
    let (kind, body) = match request.uri().path() {
        "/config.json" if !faults.has_no_files => ("application/json", config.to_string()),
        "/fallback.xml" if !faults.has_no_files => ("text/xml", FALLBACK.to_owned()),
        _ => ("text/html", "<!doctype html><script src=\"/phone.js\"></script>".to_owned()),
    };
    let mut response = ([(header::CONTENT_TYPE, kind)], body).into_response();
    for (name, value) in PAGE_HEADERS {
        let value =
            if name == header::CONTENT_SECURITY_POLICY { faults.policy.unwrap_or(value) } else { value };
        if faults.missing_header != Some(name.as_str()) {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
    }
    response
}
