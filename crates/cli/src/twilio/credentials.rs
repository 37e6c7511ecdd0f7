//! With what Twilio is asked, and in which of its regions.

use secrecy::SecretString;

/// The names of the values, in the environment, in the stack's secrets, and among the functions' settings.
pub(crate) const ACCOUNT_SID: &str = "TWILIO_ACCOUNT_SID";
pub(crate) const API_KEY_SID: &str = "TWILIO_API_KEY_SID";
pub(crate) const API_KEY_SECRET: &str = "TWILIO_API_KEY_SECRET";
pub(crate) const APP_SID: &str = "TWILIO_APP_SID";
pub(crate) const AUTH_TOKEN: &str = "TWILIO_AUTH_TOKEN";
pub(crate) const REGION: &str = "TWILIO_REGION";

/// The region of an account for which nothing else is said.
pub(crate) const DEFAULT_REGION: &str = "us1";

/// The account, what proves that it is ours, and the region in which both are meant.
#[derive(Clone)]
pub(crate) struct Credentials {
    /// `AC` and 32 letters and digits.
    pub(crate) account_sid: String,
    /// Asks the REST API where it is there, and signs browsers' tokens.
    pub(crate) api_key: Option<ApiKey>,
    /// Asks the REST API where there is no API key, and verifies webhooks.
    pub(crate) auth_token: Option<SecretString>,
    /// `us1`, `ie1` or `au1`. API keys, Auth Tokens, TwiML Apps and what a number is set to differ from region to region:
    /// <https://www.twilio.com/docs/global-infrastructure/localized-uris/regional-migration-best-practices>.
    pub(crate) region: String,
}

/// An API key of the account.
#[derive(Clone)]
pub(crate) struct ApiKey {
    /// `SK` and 32 letters and digits.
    pub(crate) sid: String,
    pub(crate) secret: SecretString,
}

impl Credentials {
    /// Reads the variables of `environment`, named as the functions' settings are. Without `TWILIO_REGION` the region is
    /// `region`, as far as the caller knows of one.
    pub(crate) fn read(
        environment: impl Fn(&str) -> Option<String>,
        region: Option<&str>,
    ) -> Result<Self, CredentialsError> {
        let account_sid = environment(ACCOUNT_SID)
            .ok_or(CredentialsError::Missing(ACCOUNT_SID, "the console's first page shows it"))?;
        if !is_sid(&account_sid, "AC") {
            return Err(CredentialsError::NoSid(ACCOUNT_SID, "AC"));
        }
        let api_key = match (environment(API_KEY_SID), environment(API_KEY_SECRET)) {
            (None, None) => None,
            (Some(sid), Some(_)) if !is_sid(&sid, "SK") => {
                return Err(CredentialsError::NoSid(API_KEY_SID, "SK"));
            }
            (Some(sid), Some(secret)) => Some(ApiKey { sid, secret: secret.into() }),
            (Some(_), None) => {
                return Err(CredentialsError::Missing(API_KEY_SECRET, "TWILIO_API_KEY_SID needs it"));
            }
            (None, Some(_)) => {
                return Err(CredentialsError::Missing(API_KEY_SID, "TWILIO_API_KEY_SECRET needs it"));
            }
        };
        let auth_token = environment(AUTH_TOKEN).map(SecretString::from);
        if api_key.is_none() && auth_token.is_none() {
            return Err(CredentialsError::Nothing);
        }
        let region = environment(REGION).or_else(|| region.map(str::to_owned));
        let region = region.unwrap_or_else(|| DEFAULT_REGION.to_owned());
        Ok(Self { account_sid, api_key, auth_token, region })
    }

    /// The variables that the REST API is asked with, to be named where it refuses.
    pub(crate) fn variables(&self) -> &'static str {
        if self.api_key.is_some() { "TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET" } else { AUTH_TOKEN }
    }
}

/// Whether `text` is a SID: its two letters, and 32 letters and digits:
/// <https://www.twilio.com/docs/glossary/what-is-a-sid>.
pub(crate) fn is_sid(text: &str, prefix: &str) -> bool {
    let is_rest = |rest: &str| rest.len() == 32 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    text.strip_prefix(prefix).is_some_and(is_rest)
}

/// Which variable stands in the way. Never shows a value, since it may be a secret in the wrong place.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CredentialsError {
    #[error("{0} is not set in the environment; {1}")]
    Missing(&'static str, &'static str),
    #[error("{0} must be {1} and 32 letters and digits")]
    NoSid(&'static str, &'static str),
    #[error(
        "TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET, or else TWILIO_AUTH_TOKEN, must be set in the environment"
    )]
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: (&str, &str) = ("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef");
    const KEY: (&str, &str) = ("TWILIO_API_KEY_SID", "SK0123456789abcdef0123456789abcdef");
    const SECRET: (&str, &str) = ("TWILIO_API_KEY_SECRET", "not-a-real-secret");
    const TOKEN: (&str, &str) = ("TWILIO_AUTH_TOKEN", "not-a-real-token");

    fn read(environment: &[(&str, &str)], region: Option<&str>) -> Result<Credentials, CredentialsError> {
        let value = |name: &str| environment.iter().find(|(set, _)| *set == name);
        Credentials::read(|name| value(name).map(|(_, value)| (*value).to_owned()), region)
    }

    #[test]
    fn an_api_key_asks_before_the_auth_token_does() {
        assert_eq!(read(&[ACCOUNT, TOKEN], None).unwrap().variables(), "TWILIO_AUTH_TOKEN");
        let both = read(&[ACCOUNT, TOKEN, KEY, SECRET], None).unwrap();
        assert_eq!(both.variables(), "TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET");
    }

    #[test]
    fn the_environments_region_goes_before_the_callers_and_that_before_the_united_states() {
        let region = |environment: &[_], region| read(environment, region).unwrap().region;
        assert_eq!(region(&[ACCOUNT, TOKEN], None), "us1");
        assert_eq!(region(&[ACCOUNT, TOKEN], Some("ie1")), "ie1");
        assert_eq!(region(&[ACCOUNT, TOKEN, ("TWILIO_REGION", "au1")], Some("ie1")), "au1");
    }

    #[test]
    fn what_is_missing_or_malformed_is_named_and_not_shown() {
        let refused = |environment: &[_]| read(environment, None).err().unwrap().to_string();
        for (environment, sentence) in [
            (&[][..], "TWILIO_ACCOUNT_SID is not set in the environment; the console's first page shows it"),
            (&[("TWILIO_ACCOUNT_SID", "x")], "TWILIO_ACCOUNT_SID must be AC and 32 letters and digits"),
            (
                &[ACCOUNT],
                "TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET, or else TWILIO_AUTH_TOKEN, must be set in the environment",
            ),
            (
                &[ACCOUNT, KEY],
                "TWILIO_API_KEY_SECRET is not set in the environment; TWILIO_API_KEY_SID needs it",
            ),
            (
                &[ACCOUNT, SECRET, TOKEN],
                "TWILIO_API_KEY_SID is not set in the environment; TWILIO_API_KEY_SECRET needs it",
            ),
            (
                &[ACCOUNT, ("TWILIO_API_KEY_SID", "x"), SECRET],
                "TWILIO_API_KEY_SID must be SK and 32 letters and digits",
            ),
        ] {
            assert_eq!(refused(environment), sentence);
        }
    }
}
