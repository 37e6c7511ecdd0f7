//! The clients that are connected, and the calls that they are in.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::ClientLine;
use crate::{
    lock::lock,
    token::{Grant, InvalidToken},
};

/// Twilio rings [at most ten](https://www.twilio.com/docs/voice/voip-sdk/android/faq) of the
/// places where one client is registered.
const MAX_PLACES: usize = 10;

/// Everybody who is connected.
#[derive(Default)]
pub(crate) struct Clients {
    next: AtomicU64,
    connections: Mutex<BTreeMap<u64, Arc<Connection>>>,
    lines: Mutex<Vec<Arc<ClientLine>>>,
}

/// A connection of one SDK.
pub(crate) struct Connection {
    pub(crate) id: u64,
    sender: UnboundedSender<String>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Who it is. A call goes on when the token expires, and so does this.
    identity: Option<String>,
    grant: Option<Grant>,
    /// Why there is no grant.
    refused: Option<InvalidToken>,
    registered: bool,
}

impl Clients {
    pub(super) fn connect(&self, sender: UnboundedSender<String>) -> Arc<Connection> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let connection = Arc::new(Connection { id, sender, state: Mutex::default() });
        lock(&self.connections).insert(id, connection.clone());
        connection
    }

    /// Forgets a connection that broke. The calls that were answered over it have a while to be taken up again.
    pub(super) fn disconnect(&self, connection: &Connection) {
        lock(&self.connections).remove(&connection.id);
        for line in self.lines().iter().filter(|line| line.is_on(connection) && !line.is_over()) {
            line.lose_connection();
        }
    }

    /// Where `identity` can be called now, the latest first.
    pub(crate) fn registered(&self, identity: &str) -> Vec<Arc<Connection>> {
        let connections = lock(&self.connections);
        let places = connections.values().rev().filter(|connection| connection.can_be_called_as(identity));
        places.take(MAX_PLACES).cloned().collect()
    }

    /// How many connections each client is registered over.
    pub(crate) fn census(&self) -> BTreeMap<String, usize> {
        let mut census = BTreeMap::new();
        for connection in lock(&self.connections).values() {
            if let Some(identity) =
                connection.identity().filter(|identity| connection.can_be_called_as(identity))
            {
                *census.entry(identity).or_default() += 1;
            }
        }
        census
    }

    pub(crate) fn add_line(&self, line: Arc<ClientLine>) {
        let mut lines = lock(&self.lines);
        lines.retain(|line| !line.is_over());
        lines.push(line);
    }

    /// The call that `identity` knows as `sid`.
    pub(super) fn line(&self, sid: &str, identity: &str) -> Option<Arc<ClientLine>> {
        self.lines().into_iter().find(|line| line.is_known_as(sid) && line.identity == identity)
    }

    fn lines(&self) -> Vec<Arc<ClientLine>> {
        lock(&self.lines).clone()
    }
}

impl Connection {
    /// Sends a message. One that broke meanwhile has nobody to hear it.
    pub(crate) fn send(&self, kind: &str, payload: &Value) {
        let _ = self.sender.send(json!({ "type": kind, "payload": payload, "version": "1.6" }).to_string());
    }

    pub(crate) fn identity(&self) -> Option<String> {
        lock(&self.state).identity.clone()
    }

    pub(super) fn grant(&self) -> Option<Grant> {
        lock(&self.state).grant.clone()
    }

    /// Why there is no grant: no token was shown, or the last one was refused.
    pub(super) fn refused(&self) -> InvalidToken {
        lock(&self.state).refused.unwrap_or(InvalidToken::Invalid)
    }

    pub(super) fn admit(&self, grant: Grant) {
        let mut state = lock(&self.state);
        state.identity = Some(grant.identity.clone());
        state.grant = Some(grant);
    }

    /// Takes back what a token had granted.
    pub(super) fn expel(&self, why: InvalidToken) {
        let mut state = lock(&self.state);
        state.grant = None;
        state.refused = Some(why);
        state.registered = false;
    }

    pub(super) fn register(&self, registered: bool) {
        lock(&self.state).registered = registered;
    }

    fn can_be_called_as(&self, identity: &str) -> bool {
        let state = lock(&self.state);
        state.registered
            && state.grant.as_ref().is_some_and(|grant| grant.incoming && grant.identity == identity)
    }
}
