//! Something that is slow to start, and that tests at the same time share.

use std::sync::{Arc, Mutex, PoisonError, Weak};

/// A place for it. It ends with the last test that uses it: what a static value held would outlive the tests' process.
pub struct Shared<T>(Mutex<Weak<T>>);

impl<T> Shared<T> {
    /// Returns an empty place.
    #[expect(clippy::new_without_default, reason = "a static value needs a constant function")]
    pub const fn new() -> Self {
        Self(Mutex::new(Weak::new()))
    }

    /// Returns what others use at this moment, or else what `start` makes.
    pub fn get(&self, start: impl FnOnce() -> T) -> Arc<T> {
        let mut shared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let started = Arc::new(start());
            *shared = Arc::downgrade(&started);
            started
        })
    }
}
