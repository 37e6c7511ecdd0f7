//! The simulator, as a server carries it.

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{exchange::Exchange, inspector, outside, pages, settings::Settings, signalling, webhook::NoTls};

/// Twilio's part of a call. It holds everything in memory, and forgets it when it ends.
pub struct Simulator {
    exchange: Arc<Exchange>,
}

impl Simulator {
    /// A simulator that plays Twilio for the account of `settings`.
    ///
    /// # Errors
    ///
    /// [`NoTls`] where this machine has no certificates that a webhook's server could be verified with.
    pub fn new(settings: Settings) -> Result<Self, NoTls> {
        Ok(Self { exchange: Arc::new(Exchange::new(settings)?) })
    }

    /// Its routes:
    ///
    /// | path | for |
    /// |---|---|
    /// | `/signal` | the Voice SDK's connection |
    /// | `/outside`, `/outside/…` | the outside phone's page, and its connection |
    /// | `/simulator`, `/simulator/…` | the inspector's page |
    /// | `/simulator/calls` | what the inspector shows, as JSON |
    ///
    /// They are for pages on this machine. Whoever serves them must refuse requests for another host's name.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let connections = Router::new()
            .route("/signal", get(signalling::connect))
            .route("/outside/line", get(outside::connect))
            .layer(middleware::from_fn(only_from_this_machine));
        let inspection = Router::new()
            .route("/simulator/calls", get(inspector::calls))
            .route("/simulator/events", get(inspector::events));
        connections.merge(inspection).merge(pages::router()).with_state(self.exchange.clone())
    }
}

/// Refuses a connection that a page of another site opens: browsers let every page open one to any host.
async fn only_from_this_machine(headers: HeaderMap, request: Request, next: Next) -> Response {
    let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or_default());
    if origin.is_none_or(is_of_this_machine) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "only pages of this machine are connected\n").into_response()
    }
}

fn is_of_this_machine(origin: &str) -> bool {
    origin.parse::<Uri>().is_ok_and(|origin| origin.host().is_some_and(is_this_machine))
}

/// Whether `host`, as a URL writes it, is a name of this machine that no other can take.
pub fn is_this_machine(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_this_machine_are_told_from_others() {
        for origin in ["http://localhost:3000", "http://127.0.0.1:5173", "http://[::1]:3000"] {
            assert!(is_of_this_machine(origin), "{origin}");
        }
        for origin in [
            "https://evil.example",
            "http://localhost.evil.example",
            "null",
            "",
            "http://127.0.0.1.evil.example",
        ] {
            assert!(!is_of_this_machine(origin), "{origin}");
        }
    }
}
