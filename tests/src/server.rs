//! Somebody else's server, as a process of a test's own.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    ops::Range,
    process::{self, Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

/// How long a server may take to listen. On a busy machine that is many times what it takes alone.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// Below those that Linux gives to whoever asks for any port, `ip_local_port_range`:
/// <https://docs.kernel.org/networking/ip-sysctl.html>.
const PORTS: Range<u16> = 10_000..32_000;

/// A server process that listens. It ends with its value.
pub struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts what `command` makes of an address, and waits until it listens there. It is for servers that take no port 0:
    /// the port found free may be taken by somebody else before the server has it; then it ends, and another port is tried.
    pub fn start(command: impl Fn(SocketAddr) -> Command) -> Self {
        let deadline = Instant::now() + READY_WITHIN;
        while Instant::now() < deadline {
            let mut server = Self::serve(&command);
            while Instant::now() < deadline && server.process.try_wait().is_ok_and(|ended| ended.is_none()) {
                if TcpStream::connect(server.address).is_ok() {
                    return server;
                }
                thread::sleep(Duration::from_millis(5));
            }
        }
        panic!("the server does not listen after {READY_WITHIN:?}");
    }

    fn serve(command: impl Fn(SocketAddr) -> Command) -> Self {
        let address = free_address();
        let mut command = command(address);
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        Self {
            process: process.unwrap_or_else(|error| panic!("{command:?} does not start: {error}")),
            address,
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Either fails only for a process that has ended, and then there is nothing left to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An address that nobody listens at, for a server that has to be told its port. It is none of those that the system chooses
/// from for whoever asks for any, since one of these may be held, by somebody who does not listen just now, and would be taken
/// from them.
pub(crate) fn free_address() -> SocketAddr {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    // Other processes begin elsewhere.
    let first = process::id().wrapping_mul(97);
    for _ in PORTS {
        let turn =
            first.wrapping_add(ASKED.fetch_add(1, Ordering::Relaxed)) % u32::from(PORTS.end - PORTS.start);
        let port = PORTS.start + u16::try_from(turn).expect("the remainder is less than the number of ports");
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            return listener.local_addr().expect("a listener knows its address");
        }
    }
    panic!("no port from {} to {} is free", PORTS.start, PORTS.end);
}
