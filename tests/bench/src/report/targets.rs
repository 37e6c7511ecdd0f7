//! The numbers that are to be reached.

use super::{Figures, Report};
use crate::{
    contestant::{Directory, Kind},
    question::Function,
};

/// One of them, and what was reached.
pub(super) struct Target {
    pub(super) name: String,
    pub(super) at_most: f64,
    pub(super) reached: f64,
}

/// What a figure of ours may be beside those of an empty function and of the peers.
struct Bounds {
    directory: Directory,
    title: &'static str,
    /// Of an empty function's start, and what may come on top of it, in milliseconds.
    cold_start_cpu: (f64, f64),
    cold_start_of_python: f64,
    cold_start_of_nodejs: f64,
    first_answer_at_128_mb_ms: f64,
    warm_p50_of_python: f64,
    instructions_of_empty: f64,
    peak_memory_mib: f64,
}

const BOUNDS: [Bounds; 2] = [
    Bounds {
        directory: Directory::File,
        title: "without DynamoDB",
        cold_start_cpu: (1.5, 0.0),
        cold_start_of_python: 1.0 / 20.0,
        cold_start_of_nodejs: 1.0 / 100.0,
        first_answer_at_128_mb_ms: 2.0,
        warm_p50_of_python: 0.4,
        instructions_of_empty: 1.3,
        peak_memory_mib: 6.0,
    },
    Bounds {
        directory: Directory::Table,
        title: "with DynamoDB",
        cold_start_cpu: (1.0, 12.0),
        cold_start_of_python: 1.0 / 5.0,
        cold_start_of_nodejs: 1.0 / 15.0,
        first_answer_at_128_mb_ms: 25.0,
        warm_p50_of_python: 0.6,
        instructions_of_empty: 1.5,
        peak_memory_mib: 16.0,
    },
];

/// What the numbering plans may cost the one function that needs them, in milliseconds.
const NUMBER_POLICY_MS: f64 = 5.0;

/// The most that a package may have, in MB.
const PACKAGE_MB: f64 = 3.5;

/// Returns all of them.
pub(super) fn targets(report: &Report) -> Vec<Target> {
    let mut targets = Vec::new();
    for bounds in &BOUNDS {
        for function in Function::ALL {
            let of = |kind| report.of(kind, function, bounds.directory);
            beside_others(
                &mut targets,
                bounds,
                [of(Kind::Switchboard), of(Kind::Empty), of(Kind::Python), of(Kind::Nodejs)],
            );
        }
    }
    for package in report.packages.iter().filter(|package| package.kind == Kind::Switchboard) {
        let name = format!("{}: package, MB", package.function.map_or("all three", Function::name));
        targets.push(Target { name, at_most: PACKAGE_MB, reached: package.zip_mb });
    }
    targets
}

fn beside_others(targets: &mut Vec<Target>, bounds: &Bounds, [ours, empty, python, nodejs]: [&Figures; 4]) {
    let mut reached = |what: &str, at_most: f64, reached: f64| {
        let name = format!("{} {}: {what}", ours.function.name(), bounds.title);
        targets.push(Target { name, at_most, reached });
    };
    let ratio = |other: &Figures| ours.cold_start_ms.median / other.cold_start_ms.median;
    let (times, more) = bounds.cold_start_cpu;
    let policy = if ours.function == Function::OutgoingTwiml { NUMBER_POLICY_MS } else { 0.0 };
    let cpu_at_most = empty.cold_start_cpu_ms.median * times + more + policy;
    reached("CPU of a cold start, ms", cpu_at_most, ours.cold_start_cpu_ms.median);
    reached("cold start, of Python's", bounds.cold_start_of_python, ratio(python));
    reached("cold start, of Node.js's", bounds.cold_start_of_nodejs, ratio(nodejs));
    if let Some(share) = ours.first_answer_at_128_mb_ms {
        reached("first answer at 128 MB, ms", bounds.first_answer_at_128_mb_ms, share.median);
    }
    reached("warm p50, of Python's", bounds.warm_p50_of_python, ours.warm_p50_us / python.warm_p50_us);
    if let (Some(ours), Some(empty)) = (ours.instructions_per_answer, empty.instructions_per_answer) {
        #[expect(clippy::cast_precision_loss, reason = "some hundred thousand")]
        reached(
            "instructions, of the empty function's",
            bounds.instructions_of_empty,
            ours as f64 / empty as f64,
        );
    }
    reached("peak memory, MiB", bounds.peak_memory_mib, ours.peak_memory_mib.median);
}
