//! A function's executable inside AWS's own Runtime Interface Emulator.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::tools;

/// A running emulator. It ends when this is dropped.
pub struct Emulator {
    process: Child,
    address: SocketAddr,
    log: Arc<Mutex<String>>,
}

impl Emulator {
    /// Starts the emulator of `executable` with `environment` and nothing else in its environment.
    pub fn start(executable: &Path, environment: &[(&str, &str)]) -> Self {
        let (address, runtime_api) = (free_address(), free_address());
        let mut process = Command::new(tools::runtime_interface_emulator())
            .args(["--runtime-interface-emulator-address", &address.to_string()])
            .args(["--runtime-api-address", &runtime_api.to_string()])
            .arg(executable)
            .env_clear()
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the emulator is an executable");
        let log = Arc::default();
        collect(process.stdout.take().expect("it is piped"), Arc::clone(&log));
        collect(process.stderr.take().expect("it is piped"), Arc::clone(&log));
        let emulator = Self { process, address, log };
        let deadline = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(address).is_err() {
            assert!(Instant::now() < deadline, "the emulator does not listen: {}", emulator.log());
            thread::sleep(Duration::from_millis(5));
        }
        emulator
    }

    /// The function's answer to `event`.
    pub fn invoke(&self, event: &Value) -> Value {
        let answer = self.post(&event.to_string()).expect("the emulator answers");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an HTTP answer has a head");
        assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
        serde_json::from_str(body).expect("a function answers with JSON")
    }

    /// What the emulator and the function wrote so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn post(&self, body: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        write!(
            stream,
            "POST /2015-03-31/functions/function/invocations HTTP/1.0\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer.replacen("HTTP/1.0", "HTTP/1.1", 1))
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // Either fails only for a process that has ended, and then there is nothing left to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn collect(output: impl Read + Send + 'static, log: Arc<Mutex<String>>) {
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            log.push_str(&line);
            log.push('\n');
        }
    });
}

fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .expect("the system has a free port")
}
