//! What an SDK says.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{ClientLine, Connection, registration};
use crate::{
    call::{self, Invitation},
    exchange::Exchange,
    journal::Way,
};

#[derive(Deserialize)]
struct Frame {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    payload: Value,
}

#[derive(Deserialize)]
struct Listen {
    token: String,
}

#[derive(Deserialize)]
struct Register {
    media: Media,
}

#[derive(Deserialize)]
struct Media {
    audio: bool,
}

#[derive(Deserialize)]
struct Invite {
    callsid: String,
    sdp: String,
    /// There when a call is taken up again, over another connection.
    reconnect: Option<String>,
    #[serde(default)]
    twilio: Wishes,
}

/// What the page passed to `device.connect`, form-urlencoded.
#[derive(Default, Deserialize)]
struct Wishes {
    #[serde(default)]
    params: String,
}

#[derive(Deserialize)]
struct Described {
    sdp: String,
}

#[derive(Deserialize)]
struct Dtmf {
    dtmf: String,
}

#[derive(Deserialize)]
struct UserMessage {
    content: Value,
    voiceeventsid: String,
}

/// Does what a frame asks for. One that makes no sense is left out, as by Twilio.
pub(super) async fn receive(exchange: &Arc<Exchange>, connection: &Arc<Connection>, text: &str) {
    // The echo of a heartbeat.
    if text.trim().is_empty() {
        return;
    }
    let Ok(Frame { kind, payload }) = serde_json::from_str(text) else { return };
    match kind.as_str() {
        "listen" => {
            if let Some(Listen { token }) = read(&payload) {
                registration::listen(exchange, connection, &token);
            }
        }
        "register" => {
            if let Some(Register { media }) = read(&payload) {
                registration::register(exchange, connection, media.audio);
            }
        }
        "invite" => {
            if let Some(invite) = read(&payload) {
                invited(exchange, connection, invite, &payload).await;
            }
        }
        _ => in_call(exchange, connection, &kind, &payload).await,
    }
}

fn read<'a, T: Deserialize<'a>>(payload: &'a Value) -> Option<T> {
    T::deserialize(payload).ok()
}

async fn invited(exchange: &Arc<Exchange>, connection: &Arc<Connection>, invite: Invite, payload: &Value) {
    let Some(grant) = connection.grant() else { return hang_up(connection, &invite.callsid, None) };
    if let Some(token) = &invite.reconnect {
        match exchange.clients.line(&invite.callsid, &grant.identity) {
            Some(line) => {
                line.log.signal(Way::In, "invite", payload);
                line.take_up(connection, token);
            }
            None => hang_up(connection, &invite.callsid, None),
        }
        return;
    }
    if grant.outgoing_app.as_deref() != Some(exchange.settings.account.app_sid.as_str()) {
        // The token's grant names no App, or one of another account.
        let error = json!({ "code": 31403, "message": "the token lets nobody call through this App" });
        exchange.journal.connection(Way::Out, Some(&grant.identity), "hangup", json!({ "error": error }));
        return hang_up(connection, &invite.callsid, Some(error));
    }
    let wishes = serde_urlencoded::from_str(&invite.twilio.params).unwrap_or_default();
    let invitation = Invitation {
        identity: &grant.identity,
        temporary_sid: invite.callsid,
        offer: &invite.sdp,
        wishes,
        payload,
    };
    call::from_client(exchange, connection, invitation).await;
}

fn hang_up(connection: &Connection, sid: &str, error: Option<Value>) {
    let mut payload = json!({ "callsid": sid });
    if let Some(error) = error {
        payload["error"] = error;
    }
    connection.send("hangup", &payload);
}

async fn in_call(exchange: &Exchange, connection: &Arc<Connection>, kind: &str, payload: &Value) {
    let sid = payload["callsid"].as_str().unwrap_or_default();
    let line = connection.identity().and_then(|identity| exchange.clients.line(sid, &identity));
    let Some(line) = line else { return };
    line.log.signal(Way::In, kind, payload);
    match kind {
        "answer" => {
            if let Some(Described { sdp }) = read(payload) {
                line.picked_up(&sdp).await;
            }
        }
        "reinvite" => {
            if let Some(Described { sdp }) = read(payload) {
                line.renegotiate(&sdp).await;
            }
        }
        "reject" => line.declined(),
        "hangup" => line.hung_up(),
        "dtmf" => {
            if let Some(Dtmf { dtmf }) = read(payload) {
                line.pressed(&dtmf);
            }
        }
        "message" => said(&line, payload),
        _ => {}
    }
}

/// A page tells with a [user-defined message](https://www.twilio.com/docs/voice/sdks/call-message-events) that it has
/// spoken a sentence.
fn said(line: &ClientLine, payload: &Value) {
    let Some(UserMessage { content, voiceeventsid }) = read(payload) else { return };
    line.acknowledge(&voiceeventsid);
    // The SDK sends what a page gave it as JSON in a string, or as it is.
    let content = content.as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or(content);
    if let Some(number) = content["spoken"].as_u64() {
        line.has_spoken(number);
    }
}
