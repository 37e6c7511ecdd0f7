//! All figures of one run.

mod chart;
mod tables;
mod targets;

use serde::Serialize;
use serde_json::Value;

use crate::{
    compare::Effort,
    contestant::{Directory, Kind},
    growth::{directory::LookUps, environments::Together},
    question::Function,
    statistics::Spread,
};

pub(crate) use chart::chart;
pub(crate) use tables::tables;
use targets::targets;

/// All figures of one run.
#[derive(Serialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    #[serde(flatten)]
    pub(crate) effort: Effort,
    pub(crate) figures: Vec<Figures>,
    /// What the executables of our functions come to as zip files, in MB.
    pub(crate) packages: Vec<Package>,
    pub(crate) look_ups: Vec<LookUps>,
    pub(crate) environments: Vec<Together>,
    /// What a browser measured of the page, where that was done.
    pub(crate) page: Option<Value>,
}

/// Where it was measured.
#[derive(Serialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) processors: usize,
    pub(crate) kernel: String,
}

/// What one contestant needs for one of the functions.
#[derive(Serialize)]
pub(crate) struct Figures {
    pub(crate) function: Function,
    pub(crate) kind: Kind,
    pub(crate) directory: Directory,
    pub(crate) first_poll_ms: Spread,
    pub(crate) first_answer_ms: Spread,
    /// From the process's start to its first answer.
    pub(crate) cold_start_ms: Spread,
    pub(crate) cold_start_cpu_ms: Spread,
    pub(crate) peak_memory_mib: Spread,
    /// Where this machine lets processors be shared out.
    pub(crate) first_answer_at_128_mb_ms: Option<Spread>,
    pub(crate) warm_p50_us: f64,
    pub(crate) warm_p99_us: f64,
    pub(crate) cpu_per_answer_us: f64,
    /// For executables.
    pub(crate) instructions_per_answer: Option<u64>,
}

/// What is deployed.
#[derive(Serialize)]
pub(crate) struct Package {
    pub(crate) kind: Kind,
    /// None where one package serves all of them.
    pub(crate) function: Option<Function>,
    pub(crate) zip_mb: f64,
}

impl Report {
    /// The figures of a contestant, which were measured.
    fn of(&self, kind: Kind, function: Function, directory: Directory) -> &Figures {
        let mut all = self.figures.iter();
        let found = all.find(|figures| {
            figures.kind == kind && figures.function == function && figures.directory == directory
        });
        found.expect("everybody is measured with both directories")
    }
}
