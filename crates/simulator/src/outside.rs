//! The telephones outside: pages that are the other end of a call.
//!
//! A page keeps a connection at `/outside/line` and says over it, in JSON, which number it is and what its user does.

mod outside_line;
mod phones;

use std::sync::Arc;

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    response::Response,
};
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

pub(crate) use outside_line::OutsideLine;
pub(crate) use phones::{OutsidePhone, OutsidePhones};

use crate::{call, exchange::Exchange, journal::Way, leg::Ending, number::e164};

/// Larger than any description of sound that a browser makes.
const MAX_FRAME_BYTES: usize = 256 * 1024;
/// A caller may show anything, as on a real line; not without end.
const MAX_NAME_CHARS: usize = 100;

/// What a page says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
enum Said {
    #[serde(rename_all = "camelCase")]
    Be {
        number: String,
        any_number: bool,
    },
    Dial {
        call: String,
        to: String,
        sdp: Option<String>,
    },
    Answer {
        call: String,
        sdp: Option<String>,
    },
    Decline {
        call: String,
    },
    Busy {
        call: String,
    },
    HangUp {
        call: String,
    },
    Digits {
        call: String,
        digits: String,
    },
    Spoken {
        call: String,
        say: u64,
    },
}

/// Takes the connection of a page.
pub(crate) async fn connect(State(exchange): State<Arc<Exchange>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.max_message_size(MAX_FRAME_BYTES).on_upgrade(async move |socket| serve(socket, exchange).await)
}

async fn serve(socket: WebSocket, exchange: Arc<Exchange>) {
    let (mut sink, mut stream) = socket.split();
    let (sender, mut outgoing) = mpsc::unbounded_channel::<String>();
    let phone = exchange.outside.connect(sender);
    loop {
        tokio::select! {
            frame = stream.next() => match frame {
                Some(Ok(Message::Text(text))) => receive(&exchange, &phone, &text).await,
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
            Some(text) = outgoing.recv() => if sink.send(Message::text(text)).await.is_err() { break },
        }
    }
    exchange.outside.disconnect(&phone);
    exchange.journal.changed();
}

/// Does what a message asks for. One that makes no sense is left out.
async fn receive(exchange: &Arc<Exchange>, phone: &Arc<OutsidePhone>, text: &str) {
    let line = |call: &str| phone.line(call);
    match serde_json::from_str(text) {
        Ok(Said::Be { number, any_number }) => be(exchange, phone, &number, any_number),
        Ok(Said::Dial { call, to, sdp }) => {
            call::from_outside(exchange, phone, call, &to, sdp.as_deref()).await;
        }
        Ok(Said::Answer { call, sdp }) => {
            if let Some(line) = line(&call) {
                line.picked_up(sdp.as_deref()).await;
            }
        }
        Ok(Said::Decline { call }) => end(line(&call), "decline", Ending::Declined),
        Ok(Said::Busy { call }) => end(line(&call), "busy", Ending::Busy),
        Ok(Said::HangUp { call }) => end(line(&call), "hangUp", Ending::HungUp),
        Ok(Said::Digits { call, digits }) => {
            if let Some(line) = line(&call) {
                line.pressed(&digits);
            }
        }
        Ok(Said::Spoken { call, say }) => {
            if let Some(line) = line(&call) {
                line.has_spoken(say);
            }
        }
        Err(_) => {}
    }
}

fn end(line: Option<Arc<OutsideLine>>, kind: &str, ending: Ending) {
    if let Some(line) = line {
        line.log.signal(Way::In, kind, &Value::Null);
        line.leave(ending);
    }
}

fn be(exchange: &Exchange, phone: &OutsidePhone, number: &str, any_number: bool) {
    let number: String = number.chars().take(MAX_NAME_CHARS).collect();
    let number = e164(&number).unwrap_or(number);
    if exchange.outside.take_number(phone, number.clone(), any_number) {
        phone.send(&json!({ "type": "numbers", "numbers": exchange.settings.numbers.listed() }));
    } else {
        phone.send(&json!({ "type": "taken", "number": number }));
    }
    exchange.journal.changed();
}
