//! What API Gateway does: HTTP to a REST proxy event, and a function's reply back to HTTP.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, uri::Authority},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, get, post},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Deserialize;
use serde_json::{json, value::to_raw_value};
use switchboard_simulator::{Simulator, is_this_machine};

use crate::{
    exchange::{Exchange, Route, STAGE},
    page, start_page,
};

/// The largest body that [API Gateway](https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html) takes.
const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;

/// The start page, the softphone where it is built, the three routes, and Twilio's part where it is played here, for
/// browsers and tools on this machine.
pub(crate) fn router(
    exchange: Arc<Exchange>,
    softphone: Option<&Path>,
    simulator: Option<&Simulator>,
) -> Router {
    let mut router =
        Router::new().route("/start", get(start_page::page)).route("/start.css", get(start_page::style));
    for route in Route::ALL {
        router = router.route(&path(route), answering(route).options(preflight));
    }
    let router = match softphone {
        Some(folder) => router.merge(page::router(folder, simulator.is_some())),
        None => router.route("/", get(async || Redirect::temporary("/start"))).fallback(nothing_here),
    };
    let router = match simulator {
        Some(simulator) => router.merge(simulator.router()),
        None => router,
    };
    router
        .route("/doctor.json", get(crate::doctor::facts))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(only_this_machine))
        .with_state(exchange)
}

/// What a tunnel leads to: the two webhooks, which need a signature, and the fallback. Whoever finds the tunnel's address can
/// ask, under any name, and must get neither a token nor a page.
pub(crate) fn tunnel_router(exchange: Arc<Exchange>) -> Router {
    let webhooks = [Route::CallIncoming, Route::CallOutgoing];
    let router = webhooks
        .into_iter()
        .fold(Router::new(), |router, route| router.route(&path(route), answering(route)));
    router
        .route("/fallback.xml", get(fallback))
        .fallback(only_webhooks)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(exchange)
}

/// A route's path, with the stage.
fn path(route: Route) -> String {
    format!("{STAGE}{}", route.resource())
}

/// What answers on `route`.
fn answering(route: Route) -> MethodRouter<Arc<Exchange>> {
    post(async move |State(exchange): State<Arc<Exchange>>, headers: HeaderMap, body: Bytes| {
        answer(&exchange, route, &headers, &body).await
    })
}

/// The page's own, which may not have been built.
async fn fallback() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/xml")], include_str!("../../../web/public/fallback.xml"))
}

async fn only_webhooks() -> impl IntoResponse {
    (StatusCode::NOT_FOUND, "Twilio's webhooks are answered here, and nothing else\n")
}

/// Refuses what was sent to another name than this machine's. A web page can have its own name resolve to 127.0.0.1 and
/// would otherwise read tokens here.
async fn only_this_machine(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if host.parse::<Authority>().is_ok_and(|authority| is_this_machine(authority.host())) {
        next.run(request).await
    } else {
        (StatusCode::MISDIRECTED_REQUEST, "cargo local answers on http://localhost only\n").into_response()
    }
}

async fn nothing_here() -> impl IntoResponse {
    (StatusCode::NOT_FOUND, "there is nothing here; the start page is at /start\n")
}

async fn preflight() -> impl IntoResponse {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "OPTIONS,POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "Authorization,Content-Type"),
    ];
    (StatusCode::OK, headers)
}

async fn answer(exchange: &Exchange, route: Route, headers: &HeaderMap, body: &Bytes) -> Response {
    let event = to_raw_value(&event(route, headers, body)).expect("strings serialise");
    let reply = exchange.handle(route, &event).await;
    let reply = serde_json::to_string(&reply).expect("a reply serialises, as Lambda would have it");
    serde_json::from_str::<ProxyResponse>(&reply)
        .expect("the reply to a REST event is a proxy response")
        .into_response()
}

/// The event of a [proxy integration](https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html).
fn event(route: Route, headers: &HeaderMap, body: &[u8]) -> serde_json::Value {
    let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in headers {
        if let Ok(value) = value.to_str() {
            values.entry(name.as_str()).or_default().push(value);
        }
    }
    let last: BTreeMap<&str, &str> =
        values.iter().filter_map(|(name, values)| Some((*name, *values.last()?))).collect();
    let (body, is_base64) = match std::str::from_utf8(body) {
        Ok(body) => (body.to_owned(), false),
        Err(_) => (BASE64_STANDARD.encode(body), true),
    };
    let resource = route.resource();
    json!({
        "resource": resource,
        "path": resource,
        "httpMethod": Method::POST.as_str(),
        "headers": last,
        "multiValueHeaders": values,
        "queryStringParameters": null,
        "multiValueQueryStringParameters": null,
        "pathParameters": null,
        "stageVariables": null,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": Method::POST.as_str(),
            "path": path(route),
            "stage": "prod",
            "domainName": "localhost",
            "protocol": "HTTP/1.1",
        },
        "body": body,
        "isBase64Encoded": is_base64,
    })
}

/// What API Gateway reads of a function's reply.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProxyResponse {
    status_code: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

impl IntoResponse for ProxyResponse {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status_code).expect("the functions answer with HTTP statuses");
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("it was a header's name before");
            response
                .headers_mut()
                .insert(name, HeaderValue::from_str(value).expect("it was a header's value before"));
        }
        response
    }
}
