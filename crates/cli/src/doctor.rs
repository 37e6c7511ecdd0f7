//! `switchboard doctor`: what is wrong, and how to mend it.
//!
//! | module | its one thing |
//! |---|---|
//! | [`options`], [`finding`] | what it is asked, and what it says |
//! | [`deployed`], [`this_machine`] | the stack, or `cargo local`: what it says of itself |
//! | [`target`], [`examination`] | what is examined of either, and in which order |
//! | [`secrets`], [`numbers`] | Twilio's credentials, and the table |
//! | [`webhooks`], [`token`], [`cors`] | the three routes |
//! | [`page`] | the page |
//! | [`account`] | Twilio's number, App and credentials |
//! | [`clock`] | the clocks |
//! | [`http`], [`twiml`], [`content_security_policy`], [`twilio_values`] | what they read |

mod account;
mod clock;
mod content_security_policy;
mod cors;
mod deployed;
mod examination;
mod finding;
mod http;
mod numbers;
mod options;
mod page;
mod secrets;
mod target;
mod this_machine;
mod token;
mod twilio_values;
mod twiml;
mod webhooks;

use std::{io, process::ExitCode};

use tokio::time::timeout;

use self::{
    deployed::Deployed,
    examination::{GROUP_TIMEOUT, TwilioOptions, examine, nothing_else},
    finding::{Finding, Findings},
    http::{Http, Url},
    secrets::Purpose,
    target::{Place, Signer, Target, Webhook},
    twilio_values::{ACCOUNT_SID, APP_SID, TwilioValues},
};
use crate::{environment, registry::TableRegistry, routes};

pub(crate) use options::DoctorOptions;

/// Checks what `options` name, prints what it finds, and returns the status to end with.
pub(crate) async fn run(options: &DoctorOptions) -> io::Result<ExitCode> {
    let mut findings = Findings::new(options.json);
    let environment = TwilioValues::of_environment(environment::variable);
    match &options.local {
        Some(url) => Box::pin(examine_this_machine(options, url, environment, &mut findings)).await?,
        None => Box::pin(examine_stack(options, environment, &mut findings)).await?,
    }
    findings.conclude()
}

async fn examine_stack(
    options: &DoctorOptions,
    environment: TwilioValues,
    findings: &mut Findings,
) -> io::Result<()> {
    let (deployed, http) = match (Deployed::find(&options.stack).await, Http::internet()) {
        (Ok(deployed), Ok(http)) => (deployed, http),
        (Err(finding), _) => {
            let before = [secrets::TOKEN_SECRET, secrets::WEBHOOK_SECRET, numbers::TABLE, numbers::NUMBER];
            return nothing_else(findings, finding, &before);
        }
        (_, Err(error)) => return nothing_else(findings, Finding::error(deployed::STACK, &error), &[]),
    };
    let name = deployed.stack.name();
    findings.add([Finding::ok(deployed::STACK, format!("{name} is there, with all its outputs"))])?;
    let table = TableRegistry::at(deployed.stack.sdk_config(), deployed.table.clone());
    let read = async {
        tokio::join!(
            secrets::read(&deployed.stack, Purpose::Tokens, &deployed.token_secret),
            secrets::read(&deployed.stack, Purpose::Webhooks, &deployed.webhook_secret),
            numbers::check(&table, &options.numbers),
        )
    };
    let Ok(((token, tokens), (webhook, webhooks), (registered, lines))) =
        timeout(GROUP_TIMEOUT, Box::pin(read)).await
    else {
        let silent = Finding::wrong(secrets::TOKEN_SECRET, "AWS gives no answer", "try again");
        return nothing_else(findings, silent, &[secrets::WEBHOOK_SECRET, numbers::TABLE, numbers::NUMBER]);
    };
    findings.add([token, webhook].into_iter().chain(registered))?;
    let functions = webhooks.or(&tokens);
    let target = Target {
        http,
        place: Place::Stack,
        signer: Signer::find(&environment, &functions, "the Auth Token of the webhook secret"),
        is_for_any_origin: deployed.stack.parameter("AllowedOrigin") == Some("*"),
        region: deployed.stack.parameter("TwilioRegion").map(str::to_owned),
        incoming: deployed.webhook(&deployed.incoming_url, routes::CALL_INCOMING),
        outgoing: deployed.webhook(&deployed.outgoing_url, routes::CALL_OUTGOING),
        token_url: deployed.token_url,
        page: deployed.page,
        expected: functions,
    };
    let twilio = Some(TwilioOptions { environment, url: options.twilio_url.clone() });
    examine(target, lines, twilio, findings).await
}

async fn examine_this_machine(
    options: &DoctorOptions,
    url: &Url,
    environment: TwilioValues,
    findings: &mut Findings,
) -> io::Result<()> {
    let http = match Http::this_machine() {
        Ok(http) => http,
        Err(error) => return nothing_else(findings, Finding::error(this_machine::LOCAL, &error), &[]),
    };
    let facts = match this_machine::facts(&http, url).await {
        Ok(facts) => facts,
        Err(finding) => return nothing_else(findings, finding, &[numbers::NUMBER]),
    };
    let address = url.as_str().trim_end_matches('/').to_owned();
    findings.add([Finding::ok(this_machine::LOCAL, format!("it runs on {address}"))])?;
    let made_up = facts
        .made_up_auth_token
        .clone()
        .map(|auth_token| Signer { auth_token, source: "the Auth Token that it made up" });
    let sids = [(ACCOUNT_SID, &facts.account_sid), (APP_SID, &facts.app_sid)];
    let sids = sids.map(|(name, sid)| (name.to_owned(), sid.clone().unwrap_or_default()));
    let base = facts.public_base_url.clone().unwrap_or_else(|| format!("{address}/prod"));
    let webhook = |resource: &str| Webhook {
        url: format!("{address}/prod{resource}"),
        signed_url: format!("{base}{resource}"),
    };
    let target = Target {
        place: Place::ThisMachine,
        signer: made_up.map_or_else(|| Signer::find(&environment, &TwilioValues::default(), ""), Ok),
        is_for_any_origin: true,
        region: facts.region.clone(),
        incoming: webhook(routes::CALL_INCOMING),
        outgoing: webhook(routes::CALL_OUTGOING),
        token_url: format!("{address}/prod{}", routes::CAPABILITY_TOKEN),
        page: address,
        expected: TwilioValues::new(sids),
        http: http.clone(),
    };
    let asked = TwilioOptions { environment, url: options.twilio_url.clone() };
    let twilio = (!facts.is_simulated).then_some(asked);
    let (registered, lines) = this_machine::lines(&http, url, facts, &options.numbers).await;
    findings.add(registered)?;
    findings.add(this_machine::tunnel(&target).await)?;
    examine(target, lines, twilio, findings).await
}
