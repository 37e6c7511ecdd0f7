//! The stack's two secrets, in which its functions find Twilio's credentials.

use std::collections::BTreeMap;

use aws_sdk_secretsmanager::Client as SecretsManager;
use secrecy::{ExposeSecret, SecretString};

use super::{
    change::{Line, Shown},
    credentials::{
        ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, APP_SID, AUTH_TOKEN, Credentials, DEFAULT_REGION,
    },
};
use crate::{
    aws::reason,
    stack::{Output, Stack, StackError},
};

/// Both secrets, as they are.
pub(crate) struct Secrets {
    secrets_manager: SecretsManager,
    token: Secret,
    webhook: Secret,
}

struct Secret {
    arn: String,
    values: Values,
}

pub(crate) type Values = BTreeMap<String, SecretString>;

/// What is to be written into one of the secrets. What else is in it stays.
pub(crate) struct SecretChange<'a> {
    secret: &'a Secret,
    name: &'static str,
    /// Those that differ. None stands for the App's SID, which may not be known before the App is created.
    wanted: Vec<(&'static str, Option<SecretString>)>,
}

impl Secrets {
    /// Reads both from AWS.
    pub(crate) async fn read(stack: &Stack) -> Result<Self, SecretsError> {
        let secrets_manager = SecretsManager::new(stack.sdk_config());
        let token = Secret::read(stack, stack.output(Output::TwilioTokenSecretArn)?).await?;
        let webhook = Secret::read(stack, stack.output(Output::TwilioWebhookSecretArn)?).await?;
        Ok(Self { secrets_manager, token, webhook })
    }

    /// The App for which tokens are issued now.
    pub(crate) fn app_sid(&self) -> Option<&str> {
        self.token.get(APP_SID)
    }

    /// What makes both fit `credentials` and the App, whose SID is `None` as long as it is not created.
    pub(crate) fn changes(
        &self,
        credentials: &Credentials,
        app_sid: Option<&str>,
    ) -> Result<Vec<SecretChange<'_>>, SecretsError> {
        let mut token = vec![(ACCOUNT_SID, Some(credentials.account_sid.clone().into()))];
        token.push((APP_SID, app_sid.map(SecretString::from)));
        token.extend(self.signing(credentials)?);
        let webhook = match &credentials.auth_token {
            Some(auth_token) => vec![(AUTH_TOKEN, Some(auth_token.clone()))],
            None if self.webhook.get(AUTH_TOKEN).is_some() => Vec::new(),
            None => return Err(SecretsError::NoAuthToken),
        };
        let token = SecretChange::new(&self.token, "TwilioTokenSecret", token);
        let webhook = SecretChange::new(&self.webhook, "TwilioWebhookSecret", webhook);
        Ok([token, webhook].into_iter().filter(|change| !change.wanted.is_empty()).collect())
    }

    /// With what tokens are signed: the API key, else that which is there, else the Auth Token.
    fn signing(
        &self,
        credentials: &Credentials,
    ) -> Result<Vec<(&'static str, Option<SecretString>)>, SecretsError> {
        if let Some(key) = &credentials.api_key {
            let (sid, secret) = (key.sid.clone().into(), key.secret.clone());
            return Ok(vec![(API_KEY_SID, Some(sid)), (API_KEY_SECRET, Some(secret))]);
        }
        if self.token.get(API_KEY_SID).is_some() && self.token.get(API_KEY_SECRET).is_some() {
            let is_same = self.token.get(ACCOUNT_SID).is_none_or(|sid| sid == credentials.account_sid);
            return if is_same { Ok(Vec::new()) } else { Err(SecretsError::KeyOfAnotherAccount) };
        }
        // https://www.twilio.com/docs/iam/access-tokens: the older kind of token works in the United States only.
        if credentials.region != DEFAULT_REGION {
            return Err(SecretsError::NoApiKey(credentials.region.clone()));
        }
        Ok(vec![(AUTH_TOKEN, credentials.auth_token.clone())])
    }

    /// Writes `change`, with that App's SID.
    pub(crate) async fn put(&self, change: &SecretChange<'_>, app_sid: &str) -> Result<(), SecretsError> {
        let kept = change.secret.values.iter().map(|(name, value)| (name.as_str(), value.expose_secret()));
        let mut values: BTreeMap<&str, &str> = kept.collect();
        for (name, value) in &change.wanted {
            values.insert(name, value.as_ref().map_or(app_sid, ExposeSecret::expose_secret));
        }
        let json = serde_json::to_string(&values).expect("names and texts become JSON");
        let put = self.secrets_manager.put_secret_value().secret_id(&change.secret.arn).secret_string(json);
        let done = put.send().await;
        done.map(drop).map_err(|error| SecretsError::NotWritten {
            arn: change.secret.arn.clone(),
            reason: reason(&error),
        })
    }
}

/// Reads the values of the stack's secret `arn`; `None` where it has none yet, as that of a new stack.
pub(crate) async fn values(stack: &Stack, arn: &str) -> Result<Option<Values>, Unread> {
    let asked = SecretsManager::new(stack.sdk_config()).get_secret_value().secret_id(arn).send().await;
    let secret = match asked {
        Ok(secret) => secret,
        // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
        Err(error) => match error.as_service_error() {
            Some(said) if said.is_resource_not_found_exception() => return Ok(None),
            _ => return Err(Unread::Refused(reason(&error))),
        },
    };
    // The parser's own message would quote the secret.
    let values: BTreeMap<String, String> =
        serde_json::from_str(secret.secret_string().unwrap_or_default()).map_err(|_| Unread::Malformed)?;
    Ok(Some(values.into_iter().map(|(name, value)| (name, value.into())).collect()))
}

/// Why nothing is known of a secret.
pub(crate) enum Unread {
    Malformed,
    Refused(String),
}

impl Secret {
    async fn read(stack: &Stack, arn: &str) -> Result<Self, SecretsError> {
        let arn = arn.to_owned();
        match values(stack, &arn).await {
            Ok(values) => Ok(Self { arn, values: values.unwrap_or_default() }),
            Err(Unread::Malformed) => Err(SecretsError::Malformed(arn)),
            Err(Unread::Refused(reason)) => Err(SecretsError::NotRead { arn, reason }),
        }
    }

    /// The value of that name, `None` where it is empty.
    fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(ExposeSecret::expose_secret).filter(|value| !value.is_empty())
    }
}

impl<'a> SecretChange<'a> {
    fn new(
        secret: &'a Secret,
        name: &'static str,
        mut wanted: Vec<(&'static str, Option<SecretString>)>,
    ) -> Self {
        wanted.retain(|(name, value)| {
            let value = value.as_ref().map(ExposeSecret::expose_secret);
            value.is_none() || secret.get(name) != value
        });
        Self { secret, name, wanted }
    }

    /// Which secret it is, for a sentence.
    pub(crate) fn subject(&self) -> String {
        format!("the secret {}", self.name)
    }

    /// It, as it is shown: that values differ, and none of them.
    pub(crate) fn shown(&self) -> Shown {
        let line = |(name, _): &(&'static str, Option<SecretString>)| {
            let (old, new) = if self.secret.get(name).is_some() {
                ("set", "set to another value")
            } else {
                ("not set", "set")
            };
            Line { name: (*name).to_owned(), old: old.to_owned(), new: new.to_owned() }
        };
        Shown {
            kind: "secret",
            name: self.name.to_owned(),
            sid: None,
            remark: "",
            settings: self.wanted.iter().map(line).collect(),
        }
    }
}

/// Why the secrets are not filled. None of it repeats a value.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SecretsError {
    #[error(transparent)]
    Stack(#[from] StackError),
    #[error(
        "TWILIO_AUTH_TOKEN is not set in the environment, and the stack's secret has none to verify webhooks with; set it, or leave the secrets alone with --no-secrets"
    )]
    NoAuthToken,
    #[error(
        "the region {0} needs an API key to sign tokens with; set TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET"
    )]
    NoApiKey(String),
    #[error(
        "the stack's secret has an API key of another account; set TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET to one of this account"
    )]
    KeyOfAnotherAccount,
    #[error(
        "the secret {0} is not a JSON object of texts; mend it in AWS Secrets Manager, or leave the secrets alone with --no-secrets"
    )]
    Malformed(String),
    #[error(
        "the secret {arn} cannot be read ({reason}); check AWS's credentials, or leave the secrets alone with --no-secrets"
    )]
    NotRead { arn: String, reason: String },
    #[error("the secret {arn} cannot be written ({reason}); check AWS's credentials")]
    NotWritten { arn: String, reason: String },
}
