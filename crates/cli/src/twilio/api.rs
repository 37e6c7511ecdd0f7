//! Twilio's REST API: one request and its answer. <https://www.twilio.com/docs/usage/requests-to-twilio>

use std::{error::Error, time::Duration};

use reqwest::{
    Client, Method, RequestBuilder, Response, StatusCode,
    header::{HeaderName, RETRY_AFTER},
};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::Value;

use super::credentials::Credentials;

/// The API's version, which every path begins with.
const VERSION: &str = "2010-04-01";

/// How long one answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How often one request is sent at most, when Twilio wants patience with it.
const ATTEMPTS: u32 = 6;

/// The longest that is waited before a further attempt. Who is to wait longer is told so instead.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// The first wait where Twilio names none. Each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// [Credentials are wrong](https://www.twilio.com/docs/api/errors/20003), or may not do this.
const AUTHENTICATION_FAILED: u64 = 20003;

/// The account's part of the REST API.
pub(crate) struct Api {
    client: Client,
    base: String,
    credentials: Credentials,
}

/// A name and its value, in a query or a form.
pub(crate) type Parameter<'a> = (&'a str, &'a str);

impl Api {
    /// Returns the API of the account and region that `credentials` name, at Twilio or else at `url`. Nothing is asked yet.
    pub(crate) fn new(credentials: Credentials, url: Option<&str>) -> Result<Self, ApiError> {
        let host = match url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("https://{}", host(&credentials.region)?),
        };
        let base = format!("{host}/{VERSION}/Accounts/{}", credentials.account_sid);
        let client = Client::builder().timeout(TIMEOUT).build();
        Ok(Self { client: client.map_err(|error| ApiError::Unreachable(reason(&error)))?, base, credentials })
    }

    /// With what it asks.
    pub(crate) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Reads the resource at `path` below the account, as in `/Applications/AP….json`: the JSON object that Twilio answers, or
    /// null where an answer has no content.
    pub(crate) async fn get(&self, path: &str, query: &[Parameter<'_>]) -> Result<Value, ApiError> {
        self.ask(Method::GET, path, |request| request.query(query)).await
    }

    /// Creates or changes the resource at `path`, to which `form` is posted.
    pub(crate) async fn post(&self, path: &str, form: &[Parameter<'_>]) -> Result<Value, ApiError> {
        self.ask(Method::POST, path, |request| request.form(form)).await
    }

    /// Deletes the resource at `path`.
    pub(crate) async fn delete(&self, path: &str) -> Result<(), ApiError> {
        self.ask(Method::DELETE, path, |request| request).await.map(drop)
    }

    /// Asks, and asks again as long as Twilio wants patience. A request that is answered with 429 has done nothing, so that
    /// a POST may be repeated too: <https://www.twilio.com/docs/api/errors/20429>.
    async fn ask(
        &self,
        method: Method,
        path: &str,
        with: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Value, ApiError> {
        let url = format!("{}{path}", self.base);
        let mut attempts = 1;
        loop {
            let request = with(self.authenticated(self.client.request(method.clone(), &url)));
            let response = request.send().await.map_err(|error| ApiError::Unreachable(reason(&error)))?;
            if response.status() != StatusCode::TOO_MANY_REQUESTS {
                return self.answer(response).await;
            }
            let wait = wanted_wait(&response).unwrap_or(FIRST_WAIT * 2_u32.pow(attempts - 1));
            if attempts == ATTEMPTS || wait > LONGEST_WAIT {
                return Err(ApiError::RateLimit(attempts));
            }
            eprintln!("Twilio has too many requests at once (429); asking again in {} s", wait.as_secs());
            tokio::time::sleep(wait).await;
            attempts += 1;
        }
    }

    fn authenticated(&self, request: RequestBuilder) -> RequestBuilder {
        let Credentials { account_sid, api_key, auth_token, .. } = &self.credentials;
        match (api_key, auth_token) {
            (Some(key), _) => request.basic_auth(&key.sid, Some(key.secret.expose_secret())),
            (None, token) => request.basic_auth(account_sid, token.as_ref().map(ExposeSecret::expose_secret)),
        }
    }

    async fn answer(&self, response: Response) -> Result<Value, ApiError> {
        let status = response.status();
        let body = response.bytes().await.map_err(|error| ApiError::Unreachable(reason(&error)))?;
        if status.is_success() {
            let body = if body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&body) };
            return body.map_err(|_| ApiError::NotTwilio(status.as_u16()));
        }
        let refusal: Refusal =
            serde_json::from_slice(&body).map_err(|_| ApiError::NotTwilio(status.as_u16()))?;
        let message = refusal.message.replace(char::is_control, " ");
        if status == StatusCode::UNAUTHORIZED || refusal.code == AUTHENTICATION_FAILED {
            let Credentials { account_sid, region, .. } = &self.credentials;
            return Err(ApiError::Credentials {
                code: refusal.code,
                message,
                variables: self.credentials.variables(),
                account_sid: account_sid.clone(),
                region: region.clone(),
            });
        }
        Err(ApiError::Refused { status: status.as_u16(), code: refusal.code, message })
    }
}

/// [What Twilio says when it refuses](https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions).
#[derive(Deserialize)]
struct Refusal {
    code: u64,
    message: String,
}

/// The [host of a region](https://www.twilio.com/docs/global-infrastructure/using-the-twilio-rest-api-in-a-non-us-region):
/// elsewhere than in the United States its name has the region's edge location too.
pub(crate) fn host(region: &str) -> Result<&'static str, ApiError> {
    match region {
        "us1" => Ok("api.twilio.com"),
        "ie1" => Ok("api.dublin.ie1.twilio.com"),
        "au1" => Ok("api.sydney.au1.twilio.com"),
        _ => Err(ApiError::Region(region.to_owned())),
    }
}

fn wanted_wait(response: &Response) -> Option<Duration> {
    header(response, &RETRY_AFTER)?.parse().ok().map(Duration::from_secs)
}

fn header<'a>(response: &'a Response, name: &HeaderName) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

/// The last cause, without the URL, in which the account and the number stand.
fn reason(error: &reqwest::Error) -> String {
    let mut last: &dyn Error = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    if error.is_timeout() { format!("no answer within {} s", TIMEOUT.as_secs()) } else { last.to_string() }
}

/// Why Twilio did not do what it was asked. None of it repeats a secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    #[error("Twilio's region {0} is not known; set TWILIO_REGION to us1, ie1 or au1")]
    Region(String),
    #[error(
        "Twilio refuses the credentials ({code}: {message}); check that {variables} belong to the account {account_sid} and to the region {region}, outside which they are worth nothing (TWILIO_REGION)"
    )]
    Credentials { code: u64, message: String, variables: &'static str, account_sid: String, region: String },
    #[error("Twilio refuses the request ({code}: {message})")]
    Refused { status: u16, code: u64, message: String },
    #[error("Twilio has too many requests at once (429, attempt {0}); try again in some minutes")]
    RateLimit(u32),
    #[error("Twilio cannot be reached ({0}); check the network, and Twilio's state at status.twilio.com")]
    Unreachable(String),
    #[error(
        "what answers is not Twilio's REST API (status {0}); check --twilio-url, or for a proxy on the way"
    )]
    NotTwilio(u16),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_region_has_its_host() {
        assert_eq!(host("us1").unwrap(), "api.twilio.com");
        assert_eq!(host("ie1").unwrap(), "api.dublin.ie1.twilio.com");
        assert_eq!(host("au1").unwrap(), "api.sydney.au1.twilio.com");
        let sentence = "Twilio's region eu1 is not known; set TWILIO_REGION to us1, ie1 or au1";
        assert_eq!(host("eu1").unwrap_err().to_string(), sentence);
    }
}
