//! How hard the tests in `soak` try.

use std::{
    env,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// `brief` within `cargo xtask test`, where it is to notice a mistake; `long` within `cargo xtask soak`, where it is what
/// the project promises.
pub fn effort<T>(brief: T, long: T) -> T {
    if env::var_os("SWITCHBOARD_SOAK").is_some() { long } else { brief }
}

/// Keeps the others of these tests waiting for as long as it is held: they measure time and memory, of which each would
/// see the others'.
pub fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}
