//! What happens before the first event: settings are read, the directory is opened.

use std::{sync::Arc, time::Instant};

use aws_config::SdkConfig;
use switchboard::directory::{
    Cached, Directory, DirectoryFile, DirectoryFileError, DynamoDbDirectory, Measured, Readings,
};

use crate::{
    aws::{self, SecretsManagerSecret},
    log,
    secret::{SecretError, SecretSource},
    settings::{DirectorySetting, SettingError, Settings},
};

/// What a function works with.
pub struct Started {
    /// The settings, completed by the secret, which can be read again.
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
    let secret_arn = settings.get("TWILIO_SECRET_ARN").map(str::to_owned);
    let (settings, directory) = match settings.directory()? {
        DirectorySetting::Table(table) => {
            let sdk_config = aws::sdk_config().await;
            let (table, readings) = (table.to_owned(), settings.readings());
            // Side by side, because each waits for a TLS handshake of its own.
            tokio::join!(
                completed(settings, &sdk_config, secret_arn),
                open_table(&sdk_config, table, reader, readings),
            )
        }
        DirectorySetting::File(path) => {
            let directory: Arc<dyn Directory> = Arc::new(DirectoryFile::open(path)?);
            let settings = match secret_arn {
                Some(_) => completed(settings, &aws::sdk_config().await, secret_arn).await,
                None => Ok(settings),
            };
            (settings, directory)
        }
    };
    Ok(Started { settings: settings?, directory })
}

async fn completed(
    settings: Settings,
    sdk_config: &SdkConfig,
    secret_arn: Option<String>,
) -> Result<Settings, SecretError> {
    let Some(arn) = secret_arn else { return Ok(settings) };
    let secret = Arc::new(SecretsManagerSecret::new(sdk_config, arn));
    let settings = settings.reread_from(secret.clone(), Instant::now);
    Ok(settings.completed_by(secret.read().await?))
}

async fn open_table(
    sdk_config: &SdkConfig,
    table: String,
    reader: Reader,
    readings: Arc<Readings>,
) -> Arc<dyn Directory> {
    let directory = Measured::new(DynamoDbDirectory::new(sdk_config, table), Instant::now, readings);
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
