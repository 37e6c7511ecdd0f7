//! A proxy that stands before a server and fails in the ways in which servers and networks fail.

mod answers;
mod connection;
mod schedule;

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    runtime, select,
    sync::watch,
};

use crate::server::free_address;
use connection::serve;
use schedule::Schedule;

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
    /// A request gets its answer a byte at a time, with a pause after each, so that it never is complete in time.
    SlowDrip,
    /// A request gets half of its answer, and the connection ends.
    Truncated,
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
    /// DynamoDB, or what balances its load, fails with status 503.
    ServiceUnavailable,
    /// DynamoDB refuses a request because the credentials that it is signed with have expired.
    ExpiredCredentials,
}

impl Fault {
    /// The faults of single requests that the next request may not meet.
    pub const TRANSIENT: [Self; 10] = [
        Self::Hang,
        Self::Reset,
        Self::SlowDrip,
        Self::Truncated,
        Self::Garbage,
        Self::ForeignPage,
        Self::ProvisionedThroughputExceeded,
        Self::Throttling,
        Self::InternalServerError,
        Self::ServiceUnavailable,
    ];
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
    schedule: Schedule,
    requests: AtomicUsize,
}

impl FaultProxy {
    /// Starts a proxy before the server at `upstream`, which must speak HTTP/1.1 with `Content-Length`. It runs on a
    /// thread of its own, so that a test may block while it waits for an answer through the proxy.
    pub fn before(upstream: SocketAddr) -> Self {
        let (lasting, fault) = watch::channel(None);
        let (apply, applied) = mpsc::channel();
        let shared =
            Arc::new(Shared { upstream, schedule: Schedule::default(), requests: AtomicUsize::new(0) });
        let runtime = runtime::Builder::new_current_thread().enable_all().build().expect("a thread can wait");
        // None that the system gives to whoever asks for any: it also gives those that are held and not listened on.
        let port = bind(free_address()).expect("the port was free a moment ago");
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
        self.shared.schedule.plan(requests, fault);
    }

    /// Fails for one request in `one_in` from now on, in one of the ways of `faults`, which must be single requests'. Which
    /// requests they are, and in which way each fails, follows from `seed`.
    pub fn begin_at_random(&self, one_in: u64, faults: &'static [Fault], seed: u64) {
        self.shared.schedule.plan_at_random(one_in, faults, seed);
    }

    /// Fails no longer.
    pub fn end(&self) {
        self.shared.schedule.clear();
        self.lasting.send_replace(None);
        self.wait_until_applied();
    }

    /// Fails in this way for the next request alone. Not for [`Fault::Refuse`] and [`Fault::Vanish`], where there is no
    /// request.
    pub fn once(&self, fault: Fault) {
        self.shared.schedule.once(fault);
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
