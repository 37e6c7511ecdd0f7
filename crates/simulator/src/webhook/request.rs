//! One request with its redirects, over HTTP.

use std::{error::Error, io, time::Instant};

use reqwest::{
    Response, StatusCode, Url,
    header::{ACCEPT, CONTENT_TYPE, LOCATION, TRANSFER_ENCODING},
};

use crate::{
    fault::{Code, Fault},
    twiml::{self, Method},
};

use super::{
    WebhookClient,
    answer::{Reply, is_audio},
    record::{Purpose, RequestRecord},
    signature,
};

/// How many redirects are followed. Twilio has a limit too, [and keeps it to
/// itself](https://www.twilio.com/docs/api/errors/11215).
const MAX_REDIRECTS: usize = 10;

/// The largest sound that is fetched; this limit is the simulator's own.
const MAX_AUDIO_BYTES: usize = 16 * 1024 * 1024;

/// A request that is still to be made.
struct Hop<'a> {
    method: Method,
    url: Url,
    /// What is posted; nothing where the URL says it all.
    form: &'a [(String, String)],
}

impl WebhookClient {
    /// Makes a request, follows where it leads, and tells of it whatever became of it.
    pub(super) async fn exchange(
        &self,
        purpose: Purpose,
        method: Method,
        url: &str,
        parameters: &[(String, String)],
    ) -> (RequestRecord, Result<Reply, Fault>) {
        let mut record = RequestRecord::new(purpose, method, url, parameters);
        let began = Instant::now();
        let followed = match Hop::first(method, url, parameters) {
            Ok(hop) => tokio::time::timeout(self.timeout, self.follow(hop, &mut record)).await,
            Err(fault) => Ok(Err(fault)),
        };
        record.milliseconds = (began.elapsed().as_secs_f64() * 1e4).round() / 10.0;
        let outcome = followed.unwrap_or_else(|_| Err(too_late(&record, self.timeout.as_secs_f64())));
        (record, outcome)
    }

    async fn follow(&self, mut hop: Hop<'_>, record: &mut RequestRecord) -> Result<Reply, Fault> {
        record.url = without_user(&hop.url).into();
        record.signature = signature::sign(&self.auth_token, &hop.url, hop.form);
        loop {
            let response = self.send(&hop).await?;
            record.status = Some(response.status().as_u16());
            record.content_type = header(&response, CONTENT_TYPE.as_str());
            if !response.status().is_redirection() {
                return read(response, hop.url, record).await;
            }
            if record.redirects.len() == MAX_REDIRECTS {
                let message =
                    format!("{} leads from redirect to redirect, more than {MAX_REDIRECTS}", record.url);
                return Err(Fault::new(Code::TooManyRedirects, message));
            }
            hop = hop.next(&response)?;
            record.redirects.push(without_user(&hop.url).into());
        }
    }

    async fn send(&self, hop: &Hop<'_>) -> Result<Response, Fault> {
        let request = match hop.method {
            Method::Get => self.http.get(hop.url.clone()),
            Method::Post => self
                .http
                .post(hop.url.clone())
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded; charset=UTF-8")
                .body(serde_urlencoded::to_string(hop.form).expect("pairs of strings are a form")),
        };
        let request = request
            .header(ACCEPT, "*/*")
            .header(signature::HEADER, signature::sign(&self.auth_token, &hop.url, hop.form));
        request.send().await.map_err(|error| not_answered(&error, &hop.url))
    }
}

impl<'a> Hop<'a> {
    fn first(method: Method, url: &str, parameters: &'a [(String, String)]) -> Result<Self, Fault> {
        let mut url = askable(Url::parse(url), url)?;
        match method {
            Method::Get => {
                if !parameters.is_empty() {
                    url.query_pairs_mut().extend_pairs(parameters);
                }
                Ok(Self { method, url, form: &[] })
            }
            Method::Post => Ok(Self { method, url, form: parameters }),
        }
    }

    /// Where `response` leads. [Twilio follows](https://www.twilio.com/docs/api/errors/11216) 301, 302, 303 and 307, and
    /// [as browsers do](https://www.twilio.com/docs/voice/twiml): a form that is redirected becomes a GET without it,
    /// except by a 307.
    fn next(self, response: &Response) -> Result<Self, Fault> {
        let from = without_user(&self.url);
        let status = response.status();
        let invalid =
            |what: &str| Fault::new(Code::InvalidRedirect, format!("{from} answered {status}, {what}"));
        let (method, form) = match status {
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => {
                (Method::Get, &[][..])
            }
            StatusCode::TEMPORARY_REDIRECT => (self.method, self.form),
            _ => return Err(invalid("which Twilio does not follow; redirect with 301, 302, 303 or 307")),
        };
        let location = header(response, LOCATION.as_str()).ok_or_else(|| invalid("without a Location"))?;
        let url = askable(self.url.join(&location), &location).map_err(|fault| invalid(&fault.message))?;
        Ok(Self { method, url, form })
    }
}

/// The rest of an answer that is no redirect.
async fn read(mut response: Response, url: Url, record: &mut RequestRecord) -> Result<Reply, Fault> {
    let status = response.status();
    let content_type = record.content_type.as_deref().and_then(essence);
    let chunked = response.headers().contains_key(TRANSFER_ENCODING);
    let limit = if is_audio(content_type.as_deref()) { MAX_AUDIO_BYTES } else { twiml::MAX_BYTES };
    let mut body = Vec::new();
    if record.purpose != Purpose::StatusCallback {
        while body.len() <= limit
            && let Some(chunk) = response.chunk().await.map_err(|error| not_answered(&error, &url))?
        {
            body.extend_from_slice(&chunk);
        }
        if !is_audio(content_type.as_deref()) {
            record.body = Some(String::from_utf8_lossy(&body[..body.len().min(limit)]).into_owned());
        }
    }
    if !status.is_success() {
        let message = format!("{} answered {status}; answer with 200", without_user(&url));
        return Err(Fault::new(Code::Retrieval, message));
    }
    if body.len() > limit {
        return Err(twiml::too_large());
    }
    Ok(Reply { url, content_type, chunked, body })
}

/// A content type without its parameters, in lower case.
fn essence(content_type: &str) -> Option<String> {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    (!essence.is_empty()).then(|| essence.to_ascii_lowercase())
}

fn header(response: &Response, name: &str) -> Option<String> {
    let value = response.headers().get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

/// The URL without a user's name and password, which are nobody else's business.
pub(super) fn without_user(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_username("").and_then(|()| url.set_password(None)).expect("a URL over http has a host");
    url
}

/// A URL over http or https, without its fragment.
fn askable(url: Result<Url, impl Error>, written: &str) -> Result<Url, Fault> {
    let mut url = url.map_err(|error| invalid_url(written, &error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid_url(written, "it is neither http nor https"));
    }
    url.set_fragment(None);
    Ok(url)
}

/// The fault of a URL that cannot be asked.
pub(super) fn invalid_url(written: &str, why: &str) -> Fault {
    Fault::new(
        Code::InvalidUrl,
        format!("\"{written}\" cannot be asked ({why}); write it as in https://example.com/voice"),
    )
}

fn too_late(record: &RequestRecord, seconds: f64) -> Fault {
    let url = record.redirects.last().unwrap_or(&record.url);
    Fault::new(
        Code::Connection,
        format!("{url} did not answer within {seconds} s; answer first and work later"),
    )
}

/// Why there is no answer, or not a whole one.
fn not_answered(error: &reqwest::Error, url: &Url) -> Fault {
    let shown = without_user(url);
    let (code, message) = if error.is_timeout() {
        (Code::Connection, format!("{shown} could not be connected to in time; check that its server runs"))
    } else if error.is_dns() {
        let host = url.host_str().unwrap_or_default();
        (Code::HostName, format!("the name {host} is not known; check the spelling of {shown}"))
    } else if error.is_connect() && url.scheme() == "https" && !is_the_systems(error) {
        (Code::Tls, format!("no TLS with {shown}: {}; check its certificate and port", cause(error)))
    } else if error.is_connect() {
        (Code::Connection, format!("no connection to {shown}: {}; check that its server runs", cause(error)))
    } else {
        (Code::Protocol, format!("{shown} did not answer in HTTP to the end: {}", cause(error)))
    };
    Fault::new(code, message)
}

/// Whether the operating system refused, as it does where no server listens.
fn is_the_systems(error: &reqwest::Error) -> bool {
    causes(error)
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.raw_os_error().is_some()))
}

/// The innermost cause, which alone says what happened.
fn cause(error: &reqwest::Error) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(Some(error as &(dyn Error + 'static)), |&error| error.source())
}
