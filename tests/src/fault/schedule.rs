//! Which requests fail, where not all of them do.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Fault;

/// The faults that begin by themselves.
#[derive(Default)]
pub(super) struct Schedule(Mutex<Faults>);

#[derive(Default)]
struct Faults {
    once: Option<Fault>,
    planned: Option<Planned>,
    at_random: Option<AtRandom>,
}

struct Planned {
    after_requests: usize,
    fault: Fault,
}

struct AtRandom {
    one_in: u64,
    faults: &'static [Fault],
    state: u64,
}

impl Schedule {
    /// How the next request fails, if it does.
    pub(super) fn next(&self) -> Option<Fault> {
        let mut faults = self.faults();
        let once = faults.once.take();
        once.or_else(|| faults.planned.as_mut()?.next()).or_else(|| faults.at_random.as_mut()?.next())
    }

    pub(super) fn once(&self, fault: Fault) {
        self.faults().once = Some(fault);
    }

    pub(super) fn plan(&self, after_requests: usize, fault: Fault) {
        self.faults().planned = Some(Planned { after_requests, fault });
    }

    pub(super) fn plan_at_random(&self, one_in: u64, faults: &'static [Fault], seed: u64) {
        self.faults().at_random = Some(AtRandom { one_in, faults, state: seed });
    }

    /// Forgets what was to begin and to go on. A fault for a single request stays.
    pub(super) fn clear(&self) {
        let mut faults = self.faults();
        (faults.planned, faults.at_random) = (None, None);
    }

    fn faults(&self) -> MutexGuard<'_, Faults> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Planned {
    fn next(&mut self) -> Option<Fault> {
        if self.after_requests == 0 {
            return Some(self.fault);
        }
        self.after_requests -= 1;
        None
    }
}

impl AtRandom {
    fn next(&mut self) -> Option<Fault> {
        if !self.random().is_multiple_of(self.one_in) {
            return None;
        }
        let which = self.random() % self.faults.len() as u64;
        self.faults.iter().copied().nth(usize::try_from(which).expect("it is less than a length"))
    }

    /// The next number of `SplitMix64`, <https://prng.di.unimi.it/splitmix64.c>.
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
