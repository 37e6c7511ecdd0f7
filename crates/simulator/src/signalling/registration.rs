//! Tokens shown, and clients that become or cease to be callable.

use std::{sync::Arc, time::Duration};

use serde_json::json;

use super::Connection;
use crate::{
    exchange::Exchange,
    journal::{Way, now_ms},
    token::{self, Grant, InvalidToken},
};

/// Takes a token: the first, or one that follows it.
pub(super) fn listen(exchange: &Exchange, connection: &Connection, token: &str) {
    exchange.journal.connection(
        Way::In,
        connection.identity().as_deref(),
        "listen",
        json!({ "token": "(signed)" }),
    );
    match token::read(token, &exchange.settings.account) {
        Ok(grant) => {
            let ttl = grant.expires_at.saturating_sub(now_ms() / 1000);
            let token = json!({ "identity": grant.identity, "ttl": ttl });
            connection.admit(grant);
            let place =
                json!({ "region": "US_EAST_VIRGINIA", "edge": "ashburn", "home": "us1", "token": token });
            tell(exchange, connection, "connected", &place);
        }
        Err(invalid) => refuse(exchange, connection, invalid),
    }
}

/// Makes the client callable, or not callable any more.
pub(super) fn register(exchange: &Exchange, connection: &Connection, wanted: bool) {
    let Some(Grant { identity, .. }) = connection.grant() else {
        return refuse(exchange, connection, connection.refused());
    };
    let payload = json!({ "media": { "audio": wanted } });
    exchange.journal.connection(Way::In, Some(&identity), "register", payload);
    connection.register(wanted);
    tell(exchange, connection, if wanted { "ready" } else { "offline" }, &json!({}));
}

/// Resolves when the token that `connection` showed has expired, and never where none was shown.
pub(super) async fn expired(connection: &Arc<Connection>) {
    let Some(grant) = connection.grant() else { return std::future::pending().await };
    // A whole second counts until it is over.
    let left = (grant.expires_at * 1000).saturating_sub(now_ms());
    tokio::time::sleep(Duration::from_millis(left)).await;
}

/// The client is not callable any more. A call that it is in goes on.
pub(super) fn expire(exchange: &Exchange, connection: &Connection) {
    refuse(exchange, connection, InvalidToken::Expired);
}

fn refuse(exchange: &Exchange, connection: &Connection, invalid: InvalidToken) {
    let payload = json!({ "error": { "code": invalid.code(), "message": invalid.to_string() } });
    tell(exchange, connection, "error", &payload);
    connection.expel(invalid);
}

fn tell(exchange: &Exchange, connection: &Connection, kind: &str, payload: &serde_json::Value) {
    exchange.journal.connection(Way::Out, connection.identity().as_deref(), kind, payload.clone());
    connection.send(kind, payload);
}
