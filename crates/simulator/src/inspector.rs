//! What happened, for the inspector's page and for tools.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Json,
    extract::State,
    http::header,
    response::{
        IntoResponse, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::{Stream, stream};
use serde_json::{Value, json};

use crate::exchange::Exchange;

/// Everybody who is there, every call with its steps, and the connections' own.
pub(crate) async fn calls(State(exchange): State<Arc<Exchange>>) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], Json(everything(&exchange)))
}

fn everything(exchange: &Exchange) -> Value {
    let clients: Vec<_> = exchange
        .clients
        .census()
        .into_iter()
        .map(|(identity, connections)| json!({ "identity": identity, "connections": connections }))
        .collect();
    json!({
        "clients": clients,
        "outsidePhones": exchange.outside.census(),
        "calls": exchange.journal.calls(),
        "connections": exchange.journal.connections(),
    })
}

/// Says each time that something changed, and at the beginning.
pub(crate) async fn events(
    State(exchange): State<Arc<Exchange>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = exchange.journal.changes();
    let events = stream::unfold((changes, true), async |(mut changes, first)| {
        if !first {
            changes.changed().await.ok()?;
        }
        changes.borrow_and_update();
        Some((Ok(Event::default().data("changed")), (changes, false)))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}
