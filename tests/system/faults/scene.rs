//! One function, its table, and what may fail between them.

use std::{
    thread,
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::Value;
use switchboard_tests::{
    dynamodb::{DynamoDb, TABLE},
    emulator::Emulator,
    fault::{Fault, FaultProxy},
    tools,
};

use super::function::{Function, PAIRING_KEY};

/// Of [`PAIRING_KEY`].
const PAIRING_KEY_SHA256: &str = "4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631";

const AUTH_TOKEN: &str = "planted-auth-token";
const API_KEY_SECRET: &str = "planted-api-key-secret";
const AWS_SECRET: &str = "planted-aws-secret";

/// One function in the emulator, its table, and the proxy between them.
pub(super) struct Scene {
    function: Function,
    dynamodb: DynamoDb,
    pub(super) proxy: FaultProxy,
    emulator: Emulator,
    calls: usize,
    /// How many lines the function has logged, if it logs one a call.
    pub(super) logged: usize,
    tokens: Vec<String>,
}

impl Scene {
    /// A function that has started and answered, as one that has been in use for a while.
    pub(super) async fn start(function: Function) -> Self {
        let mut scene = Self::build(function, None).await;
        let call = scene.call("+12025550123");
        assert_eq!(call.reply["statusCode"], 200, "{}", scene.emulator.log());
        scene
    }

    /// A function whose first event will start it, while the table fails.
    pub(super) async fn prepare(function: Function, fault: Fault) -> Self {
        Self::build(function, Some(fault)).await
    }

    async fn build(function: Function, fault: Option<Fault>) -> Self {
        let dynamodb = DynamoDb::start().await;
        let proxy = FaultProxy::before(dynamodb.address());
        if let Some(fault) = fault {
            proxy.begin(fault);
        }
        let emulator = Emulator::start(
            &tools::executable(function.name()),
            &[
                ("AWS_REGION", "ap-northeast-1"),
                ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
                ("AWS_SECRET_ACCESS_KEY", AWS_SECRET),
                ("AWS_ENDPOINT_URL_DYNAMODB", &proxy.endpoint()),
                ("DIRECTORY_TABLE", TABLE),
                ("METRICS_NAMESPACE", "Switchboard"),
                ("ACCEPT_UNSIGNED_WEBHOOKS", "true"),
                ("TWILIO_AUTH_TOKEN", AUTH_TOKEN),
                ("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000001"),
                ("TWILIO_API_KEY_SID", "SK00000000000000000000000000000001"),
                ("TWILIO_API_KEY_SECRET", API_KEY_SECRET),
                ("TWILIO_APP_SID", "AP00000000000000000000000000000001"),
            ],
        );
        Self { function, dynamodb, proxy, emulator, calls: 0, logged: 0, tokens: Vec::new() }
    }

    pub(super) async fn register(&self, number: &str, client_name: AttributeValue) {
        let entry = [("client_name", client_name), ("pairing_key_sha256", string(PAIRING_KEY_SHA256))];
        self.put(number, &entry).await;
    }

    /// Puts an entry with these attributes besides its key.
    pub(super) async fn put(&self, number: &str, entry: &[(&str, AttributeValue)]) {
        let key = ("phone_number", string(number));
        let attributes = entry.iter().cloned().chain([key]);
        self.dynamodb.put(attributes.map(|(name, value)| (name.to_owned(), value))).await;
    }

    /// Sends one event, and waits for its one line in the log.
    pub(super) fn call(&mut self, number: &str) -> Call {
        self.calls += 1;
        let call_sid = format!("CA{:032x}", self.calls);
        let event = self.function.event(number, &call_sid);
        self.proxy.take_requests();
        let began = Instant::now();
        let reply = self.emulator.invoke(&event);
        let took = began.elapsed();
        let attempts = self.proxy.take_requests();
        let body = reply["body"].as_str().and_then(|body| serde_json::from_str::<Value>(body).ok());
        self.tokens.extend(body.and_then(|body| Some(body["capabilityToken"].as_str()?.to_owned())));
        let line = self.next_line();
        if !matches!(self.function, Function::Token) {
            assert_eq!(line["call_sid"], call_sid.as_str());
        }
        Call { reply, took, attempts, line }
    }

    /// The function's next line, which may reach the log a little later than the answer reaches the caller.
    fn next_line(&mut self) -> Value {
        self.logged += 1;
        let deadline = Instant::now() + Duration::from_secs(5);
        loop {
            let mut lines = self.lines();
            if lines.len() >= self.logged {
                return lines.swap_remove(self.logged - 1);
            }
            assert!(Instant::now() < deadline, "a call left no line: {}", self.emulator.log());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// What the function logged, among the lines of the emulator.
    pub(super) fn lines(&self) -> Vec<Value> {
        let log = self.emulator.log();
        let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.filter(|line| line["level"].is_string()).collect()
    }

    pub(super) fn assert_log_is_complete_and_tells_no_secret(mut self) {
        // One call more: by the time that its line is there, so is whatever the calls before it logged twice.
        self.proxy.end();
        self.call("+12025550123");
        let lines = self.lines();
        assert_eq!(lines.len(), self.logged, "a failure is logged once: {lines:?}");
        let log = self.emulator.log();
        for secret in [PAIRING_KEY, PAIRING_KEY_SHA256, AUTH_TOKEN, API_KEY_SECRET, AWS_SECRET] {
            assert!(!log.contains(secret), "{secret} is in the log: {log}");
        }
        for token in &self.tokens {
            assert!(!log.contains(token), "a token is in the log: {log}");
        }
        for line in log.lines() {
            let digits: String = line.chars().filter(char::is_ascii_digit).collect();
            // Without their last digits, so that no number of this module is missed, however it is written.
            for number in ["8150312345", "12025550123", "819059876543"] {
                assert!(!digits.contains(number), "a phone number is in the log: {line}");
            }
        }
    }
}

/// What became of one event.
pub(super) struct Call {
    pub(super) reply: Value,
    pub(super) took: Duration,
    /// How many requests reached the table, or what stood in its place.
    pub(super) attempts: usize,
    pub(super) line: Value,
}

impl Call {
    /// Whether the call's line is a failure with that outcome, and says what stood in the way.
    pub(super) fn assert_logged(&self, outcome: &str) {
        assert_eq!(self.line["level"], "ERROR", "{}", self.line);
        assert_eq!(self.line["outcome"], outcome, "{}", self.line);
        assert!(self.line["error"].as_str().is_some_and(|error| !error.is_empty()), "{}", self.line);
    }
}

/// A number of this module, in E.164.
pub(super) fn number(line: usize) -> String {
    format!("+8150312345{line:02}")
}

pub(super) fn string(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}
