//! Time that passes at once.

use std::time::Duration;

/// Longer than anything here takes, also on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Lets `duration` pass for everybody in this test, and time go on from there. Everything that waits for a moment within it
/// goes on.
///
/// The clock stands still for no longer than the leap, so that no wait for another's answer is cut short. It takes the
/// runtime of one thread that `#[tokio::test]` makes.
pub(crate) async fn leap(duration: Duration) {
    tokio::time::pause();
    tokio::time::advance(duration).await;
    tokio::time::resume();
}
