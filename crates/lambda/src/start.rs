//! What happens before the first event: settings are read, the directory is opened.

use std::{collections::HashMap, sync::Arc, time::Instant};

use aws_config::SdkConfig;
use secrecy::SecretString;
use switchboard::directory::{Cached, Directory, DirectoryFile, DirectoryFileError, DynamoDbDirectory};

use crate::{
    aws::{self, SecretError},
    log,
    settings::{DirectorySetting, SettingError, Settings},
};

/// What a function works with.
pub struct Started {
    /// The settings, completed by the secret.
    pub settings: Settings,
    /// The directory.
    pub directory: Arc<dyn Directory>,
}

/// Who looks numbers up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Webhooks, which take an entry that was read a while ago: a call should ring even while the table is away.
    Webhooks,
    /// Tokens, which are given by what the table says now.
    Tokens,
}

/// Completes `settings` with the secret that they name, and opens the directory that they name.
///
/// # Errors
///
/// [`StartError`].
pub async fn start(settings: Settings, reader: Reader) -> Result<Started, StartError> {
    let secret_arn = settings.get("TWILIO_SECRET_ARN");
    let (secret, directory) = match settings.directory()? {
        DirectorySetting::Table(table) => {
            let sdk_config = aws::sdk_config().await;
            // Side by side, because each waits for a TLS handshake of its own.
            tokio::join!(secret(&sdk_config, secret_arn), open_table(&sdk_config, table, reader))
        }
        DirectorySetting::File(path) => {
            let directory: Arc<dyn Directory> = Arc::new(DirectoryFile::open(path)?);
            let secret = match secret_arn {
                Some(_) => secret(&aws::sdk_config().await, secret_arn).await,
                None => Ok(HashMap::new()),
            };
            (secret, directory)
        }
    };
    Ok(Started { directory, settings: settings.completed_by(secret?) })
}

async fn secret(
    sdk_config: &SdkConfig,
    arn: Option<&str>,
) -> Result<HashMap<String, SecretString>, SecretError> {
    match arn {
        Some(arn) => aws::secret(sdk_config, arn).await,
        None => Ok(HashMap::new()),
    }
}

async fn open_table(sdk_config: &SdkConfig, table: &str, reader: Reader) -> Arc<dyn Directory> {
    let directory = DynamoDbDirectory::new(sdk_config, table.to_owned());
    if let Err(error) = directory.warm_up().await {
        // Not the end: a table that is away now may be back when somebody calls.
        log::warning("the directory could not be reached at start", &error);
    }
    match reader {
        Reader::Webhooks => Arc::new(Cached::new(directory, Instant::now)),
        Reader::Tokens => Arc::new(directory),
    }
}

/// Why a function cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting is missing or malformed.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The secret cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The directory file cannot be used.
    #[error(transparent)]
    DirectoryFile(#[from] DirectoryFileError),
}
