//! A running `cargo local`: what it says of itself.

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use switchboard::phone_number::PhoneNumber;

use super::{
    finding::Finding,
    http::{Http, Url, send},
    numbers::{NUMBER, not_registered},
    target::{KnownClient, Line, Target},
    webhooks,
};

pub(super) const LOCAL: &str = "cargo-local";
pub(super) const TUNNEL: &str = "tunnel";

/// The answer of its `/doctor.json`.
#[derive(Deserialize)]
pub(super) struct Facts {
    pub(super) public_base_url: Option<String>,
    pub(super) is_simulated: bool,
    pub(super) account_sid: Option<String>,
    pub(super) app_sid: Option<String>,
    pub(super) region: Option<String>,
    #[serde(deserialize_with = "secret")]
    pub(super) made_up_auth_token: Option<SecretString>,
    number: Option<Number>,
    directory_error: Option<String>,
}

#[derive(Deserialize)]
struct Number {
    phone_number: String,
    client_name: String,
    open: bool,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(SecretString::from))
}

/// Asks the server at `url`, which has a slash at its end, for what it is.
pub(super) async fn facts(http: &Http, url: &Url) -> Result<Facts, Finding> {
    ask(http, url, None).await
}

async fn ask(http: &Http, url: &Url, number: Option<&PhoneNumber>) -> Result<Facts, Finding> {
    const START: &str = "start `cargo local`, or name its address with --local";
    let mut asked = url.join("doctor.json").unwrap_or_else(|_| url.clone());
    if let Some(number) = number {
        asked.query_pairs_mut().append_pair("number", number.e164());
    }
    let answer = send(http.get(asked.as_str())).await;
    let answer = answer.map_err(|error| Finding::wrong(LOCAL, format!("{url} {error}"), START))?;
    let facts = serde_json::from_str(&answer.body).ok().filter(|_| answer.status == 200);
    facts.ok_or_else(|| Finding::wrong(LOCAL, format!("what answers at {url} is not `cargo local`"), START))
}

/// What the directory says of `typed`, or else of its first number, which `facts` have.
pub(super) async fn lines(
    http: &Http,
    url: &Url,
    facts: Facts,
    typed: &[PhoneNumber],
) -> (Vec<Finding>, Vec<Line>) {
    let (mut findings, mut lines) = (Vec::new(), Vec::new());
    if typed.is_empty() {
        add(None, facts, &mut findings, &mut lines);
    }
    for number in typed {
        match ask(http, url, Some(number)).await {
            Ok(facts) => add(Some(number), facts, &mut findings, &mut lines),
            Err(finding) => findings.push(finding),
        }
    }
    (findings, lines)
}

fn add(typed: Option<&PhoneNumber>, facts: Facts, findings: &mut Vec<Finding>, lines: &mut Vec<Line>) {
    let found = facts.number.and_then(|found| Some((PhoneNumber::parse(&found.phone_number).ok()?, found)));
    let finding = match (found, facts.directory_error, typed) {
        (_, Some(error), _) => {
            Finding::wrong(NUMBER, error, "mend the directory, which is read at every call")
        }
        (Some((number, found)), None, _) => {
            let client = KnownClient { name: found.client_name, is_open: found.open };
            let line = match typed {
                Some(typed) => Line::typed(typed.clone(), Some(client)),
                None => Line::found(number, client),
            };
            let key = if found.open { "no pairing key" } else { "a pairing key" };
            let registered = lines.len();
            lines.push(line);
            let line = &lines[registered];
            let name = line.client.as_ref().map_or("", |client| &client.name);
            Finding::ok(NUMBER, format!("{} is registered to {name}, with {key}", line.shown()))
        }
        (None, None, Some(typed)) => not_registered(typed),
        (None, None, None) => {
            Finding::not_checked(NUMBER, "the directory offers none; name one with --number")
        }
    };
    findings.push(finding);
}

/// Whether Twilio reaches `cargo local` through its tunnel. Nothing is said where there is none.
pub(super) async fn tunnel(target: &Target) -> Option<Finding> {
    if target.is_closed() {
        return None;
    }
    let url = &target.incoming.signed_url;
    Some(match webhooks::is_refused_by_us(target, url).await {
        Ok(true) => Finding::ok(TUNNEL, format!("{url} reaches `cargo local`")),
        Ok(false) => Finding::wrong(
            TUNNEL,
            format!("{url} is answered by something else than `cargo local`"),
            "have the tunnel lead to the public port of `cargo local`, and give its address as --public-url",
        ),
        Err(error) => Finding::wrong(
            TUNNEL,
            format!("{url} {error}"),
            "start the tunnel again, and `cargo local` with its new address as --public-url",
        ),
    })
}
