//! Twilio's number and App point here, and the credentials belong to them.

use secrecy::SecretString;

use crate::twilio::{
    account::{Resource, Setting},
    api::{self, Api, ApiError},
    credentials::{ApiKey, Credentials, CredentialsError, DEFAULT_REGION},
};

use super::{
    finding::Finding,
    target::{Line, Target, UNTOLD, Webhook},
    twilio_values::{ACCOUNT_SID, API_KEY_SID, APP_SID, AUTH_TOKEN, REGION, TwilioValues},
};

pub(super) const ACCOUNT: &str = "twilio-account";
pub(super) const API_KEY: &str = "twilio-api-key";
pub(super) const TOKEN: &str = "twilio-auth";
pub(super) const NUMBER: &str = "twilio-number";
pub(super) const APP: &str = "twilio-app";

/// What is asked of Twilio, and with what.
pub(super) struct Asked<'a> {
    pub(super) target: &'a Target,
    pub(super) lines: &'a [Line],
    /// The operator's own.
    pub(super) environment: &'a TwilioValues,
    /// Where Twilio is played.
    pub(super) url: Option<&'a str>,
}

/// Where Twilio tells its time: the region's REST API, without credentials.
pub(super) fn address(target: &Target, url: Option<&str>) -> Option<String> {
    let region = target.region.as_deref().unwrap_or(DEFAULT_REGION);
    url.map(str::to_owned).or_else(|| Some(format!("https://{}", api::host(region).ok()?)))
}

/// Asks Twilio what it knows of the account.
pub(super) async fn check(asked: &Asked<'_>) -> Vec<Finding> {
    let rest = |reason: &str| [API_KEY, TOKEN, NUMBER, APP].map(|name| Finding::not_checked(name, reason));
    let region = asked.region();
    if let Some(finding) = asked.disagreement(region) {
        return [finding].into_iter().chain(rest("the account or the region is not agreed")).collect();
    }
    let functions = &asked.target.expected;
    let operator = asked.environment.clone().or(functions);
    let api = match credentials(&operator, region).map(|credentials| Api::new(credentials, asked.url)) {
        Ok(Ok(api)) => api,
        Ok(Err(error)) => {
            return [Finding::error(ACCOUNT, &error)]
                .into_iter()
                .chain(rest("Twilio cannot be asked"))
                .collect();
        }
        Err(error) => {
            let reason = format!("Twilio is not asked: {error}");
            return [Finding::not_checked(ACCOUNT, reason)]
                .into_iter()
                .chain(rest("Twilio is not asked"))
                .collect();
        }
    };
    let credentials = api.credentials();
    let account = Finding::ok(ACCOUNT, format!("{} in {region}", credentials.account_sid));
    // The functions' own before the operator's, since theirs are what calls depend on.
    let (api_key, token) = tokio::join!(api_key(asked, region), auth_token(asked, region));
    let mut findings = vec![account, api_key, token];
    if asked.target.is_closed() {
        let reason = "Twilio cannot reach this machine; `cargo local --live` lets it in";
        findings.extend([NUMBER, APP].map(|name| Finding::not_checked(name, reason)));
        return findings;
    }
    if asked.lines.is_empty() {
        findings.push(Finding::not_checked(NUMBER, "no number is known that could be looked for"));
    }
    for line in asked.lines {
        findings.push(number(asked, &api, line).await);
    }
    findings.push(app(asked, &api, &operator).await);
    findings
}

impl Asked<'_> {
    /// The region whose tokens the functions make.
    fn region(&self) -> &str {
        self.target.region.as_deref().unwrap_or(DEFAULT_REGION)
    }

    /// What the operator's environment says otherwise than the functions do.
    fn disagreement(&self, region: &str) -> Option<Finding> {
        let theirs = self.target.expected.get(ACCOUNT_SID)?;
        if self.environment.get(ACCOUNT_SID).is_some_and(|ours| ours != theirs) {
            return Some(Finding::wrong(
                ACCOUNT,
                "TWILIO_ACCOUNT_SID of the environment is another account than the functions'",
                "set the same account's credentials here and there",
            ));
        }
        let ours = self.environment.get(REGION).filter(|ours| *ours != region)?;
        Some(Finding::wrong(
            ACCOUNT,
            format!("TWILIO_REGION of the environment is {ours}, and the functions' is {region}"),
            format!("deploy with TwilioRegion={ours}, or set TWILIO_REGION={region}"),
        ))
    }
}

fn credentials(values: &TwilioValues, region: &str) -> Result<Credentials, CredentialsError> {
    let credentials = Credentials::read(|name| values.get(name).map(str::to_owned), None)?;
    Ok(Credentials { region: region.to_owned(), ..credentials })
}

/// The API key with which tokens are signed finds the App that they name, which both are of one account and region.
async fn api_key(asked: &Asked<'_>, region: &str) -> Finding {
    let functions = asked.target.expected.clone().or(asked.environment);
    if functions.get(API_KEY_SID).is_none() {
        return Finding::not_checked(API_KEY, "no API key is known");
    }
    let key = |credentials: Credentials| (credentials.api_key, None);
    let ok = format!("the API key and the App belong together, in {region}");
    find_app(asked, &functions, API_KEY, key, ok).await
}

/// The Auth Token with which webhooks are verified is the account's.
async fn auth_token(asked: &Asked<'_>, region: &str) -> Finding {
    let functions = asked.target.expected.clone().or(asked.environment);
    if functions.get(AUTH_TOKEN).is_none() {
        return Finding::not_checked(TOKEN, "no Auth Token is known");
    }
    let token = |credentials: Credentials| (None, credentials.auth_token);
    let ok = format!("the Auth Token is the account's, in {region}");
    find_app(asked, &functions, TOKEN, token, ok).await
}

async fn find_app(
    asked: &Asked<'_>,
    values: &TwilioValues,
    name: &'static str,
    keep: impl Fn(Credentials) -> (Option<ApiKey>, Option<SecretString>),
    ok: String,
) -> Finding {
    let region = asked.region();
    let Some(app_sid) = values.get(APP_SID) else {
        return Finding::not_checked(name, "TWILIO_APP_SID is not known");
    };
    let read = match credentials(values, region) {
        Ok(credentials) => credentials,
        Err(error) => return Finding::not_checked(name, error.to_string()),
    };
    let (api_key, auth_token) = keep(read.clone());
    let app = match Api::new(Credentials { api_key, auth_token, ..read }, asked.url) {
        Ok(api) => api.app(app_sid).await,
        Err(error) => Err(error),
    };
    match app {
        Ok(Some(_)) => Finding::ok(name, ok),
        Ok(None) => Finding::wrong(
            name,
            format!("the account has no App {app_sid} in {region}"),
            "name the App of that region as TWILIO_APP_SID, or the region of the App as TwilioRegion",
        ),
        Err(error) => said(name, &error),
    }
}

async fn number(asked: &Asked<'_>, api: &Api, line: &Line) -> Finding {
    let shown = line.shown();
    let mend = connect(line.argument());
    match api.number(line.e164()).await {
        Ok(Some(number)) => {
            if !number.get(Setting::TrunkSid).is_empty() {
                let message = format!("{shown} belongs to a SIP trunk at Twilio, which goes before its URLs");
                return Finding::wrong(NUMBER, message, "take it off the trunk in Twilio's console");
            }
            if !number.get(Setting::VoiceApplicationSid).is_empty() {
                let message = format!("{shown} is set to an App at Twilio, which goes before its URLs");
                return Finding::wrong(NUMBER, message, mend);
            }
            points(NUMBER, &shown, &number, &asked.target.incoming, &mend)
        }
        Ok(None) => Finding::wrong(
            NUMBER,
            format!("the account has no number {shown}"),
            "buy or port it in Twilio's console, or remove it from the directory",
        ),
        Err(error) => said(NUMBER, &error),
    }
}

async fn app(asked: &Asked<'_>, api: &Api, values: &TwilioValues) -> Finding {
    let Some(app_sid) = values.get(APP_SID) else {
        return Finding::not_checked(APP, "TWILIO_APP_SID is not known");
    };
    match api.app(app_sid).await {
        Ok(Some(app)) => {
            let number = asked.lines.first().map_or(UNTOLD, Line::argument);
            points(APP, &format!("the App {app_sid}"), &app, &asked.target.outgoing, &connect(number))
        }
        // Said of the credentials already.
        Ok(None) => Finding::not_checked(APP, format!("the account has no App {app_sid}")),
        Err(error) => said(APP, &error),
    }
}

fn connect(number: &str) -> String {
    format!("run `switchboard twilio connect --number {number}`")
}

/// Whether Twilio asks `webhook`, and how.
fn points(name: &'static str, shown: &str, resource: &Resource, webhook: &Webhook, mend: &str) -> Finding {
    let url = resource.get(Setting::VoiceUrl);
    if url != webhook.signed_url {
        let elsewhere =
            if url.is_empty() { "nowhere".to_owned() } else { format!("at {}", without_query(url)) };
        let message = format!("{shown} points {elsewhere}, and not at {}", webhook.signed_url);
        return Finding::wrong(name, message, mend);
    }
    let method = resource.get(Setting::VoiceMethod);
    if method != "POST" {
        return Finding::wrong(name, format!("{shown} is asked for with {method}, and not with POST"), mend);
    }
    if resource.get(Setting::VoiceFallbackUrl).is_empty() {
        let message = format!("{shown} points here, and has no fallback for when nothing answers");
        return Finding::warning(name, message, mend);
    }
    Finding::ok(name, format!("{shown} points here"))
}

/// A URL's query may hold what is nobody's business.
fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

/// What Twilio's silence or refusal means for a check.
fn said(name: &'static str, error: &ApiError) -> Finding {
    match error {
        ApiError::RateLimit(_) => Finding::not_checked(name, error.to_string()),
        _ => Finding::error(name, error),
    }
}
