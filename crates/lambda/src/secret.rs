//! The secret: settings that are kept outside the environment, and can be read again.

use std::{collections::HashMap, pin::Pin, sync::Arc, time::Instant};

use secrecy::SecretString;

/// What a secret holds: settings by name.
pub type SecretValues = HashMap<String, SecretString>;

/// A reading of a secret in progress.
pub type Reading<'a> = Pin<Box<dyn Future<Output = Result<SecretValues, SecretError>> + Send + 'a>>;

/// Where a secret is.
pub trait SecretSource: Send + Sync {
    /// Returns what the secret holds now.
    fn read(&self) -> Reading<'_>;
}

/// Where a secret is read again, by what clock, and when it was read last.
#[derive(Clone)]
pub(crate) struct Rereading {
    pub(crate) source: Arc<dyn SecretSource>,
    pub(crate) now: fn() -> Instant,
    pub(crate) read_at: Instant,
}

/// Why a secret cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Secrets Manager did not give it.
    #[error("the secret named by TWILIO_SECRET_ARN cannot be read")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It is not a JSON object of strings.
    #[error("the secret named by TWILIO_SECRET_ARN is not a JSON object of strings")]
    Malformed,
}
