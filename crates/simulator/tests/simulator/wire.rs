//! A WebSocket that carries JSON.

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest},
};

use crate::clock::PATIENCE;

pub(crate) struct Wire {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Wire {
    /// Connects to `url` (`ws://…`), as a page from `origin` does.
    pub(crate) async fn open(url: &str, origin: &str) -> Self {
        Self::try_open(url, origin).await.unwrap()
    }

    /// Connects, or returns why it was not let in.
    pub(crate) async fn try_open(url: &str, origin: &str) -> Result<Self, Error> {
        let mut request = url.into_client_request().unwrap();
        request.headers_mut().insert("Origin", origin.parse().unwrap());
        let (socket, _) = timeout(PATIENCE, connect_async(request)).await.expect("the server answers")?;
        Ok(Self { socket })
    }

    pub(crate) async fn send(&mut self, text: impl Into<String>) {
        self.socket.send(Message::text(text.into())).await.unwrap();
    }

    pub(crate) async fn send_bytes(&mut self, bytes: &[u8]) {
        self.socket.send(Message::binary(bytes.to_vec())).await.unwrap();
    }

    /// The next frame's text.
    pub(crate) async fn text(&mut self) -> String {
        timeout(PATIENCE, self.frame()).await.expect("something comes in time")
    }

    /// The next message, heartbeats left out.
    pub(crate) async fn message(&mut self) -> Value {
        let coming = async {
            loop {
                let text = self.frame().await;
                if text != "\n" {
                    return serde_json::from_str(&text).unwrap();
                }
            }
        };
        timeout(PATIENCE, coming).await.expect("a message comes in time")
    }

    async fn frame(&mut self) -> String {
        match self.socket.next().await.expect("the connection stays").unwrap() {
            Message::Text(text) => text.to_string(),
            other => panic!("{other:?} came"),
        }
    }
}
