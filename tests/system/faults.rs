//! A directory that fails gets the designed answer, and is logged once.
//!
//! The functions' own executables run inside AWS's emulator. Between them and a real DynamoDB server stands a proxy that
//! fails on demand, so that what is tested is what the AWS SDK does with these bounds and not what a mock says it does.

use std::{
    thread,
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use switchboard_tests::{
    dynamodb::{DynamoDb, TABLE},
    emulator::Emulator,
    fault::{Fault, FaultProxy},
    tools,
};

/// Twilio's caller waits in silence for no longer than this, and then hears the fallback.
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);

/// The first attempt and two more.
const MAX_ATTEMPTS: usize = 3;

/// Of the pairing key that every entry here has.
const PAIRING_KEY_SHA256: &str = "4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631";
const PAIRING_KEY: &str = "correct horse";

const AUTH_TOKEN: &str = "planted-auth-token";
const API_KEY_SECRET: &str = "planted-api-key-secret";
const AWS_SECRET: &str = "planted-aws-secret";

#[tokio::test]
async fn incoming_calls_get_a_503_in_time_whatever_is_wrong_with_the_table() {
    every_fault_is_a_503_in_time_logged_once(Function::Incoming).await;
}

#[tokio::test]
async fn outgoing_calls_get_a_503_in_time_whatever_is_wrong_with_the_table() {
    every_fault_is_a_503_in_time_logged_once(Function::Outgoing).await;
}

#[tokio::test]
async fn token_requests_get_a_503_in_time_whatever_is_wrong_with_the_table() {
    every_fault_is_a_503_in_time_logged_once(Function::Token).await;
}

async fn every_fault_is_a_503_in_time_logged_once(function: Function) {
    let faults = [
        (Fault::Refuse, None),
        (Fault::Vanish, None),
        (Fault::Hang, Some(MAX_ATTEMPTS)),
        (Fault::Reset, Some(MAX_ATTEMPTS)),
        (Fault::Garbage, None),
        (Fault::ForeignPage, None),
        (Fault::ProvisionedThroughputExceeded, Some(MAX_ATTEMPTS)),
        (Fault::Throttling, Some(MAX_ATTEMPTS)),
        (Fault::InternalServerError, Some(MAX_ATTEMPTS)),
    ];
    let mut scene = Scene::start(function).await;
    for (line, (fault, attempts)) in faults.into_iter().enumerate() {
        // A number of its own, because a webhook would answer for a number that it has just read.
        let number = number(line);
        scene.register(&number, string("DeviceId_0001")).await;

        scene.proxy.begin(fault);
        let call = scene.call(&number);
        println!("{function:?} {fault:?}: {:?}, {} attempts", call.took, call.attempts);
        assert_eq!(call.reply, function.failed("the directory cannot be reached"), "{fault:?}");
        assert!(call.took < ANSWERED_WITHIN, "{fault:?}: {:?}", call.took);
        assert!(call.attempts <= MAX_ATTEMPTS, "{fault:?}: {} attempts", call.attempts);
        assert_eq!(attempts.unwrap_or(call.attempts), call.attempts, "{fault:?}");
        call.assert_logged("directory_unreachable");

        scene.proxy.end();
        let call = scene.call(&number);
        function.assert_served(&call.reply, &number);
        assert!(call.took < ANSWERED_WITHIN, "after {fault:?}: {:?}", call.took);
    }
    scene.assert_log_is_complete_and_tells_no_secret();
}

#[tokio::test]
async fn one_transient_fault_costs_no_call() {
    for function in Function::ALL {
        let mut scene = Scene::start(function).await;
        let faults = [
            Fault::Hang,
            Fault::Reset,
            Fault::ProvisionedThroughputExceeded,
            Fault::Throttling,
            Fault::InternalServerError,
        ];
        for (line, fault) in faults.into_iter().enumerate() {
            let number = number(line);
            scene.register(&number, string("DeviceId_0001")).await;
            scene.proxy.once(fault);
            let call = scene.call(&number);
            function.assert_served(&call.reply, &number);
            assert_eq!(call.attempts, 2, "{function:?} {fault:?}");
            assert!(call.took < ANSWERED_WITHIN, "{function:?} {fault:?}: {:?}", call.took);
            assert_eq!(call.line["level"], "INFO", "{function:?} {fault:?}");
        }
        scene.assert_log_is_complete_and_tells_no_secret();
    }
}

#[tokio::test]
async fn a_malformed_entry_is_a_503_without_another_attempt_until_it_is_mended() {
    for function in Function::ALL {
        let mut scene = Scene::start(function).await;
        let number = number(0);
        for name in [AttributeValue::N("1".to_owned()), AttributeValue::Bool(true), string("Device 0001")] {
            scene.register(&number, name.clone()).await;
            let call = scene.call(&number);
            assert_eq!(call.reply, function.failed("the directory's entry is malformed"), "{name:?}");
            assert_eq!(call.attempts, 1, "{function:?} {name:?}");
            assert!(call.took < ANSWERED_WITHIN, "{function:?} {name:?}: {:?}", call.took);
            call.assert_logged("directory_entry_malformed");
            let error = call.line["error"].as_str().unwrap();
            assert!(error.contains("client_name"), "an operator learns what to mend: {error}");
        }
        scene.register(&number, string("DeviceId_0001")).await;
        let call = scene.call(&number);
        function.assert_served(&call.reply, &number);
        scene.assert_log_is_complete_and_tells_no_secret();
    }
}

#[tokio::test]
async fn a_number_that_rang_a_moment_ago_rings_without_the_table_and_gets_no_token_without_it() {
    for function in Function::ALL {
        let mut scene = Scene::start(function).await;
        let number = number(0);
        scene.register(&number, string("DeviceId_0001")).await;
        let call = scene.call(&number);
        function.assert_served(&call.reply, &number);

        scene.proxy.begin(Fault::Refuse);
        let call = scene.call(&number);
        assert!(call.took < ANSWERED_WITHIN, "{function:?}: {:?}", call.took);
        if let Function::Token = function {
            assert_eq!(call.reply, function.failed("the directory cannot be reached"));
            call.assert_logged("directory_unreachable");
        } else {
            function.assert_served(&call.reply, &number);
        }
        scene.assert_log_is_complete_and_tells_no_secret();
    }
}

#[tokio::test]
async fn a_function_starts_while_the_table_is_away_and_serves_once_it_is_back() {
    for function in Function::ALL {
        for fault in [Fault::Refuse, Fault::Hang] {
            let mut scene = Scene::prepare(function, fault).await;
            let number = number(0);
            scene.register(&number, string("DeviceId_0001")).await;
            // The emulator starts the function with the first call, so one line is about the start.
            scene.logged += 1;
            let call = scene.call(&number);
            println!("{function:?} {fault:?}, started by the call: {:?}", call.took);
            assert_eq!(call.reply, function.failed("the directory cannot be reached"), "{fault:?}");
            call.assert_logged("directory_unreachable");
            let answering = Duration::from_secs_f64(call.line["duration_ms"].as_f64().unwrap() / 1e3);
            assert!(answering < ANSWERED_WITHIN, "{function:?} {fault:?}: {answering:?}");
            let start = &scene.lines()[0];
            assert_eq!(start["level"], "WARN");
            assert_eq!(start["message"], "the directory could not be reached at start");

            scene.proxy.end();
            let call = scene.call(&number);
            function.assert_served(&call.reply, &number);
            scene.assert_log_is_complete_and_tells_no_secret();
        }
    }
}

/// The functions, as their callers see them.
#[derive(Clone, Copy, Debug)]
enum Function {
    Incoming,
    Outgoing,
    Token,
}

impl Function {
    const ALL: [Self; 3] = [Self::Incoming, Self::Outgoing, Self::Token];

    fn name(self) -> &'static str {
        match self {
            Self::Incoming => "incoming-twiml",
            Self::Outgoing => "outgoing-twiml",
            Self::Token => "capability-token",
        }
    }

    /// A REST API's event, as far as the function reads it, about that number in E.164.
    fn event(self, number: &str, call_sid: &str) -> Value {
        let encoded = number.replace('+', "%2B");
        let (resource, body) = match self {
            Self::Incoming => {
                ("/twilio/retrieve_twiml/call_incoming", format!("CallSid={call_sid}&To={encoded}"))
            }
            Self::Outgoing => (
                "/twilio/retrieve_twiml/call_outgoing",
                format!(
                    "CallSid={call_sid}&From=client%3ADeviceId_0001&callerPhoneNumber={encoded}\
                     &callOutgoingPhoneNumber=%2B81-90-5987-6543"
                ),
            ),
            Self::Token => {
                ("/twilio/retrieve_capability_token", json!({ "twilioPhoneNumber": number }).to_string())
            }
        };
        json!({
            "resource": resource,
            "path": resource,
            "httpMethod": "POST",
            "headers": { "Authorization": format!("Bearer {PAIRING_KEY}") },
            "requestContext": { "domainName": "api.example.com", "path": format!("/prod{resource}"), "stage": "prod" },
            "body": body,
            "isBase64Encoded": false,
        })
    }

    /// The whole answer to an event for which the directory has no answer.
    fn failed(self, reason: &str) -> Value {
        let (headers, body) = match self {
            Self::Incoming | Self::Outgoing => {
                (json!({ "content-type": "text/plain; charset=utf-8" }), reason)
            }
            // A browser is told nothing about the directory.
            Self::Token => (
                json!({ "content-type": "application/json", "cache-control": "no-store" }),
                r#"{"capabilityToken":null,"success":false}"#,
            ),
        };
        json!({
            "statusCode": 503, "headers": headers, "multiValueHeaders": {}, "body": body, "isBase64Encoded": false,
        })
    }

    fn assert_served(self, reply: &Value, number: &str) {
        assert_eq!(reply["statusCode"], 200, "{reply}");
        let body = reply["body"].as_str().expect("an answer has a body");
        let prolog = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
        match self {
            Self::Incoming => assert_eq!(
                body,
                format!(
                    r#"{prolog}<Response><Dial timeout="60"><Client>DeviceId_0001</Client></Dial></Response>"#
                )
            ),
            Self::Outgoing => assert_eq!(
                body,
                format!(
                    r#"{prolog}<Response><Dial timeout="60" callerId="{number}"><Number>+81-90-5987-6543</Number></Dial></Response>"#
                )
            ),
            Self::Token => {
                let granted: Value =
                    serde_json::from_str(body).expect("the token function answers with JSON");
                assert_eq!(granted["success"], true, "{body}");
                assert!(granted["capabilityToken"].is_string(), "{body}");
            }
        }
    }
}

/// One function in the emulator, its table, and the proxy between them.
struct Scene {
    function: Function,
    dynamodb: DynamoDb,
    proxy: FaultProxy,
    emulator: Emulator,
    calls: usize,
    /// How many lines the function has logged, if it logs one a call.
    logged: usize,
    tokens: Vec<String>,
}

impl Scene {
    /// A function that has started and answered, as one that has been in use for a while.
    async fn start(function: Function) -> Self {
        let mut scene = Self::build(function, None).await;
        let call = scene.call("+12025550123");
        assert_eq!(call.reply["statusCode"], 200, "{}", scene.emulator.log());
        scene
    }

    /// A function whose first event will start it, while the table fails.
    async fn prepare(function: Function, fault: Fault) -> Self {
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

    async fn register(&self, number: &str, client_name: AttributeValue) {
        let item = [
            ("phone_number", string(number)),
            ("client_name", client_name),
            ("pairing_key_sha256", string(PAIRING_KEY_SHA256)),
        ];
        self.dynamodb.put(item.map(|(name, value)| (name.to_owned(), value))).await;
    }

    /// Sends one event, and waits for its one line in the log.
    fn call(&mut self, number: &str) -> Call {
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
    fn lines(&self) -> Vec<Value> {
        let log = self.emulator.log();
        let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.filter(|line| line["level"].is_string()).collect()
    }

    fn assert_log_is_complete_and_tells_no_secret(mut self) {
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
struct Call {
    reply: Value,
    took: Duration,
    /// How many requests reached the table, or what stood in its place.
    attempts: usize,
    line: Value,
}

impl Call {
    fn assert_logged(&self, outcome: &str) {
        assert_eq!(self.line["level"], "ERROR", "{}", self.line);
        assert_eq!(self.line["outcome"], outcome, "{}", self.line);
        assert!(self.line["error"].as_str().is_some_and(|error| !error.is_empty()), "{}", self.line);
    }
}

/// A number of this module, in E.164.
fn number(line: usize) -> String {
    format!("+8150312345{line:02}")
}

fn string(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}
