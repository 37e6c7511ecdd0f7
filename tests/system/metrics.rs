//! What CloudWatch makes of the log lines of the functions' own executables, which look numbers up in a real table.

use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use switchboard_tests::{
    dynamodb::{DynamoDb, TABLE},
    embedded_metrics::{Measurement, Metric, extracted},
    emulator::Emulator,
    events::{Gateway, Post, route, signed},
    fault::{Fault, FaultProxy},
    tools,
};

const NUMBER: &str = "+815031234567";
const CALL_SID: &str = "CA00000000000000000000000000000001";
const AUTH_TOKEN: &str = "planted-auth-token";

/// The functions' names in the log, and what becomes of a good call.
const FUNCTIONS: [(&str, &str); 3] =
    [("capability-token", "granted"), ("incoming-twiml", "connected"), ("outgoing-twiml", "connected")];

/// Measurements by metric.
type Measurements = BTreeMap<Metric, Measurement>;

#[tokio::test]
async fn a_cold_start_without_its_table_counts_and_so_does_what_the_table_failed() {
    for (function, _) in FUNCTIONS {
        let scene = Scene::start(function).await;
        scene.proxy.begin(Fault::Refuse);
        let line = scene.line_of(&scene.call());
        assert!(line["warm_up_ms"].as_f64() < Some(1000.0), "{line}");
        let mut measurements = extracted(&line);
        // However long it took to find that nobody listens.
        let look_ups = measurements.remove(&metric("directory_ms", &[])).unwrap();
        assert_eq!((look_ups.unit.as_str(), look_ups.values.len()), ("Milliseconds", 1), "{line}");
        let outcome = [("function", function), ("outcome", "directory_unreachable")];
        assert_eq!(
            measurements,
            counts(&[
                ("answers", &outcome),
                ("cold_starts", &[("function", function)]),
                ("directory_errors", &[]),
                ("warm_up_errors", &[]),
            ]),
        );
    }
}

#[tokio::test]
async fn an_answer_counts_and_a_look_up_where_the_table_was_asked() {
    for (function, outcome) in FUNCTIONS {
        let scene = Scene::start(function).await;
        let first = scene.line_of(&scene.call());
        assert!(first["warm_up_ms"].is_f64(), "{first}");
        assert!(extracted(&first).contains_key(&metric("cold_starts", &[("function", function)])));
        let mut measurements = extracted(&scene.line_of(&scene.call()));
        // Webhooks ring a number that rang a moment ago without asking again; a token is given by what the table says now.
        let asked = measurements.remove(&metric("directory_ms", &[])).is_some();
        assert_eq!(asked, function == "capability-token", "{function}");
        let answer: &[_] = &[("function", function), ("outcome", outcome)];
        assert_eq!(measurements, counts(&[("answers", answer)]));
    }
}

#[tokio::test]
async fn a_webhook_that_twilio_did_not_sign_counts_without_saying_whose() {
    for (function, _) in FUNCTIONS.into_iter().skip(1) {
        let scene = Scene::start(function).await;
        scene.line_of(&scene.call());
        let refused: &[_] = &[("function", function), ("outcome", "not_signed")];
        let expected = counts(&[("answers", refused), ("signature_failures", &[])]);
        assert_eq!(extracted(&scene.line_of(&scene.unsigned())), expected);
    }
}

/// Every value of a dimension costs money in every month, and what a caller sends has no end of values.
#[tokio::test]
async fn only_functions_and_outcomes_are_dimensions() {
    let functions = FUNCTIONS.map(|(function, _)| function);
    for Metric { dimensions, .. } in emitted().await {
        for (name, value) in &dimensions {
            let is_known = match name.as_str() {
                "function" => functions.contains(&value.as_str()),
                "outcome" => value.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
                _ => false,
            };
            assert!(is_known, "{name}: {value}");
        }
    }
}

/// Every metric that the functions have, each with a few of its outcomes.
pub(crate) async fn emitted() -> BTreeSet<Metric> {
    let mut emitted = BTreeSet::new();
    for (function, _) in FUNCTIONS {
        let scene = Scene::start(function).await;
        scene.proxy.begin(Fault::Refuse);
        emitted.extend(extracted(&scene.line_of(&scene.call())).into_keys());
        scene.proxy.end();
        for event in [scene.call(), scene.unsigned()] {
            emitted.extend(extracted(&scene.line_of(&event)).into_keys());
        }
    }
    emitted
}

/// A function that has not started yet, and its table, with a proxy between them.
struct Scene {
    function: &'static str,
    emulator: Emulator,
    proxy: FaultProxy,
    _dynamodb: DynamoDb,
}

impl Scene {
    async fn start(function: &'static str) -> Self {
        let dynamodb = DynamoDb::start().await;
        let entry = [("phone_number", NUMBER), ("client_name", "DeviceId_0001")];
        dynamodb.put(entry.map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned())))).await;
        let proxy = FaultProxy::before(dynamodb.address());
        let environment = [
            ("AWS_ENDPOINT_URL_DYNAMODB", &*proxy.endpoint()),
            ("DIRECTORY_TABLE", TABLE),
            ("METRICS_NAMESPACE", "Switchboard"),
            ("TWILIO_AUTH_TOKEN", AUTH_TOKEN),
            ("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000001"),
            ("TWILIO_API_KEY_SID", "SK00000000000000000000000000000001"),
            ("TWILIO_API_KEY_SECRET", "planted-api-key-secret"),
            ("TWILIO_APP_SID", "AP00000000000000000000000000000001"),
        ];
        let emulator = Emulator::start(&tools::executable(function), &environment);
        Self { function, emulator, proxy, _dynamodb: dynamodb }
    }

    /// An event that is answered well.
    fn call(&self) -> Value {
        match self.function {
            "capability-token" => self.unsigned(),
            "incoming-twiml" => signed(route::CALL_INCOMING, &PARAMETERS_IN, AUTH_TOKEN),
            _ => signed(route::CALL_OUTGOING, &PARAMETERS_OUT, AUTH_TOKEN),
        }
    }

    /// An event that anybody may have sent.
    fn unsigned(&self) -> Value {
        Gateway::REST_API.event(&match self.function {
            "capability-token" => {
                Post::json(route::CAPABILITY_TOKEN, &json!({ "twilioPhoneNumber": NUMBER }))
            }
            "incoming-twiml" => Post::form(route::CALL_INCOMING, &PARAMETERS_IN),
            _ => Post::form(route::CALL_OUTGOING, &PARAMETERS_OUT),
        })
    }

    /// The line that `event` adds to the log, which may come a little later than the answer.
    fn line_of(&self, event: &Value) -> Value {
        let logged = self.calls().len();
        self.emulator.invoke(event);
        let deadline = Instant::now() + Duration::from_secs(5);
        loop {
            if let Some(line) = self.calls().get(logged) {
                return line.clone();
            }
            assert!(Instant::now() < deadline, "a call left no line: {}", self.emulator.log());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// The lines about calls so far.
    fn calls(&self) -> Vec<Value> {
        let log = self.emulator.log();
        let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.filter(|line| line["outcome"].is_string()).collect()
    }
}

const PARAMETERS_IN: [(&str, &str); 2] = [("CallSid", CALL_SID), ("To", NUMBER)];
const PARAMETERS_OUT: [(&str, &str); 4] = [
    ("CallSid", CALL_SID),
    ("From", "client:DeviceId_0001"),
    ("callOutgoingPhoneNumber", "+81-90-5987-6543"),
    ("callerPhoneNumber", NUMBER),
];

fn metric(name: &str, dimensions: &[(&str, &str)]) -> Metric {
    let dimensions = dimensions.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Metric { namespace: "Switchboard".to_owned(), name: name.to_owned(), dimensions: dimensions.collect() }
}

/// These metrics, each counted once.
fn counts(metrics: &[(&str, &[(&str, &str)])]) -> Measurements {
    let once = Measurement { unit: "Count".to_owned(), values: vec![1.0] };
    metrics.iter().map(|(name, dimensions)| (metric(name, dimensions), once.clone())).collect()
}
