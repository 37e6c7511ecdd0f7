//! Servers on this machine that answer as they are told.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{any, get},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

pub(super) const HANGUP: &str = "<Response><Hangup/></Response>";

/// A request as a server received it.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) method: String,
    pub(super) path_and_query: String,
    headers: HeaderMap,
    pub(super) body: String,
}

impl Seen {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

/// A server on this machine that answers as it is told and remembers what it was asked.
pub(super) struct Server {
    base: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    pub(super) async fn start() -> Self {
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let router = Router::new()
            .route("/twiml", any(async || twiml("application/xml; charset=utf-8", HANGUP)))
            .route("/html", any(async || twiml("Text/HTML", HANGUP)))
            .route("/text", any(async || twiml("text/plain", " Hello. \n")))
            .route("/sound", any(async || twiml("audio/mpeg", "ID3")))
            .route("/json", any(async || twiml("application/json", "{}")))
            .route("/ill-formed", any(async || twiml("text/xml", "<Response>")))
            .route("/latin", any(async || ([(header::CONTENT_TYPE, "text/xml")], b"<Response>\xe9".to_vec())))
            .route("/large", any(async || twiml("text/xml", &" ".repeat(70_000))))
            .route("/untyped", any(async || Response::new(HANGUP.to_owned())))
            .route("/empty", any(async || StatusCode::NO_CONTENT))
            .route("/503", any(async || (StatusCode::SERVICE_UNAVAILABLE, "the directory is down")))
            .route("/302", any(async || (StatusCode::FOUND, [(header::LOCATION, "twiml?x=1#rc=2")])))
            .route("/307", any(async || Redirect::temporary("/twiml")))
            .route("/308", any(async || Redirect::permanent("/twiml")))
            .route("/nowhere", any(async || StatusCode::FOUND))
            .route("/ftp", any(async || Redirect::to("ftp://a.example/")))
            .route("/round", get(async || Redirect::to("/round")))
            .layer(middleware::from_fn_with_state(Arc::clone(&seen), remember));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, router).await });
        Self { base, seen }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(super) fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

async fn remember(State(seen): State<Arc<Mutex<Vec<Seen>>>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 100_000).await.unwrap();
    seen.lock().unwrap().push(Seen {
        method: parts.method.to_string(),
        path_and_query: parts.uri.to_string(),
        headers: parts.headers.clone(),
        body: String::from_utf8(body.to_vec()).unwrap(),
    });
    next.run(Request::from_parts(parts, body.into())).await
}

fn twiml(content_type: &'static str, body: &str) -> Response {
    ([(header::CONTENT_TYPE, content_type)], body.to_owned()).into_response()
}

/// A server that waits for a request and then says these bytes, or nothing and keeps the connection open.
pub(super) async fn raw_server(answer: Option<&'static [u8]>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                stream.read_u8().await.unwrap();
                match answer {
                    Some(answer) => stream.write_all(answer).await.unwrap(),
                    None => std::future::pending().await,
                }
            });
        }
    });
    url
}

/// A server that begins its answer and never ends it.
pub(super) async fn stalling_server(beginning: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_u8().await.unwrap();
        stream.write_all(beginning).await.unwrap();
        std::future::pending::<()>().await;
    });
    url
}
