//! What the environment and the secret say, checked at start.
//!
//! Every setting is described in `README.md`.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use secrecy::{ExposeSecret, SecretString};
use switchboard::{
    directory::Readings,
    number_policy::NumberPolicy,
    routing::CallRules,
    spoken_language::SpokenLanguage,
    voice_token::{Credential, MAX_TTL, VoiceTokenSigner},
    webhook::AuthTokens,
};

use crate::{
    event::HeaderValue,
    secret::{Rereading, SecretSource, SecretValues},
};

/// The longest that Twilio rings: <https://www.twilio.com/docs/voice/twiml/dial#timeout>.
const MAX_DIAL_TIMEOUT_SECONDS: u64 = 600;

/// The longest that Twilio connects: <https://www.twilio.com/docs/voice/twiml/dial#timelimit>.
const MAX_CALL_SECONDS: u64 = 86_400;

/// The settings by name. What the environment does not set, the secret may.
#[derive(Clone)]
pub struct Settings {
    environment: HashMap<String, String>,
    secret: SecretValues,
    rereading: Option<Rereading>,
    readings: Arc<Readings>,
}

impl Settings {
    /// Returns the settings of an environment. An empty value counts as none, because a template cannot leave one out.
    pub fn new(environment: impl IntoIterator<Item = (String, String)>) -> Self {
        let environment = environment.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        Self { environment, secret: HashMap::new(), rereading: None, readings: Arc::default() }
    }

    /// Returns the settings of this process's environment. A variable that is not Unicode cannot be a setting.
    pub fn from_process() -> Self {
        Self::new(
            std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        )
    }

    /// The same settings, with those of `secret` for what the environment does not set.
    #[must_use]
    pub fn completed_by(self, secret: SecretValues) -> Self {
        Self { secret, ..self }
    }

    /// The same settings, whose secret can be read again from `source`, by the clock `now`. It counts as read now: what is
    /// read before this may be older than it seems.
    #[must_use]
    pub fn reread_from(self, source: Arc<dyn SecretSource>, now: fn() -> Instant) -> Self {
        Self { rereading: Some(Rereading { source, now, read_at: now() }), ..self }
    }

    /// Where the secret can be read again.
    pub(crate) fn rereading(&self) -> Option<&Rereading> {
        self.rereading.as_ref()
    }

    /// Where what is measured of the directory of these settings waits for the log.
    pub fn readings(&self) -> Arc<Readings> {
        self.readings.clone()
    }

    /// The same settings, with `name` set to `value` whatever it was.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.insert(name.to_owned(), value.into());
        self
    }

    /// The value of a setting, `None` where it is not set.
    pub fn get(&self, name: &str) -> Option<&str> {
        let secret =
            || self.secret.get(name).map(ExposeSecret::expose_secret).filter(|value| !value.is_empty());
        self.environment.get(name).map(String::as_str).or_else(secret)
    }

    fn required(&self, name: &'static str) -> Result<&str, SettingError> {
        self.get(name).ok_or(SettingError::Missing(name))
    }

    fn secret(&self, name: &'static str) -> Option<SecretString> {
        self.get(name).map(SecretString::from)
    }

    /// A SID: its two letters, and 32 letters and digits.
    fn sid(&self, name: &'static str, prefix: &'static str) -> Result<String, SettingError> {
        let sid = self.required(name)?;
        let is_sid =
            |digits: &str| digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if sid.strip_prefix(prefix).is_some_and(is_sid) {
            Ok(sid.to_owned())
        } else {
            Err(SettingError::Malformed(name, format!("{prefix} and 32 letters and digits")))
        }
    }

    fn seconds(&self, name: &'static str, max: u64) -> Result<Option<Duration>, SettingError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match value.parse() {
            Ok(seconds) if (1..=max).contains(&seconds) => Ok(Some(Duration::from_secs(seconds))),
            _ => Err(SettingError::Malformed(name, format!("a whole number of seconds from 1 to {max}"))),
        }
    }

    /// What `capability-token` signs with.
    ///
    /// # Errors
    ///
    /// [`SettingError`], for the first setting that is missing or malformed.
    pub fn voice_token_signer(&self) -> Result<VoiceTokenSigner, SettingError> {
        Ok(VoiceTokenSigner {
            account_sid: self.sid("TWILIO_ACCOUNT_SID", "AC")?,
            app_sid: self.sid("TWILIO_APP_SID", "AP")?,
            ttl: self.seconds("TOKEN_TTL_SECONDS", MAX_TTL.as_secs())?.unwrap_or(Duration::from_secs(3600)),
            credential: self.credential()?,
        })
    }

    fn credential(&self) -> Result<Credential, SettingError> {
        let region = self.region()?;
        let has_api_key =
            ["TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"].iter().any(|name| self.get(name).is_some());
        if has_api_key {
            let secret = self.required("TWILIO_API_KEY_SECRET")?.into();
            return Ok(Credential::ApiKey { sid: self.sid("TWILIO_API_KEY_SID", "SK")?, secret, region });
        }
        match self.secret("TWILIO_AUTH_TOKEN") {
            Some(_) if region.is_some() => Err(SettingError::RegionNeedsApiKey),
            Some(token) => Ok(Credential::AuthToken(token)),
            None => Err(SettingError::NoCredential),
        }
    }

    fn region(&self) -> Result<Option<String>, SettingError> {
        const NAME: &str = "TWILIO_REGION";
        let Some(region) = self.get(NAME) else { return Ok(None) };
        if region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
            Ok(Some(region.to_owned()))
        } else {
            Err(SettingError::Malformed(NAME, "a Twilio region such as us1, ie1 or au1".to_owned()))
        }
    }

    /// The origin whose pages may read tokens.
    ///
    /// # Errors
    ///
    /// [`SettingError`] when it cannot stand in a header.
    pub fn allowed_origin(&self) -> Result<Option<HeaderValue>, SettingError> {
        const NAME: &str = "ALLOWED_ORIGIN";
        let is_origin = |origin: &str| {
            let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
            origin == "*" || host.is_some_and(|host| !host.is_empty() && !host.contains('/'))
        };
        let malformed =
            || SettingError::Malformed(NAME, "an origin such as https://phone.example.com, or *".to_owned());
        let Some(origin) = self.get(NAME) else { return Ok(None) };
        let value = HeaderValue::from_str(origin).map_err(|_| malformed())?;
        if is_origin(origin) { Ok(Some(value)) } else { Err(malformed()) }
    }

    /// The CloudWatch namespace of the metrics in the log; `None` where there are none.
    ///
    /// # Errors
    ///
    /// [`SettingError`] when CloudWatch would [not take it](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html).
    pub fn metrics_namespace(&self) -> Result<Option<&str>, SettingError> {
        const NAME: &str = "METRICS_NAMESPACE";
        let is_taken = |character: char| character.is_ascii_alphanumeric() || "._-/#:".contains(character);
        match self.get(NAME) {
            Some(name) if name.len() > 255 || !name.chars().all(is_taken) || name.starts_with("AWS/") => {
                Err(SettingError::Malformed(NAME, "a CloudWatch namespace such as Switchboard".to_owned()))
            }
            namespace => Ok(namespace),
        }
    }

    /// What webhooks are verified with; `None` only where unsigned ones are answered.
    ///
    /// # Errors
    ///
    /// [`SettingError::Missing`].
    pub fn auth_tokens(&self) -> Result<Option<AuthTokens>, SettingError> {
        match self.secret("TWILIO_AUTH_TOKEN") {
            Some(current) => {
                Ok(Some(AuthTokens::new(&current, self.secret("TWILIO_AUTH_TOKEN_NEXT").as_ref())))
            }
            None if self.accept_unsigned_webhooks()? => Ok(None),
            None => Err(SettingError::Missing("TWILIO_AUTH_TOKEN")),
        }
    }

    /// Whether a webhook without any signature is answered.
    ///
    /// # Errors
    ///
    /// [`SettingError::Malformed`] when it is neither `true` nor `false`: a security setting is not guessed.
    pub fn accept_unsigned_webhooks(&self) -> Result<bool, SettingError> {
        const NAME: &str = "ACCEPT_UNSIGNED_WEBHOOKS";
        match self.get(NAME) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(SettingError::Malformed(NAME, "true or false".to_owned())),
        }
    }

    /// The base that Twilio calls, without a slash at its end.
    ///
    /// # Errors
    ///
    /// [`SettingError::Malformed`] when it is not an http or https URL.
    pub fn public_base_url(&self) -> Result<Option<String>, SettingError> {
        const NAME: &str = "PUBLIC_BASE_URL";
        let Some(url) = self.get(NAME) else { return Ok(None) };
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        if host
            .is_some_and(|host| !host.is_empty() && !host.starts_with('/') && !url.contains(['?', '#', ' ']))
        {
            Ok(Some(url.trim_end_matches('/').to_owned()))
        } else {
            Err(SettingError::Malformed(NAME, "a URL such as https://phone.example.com/prod".to_owned()))
        }
    }

    /// The bounds of every call.
    ///
    /// # Errors
    ///
    /// [`SettingError::Malformed`].
    pub fn call_rules(&self) -> Result<CallRules, SettingError> {
        let timeout = self.seconds("DIAL_TIMEOUT_SECONDS", MAX_DIAL_TIMEOUT_SECONDS)?;
        Ok(CallRules {
            dial_timeout: timeout.unwrap_or(Duration::from_secs(60)),
            max_call: self.seconds("MAX_CALL_SECONDS", MAX_CALL_SECONDS)?,
            spoken_language: self.spoken_language()?,
        })
    }

    fn spoken_language(&self) -> Result<SpokenLanguage, SettingError> {
        const NAME: &str = "SPOKEN_LANGUAGE";
        let malformed = || SettingError::Malformed(NAME, "en-US, ja-JP or fr-FR".to_owned());
        self.get(NAME)
            .map_or(Ok(SpokenLanguage::default()), |tag| SpokenLanguage::from_tag(tag).ok_or_else(malformed))
    }

    /// Which numbers may be dialled.
    ///
    /// # Errors
    ///
    /// [`SettingError::Malformed`] names the first code that is no country.
    pub fn number_policy(&self) -> Result<NumberPolicy, SettingError> {
        const NAME: &str = "ALLOWED_COUNTRIES";
        let countries = self.get(NAME).filter(|countries| *countries != "*");
        let codes: Option<Vec<&str>> = countries.map(|codes| codes.split(',').map(str::trim).collect());
        NumberPolicy::new(codes.as_deref()).map_err(|error| {
            SettingError::Malformed(NAME, format!("country codes such as JP,US, or *; {error}"))
        })
    }

    /// Where the directory is.
    ///
    /// # Errors
    ///
    /// [`SettingError::OneDirectory`] unless exactly one place is named.
    pub fn directory(&self) -> Result<DirectorySetting<'_>, SettingError> {
        match (self.get("DIRECTORY_TABLE"), self.get("DIRECTORY_FILE")) {
            (Some(table), None) => Ok(DirectorySetting::Table(table)),
            (None, Some(file)) => Ok(DirectorySetting::File(file)),
            _ => Err(SettingError::OneDirectory),
        }
    }
}

/// Where the directory is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectorySetting<'a> {
    /// In the DynamoDB table of that name.
    Table(&'a str),
    /// In the TOML file at that path.
    File(&'a str),
}

/// What is wrong with a setting. Never shows a value, since it may be a secret in the wrong place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// It is needed and not set.
    #[error("{0} is not set")]
    Missing(&'static str),
    /// It is set to something other than the described.
    #[error("{0} must be {1}")]
    Malformed(&'static str, String),
    /// There is no directory, or there are two.
    #[error("exactly one of DIRECTORY_TABLE and DIRECTORY_FILE must be set")]
    OneDirectory,
    /// There is nothing to sign tokens with.
    #[error("TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET, or else TWILIO_AUTH_TOKEN, must be set")]
    NoCredential,
    /// Only an API key's tokens work outside the United States.
    #[error(
        "TWILIO_REGION needs TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET: without them a token works in us1 only"
    )]
    RegionNeedsApiKey,
}

#[cfg(test)]
mod tests;
