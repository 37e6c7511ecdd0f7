//! Requests, each with an end.

use std::{
    error::Error,
    fmt,
    time::{Duration, SystemTime},
};

pub(super) use reqwest::Url;
use reqwest::{Client, Method, RequestBuilder, header::HeaderMap, redirect::Policy};

/// How long one answer may take: API Gateway waits for a function that long,
/// as `Timeout` in `template.yaml` has it, and a cold start is within it.
const TIMEOUT: Duration = Duration::from_secs(10);

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Asks servers. It follows no redirect, since each address that is asked must answer itself.
#[derive(Clone)]
pub(super) struct Http(Client);

/// What a server answered.
pub(super) struct Answer {
    pub(super) status: u16,
    headers: HeaderMap,
    pub(super) body: String,
    /// When it was heard, by this machine's clock.
    received_at: SystemTime,
}

impl Http {
    /// Returns what asks servers on the internet, through the environment's proxy if it names one.
    pub(super) fn internet() -> Result<Self, NoTls> {
        Self::build(Client::builder())
    }

    /// Returns what asks servers on this machine, which no proxy can reach.
    pub(super) fn this_machine() -> Result<Self, NoTls> {
        Self::build(Client::builder().no_proxy())
    }

    fn build(builder: reqwest::ClientBuilder) -> Result<Self, NoTls> {
        let builder = builder.timeout(TIMEOUT).connect_timeout(CONNECT_TIMEOUT).redirect(Policy::none());
        Ok(Self(builder.user_agent("switchboard-doctor").build()?))
    }

    pub(super) fn get(&self, url: &str) -> RequestBuilder {
        self.0.get(url)
    }

    pub(super) fn post(&self, url: &str) -> RequestBuilder {
        self.0.post(url)
    }

    pub(super) fn options(&self, url: &str) -> RequestBuilder {
        self.0.request(Method::OPTIONS, url)
    }
}

/// Sends `request` and returns the whole answer.
pub(super) async fn send(request: RequestBuilder) -> Result<Answer, NoAnswer> {
    let response = request.send().await?;
    let received_at = SystemTime::now();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Ok(Answer { status, headers, body: response.text().await?, received_at })
}

impl Answer {
    /// The header's value, where it is text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// How many seconds the server's clock is ahead of this machine's; `None` where it does not say its time.
    /// [A `Date`](https://www.rfc-editor.org/rfc/rfc9110#name-date) has whole seconds, and so has this.
    pub(super) fn seconds_ahead(&self) -> Option<i64> {
        let unix_seconds = |time: SystemTime| {
            let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        };
        let date = httpdate::parse_http_date(self.header("date")?).ok()?;
        Some(unix_seconds(date) - unix_seconds(self.received_at))
    }
}

/// No answer came.
#[derive(Debug)]
pub(super) struct NoAnswer(reqwest::Error);

impl From<reqwest::Error> for NoAnswer {
    fn from(error: reqwest::Error) -> Self {
        Self(error.without_url())
    }
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_timeout() {
            return write!(formatter, "gives no answer within {} s", TIMEOUT.as_secs());
        }
        // The outermost says only that sending failed.
        let mut cause: &dyn Error = &self.0;
        while let Some(next) = cause.source() {
            cause = next;
        }
        write!(formatter, "cannot be reached ({cause})")
    }
}

/// Nothing can be asked over https.
#[derive(Debug, thiserror::Error)]
#[error("no TLS can be set up on this machine ({0}); install its certificates, as ca-certificates has them")]
pub(super) struct NoTls(#[from] reqwest::Error);
