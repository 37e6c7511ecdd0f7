//! Lambda's side of the [Runtime API](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html), for one process.
//!
//! One thread waits for all of the process's connections and reads the clock as soon as a request is whole, so that a
//! figure has no other thread's waking in it. AWS's own emulator adds a milliseconds' worth of its own to each answer.

use std::{
    fmt::Write as _,
    io::{self, Read, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

/// The version in each path.
const VERSION: &str = "/2018-06-01/runtime";

/// How long a function may take, as it is told.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// How long it waits awake: a processor that has to be woken first is late by as much as a short answer takes.
const AWAKE: Duration = Duration::from_millis(5);

/// The most headers that a runtime sends.
const MAX_HEADERS: usize = 32;

/// Where one process asks for events and hands in its answers.
pub(crate) struct RuntimeApi {
    listener: TcpListener,
    connections: Vec<Connection>,
    /// How many events were sent, which numbers them.
    sent: u32,
    waiting: Waiting,
}

/// How it waits for a process to say something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// On a processor of its own at first, so that no time to wake up is in the figure of a short answer.
    Awake,
    /// Without any, for processes that start, or are many, and need them all.
    Asleep,
}

struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

/// What the process said.
pub(crate) struct Message {
    /// What it wants.
    pub(crate) kind: Kind,
    /// When it was there as a whole.
    pub(crate) at: Instant,
    /// The answer, or the error's description.
    pub(crate) body: Vec<u8>,
    connection: usize,
}

/// What a process may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It is ready for an event.
    Next,
    /// It has answered.
    Answer,
    /// It could not start, or not answer.
    Error,
}

impl RuntimeApi {
    /// Begins to listen at a free port of this machine.
    pub(crate) fn listen(waiting: Waiting) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        Ok(Self { listener, connections: Vec::new(), sent: 0, waiting })
    }

    /// Where it listens: what `AWS_LAMBDA_RUNTIME_API` has to say.
    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Waits for the next thing that the process says, until `deadline`.
    pub(crate) fn message(&mut self, deadline: Instant) -> io::Result<Message> {
        let awake_until = Instant::now() + AWAKE;
        loop {
            if let Some(message) = self.whole_message()? {
                return Ok(message);
            }
            let now = Instant::now();
            if now > deadline {
                return Err(io::ErrorKind::TimedOut.into());
            }
            let is_awake = self.waiting == Waiting::Awake && now < awake_until;
            self.receive(if is_awake { Duration::ZERO } else { deadline - now })?;
        }
    }

    /// Sends `event` to a process that waits for one, and returns when it was sent.
    pub(crate) fn send(&mut self, next: &Message, event: &[u8]) -> io::Result<Instant> {
        self.sent += 1;
        let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + TIME_LIMIT;
        let mut response = String::new();
        write!(
            response,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Lambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-{:012x}\r\nLambda-Runtime-Deadline-Ms: {}\r\n\
             Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:ap-northeast-1:123456789012:function:bench\r\n\
             Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0\r\n\r\n",
            event.len(),
            self.sent,
            deadline.as_millis(),
        )
        .expect("writing to a string does not fail");
        let mut response = response.into_bytes();
        response.extend_from_slice(event);
        let at = Instant::now();
        self.connections[next.connection].stream.write_all(&response)?;
        Ok(at)
    }

    /// Takes an answer in.
    pub(crate) fn accept(&mut self, answer: &Message) -> io::Result<()> {
        let accepted = b"HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"status\":\"OK\"}\n";
        self.connections[answer.connection].stream.write_all(accepted)
    }

    /// Takes the first whole request out of what was received.
    fn whole_message(&mut self) -> io::Result<Option<Message>> {
        for (connection, Connection { received, .. }) in self.connections.iter_mut().enumerate() {
            let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
            let mut request = httparse::Request::new(&mut headers);
            let parsed = request.parse(received).map_err(|error| unexpected(&error.to_string()))?;
            let httparse::Status::Complete(head) = parsed else { continue };
            let length = body_length(request.headers)?;
            let kind = kind(request.path.unwrap_or_default())?;
            let Some(body) = received.get(head..head + length).map(<[u8]>::to_vec) else { continue };
            received.drain(..head + length);
            return Ok(Some(Message { kind, at: Instant::now(), body, connection }));
        }
        Ok(None)
    }

    /// Waits until something comes, for as long as `patience`, and takes it.
    fn receive(&mut self, patience: Duration) -> io::Result<()> {
        let patience =
            Timespec::try_from(patience).map_err(|_| unexpected("the deadline is too far away"))?;
        let mut waiting: Vec<_> = std::iter::once(PollFd::new(&self.listener, PollFlags::IN))
            .chain(self.connections.iter().map(|connection| PollFd::new(&connection.stream, PollFlags::IN)))
            .collect();
        match poll(&mut waiting, Some(&patience)) {
            Ok(0) | Err(Errno::INTR) => return Ok(()),
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
        let ready: Vec<bool> = waiting.iter().map(|fd| !fd.revents().is_empty()).collect();
        drop(waiting);
        for (connection, _) in self.connections.iter_mut().zip(&ready[1..]).filter(|(_, ready)| **ready) {
            let mut buffer = [0; 16 * 1024];
            match connection.stream.read(&mut buffer)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                length => connection.received.extend_from_slice(&buffer[..length]),
            }
        }
        if ready[0] {
            let (stream, _) = self.listener.accept()?;
            stream.set_nodelay(true)?;
            self.connections.push(Connection { stream, received: Vec::new() });
        }
        Ok(())
    }
}

fn kind(path: &str) -> io::Result<Kind> {
    let path = path.strip_prefix(VERSION).unwrap_or(path);
    match path {
        "/invocation/next" => Ok(Kind::Next),
        _ if path.starts_with("/invocation/") && path.ends_with("/response") => Ok(Kind::Answer),
        _ if path.ends_with("/error") => Ok(Kind::Error),
        _ => Err(unexpected(path)),
    }
}

/// A body's length. A runtime that hands its answer in by parts says how long each is instead.
fn body_length(headers: &[httparse::Header]) -> io::Result<usize> {
    let length = headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let Some(length) = length else {
        let is_chunked = headers.iter().any(|header| header.name.eq_ignore_ascii_case("transfer-encoding"));
        return if is_chunked { Err(unexpected("an answer in chunks")) } else { Ok(0) };
    };
    let length = std::str::from_utf8(length.value).ok().and_then(|length| length.trim().parse().ok());
    length.ok_or_else(|| unexpected("a body of no length"))
}

fn unexpected(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the process says what is not expected: {what}"))
}
