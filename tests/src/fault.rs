//! A proxy that stands before a server and fails in the ways in which servers and networks fail.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    runtime, select,
    sync::watch,
};

/// A way to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nobody listens: connections are refused, and those that were open are closed.
    Refuse,
    /// The network swallows what is sent: a connection is neither made nor refused, and one that was open is silent.
    Vanish,
    /// A request is read and never answered.
    Hang,
    /// A request is answered with a reset of its connection.
    Reset,
    /// A request is answered with text that is not HTTP.
    Garbage,
    /// A request is answered with success and a page that is not DynamoDB's, as a proxy on the way might answer it.
    ForeignPage,
    /// DynamoDB refuses a request because the table's provisioned throughput is used up.
    ProvisionedThroughputExceeded,
    /// DynamoDB refuses a request because there were too many.
    Throttling,
    /// DynamoDB fails with status 500.
    InternalServerError,
}

/// A proxy before one server. Without a fault it passes every request on, and every answer back. It ends when this is
/// dropped.
pub struct FaultProxy {
    address: SocketAddr,
    lasting: watch::Sender<Option<Fault>>,
    applied: mpsc::Receiver<()>,
    shared: Arc<Shared>,
}

struct Shared {
    upstream: SocketAddr,
    once: Mutex<Option<Fault>>,
    requests: AtomicUsize,
    planned: Mutex<Option<Planned>>,
}

/// A fault that begins by itself.
struct Planned {
    after_requests: usize,
    fault: Fault,
}

impl Shared {
    /// The planned fault, once as many requests as planned have passed.
    fn planned(&self) -> Option<Fault> {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        let planned = planned.as_mut()?;
        if planned.after_requests == 0 {
            return Some(planned.fault);
        }
        planned.after_requests -= 1;
        None
    }

    fn plan(&self, planned: Option<Planned>) {
        *self.planned.lock().unwrap_or_else(PoisonError::into_inner) = planned;
    }
}

impl FaultProxy {
    /// Starts a proxy before the server at `upstream`, which must speak HTTP/1.1 with `Content-Length`. It runs on a
    /// thread of its own, so that a test may block while it waits for an answer through the proxy.
    pub fn before(upstream: SocketAddr) -> Self {
        let (lasting, fault) = watch::channel(None);
        let (apply, applied) = mpsc::channel();
        let shared = Arc::new(Shared {
            upstream,
            once: Mutex::new(None),
            requests: AtomicUsize::new(0),
            planned: Mutex::new(None),
        });
        let runtime = runtime::Builder::new_current_thread().enable_all().build().expect("a thread can wait");
        let port = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).expect("the system has a free port");
        let address = port.local_addr().expect("a bound socket has an address");
        let for_thread = Arc::clone(&shared);
        thread::spawn(move || {
            let ended = runtime.block_on(run(&port, fault, &apply, &for_thread));
            ended.expect("the port is held, so it can be listened on again and again");
        });
        let proxy = Self { address, lasting, applied, shared };
        proxy.wait_until_applied();
        proxy
    }

    /// Where the proxy listens, while it does.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Fails in this way from now on.
    pub fn begin(&self, fault: Fault) {
        self.lasting.send_replace(Some(fault));
        self.wait_until_applied();
    }

    /// Passes that many requests on, and fails in this way from then on. Not for [`Fault::Refuse`] and [`Fault::Vanish`],
    /// where there is no request.
    pub fn begin_after(&self, requests: usize, fault: Fault) {
        self.shared.plan(Some(Planned { after_requests: requests, fault }));
    }

    /// Fails no longer.
    pub fn end(&self) {
        self.shared.plan(None);
        self.lasting.send_replace(None);
        self.wait_until_applied();
    }

    /// Fails in this way for the next request alone. Not for [`Fault::Refuse`] and [`Fault::Vanish`], where there is no
    /// request.
    pub fn once(&self, fault: Fault) {
        *self.shared.once.lock().unwrap_or_else(PoisonError::into_inner) = Some(fault);
    }

    /// How many requests came since this was last asked, whatever became of them.
    pub fn take_requests(&self) -> usize {
        self.shared.requests.swap(0, Ordering::SeqCst)
    }

    fn wait_until_applied(&self) {
        self.applied.recv_timeout(Duration::from_secs(10)).expect("the proxy's thread runs");
    }
}

/// Listens, or does not, as the lasting fault demands, until the proxy is dropped. `port` never listens itself: it holds
/// the port while nobody else does, and lets the system refuse connections in our name.
async fn run(
    port: &TcpSocket,
    mut fault: watch::Receiver<Option<Fault>>,
    apply: &mpsc::Sender<()>,
    shared: &Arc<Shared>,
) -> io::Result<()> {
    let address = port.local_addr()?;
    loop {
        let lasting = *fault.borrow_and_update();
        // The owner may be gone before it hears that its fault is applied; then the fault's sender is gone too.
        let applied = || apply.send(()).unwrap_or_default();
        let changed = match lasting {
            Some(Fault::Refuse) => {
                applied();
                fault.changed().await
            }
            Some(Fault::Vanish) => {
                let _full = full_listener(bind(address)?).await?;
                applied();
                fault.changed().await
            }
            _ => {
                let listener = bind(address)?.listen(64)?;
                applied();
                accept(&listener, &mut fault, shared).await
            }
        };
        if changed.is_err() {
            return Ok(());
        }
    }
}

/// A socket at `address`, which others of this kind may share as long as none of them listens.
fn bind(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

/// A listener that has no room for another connection: the system drops what would open one, without a word.
async fn full_listener(socket: TcpSocket) -> io::Result<(TcpListener, TcpStream)> {
    let listener = socket.listen(0)?;
    let only = TcpStream::connect(listener.local_addr()?).await?;
    Ok((listener, only))
}

/// Serves each connection that comes, until the lasting fault changes.
async fn accept(
    listener: &TcpListener,
    fault: &mut watch::Receiver<Option<Fault>>,
    shared: &Arc<Shared>,
) -> Result<(), watch::error::RecvError> {
    let for_connections = fault.clone();
    loop {
        select! {
            changed = fault.changed() => return changed,
            accepted = listener.accept() => {
                if let Ok((client, _)) = accepted {
                    tokio::spawn(serve(client, for_connections.clone(), Arc::clone(shared)));
                }
            }
        }
    }
}

/// Answers the requests of one connection. An error is the end of the connection, and tells a proxy nothing more.
async fn serve(
    mut client: TcpStream,
    mut fault: watch::Receiver<Option<Fault>>,
    shared: Arc<Shared>,
) -> io::Result<()> {
    loop {
        let request = select! {
            request = read_message(&mut client) => request?,
            _ = fault.wait_for(|fault| *fault == Some(Fault::Refuse)) => return Ok(()),
        };
        shared.requests.fetch_add(1, Ordering::SeqCst);
        let once = shared.once.lock().unwrap_or_else(PoisonError::into_inner).take();
        let current = once.or(shared.planned()).or(*fault.borrow());
        match current {
            None => client.write_all(&forward(&request, shared.upstream).await?).await?,
            Some(Fault::Refuse) => return Ok(()),
            Some(Fault::Vanish | Fault::Hang) => {
                // Whoever waits gives up and closes the connection, which ends the read.
                client.read_u8().await?;
            }
            Some(Fault::Reset) => return client.set_zero_linger(),
            Some(Fault::Garbage) => return client.write_all(b"What did you say?\r\n\r\n").await,
            Some(Fault::ForeignPage) => {
                client.write_all(&answer("200 OK", "<html>Welcome to the airport</html>")).await?;
            }
            Some(Fault::ProvisionedThroughputExceeded) => {
                client
                    .write_all(&dynamodb_error("400 Bad Request", "ProvisionedThroughputExceededException"))
                    .await?;
            }
            Some(Fault::Throttling) => {
                client.write_all(&dynamodb_error("400 Bad Request", "ThrottlingException")).await?;
            }
            Some(Fault::InternalServerError) => {
                client.write_all(&dynamodb_error("500 Internal Server Error", "InternalServerError")).await?;
            }
        }
    }
}

/// The server's answer to `request`.
async fn forward(request: &[u8], upstream: SocketAddr) -> io::Result<Vec<u8>> {
    let mut server = TcpStream::connect(upstream).await?;
    server.write_all(request).await?;
    read_message(&mut server).await
}

/// A whole request or answer: its head, and as much as its `Content-Length` says.
async fn read_message(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut message = Vec::new();
    let body_at = loop {
        if let Some(end) = message.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break end + 4;
        }
        read_more(stream, &mut message).await?;
    };
    let length = content_length(&message[..body_at]);
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

fn content_length(head: &[u8]) -> usize {
    String::from_utf8_lossy(head)
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0)
}

/// An error as DynamoDB words it:
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>.
fn dynamodb_error(status: &str, name: &str) -> Vec<u8> {
    let body =
        format!(r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{name}","message":"a planned fault"}}"#);
    answer(status, &body)
}

fn answer(status: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}
