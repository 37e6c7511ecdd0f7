//! What happens before the first event: settings are read, the directory is opened.

use std::{sync::Arc, time::Instant};

use aws_config::SdkConfig;
use switchboard::directory::{
    Cached, Directory, DirectoryFile, DirectoryFileError, DynamoDbDirectory, Measured, Readings,
};

use crate::{
    aws::{SecretsManagerSecret, Service, sdk_config},
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
            let (table, readings) = (table.to_owned(), settings.readings());
            let sdk_config = sdk_config(&settings, Service::DynamoDb);
            // Side by side, because each waits for a TLS handshake of its own.
            tokio::join!(completed(settings, secret_arn), open_table(&sdk_config, table, reader, readings),)
        }
        DirectorySetting::File(path) => {
            let directory: Arc<dyn Directory> = Arc::new(DirectoryFile::open(path)?);
            (completed(settings, secret_arn).await, directory)
        }
    };
    Ok(Started { settings: settings?, directory })
}

async fn completed(settings: Settings, secret_arn: Option<String>) -> Result<Settings, SecretError> {
    let Some(arn) = secret_arn else { return Ok(settings) };
    let sdk_config = sdk_config(&settings, Service::SecretsManager);
    let secret = Arc::new(SecretsManagerSecret::new(&sdk_config, arn));
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
