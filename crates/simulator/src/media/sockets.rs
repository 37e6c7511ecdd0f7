//! The UDP sockets of one call.

use std::{
    future::poll_fn,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    task::{Context, Poll},
};

use tokio::{io::ReadBuf, net::UdpSocket};

/// More than any packet that a browser sends: those keep to an Ethernet frame, which carries 1500 bytes.
const LARGEST_PACKET: usize = 2000;

/// One socket on each IPv4 address of this machine, closed with the call.
///
/// A browser here is reached on any of them. Which one it uses is its own affair: Chromium leaves out 127.0.0.1 unless told
/// otherwise, and a machine without a network has nothing else. IPv6 adds no browser that IPv4 does not reach.
pub(super) struct Sockets {
    sockets: Vec<(SocketAddr, UdpSocket)>,
    buffer: Vec<u8>,
}

/// One packet, and where it came from and arrived.
pub(super) struct Packet<'a> {
    pub(super) source: SocketAddr,
    pub(super) destination: SocketAddr,
    pub(super) bytes: &'a [u8],
}

impl Sockets {
    /// Binds a port of the system's choice on each address.
    ///
    /// # Errors
    ///
    /// When not even one address can be bound.
    pub(super) async fn bind() -> io::Result<Self> {
        let mut sockets = Vec::new();
        let mut failure = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for address in addresses()? {
            match bind(address).await {
                Ok(bound) => sockets.push(bound),
                // The address may have gone since it was listed.
                Err(error) => failure = error,
            }
        }
        if sockets.is_empty() { Err(failure) } else { Ok(Self { sockets, buffer: vec![0; LARGEST_PACKET] }) }
    }

    /// The addresses, each with its port.
    pub(super) fn addresses(&self) -> impl Iterator<Item = SocketAddr> {
        self.sockets.iter().map(|(address, _)| *address)
    }

    /// Waits for a packet. Nothing is lost if the wait is given up.
    pub(super) async fn receive(&mut self) -> Packet<'_> {
        let (source, destination, length) =
            poll_fn(|context| poll_receive(&self.sockets, &mut self.buffer, context)).await;
        Packet { source, destination, bytes: &self.buffer[..length] }
    }

    /// Sends a packet from one of the addresses. What cannot be sent is lost, as it might be further on.
    pub(super) async fn send(&self, source: SocketAddr, destination: SocketAddr, bytes: &[u8]) {
        if let Some((_, socket)) = self.sockets.iter().find(|(address, _)| *address == source) {
            let _ = socket.send_to(bytes, destination).await;
        }
    }
}

fn addresses() -> io::Result<Vec<Ipv4Addr>> {
    let interfaces = if_addrs::get_if_addrs()?;
    let up = interfaces.iter().filter(|interface| interface.is_oper_up() || interface.is_loopback());
    let mut addresses: Vec<Ipv4Addr> = up
        .filter_map(|interface| match interface.ip() {
            IpAddr::V4(address) => Some(address),
            IpAddr::V6(_) => None,
        })
        .collect();
    addresses.sort_unstable();
    addresses.dedup();
    Ok(addresses)
}

async fn bind(address: Ipv4Addr) -> io::Result<(SocketAddr, UdpSocket)> {
    let socket = UdpSocket::bind((address, 0)).await?;
    Ok((socket.local_addr()?, socket))
}

fn poll_receive(
    sockets: &[(SocketAddr, UdpSocket)],
    buffer: &mut [u8],
    context: &mut Context<'_>,
) -> Poll<(SocketAddr, SocketAddr, usize)> {
    for (address, socket) in sockets {
        let mut read = ReadBuf::new(buffer);
        // An error is a packet of ours that nobody took (ICMP); reading on clears it.
        while let Poll::Ready(received) = socket.poll_recv_from(context, &mut read) {
            if let Ok(source) = received {
                return Poll::Ready((source, *address, read.filled().len()));
            }
        }
    }
    Poll::Pending
}
