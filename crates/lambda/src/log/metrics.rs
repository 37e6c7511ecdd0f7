//! What a call's line says to CloudWatch, which makes metrics of it, so that no request has to.
//!
//! Under `_aws` the line names those of its own members that are metrics, and those that are their dimensions:
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>.
//! A metric costs $0.30 a month, for each combination of its dimensions' values. So there are few, and nothing that a caller
//! sends is a dimension: `docs/decisions/0012-metrics-are-in-the-log-line.md`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Serialize, Serializer};
use switchboard::directory::{Reading, Readings};

use super::{NOT_SIGNED, milliseconds};

/// The names of members that are strings.
type Dimensions = &'static [&'static str];

const BY_OUTCOME: Dimensions = &["function", "outcome"];
const BY_FUNCTION: Dimensions = &["function"];
/// Of all functions, so that an alarm has one metric to watch.
const TOGETHER: Dimensions = &[];

/// What a function says besides what a call itself tells.
pub(super) struct Metrics {
    namespace: String,
    has_answered: AtomicBool,
    readings: Arc<Readings>,
}

/// The members that a call's line gets.
#[derive(Serialize)]
pub(super) struct Embedded<'a> {
    #[serde(rename = "_aws")]
    metadata: Metadata<'a>,
    #[serde(flatten)]
    values: Values,
    #[serde(skip)]
    namespace: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata<'a> {
    #[serde(rename = "Timestamp")]
    unix_milliseconds: u64,
    cloud_watch_metrics: Vec<Directive<'a>>,
}

/// Which members are metrics with these dimensions.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directive<'a> {
    namespace: &'a str,
    dimensions: [Dimensions; 1],
    metrics: Vec<Metric>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metric {
    name: &'static str,
    unit: &'static str,
}

/// Members by name.
struct Values(Vec<(&'static str, Value)>);

#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Count(usize),
    Milliseconds(f64),
    /// CloudWatch takes a hundred at most, and no more are kept.
    EachMilliseconds(Vec<f64>),
}

impl Metrics {
    /// Returns metrics in `namespace`, which tell what is measured into `readings`.
    pub(super) fn new(namespace: String, readings: Arc<Readings>) -> Self {
        Self { namespace, has_answered: AtomicBool::new(false), readings }
    }

    /// What a call with that outcome tells, with all that was measured since the one before.
    pub(super) fn of_call(&self, outcome: &str) -> Embedded<'_> {
        let Reading { look_ups, failed_look_ups, warm_up } = self.readings.take();
        let is_first = !self.has_answered.swap(true, Ordering::Relaxed);
        let mut embedded = Embedded::now(&self.namespace);
        embedded.count(BY_OUTCOME, "answers", 1);
        embedded.count(BY_FUNCTION, "cold_starts", is_first.into());
        embedded.count(TOGETHER, "signature_failures", (outcome == NOT_SIGNED).into());
        embedded.count(TOGETHER, "directory_errors", failed_look_ups);
        if !look_ups.is_empty() {
            let each = look_ups.into_iter().map(milliseconds).collect();
            embedded.metric(TOGETHER, "directory_ms", "Milliseconds", Value::EachMilliseconds(each));
        }
        if let Some(warm_up) = warm_up {
            embedded.count(TOGETHER, "warm_up_errors", warm_up.failed.into());
            // No metric, since Lambda tells how long starts take, and this is a part of it.
            embedded.values.0.push(("warm_up_ms", Value::Milliseconds(milliseconds(warm_up.took))));
        }
        embedded
    }
}

impl<'a> Embedded<'a> {
    fn now(namespace: &'a str) -> Self {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970");
        let unix_milliseconds =
            since_1970.as_millis().try_into().expect("the year has fewer than ten digits");
        let metadata = Metadata { unix_milliseconds, cloud_watch_metrics: Vec::new() };
        Self { metadata, values: Values(Vec::new()), namespace }
    }

    /// Says how often something happened, unless it did not: then its metric costs nothing.
    fn count(&mut self, dimensions: Dimensions, name: &'static str, count: usize) {
        if count > 0 {
            self.metric(dimensions, name, "Count", Value::Count(count));
        }
    }

    fn metric(&mut self, dimensions: Dimensions, name: &'static str, unit: &'static str, value: Value) {
        self.values.0.push((name, value));
        let metric = Metric { name, unit };
        let namespace = self.namespace;
        let directives = &mut self.metadata.cloud_watch_metrics;
        match directives.iter_mut().find(|directive| directive.dimensions == [dimensions]) {
            Some(directive) => directive.metrics.push(metric),
            None => directives.push(Directive { namespace, dimensions: [dimensions], metrics: vec![metric] }),
        }
    }
}

impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use serde_json::{Value as Json, json};
    use switchboard::{
        directory::{Directory, LookUp, MalformedEntry, Measured},
        phone_number::PhoneNumber,
    };

    use super::*;

    fn metrics() -> Metrics {
        Metrics::new("Switchboard".to_owned(), Arc::default())
    }

    /// What a call with that outcome adds to its line, without the time.
    fn of_call(metrics: &Metrics, outcome: &str) -> Json {
        let mut members = serde_json::to_value(metrics.of_call(outcome)).unwrap();
        let timestamp = members["_aws"].as_object_mut().unwrap().remove("Timestamp").unwrap();
        // Of this century, in milliseconds.
        assert!((1_700_000_000_000..4_000_000_000_000).contains(&timestamp.as_u64().unwrap()), "{timestamp}");
        members
    }

    fn directive(dimensions: &[&str], metrics: &[(&str, &str)]) -> Json {
        let metrics: Vec<_> =
            metrics.iter().map(|(name, unit)| json!({ "Name": name, "Unit": unit })).collect();
        json!({ "Namespace": "Switchboard", "Dimensions": [dimensions], "Metrics": metrics })
    }

    #[test]
    fn a_call_counts_as_an_answer_and_the_first_as_a_cold_start() {
        let metrics = metrics();
        let answers = directive(&["function", "outcome"], &[("answers", "Count")]);
        let cold_starts = directive(&["function"], &[("cold_starts", "Count")]);
        assert_eq!(
            of_call(&metrics, "connected"),
            json!({ "_aws": { "CloudWatchMetrics": [answers, cold_starts] }, "answers": 1, "cold_starts": 1 }),
        );
        let warm = json!({ "_aws": { "CloudWatchMetrics": [answers] }, "answers": 1 });
        assert_eq!(of_call(&metrics, "connected"), warm);
    }

    #[test]
    fn a_signature_that_fails_is_counted_whatever_the_function() {
        let metrics = metrics();
        of_call(&metrics, "connected");
        let refused = of_call(&metrics, NOT_SIGNED);
        assert_eq!(refused["signature_failures"], 1);
        assert_eq!(
            refused["_aws"]["CloudWatchMetrics"][1],
            directive(&[], &[("signature_failures", "Count")])
        );
    }

    #[tokio::test]
    async fn look_ups_go_into_the_next_line() {
        let metrics = metrics();
        of_call(&metrics, "connected");
        let number = PhoneNumber::parse("+815031234567").unwrap();
        let directory = Measured::new(Broken, Instant::now, metrics.readings.clone());
        for _ in 0..2 {
            assert!(directory.client_for(&number).await.is_err());
        }

        let line = of_call(&metrics, "directory_entry_malformed");
        assert_eq!(line["directory_errors"], 2);
        let each = line["directory_ms"].as_array().unwrap();
        assert!(each.len() == 2 && each.iter().all(|took| took.as_f64() < Some(1000.0)), "{each:?}");
        let metrics_of_the_table = [("directory_errors", "Count"), ("directory_ms", "Milliseconds")];
        assert_eq!(line["_aws"]["CloudWatchMetrics"][1], directive(&[], &metrics_of_the_table));

        assert_eq!(of_call(&metrics, "connected")["directory_ms"], Json::Null);
    }

    struct Broken;

    impl Directory for Broken {
        fn client_for<'a>(&'a self, _: &'a PhoneNumber) -> LookUp<'a> {
            Box::pin(async { Err(MalformedEntry::NotAString("client_name").into()) })
        }
    }
}
