//! A directory whose answers are kept for a while.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{Client, Directory, DirectoryError, LookUp};
use crate::phone_number::PhoneNumber;

/// How long an answer is given without asking again: short enough that a changed entry is soon obeyed.
const FRESH_FOR: Duration = Duration::from_secs(30);

/// How long a stale answer is given before the directory is asked again. While the directory hangs, every question costs a
/// caller 1.5 s.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// How many clients are kept: far more than ring through one environment, at a few hundred bytes each.
const CAPACITY: usize = 4096;

/// Another directory's clients, kept for 30 s, and given for longer while that directory cannot be reached.
///
/// Only for webhooks: a call should still ring during an outage, but a token must not be given for an entry that was
/// removed. Numbers without an entry are not kept, so that a number rings as soon as it is registered.
pub struct Cached<D> {
    directory: D,
    now: fn() -> Instant,
    kept: Mutex<HashMap<String, Kept>>,
}

struct Kept {
    client: Client,
    ask_again_at: Instant,
}

impl<D: Directory> Cached<D> {
    /// Keeps the clients of `directory`, by the clock `now`.
    pub fn new(directory: D, now: fn() -> Instant) -> Self {
        Self { directory, now, kept: Mutex::default() }
    }

    /// The client that is kept for `number`, and whether it is still fresh.
    fn kept(&self, number: &PhoneNumber) -> Option<(Client, bool)> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.get(number.e164())?;
        Some((kept.client.clone(), (self.now)() < kept.ask_again_at))
    }

    fn keep(&self, number: &PhoneNumber, client: &Client, time: Duration) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= CAPACITY {
            kept.clear();
        }
        let ask_again_at = (self.now)() + time;
        kept.insert(number.e164().to_owned(), Kept { client: client.clone(), ask_again_at });
    }

    fn forget(&self, number: &PhoneNumber) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).remove(number.e164());
    }
}

impl<D: Directory> Directory for Cached<D> {
    fn client_for<'a>(&'a self, number: &'a PhoneNumber) -> LookUp<'a> {
        Box::pin(async move {
            let stale = match self.kept(number) {
                Some((client, true)) => return Ok(Some(client)),
                Some((client, false)) => Some(client),
                None => None,
            };
            match (self.directory.client_for(number).await, stale) {
                (Ok(Some(client)), _) => {
                    self.keep(number, &client, FRESH_FOR);
                    Ok(Some(client))
                }
                (Ok(None), _) => {
                    self.forget(number);
                    Ok(None)
                }
                (Err(DirectoryError::Unreachable(_)), Some(stale)) => {
                    self.keep(number, &stale, RETRY_AFTER);
                    Ok(Some(stale))
                }
                (Err(error), _) => Err(error),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::{
        cell::Cell,
        sync::{
            LazyLock,
            atomic::{AtomicUsize, Ordering},
        },
    };

    use super::*;
    use crate::directory::MalformedEntry;

    thread_local! {
        static ELAPSED: Cell<Duration> = const { Cell::new(Duration::ZERO) };
    }

    fn clock() -> Instant {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        *START + ELAPSED.get()
    }

    fn advance(by: Duration) {
        ELAPSED.set(ELAPSED.get() + by);
    }

    /// A directory that answers its first look-up one way and every later one another.
    struct Scripted {
        then: fn() -> Result<Option<Client>, DirectoryError>,
        look_ups: AtomicUsize,
    }

    impl Directory for Scripted {
        fn client_for<'a>(&'a self, _: &'a PhoneNumber) -> LookUp<'a> {
            let first = self.look_ups.fetch_add(1, Ordering::Relaxed) == 0;
            Box::pin(async move { if first { Ok(Some(client("first"))) } else { (self.then)() } })
        }
    }

    fn client(name: &str) -> Client {
        Client::parse(name, None).unwrap()
    }

    fn scripted(then: fn() -> Result<Option<Client>, DirectoryError>) -> Cached<Scripted> {
        Cached::new(Scripted { then, look_ups: AtomicUsize::new(0) }, clock)
    }

    /// The client names that look-ups give, the first at once and the others after the stated waits.
    async fn names(
        then: fn() -> Result<Option<Client>, DirectoryError>,
        waits: &[u64],
    ) -> Vec<Result<Option<String>, DirectoryError>> {
        let directory = scripted(then);
        let number = PhoneNumber::parse("+815031234567").unwrap();
        let mut names = Vec::new();
        for wait in [0].iter().chain(waits) {
            advance(Duration::from_secs(*wait));
            let found = directory.client_for(&number).await;
            names.push(found.map(|client| client.map(|client| client.name.to_string())));
        }
        names
    }

    #[tokio::test]
    async fn an_entry_is_kept_for_thirty_seconds_and_then_read_again() {
        let names = names(|| Ok(Some(client("second"))), &[29, 1]).await;
        let names: Vec<_> = names.into_iter().map(|name| name.unwrap().unwrap()).collect();
        assert_eq!(names, ["first", "first", "second"]);
    }

    #[tokio::test]
    async fn a_removed_entry_is_forgotten_once_its_time_is_over() {
        let names = names(|| Ok(None), &[31, 0]).await;
        assert_eq!(names[1].as_ref().unwrap(), &None);
        assert_eq!(names[2].as_ref().unwrap(), &None);
    }

    #[tokio::test]
    async fn a_stale_entry_serves_while_the_directory_cannot_be_reached() {
        let names = names(|| Err(DirectoryError::Unreachable("down".into())), &[31, 3600]).await;
        assert!(names.into_iter().all(|name| name.unwrap().as_deref() == Some("first")));
    }

    #[tokio::test]
    async fn a_directory_that_cannot_be_reached_is_asked_every_five_seconds_only() {
        let directory = scripted(|| Err(DirectoryError::Unreachable("down".into())));
        let number = PhoneNumber::parse("+815031234567").unwrap();
        let mut asked = Vec::new();
        for wait in [0, 31, 4, 1] {
            advance(Duration::from_secs(wait));
            directory.client_for(&number).await.unwrap();
            asked.push(directory.directory.look_ups.load(Ordering::Relaxed));
        }
        assert_eq!(asked, [1, 2, 2, 3]);
    }

    #[tokio::test]
    async fn a_stale_entry_does_not_hide_a_malformed_one() {
        let names = names(|| Err(MalformedEntry::NotAString("client_name").into()), &[31]).await;
        assert!(matches!(names[1], Err(DirectoryError::Malformed(_))));
    }
}
