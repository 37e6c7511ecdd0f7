//! One connection through the proxy: requests in, answers or faults out.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, atomic::Ordering},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    select,
    sync::watch,
};

use super::{Fault, Shared, answers};

/// Answers the requests of one connection. An error is the end of the connection, and tells a proxy nothing more.
pub(super) async fn serve(
    mut client: TcpStream,
    mut lasting: watch::Receiver<Option<Fault>>,
    shared: Arc<Shared>,
) -> io::Result<()> {
    client.set_nodelay(true)?;
    let mut upstream = Upstream { address: shared.upstream, connection: None };
    loop {
        let request = select! {
            request = read_message(&mut client) => request?,
            _ = lasting.wait_for(|fault| *fault == Some(Fault::Refuse)) => return Ok(()),
        };
        shared.requests.fetch_add(1, Ordering::SeqCst);
        let fault = shared.schedule.next().or(*lasting.borrow());
        match fault {
            None => client.write_all(&upstream.answer(&request).await?).await?,
            Some(Fault::SlowDrip) => {
                return answers::drip(&mut client, &upstream.answer(&request).await?).await;
            }
            Some(Fault::Truncated) => {
                return answers::truncate(&mut client, &upstream.answer(&request).await?).await;
            }
            Some(fault) => answers::fail(&mut client, fault).await?,
        }
    }
}

/// The server behind the proxy, connected for as long as the client is and the server likes.
struct Upstream {
    address: SocketAddr,
    connection: Option<TcpStream>,
}

impl Upstream {
    /// The server's answer to `request`.
    async fn answer(&mut self, request: &[u8]) -> io::Result<Vec<u8>> {
        let mut server = match self.connection.take() {
            Some(server) => server,
            None => TcpStream::connect(self.address).await?,
        };
        server.write_all(request).await?;
        let answer = read_message(&mut server).await?;
        if header(&answer, "connection").as_deref() != Some("close") {
            self.connection = Some(server);
        }
        Ok(answer)
    }
}

/// A whole request or answer: its head, and as much as its `Content-Length` says.
async fn read_message(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut message = Vec::new();
    let body_at = loop {
        if let Some(end) = answers::body_at(&message) {
            break end;
        }
        read_more(stream, &mut message).await?;
    };
    let length: usize =
        header(&message[..body_at], "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    while message.len() < body_at + length {
        read_more(stream, &mut message).await?;
    }
    Ok(message)
}

async fn read_more(stream: &mut TcpStream, message: &mut Vec<u8>) -> io::Result<()> {
    match stream.read_buf(message).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

/// The value of a header, in lower case.
fn header(message: &[u8], name: &str) -> Option<String> {
    let head = &message[..answers::body_at(message)?];
    String::from_utf8_lossy(head)
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(named, _)| named.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim().to_ascii_lowercase())
}
