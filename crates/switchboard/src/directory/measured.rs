//! A directory whose look-ups are timed.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{Directory, DirectoryError, DynamoDbDirectory, LookUp};
use crate::phone_number::PhoneNumber;

/// How many look-ups are kept until somebody takes them, far more than a call makes: where nobody does, they must not pile
/// up.
const CAPACITY: usize = 100;

/// Another directory, whose look-ups go into [`Readings`].
///
/// Where answers are kept, this belongs behind [`Cached`](super::Cached): what is of interest is how the table does, and an
/// answer that is kept says nothing of it.
pub struct Measured<D> {
    directory: D,
    now: fn() -> Instant,
    readings: Arc<Readings>,
}

/// What was measured and nobody has taken yet.
#[derive(Default)]
pub struct Readings(Mutex<Reading>);

/// What was measured of a directory.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// How long each look-up took, whatever came of it.
    pub look_ups: Vec<Duration>,
    /// How many of them failed.
    pub failed_look_ups: usize,
    /// How the connection was opened, if it was.
    pub warm_up: Option<WarmUp>,
}

/// How a connection was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WarmUp {
    /// How long it took.
    pub took: Duration,
    /// Whether there was no connection in the end.
    pub failed: bool,
}

impl Readings {
    /// What was measured since this was last called.
    pub fn take(&self) -> Reading {
        self.with(mem::take)
    }

    fn with<T>(&self, change: impl FnOnce(&mut Reading) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<D> Measured<D> {
    /// Measures `directory` by the clock `now`, into `readings`.
    pub fn new(directory: D, now: fn() -> Instant, readings: Arc<Readings>) -> Self {
        Self { directory, now, readings }
    }
}

impl Measured<DynamoDbDirectory> {
    /// As [`DynamoDbDirectory::warm_up`].
    ///
    /// # Errors
    ///
    /// As there.
    pub async fn warm_up(&self) -> Result<(), DirectoryError> {
        let began = (self.now)();
        let warmed = self.directory.warm_up().await;
        let warm_up = WarmUp { took: (self.now)() - began, failed: warmed.is_err() };
        self.readings.with(|reading| reading.warm_up = Some(warm_up));
        warmed
    }
}

impl<D: Directory> Directory for Measured<D> {
    fn client_for<'a>(&'a self, number: &'a PhoneNumber) -> LookUp<'a> {
        Box::pin(async move {
            let began = (self.now)();
            let found = self.directory.client_for(number).await;
            let took = (self.now)() - began;
            self.readings.with(|reading| {
                if reading.look_ups.len() < CAPACITY {
                    reading.look_ups.push(took);
                    reading.failed_look_ups += usize::from(found.is_err());
                }
            });
            found
        })
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, sync::LazyLock};

    use super::*;
    use crate::directory::MalformedEntry;

    const TAKES: Duration = Duration::from_millis(7);

    thread_local! {
        static ELAPSED: Cell<Duration> = const { Cell::new(Duration::ZERO) };
    }

    fn clock() -> Instant {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        *START + ELAPSED.get()
    }

    /// A directory that takes its time, and finds nothing or fails.
    struct Slow {
        fails: bool,
    }

    impl Directory for Slow {
        fn client_for<'a>(&'a self, _: &'a PhoneNumber) -> LookUp<'a> {
            Box::pin(async move {
                ELAPSED.set(ELAPSED.get() + TAKES);
                if self.fails { Err(MalformedEntry::NotAString("client_name").into()) } else { Ok(None) }
            })
        }
    }

    async fn after(look_ups: usize, fails: bool) -> Arc<Readings> {
        let readings = Arc::<Readings>::default();
        let directory = Measured::new(Slow { fails }, clock, readings.clone());
        let number = PhoneNumber::parse("+815031234567").unwrap();
        for _ in 0..look_ups {
            assert_eq!(directory.client_for(&number).await.is_err(), fails);
        }
        readings
    }

    #[tokio::test]
    async fn every_look_up_is_timed_and_taken_once() {
        let readings = after(2, false).await;
        let measured = Reading { look_ups: vec![TAKES; 2], ..Reading::default() };
        assert_eq!(readings.take(), measured);
        assert_eq!(readings.take(), Reading::default());
    }

    #[tokio::test]
    async fn a_failed_look_up_counts_besides() {
        let measured = Reading { look_ups: vec![TAKES], failed_look_ups: 1, warm_up: None };
        assert_eq!(after(1, true).await.take(), measured);
    }

    #[tokio::test]
    async fn what_nobody_takes_does_not_pile_up() {
        let readings = after(CAPACITY + 1, true).await.take();
        assert_eq!((readings.look_ups.len(), readings.failed_look_ups), (CAPACITY, CAPACITY));
    }
}
