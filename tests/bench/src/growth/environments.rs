//! Many execution environments at once, on the processors of this machine.

use std::{
    path::Path,
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde::Serialize;

use crate::{
    contestant::{Kind, Places},
    environment::{Environment, Program},
    failure::Failure,
    question::Function,
    runtime_api::Waiting,
    statistics::{percentile, sorted},
};

/// How many environments there are.
const COUNTS: [usize; 6] = [1, 2, 10, 50, 100, 500];

/// How long each number of them is measured.
const SPAN: Duration = Duration::from_secs(3);

/// What so many environments do together. Each is given its next event as soon as it has answered.
#[derive(Serialize)]
pub(crate) struct Together {
    pub(crate) function: &'static str,
    pub(crate) environments: usize,
    pub(crate) answers_per_second: f64,
    pub(crate) p50_us: f64,
    pub(crate) p99_us: f64,
    /// Of all of them, in MiB, in memory of their own. The executable's own pages are there once.
    pub(crate) own_memory_mib: f64,
}

/// Measures each function in each number of environments.
pub(crate) fn together(places: &Places, log: &Path) -> Result<Vec<Together>, Failure> {
    let mut found = Vec::new();
    for function in Function::ALL {
        println!("  {}: {COUNTS:?} environments at once", function.name());
        let program = places.program(Kind::Switchboard, function, None);
        for count in COUNTS {
            found.push(measure(function, &program, count, log)?);
        }
    }
    Ok(found)
}

#[expect(clippy::cast_precision_loss, reason = "counts of answers and bytes have fewer than 52 bits")]
fn measure(function: Function, program: &Program, count: usize, log: &Path) -> Result<Together, Failure> {
    let (ready, enough) = (Barrier::new(count + 1), AtomicBool::new(false));
    let question = function.question().to_string();
    let (took, answered) = thread::scope(|scope| {
        let answering: Vec<_> =
            (0..count).map(|_| scope.spawn(|| answer(program, &question, log, &ready, &enough))).collect();
        ready.wait();
        let began = Instant::now();
        thread::sleep(SPAN);
        enough.store(true, Ordering::Relaxed);
        let answered: Vec<_> =
            answering.into_iter().map(|thread| thread.join().expect("it reports its failures")).collect();
        (began.elapsed(), answered)
    });
    let answered: Vec<(Vec<f64>, u64)> = answered.into_iter().collect::<Result<_, _>>()?;
    let own_memory: u64 = answered.iter().map(|(_, memory)| memory).sum();
    let times = sorted(answered.into_iter().flat_map(|(times, _)| times));
    Ok(Together {
        function: function.name(),
        environments: count,
        answers_per_second: times.len() as f64 / took.as_secs_f64(),
        p50_us: percentile(&times, 50),
        p99_us: percentile(&times, 99),
        own_memory_mib: own_memory as f64 / f64::from(1 << 20),
    })
}

/// Starts one environment, and has it answer until there is enough. Returns how long each answer took, in microseconds, and
/// its own memory in bytes.
fn answer(
    program: &Program,
    question: &str,
    log: &Path,
    ready: &Barrier,
    enough: &AtomicBool,
) -> Result<(Vec<f64>, u64), Failure> {
    let started = Environment::start(program, Waiting::Asleep, log).and_then(|(mut environment, _)| {
        environment.answer(question.as_bytes())?;
        Ok(environment)
    });
    // Even if it failed, or the others would wait for ever.
    ready.wait();
    let mut environment = started?;
    let mut times = Vec::new();
    while !enough.load(Ordering::Relaxed) {
        times.push(environment.answer(question.as_bytes())?.took.as_secs_f64() * 1e6);
    }
    Ok((times, environment.own_memory()?))
}
