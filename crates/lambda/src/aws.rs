//! What start-up needs of AWS.

use std::{collections::HashMap, time::Duration};

use aws_config::{BehaviorVersion, SdkConfig, timeout::TimeoutConfig};
use secrecy::SecretString;

/// How long a secret may take in all. Lambda ends a start after ten seconds without a word; before that a log line can say
/// what it waited for.
const SECRET_TIMEOUT: Duration = Duration::from_secs(4);

/// Returns the SDK's configuration: region and credentials from the environment, as Lambda provides them.
pub async fn sdk_config() -> SdkConfig {
    aws_config::load_defaults(BehaviorVersion::latest()).await
}

/// Reads a Secrets Manager secret: a JSON object whose names and values are settings.
///
/// # Errors
///
/// [`SecretError`] when it cannot be read, or is not such an object.
pub async fn secret(sdk_config: &SdkConfig, arn: &str) -> Result<HashMap<String, SecretString>, SecretError> {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_millis(500))
        .operation_attempt_timeout(Duration::from_secs(1))
        .operation_timeout(SECRET_TIMEOUT)
        .build();
    let config = aws_sdk_secretsmanager::config::Builder::from(sdk_config).timeout_config(timeouts).build();
    let secret = aws_sdk_secretsmanager::Client::from_conf(config)
        .get_secret_value()
        .secret_id(arn)
        .send()
        .await
        .map_err(|error| SecretError::Unreachable(Box::new(error)))?;
    // The parser's own message would quote the secret.
    let values =
        secret.secret_string().and_then(|json| serde_json::from_str::<HashMap<String, String>>(json).ok());
    Ok(values.ok_or(SecretError::Malformed)?.into_iter().map(|(name, value)| (name, value.into())).collect())
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
