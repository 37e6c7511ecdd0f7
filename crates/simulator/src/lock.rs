//! What is shared between tasks.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Takes hold of what `mutex` guards. No change here is left half done by a panic, so whoever comes after one goes on.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
