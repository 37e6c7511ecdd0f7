//! The page is given its token, and the token is this account's.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    finding::Finding,
    http::send,
    target::{Line, Place, Target},
    twilio_values::{ACCOUNT_SID, API_KEY_SID, APP_SID},
};

pub(super) const TOKEN: &str = "token";

const FUNCTION: &str = "TwilioRetrieveCapabilityToken";

/// The United States, which a token does not name.
const DEFAULT_REGION: &str = "us1";

/// Asks for the token of each of `lines`, as their browsers would without a key.
pub(super) async fn check(target: &Target, lines: &[Line]) -> Vec<Finding> {
    if lines.is_empty() {
        return vec![Finding::not_checked(TOKEN, "no number is known that could be tried")];
    }
    let mut findings = Vec::new();
    for line in lines {
        findings.push(ask(target, line).await);
    }
    findings
}

async fn ask(target: &Target, line: &Line) -> Finding {
    let (url, shown) = (&target.token_url, line.shown());
    let request = target.http.post(url).header("origin", target.origin());
    let request = request.header("content-type", "application/json");
    let request = request.body(json!({ "twilioPhoneNumber": line.e164() }).to_string());
    let answer = match send(request).await {
        Ok(answer) => answer,
        Err(error) => return Finding::wrong(TOKEN, format!("{url} {error}"), target.mend_of_silence()),
    };
    let granted: Option<Granted> = serde_json::from_str(&answer.body).ok();
    let Some(granted) = granted.filter(|_| answer.status == 200) else {
        return target.failed(TOKEN, url, FUNCTION, &answer);
    };
    let allowed = answer.header("access-control-allow-origin");
    let may_be_read = allowed.is_some_and(|allowed| allowed == "*" || allowed == target.origin());
    // On this machine page and API have one origin, and need no leave.
    if target.place == Place::Stack && !may_be_read {
        return Finding::wrong(
            TOKEN,
            format!("the token function does not let {} read its answer", target.origin()),
            super::cors::DEPLOY,
        );
    }
    let is_open = line.client.as_ref().map(|client| client.is_open);
    match (granted.capability_token, is_open) {
        (Some(_), Some(false)) => Finding::wrong(
            TOKEN,
            format!("{shown} has a pairing key, and its token is given without"),
            "try again in half a minute, for which the functions keep an entry",
        ),
        (Some(token), _) => match Token::read(&token) {
            Some(token) => judge(target, &shown, &token, answer.seconds_ahead()),
            None => Finding::wrong(
                TOKEN,
                format!("what {shown} is given is no token"),
                "deploy this version of the functions",
            ),
        },
        (None, Some(true)) => Finding::wrong(
            TOKEN,
            format!("{shown} has no pairing key, and is given no token"),
            "try again in half a minute, for which the functions keep an entry",
        ),
        (None, Some(false)) => {
            Finding::ok(TOKEN, format!("{shown} needs its pairing key, and none was sent"))
        }
        (None, None) => {
            Finding::ok(TOKEN, format!("{shown} has a pairing key or is not registered: there is no token"))
        }
    }
}

/// What a token says must be what the secret says.
fn judge(target: &Target, shown: &str, token: &Token, seconds_ahead: Option<i64>) -> Finding {
    let expected = &target.expected;
    let region = |region: Option<&str>| region.unwrap_or(DEFAULT_REGION).to_owned();
    let is_access_token = token.account_sid != token.issuer;
    let other = |name: &str, found: Option<&str>| {
        expected.get(name).is_some_and(|expected| found != Some(expected)).then(|| name.to_owned())
    };
    let mut others: Vec<String> = [
        other(ACCOUNT_SID, token.account_sid.as_deref()),
        other(APP_SID, token.app_sid.as_deref()),
        other(API_KEY_SID, token.issuer.as_deref()).filter(|_| is_access_token),
    ]
    .into_iter()
    .flatten()
    .collect();
    if region(token.region.as_deref()) != region(target.region.as_deref()) {
        others.push("TWILIO_REGION".to_owned());
    }
    if !others.is_empty() {
        return Finding::wrong(
            TOKEN,
            format!("the token of {shown} is made with another {}", others.join(" and ")),
            "wait a quarter of an hour after a change of the secret, and deploy again after one of TwilioRegion",
        );
    }
    let now = seconds_ahead.and_then(|ahead| super::clock::unix_seconds().checked_add(ahead));
    if now.is_some_and(|now| token.expires_at_unix_seconds <= now) {
        return Finding::wrong(
            TOKEN,
            format!("the token of {shown} has expired when it is given"),
            "see the clock below",
        );
    }
    let kind =
        if is_access_token { "an Access Token" } else { "a capability token, which Twilio deprecates," };
    let region = region(token.region.as_deref());
    Finding::ok(TOKEN, format!("{shown} is open, and given {kind} for {region}"))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Granted {
    capability_token: Option<String>,
}

/// What is read of a token. Its signature is Twilio's to verify.
#[derive(Debug, PartialEq, Eq)]
struct Token {
    issuer: Option<String>,
    account_sid: Option<String>,
    app_sid: Option<String>,
    region: Option<String>,
    expires_at_unix_seconds: i64,
}

impl Token {
    /// Reads either kind: an [Access Token](https://www.twilio.com/docs/iam/access-tokens), or a
    /// [capability token](https://www.twilio.com/docs/voice/client/capability-tokens), whose issuer is the account.
    fn read(jwt: &str) -> Option<Self> {
        let mut parts = jwt.split('.');
        let (header, claims) = (part(parts.next()?)?, part(parts.next()?)?);
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let scope = claims["scope"].as_str().unwrap_or_default();
        let scoped_app = scope.split(['?', '&', ' ']).find_map(|pair| pair.strip_prefix("appSid="));
        let app = text(&claims["grants"]["voice"]["outgoing"]["application_sid"]);
        Some(Self {
            issuer: text(&claims["iss"]),
            account_sid: text(&claims["sub"]).or_else(|| text(&claims["iss"])),
            app_sid: app.or_else(|| scoped_app.map(str::to_owned)),
            region: text(&header["twr"]),
            expires_at_unix_seconds: claims["exp"].as_i64()?,
        })
    }
}

fn part(part: &str) -> Option<Value> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.signature", part(header), part(claims))
    }

    #[test]
    fn both_kinds_of_token_are_read() {
        let voice = json!({ "voice": { "outgoing": { "application_sid": "AP1" } } });
        let claims = json!({ "iss": "SK1", "sub": "AC1", "exp": 60, "grants": voice });
        let said = |text: &str| Some(text.to_owned());
        let access = Token {
            issuer: said("SK1"),
            account_sid: said("AC1"),
            app_sid: said("AP1"),
            region: said("au1"),
            expires_at_unix_seconds: 60,
        };
        assert_eq!(Token::read(&jwt(&json!({ "twr": "au1" }), &claims)), Some(access));
        let scope = "scope:client:incoming?clientName=Desk scope:client:outgoing?appSid=AP1&clientName=Desk";
        let claims = json!({ "iss": "AC1", "exp": 60, "scope": scope });
        let capability = Token {
            issuer: said("AC1"),
            account_sid: said("AC1"),
            app_sid: said("AP1"),
            region: None,
            expires_at_unix_seconds: 60,
        };
        assert_eq!(Token::read(&jwt(&json!({}), &claims)), Some(capability));
    }

    #[test]
    fn anything_else_is_no_token() {
        for text in ["", "a.b.c", &jwt(&json!({}), &json!({ "iss": "AC1" }))] {
            assert_eq!(Token::read(text), None, "{text}");
        }
    }
}
