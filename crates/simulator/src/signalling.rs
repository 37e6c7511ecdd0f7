//! Twilio's end of the connection that the Voice SDK keeps: who is there, who may be called, and what each says.
//!
//! The protocol is the one of `@twilio/voice-sdk` 2: text frames of JSON, `{"type", "payload", "version"}`, and a line feed
//! every five seconds that the SDK echoes.

mod client_line;
mod client_sound;
mod clients;
mod message;
mod refusal;
mod registration;

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    response::Response,
};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::mpsc;

pub(crate) use client_line::{ClientLine, NewLine};
pub(crate) use client_sound::ClientSound;
pub(crate) use clients::{Clients, Connection};

use crate::exchange::Exchange;

/// The SDK drops a connection on which it heard nothing for fifteen seconds.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// Larger than any description of sound that a browser makes.
const MAX_FRAME_BYTES: usize = 256 * 1024;

/// Takes the connection of an SDK.
pub(crate) async fn connect(State(exchange): State<Arc<Exchange>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.max_message_size(MAX_FRAME_BYTES).on_upgrade(async move |socket| serve(socket, exchange).await)
}

async fn serve(socket: WebSocket, exchange: Arc<Exchange>) {
    let (mut sink, mut stream) = socket.split();
    let (sender, mut outgoing) = mpsc::unbounded_channel::<String>();
    let connection = exchange.clients.connect(sender);
    let mut heartbeat = tokio::time::interval(HEARTBEAT);
    loop {
        tokio::select! {
            frame = stream.next() => match frame {
                Some(Ok(Message::Text(text))) => message::receive(&exchange, &connection, &text).await,
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
            Some(text) = outgoing.recv() => if sink.send(Message::text(text)).await.is_err() { break },
            _ = heartbeat.tick() => if sink.send(Message::text("\n")).await.is_err() { break },
            () = registration::expired(&connection) => registration::expire(&exchange, &connection),
        }
    }
    exchange.clients.disconnect(&connection);
    exchange.journal.changed();
}
