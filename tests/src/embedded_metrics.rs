//! What CloudWatch makes of a log line in its
//! [embedded metric format](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
//!
//! CloudWatch drops without a word what does not keep to the format, so that whoever reads a line here hears of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// The units that CloudWatch knows, of those that we have a use for.
const UNITS: [&str; 2] = ["Count", "Milliseconds"];

/// Which metric, of all in the account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Metric {
    /// Whose metric it is.
    pub namespace: String,
    /// What is measured.
    pub name: String,
    /// Of what, by the dimensions' names.
    pub dimensions: BTreeMap<String, String>,
}

/// What a line says of one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// What the values are measured in.
    pub unit: String,
    /// The values, at least one.
    pub values: Vec<f64>,
}

/// The measurements of a line, by metric; none where the line has no metrics.
///
/// # Panics
///
/// When the line does not keep to the specification.
pub fn extracted(line: &Value) -> BTreeMap<Metric, Measurement> {
    let root = line.as_object().expect("a line is an object");
    let Some(metadata) = root.get("_aws") else { return BTreeMap::new() };
    let metadata = object_of(metadata, &["CloudWatchMetrics", "Timestamp"]);
    assert!(metadata["Timestamp"].is_u64(), "{line}");
    let directives = metadata["CloudWatchMetrics"].as_array().expect("the directives are a list");
    let mut extracted = BTreeMap::new();
    for directive in directives {
        for (metric, measurement) in measurements(root, directive) {
            assert_eq!(extracted.insert(metric, measurement), None, "said twice: {line}");
        }
    }
    extracted
}

fn measurements(root: &Map<String, Value>, directive: &Value) -> Vec<(Metric, Measurement)> {
    let directive = object_of(directive, &["Dimensions", "Metrics", "Namespace"]);
    let namespace = text(&directive["Namespace"], 1024);
    let dimension_sets = directive["Dimensions"].as_array().expect("the sets of dimensions are a list");
    assert!(!dimension_sets.is_empty(), "without a set, CloudWatch makes no metric");
    let metrics = directive["Metrics"].as_array().expect("the metrics are a list");
    assert!((1..=100).contains(&metrics.len()), "{metrics:?}");
    let mut measurements = Vec::new();
    for names in dimension_sets {
        let names = names.as_array().expect("a set of dimensions is a list");
        assert!(names.len() <= 30, "{names:?}");
        let dimensions: BTreeMap<_, _> = names
            .iter()
            .map(|name| text(name, 250))
            .map(|name| (name.to_owned(), text(&root[name], 1024).to_owned()))
            .collect();
        for metric in metrics {
            let metric = object_of(metric, &["Name", "Unit"]);
            let (name, unit) = (text(&metric["Name"], 1024), text(&metric["Unit"], 1024));
            assert!(UNITS.contains(&unit), "{unit}");
            let metric = Metric {
                namespace: namespace.to_owned(),
                name: name.to_owned(),
                dimensions: dimensions.clone(),
            };
            measurements.push((metric, Measurement { unit: unit.to_owned(), values: values(&root[name]) }));
        }
    }
    measurements
}

/// A number, or a list of at most a hundred.
fn values(target: &Value) -> Vec<f64> {
    let numbers = target.as_array().map_or(std::slice::from_ref(target), Vec::as_slice);
    assert!((1..=100).contains(&numbers.len()), "{target}");
    numbers.iter().map(|number| number.as_f64().expect("a metric is a number")).collect()
}

/// The object, which has these members and no others.
fn object_of<'a>(value: &'a Value, members: &[&str]) -> &'a Map<String, Value> {
    let object = value.as_object().expect("it is an object");
    let found: BTreeSet<_> = object.keys().map(String::as_str).collect();
    assert_eq!(found, members.iter().copied().collect(), "{value}");
    object
}

fn text(value: &Value, max_characters: usize) -> &str {
    let text = value.as_str().expect("it is a string");
    assert!((1..=max_characters).contains(&text.chars().count()), "{text}");
    text
}
