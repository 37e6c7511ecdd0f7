//! AWS Secrets Manager, as far as a function asks it: it has one secret, filled or still empty.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use serde_json::{Value, json};

/// The name of the secret that it has.
pub const SECRET_ARN: &str = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:TwilioSecret-a1b2c3";

/// What AWS says of a secret that was created without a value.
const EMPTY: &str = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT";

/// A Secrets Manager that serves as long as the test runs.
pub struct SecretsManager {
    address: SocketAddr,
    secret: Arc<Mutex<Secret>>,
}

struct Secret {
    value: Option<Value>,
    readings: usize,
}

impl SecretsManager {
    /// Starts one whose secret holds `value`, or nothing yet.
    pub fn start(value: Option<Value>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
        let address = listener.local_addr().expect("a listener knows its address");
        let secret = Arc::new(Mutex::new(Secret { value, readings: 0 }));
        let served = Arc::clone(&secret);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (status, answer) = with(&served, Secret::answer);
                // A client that goes away needs no answer.
                serve(connection, status, &answer.to_string()).ok();
            }
        });
        Self { address, secret }
    }

    /// The URL for `AWS_ENDPOINT_URL_SECRETS_MANAGER`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Puts `value` into the secret.
    pub fn put(&self, value: Value) {
        with(&self.secret, |secret| secret.value = Some(value));
    }

    /// How often the secret was asked for.
    pub fn readings(&self) -> usize {
        with(&self.secret, |secret| secret.readings)
    }
}

impl Secret {
    fn answer(&mut self) -> (&'static str, Value) {
        self.readings += 1;
        match &self.value {
            Some(value) => ("200 OK", json!({ "ARN": SECRET_ARN, "SecretString": value.to_string() })),
            None => ("400 Bad Request", json!({ "__type": "ResourceNotFoundException", "Message": EMPTY })),
        }
    }
}

fn with<T>(secret: &Mutex<Secret>, done: impl FnOnce(&mut Secret) -> T) -> T {
    done(&mut secret.lock().unwrap_or_else(PoisonError::into_inner))
}

fn serve(mut connection: TcpStream, status: &str, answer: &str) -> io::Result<()> {
    let mut request = BufReader::new(&connection);
    let mut length = 0;
    let mut line = String::new();
    while request.read_line(&mut line)? > 0 && line != "\r\n" {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
        line.clear();
    }
    io::copy(&mut request.take(length), &mut io::sink())?;
    let headers = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        answer.len(),
    );
    connection.write_all((headers + answer).as_bytes())
}
