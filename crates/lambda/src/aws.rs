//! What the functions need of AWS besides their table.

use std::{collections::HashMap, time::Duration};

use aws_config::{
    BehaviorVersion, Region, SdkConfig, environment::EnvironmentVariableCredentialsProvider,
    retry::RetryConfig, timeout::TimeoutConfig,
};
use aws_sdk_secretsmanager::{
    Client as SecretsManager,
    config::{self, SharedCredentialsProvider},
};

use crate::{
    secret::{Reading, SecretError, SecretSource, SecretValues},
    settings::Settings,
};

/// How long a secret may take in all. Lambda ends a start after ten seconds without a word; before that a log line can say
/// what it waited for.
const SECRET_TIMEOUT: Duration = Duration::from_secs(4);

/// A service of AWS's, by the end of the [variable that moves its endpoint](https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// `AWS_ENDPOINT_URL_DYNAMODB`.
    DynamoDb,
    /// `AWS_ENDPOINT_URL_SECRETS_MANAGER`.
    SecretsManager,
}

/// Returns the SDK's configuration for `service`: the region, the credentials and, where one is set, the endpoint that the
/// environment names. [Lambda always names the first two](https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
///
/// The SDK's own search would also look into files, at web identities and at the machine's metadata, which are not there. Its
/// code alone is a tenth of an executable.
pub fn sdk_config(settings: &Settings, service: Service) -> SdkConfig {
    let is_true = |name| settings.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let endpoint = match service {
        Service::DynamoDb => "AWS_ENDPOINT_URL_DYNAMODB",
        Service::SecretsManager => "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    };
    let endpoint = settings.get(endpoint).or_else(|| settings.get("AWS_ENDPOINT_URL")).map(str::to_owned);
    let region = settings.get("AWS_REGION").or_else(|| settings.get("AWS_DEFAULT_REGION"));
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(region.map(|region| Region::new(region.to_owned())))
        .credentials_provider(SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new()))
        .use_fips(is_true("AWS_USE_FIPS_ENDPOINT"))
        .use_dual_stack(is_true("AWS_USE_DUALSTACK_ENDPOINT"));
    config.set_endpoint_url(endpoint);
    config.build()
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
