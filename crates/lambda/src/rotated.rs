//! What a function makes of its secret, made anew when the secret has changed.
//!
//! `docs/decisions/0009-the-secret-is-read-again.md` says when, and what that means for whoever rotates a credential.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use crate::{
    log,
    secret::{Rereading, SecretError, SecretValues},
    settings::{SettingError, Settings},
};

/// How long a secret is used without reading it again.
const FRESH_FOR: Duration = Duration::from_secs(15 * 60);

/// The least time from one reading to the next, whatever is asked meanwhile: strangers can fail a signature at will, and a
/// secret that cannot be read now is not asked for at every call.
const READ_AT_MOST_EVERY: Duration = Duration::from_secs(60);

/// How long whoever waits for a reading waits. Before the 1.5 s of a directory that hangs, it leaves Twilio its answer
/// within two seconds.
const WAIT: Duration = Duration::from_millis(400);

/// How long a reading may say nothing before a second one is begun: long enough for a TLS handshake, and short enough for
/// the second to end within [`WAIT`].
const PATIENCE: Duration = Duration::from_millis(250);

/// How a value is made of settings.
pub type Make<T> = fn(&Settings) -> Result<T, SettingError>;

/// A value made of the settings. Where their secret can be read again, it follows the secret: a reading that fails, or that
/// makes no value, leaves the value as it is and logs one line.
pub struct Rotated<T> {
    held: RwLock<Arc<T>>,
    secret: Option<Secret<T>>,
}

struct Secret<T> {
    settings: Settings,
    make: Make<T>,
    rereading: Rereading,
    /// Locked while the secret is read, so that all who need the reading share one.
    due: tokio::sync::Mutex<Due>,
}

/// When the secret may be read again.
struct Due {
    for_age: Instant,
    for_doubt: Instant,
}

impl<T> Rotated<T> {
    /// Returns what `make` makes of `settings`.
    ///
    /// # Errors
    ///
    /// [`SettingError`], as `make` has it.
    pub fn new(settings: &Settings, make: Make<T>) -> Result<Self, SettingError> {
        let held = RwLock::new(Arc::new(make(settings)?));
        let secret = settings.rereading().map(|rereading| {
            let read_at = rereading.read_at;
            let due = Due { for_age: read_at + FRESH_FOR, for_doubt: read_at + READ_AT_MOST_EVERY };
            Secret { settings: settings.clone(), make, rereading: rereading.clone(), due: due.into() }
        });
        Ok(Self { held, secret })
    }

    /// The value as it is now.
    pub fn held(&self) -> Arc<T> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the secret again if it was last read 15 minutes ago, which takes 0.4 s at most; to be waited for beside
    /// whatever else a call waits for. Whoever finds a reading under way does not wait for it.
    pub async fn refresh(&self) {
        let Some(secret) = &self.secret else { return };
        let Ok(mut due) = secret.due.try_lock() else { return };
        if (secret.rereading.now)() >= due.for_age {
            self.read_again(secret, &mut due).await;
        }
    }

    /// The value that has replaced `doubted`, if one has: by then, or by reading the secret again, which is done only if
    /// it was last read a minute ago, and takes 0.4 s at most. Callers who doubt at the same time share a reading.
    pub async fn newer_than(&self, doubted: &Arc<T>) -> Option<Arc<T>> {
        let secret = self.secret.as_ref()?;
        let mut due = secret.due.lock().await;
        let is_newer = |held: &Arc<T>| !Arc::ptr_eq(held, doubted);
        if !is_newer(&self.held()) && (secret.rereading.now)() >= due.for_doubt {
            self.read_again(secret, &mut due).await;
        }
        Some(self.held()).filter(is_newer)
    }

    async fn read_again(&self, secret: &Secret<T>, due: &mut Due) {
        let now = (secret.rereading.now)();
        // Before the reading, so that one that is given up counts too.
        *due = Due { for_age: now + READ_AT_MOST_EVERY, for_doubt: now + READ_AT_MOST_EVERY };
        match secret.value().await {
            Ok(value) => {
                *self.held.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(value);
                due.for_age = now + FRESH_FOR;
            }
            Err(error) => log::warning("the secret stays as it was read before", &error),
        }
    }
}

impl<T> Secret<T> {
    /// What the secret makes now.
    async fn value(&self) -> Result<T, NotReadAgain> {
        let values = tokio::time::timeout(WAIT, self.read()).await.map_err(|_| NotReadAgain::Late)??;
        Ok((self.make)(&self.settings.clone().completed_by(values))?)
    }

    /// What the secret holds now. One lost packet must not cost a call that waits for this, nor, as a secret is not read
    /// again for a minute, those that come in that minute: a reading that fails is repeated once, and one that says nothing
    /// gets a second one beside it.
    async fn read(&self) -> Result<SecretValues, SecretError> {
        let source = &self.rereading.source;
        let mut first = source.read();
        match tokio::time::timeout(PATIENCE, &mut first).await {
            Ok(Err(SecretError::Unreachable(_))) => source.read().await,
            Ok(read) => read,
            Err(_) => tokio::select! {
                Ok(values) = first => Ok(values),
                values = source.read() => values,
            },
        }
    }
}

/// Why a secret that has been read stays as it was.
#[derive(Debug, thiserror::Error)]
enum NotReadAgain {
    #[error("the secret named by TWILIO_SECRET_ARN was not read within {} ms", WAIT.as_millis())]
    Late,
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error(transparent)]
    Setting(#[from] SettingError),
}

#[cfg(test)]
mod tests;
