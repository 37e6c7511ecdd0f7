//! What the functions need of AWS besides their table.

use std::{collections::HashMap, time::Duration};

use aws_config::{BehaviorVersion, SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_secretsmanager::{Client as SecretsManager, config};

use crate::secret::{Reading, SecretError, SecretSource, SecretValues};

/// How long a secret may take in all. Lambda ends a start after ten seconds without a word; before that a log line can say
/// what it waited for.
const SECRET_TIMEOUT: Duration = Duration::from_secs(4);

/// Returns the SDK's configuration: region and credentials from the environment, as Lambda provides them.
pub async fn sdk_config() -> SdkConfig {
    aws_config::load_defaults(BehaviorVersion::latest()).await
}

/// A Secrets Manager secret: a JSON object whose names and values are settings.
pub struct SecretsManagerSecret {
    secrets_manager: SecretsManager,
    arn: String,
}

impl SecretsManagerSecret {
    /// Returns the secret `arn`, reached with the region, endpoint and credentials of `sdk_config`.
    pub fn new(sdk_config: &SdkConfig, arn: String) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_millis(500))
            .operation_attempt_timeout(Duration::from_secs(1))
            .operation_timeout(SECRET_TIMEOUT)
            .build();
        // Short enough for a second attempt while a call waits.
        let retries = RetryConfig::standard()
            .with_max_attempts(3)
            .with_initial_backoff(Duration::from_millis(50))
            .with_max_backoff(Duration::from_millis(200));
        let config = config::Builder::from(sdk_config).timeout_config(timeouts).retry_config(retries).build();
        Self { secrets_manager: SecretsManager::from_conf(config), arn }
    }

    async fn values(&self) -> Result<SecretValues, SecretError> {
        let request = self.secrets_manager.get_secret_value().secret_id(&self.arn);
        let secret = request.send().await.map_err(|error| SecretError::Unreachable(Box::new(error)))?;
        // The parser's own message would quote the secret.
        let values = secret
            .secret_string()
            .and_then(|json| serde_json::from_str::<HashMap<String, String>>(json).ok());
        Ok(values
            .ok_or(SecretError::Malformed)?
            .into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect())
    }
}

impl SecretSource for SecretsManagerSecret {
    fn read(&self) -> Reading<'_> {
        Box::pin(self.values())
    }
}
