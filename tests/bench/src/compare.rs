//! All contestants, one after the other in each round, so that whatever else the machine does disturbs each alike.

use std::path::Path;

use clap::Args;
use serde::Serialize;

use crate::{
    contestant::{Directory, Kind, Places, Table},
    cpu_share::CpuShare,
    failure::Failure,
    instructions,
    measure::{ColdStart, Subject, Warm},
    question::Function,
    report::Figures,
    statistics::spread,
};

/// How much is measured.
#[derive(Args, Clone, Copy, Serialize)]
pub(crate) struct Effort {
    /// Cold starts of each contestant
    #[arg(long, default_value_t = 15)]
    pub(crate) cold_starts: usize,
    /// Warm answers of each contestant
    #[arg(long, default_value_t = 2000)]
    pub(crate) warm_answers: usize,
}

/// A contestant, and what was measured of it so far.
struct Measured<'a> {
    kind: Kind,
    subject: Subject<'a>,
    cold: Vec<ColdStart>,
    shared: Vec<f64>,
}

/// Measures whoever answers for `function`, with the directory in a file or in `table`.
pub(crate) fn compare(
    function: Function,
    table: Option<&Table>,
    places: &Places,
    share: Option<&CpuShare>,
    effort: Effort,
    log: &Path,
) -> Result<Vec<Figures>, Failure> {
    let measured = Kind::ALL.map(|kind| {
        let program = places.program(kind, function, table);
        let subject = Subject { function, program, log, is_checked: kind != Kind::Empty };
        Measured { kind, subject, cold: Vec::new(), shared: Vec::new() }
    });
    let mut measured = Vec::from(measured);
    // One start before those that count, for the files that come into memory and those that Python writes.
    for Measured { subject, .. } in &measured {
        subject.cold_start()?;
    }
    for _ in 0..effort.cold_starts {
        for contestant in &mut measured {
            contestant.cold.push(contestant.subject.cold_start()?);
        }
    }
    if let Some(share) = share {
        for _ in 0..effort.cold_starts {
            for contestant in &mut measured {
                let took = contestant.subject.first_answer_at_128_mb(share)?;
                contestant.shared.push(took.as_secs_f64() * 1e3);
            }
        }
    }
    let directory = if table.is_some() { Directory::Table } else { Directory::File };
    let figures = measured.into_iter().map(|contestant| {
        let warm = contestant.subject.warm(effort.warm_answers)?;
        let is_executable = matches!(contestant.kind, Kind::Switchboard | Kind::Empty);
        let instructions = is_executable
            .then(|| instructions::per_answer(&contestant.subject.program, function, &places.scratch))
            .transpose()?;
        Ok(figures(contestant, directory, warm, instructions))
    });
    figures.collect()
}

fn figures(
    Measured { kind, subject, cold, shared }: Measured,
    directory: Directory,
    warm: Warm,
    instructions_per_answer: Option<u64>,
) -> Figures {
    let of = |figure: fn(&ColdStart) -> f64| spread(cold.iter().map(figure));
    Figures {
        function: subject.function,
        kind,
        directory,
        first_poll_ms: of(|start| start.first_poll.as_secs_f64() * 1e3),
        first_answer_ms: of(|start| start.first_answer.as_secs_f64() * 1e3),
        cold_start_ms: of(|start| (start.first_poll + start.first_answer).as_secs_f64() * 1e3),
        cold_start_cpu_ms: of(|start| start.cpu.as_secs_f64() * 1e3),
        #[expect(clippy::cast_precision_loss, reason = "some million bytes")]
        peak_memory_mib: of(|start| start.peak_memory as f64 / f64::from(1 << 20)),
        first_answer_at_128_mb_ms: (!shared.is_empty()).then(|| spread(shared)),
        warm_p50_us: warm.p50,
        warm_p99_us: warm.p99,
        cpu_per_answer_us: warm.cpu_per_answer,
        instructions_per_answer,
    }
}
