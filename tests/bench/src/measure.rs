//! One contestant, measured: cold starts, an answer at a small share of a processor, warm answers.

use std::{path::Path, time::Duration};

use crate::{
    cpu_share::CpuShare,
    environment::{Answered, Environment, Program},
    failure::Failure,
    question::Function,
    runtime_api::Waiting,
    statistics::{percentile, sorted},
};

/// The memory with which the smallest functions are deployed, in MB.
const SMALL_MB: u32 = 128;

/// Warm answers before the ones that are timed.
const BEFORE: usize = 50;

/// What one cold start cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ColdStart {
    /// From its process's start until it asks for an event.
    pub(crate) first_poll: Duration,
    /// From the first event to its answer.
    pub(crate) first_answer: Duration,
    /// How long processors worked, until it asks for the second event.
    pub(crate) cpu: Duration,
    /// In bytes, until then.
    pub(crate) peak_memory: u64,
}

/// What warm answers cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Warm {
    /// In microseconds.
    pub(crate) p50: f64,
    /// In microseconds.
    pub(crate) p99: f64,
    /// In microseconds.
    pub(crate) cpu_per_answer: f64,
}

/// A contestant that answers for one of the functions.
pub(crate) struct Subject<'a> {
    /// The function.
    pub(crate) function: Function,
    /// What runs.
    pub(crate) program: Program,
    /// What its process writes goes there.
    pub(crate) log: &'a Path,
    /// Whether it is to give the function's answer, and not any.
    pub(crate) is_checked: bool,
}

impl Subject<'_> {
    /// Starts it, asks it once and ends it.
    pub(crate) fn cold_start(&self) -> Result<ColdStart, Failure> {
        let (mut environment, first_poll) = Environment::start(&self.program, Waiting::Asleep, self.log)?;
        let first_answer = self.ask(&mut environment)?.took;
        let (cpu, peak_memory) = (environment.cpu_time()?, environment.peak_memory()?);
        Ok(ColdStart { first_poll, first_answer, cpu, peak_memory })
    }

    /// How long the first answer takes, if from its event on the process has the share of a processor that Lambda gives to
    /// functions of 128 MB.
    pub(crate) fn first_answer_at_128_mb(&self, share: &CpuShare) -> Result<Duration, Failure> {
        let failed = |error| Failure(format!("the processor cannot be shared: {error}"));
        let (mut environment, _) = Environment::start(&self.program, Waiting::Asleep, self.log)?;
        share.add(environment.id()).map_err(failed)?;
        share.limit(SMALL_MB).map_err(failed)?;
        let answered = self.ask(&mut environment);
        share.lift().map_err(failed)?;
        Ok(answered?.took)
    }

    /// Starts it and asks it `count` times once it is warm.
    pub(crate) fn warm(&self, count: usize) -> Result<Warm, Failure> {
        let (mut environment, _) = Environment::start(&self.program, Waiting::Awake, self.log)?;
        for _ in 0..BEFORE {
            self.ask(&mut environment)?;
        }
        let before = environment.cpu_time()?;
        let question = self.function.question().to_string();
        let mut times = Vec::with_capacity(count);
        for _ in 0..count {
            times.push(environment.answer(question.as_bytes())?.took.as_secs_f64() * 1e6);
        }
        let cpu = environment.cpu_time()?.saturating_sub(before);
        let times = sorted(times);
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let cpu_per_answer = cpu.as_secs_f64() * 1e6 / count as f64;
        Ok(Warm { p50: percentile(&times, 50), p99: percentile(&times, 99), cpu_per_answer })
    }

    fn ask(&self, environment: &mut Environment) -> Result<Answered, Failure> {
        let answered = environment.answer(self.function.question().to_string().as_bytes())?;
        if self.is_checked && !self.function.is_right(&answered.answer) {
            let answer = String::from_utf8_lossy(&answered.answer);
            return Err(Failure(format!("{:?} answers {answer}", self.program.command)));
        }
        Ok(answered)
    }
}
