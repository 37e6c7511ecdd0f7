//! Checks that run side by side, and are shown in order.

use std::{io, pin::Pin, sync::Arc, time::Duration};

use tokio::{
    task::JoinHandle,
    time::{error::Elapsed, timeout},
};

use super::{
    account::{self, Asked},
    clock, cors,
    finding::{Finding, Findings},
    http::Url,
    page,
    target::{Line, Target},
    token,
    twilio_values::TwilioValues,
    webhooks,
};

/// How long a group of checks may take, which run side by side: a few requests of ten seconds each.
pub(super) const GROUP_TIMEOUT: Duration = Duration::from_secs(45);

/// What is checked of the three routes and the page, in the order in which it is shown.
const ROUTES_AND_PAGE: [&str; 8] = [
    webhooks::INCOMING,
    webhooks::OUTGOING,
    webhooks::UNSIGNED,
    token::TOKEN,
    cors::CORS,
    page::PAGE,
    page::CONFIG,
    page::FALLBACK,
];

/// What is asked of Twilio, and last the clocks.
const TWILIO_AND_CLOCK: [&str; 6] =
    [account::ACCOUNT, account::API_KEY, account::TOKEN, account::NUMBER, account::APP, clock::CLOCK];

/// How Twilio is asked.
pub(super) struct TwilioOptions {
    /// The operator's own credentials.
    pub(super) environment: TwilioValues,
    /// Where Twilio is played.
    pub(super) url: Option<Url>,
}

/// Checks the routes, the page, Twilio and the clocks. Without `twilio`, its part is played on this machine.
pub(super) async fn examine(
    target: Target,
    lines: Vec<Line>,
    twilio: Option<TwilioOptions>,
    findings: &mut Findings,
) -> io::Result<()> {
    let (target, lines): (_, Arc<[Line]>) = (Arc::new(target), lines.into());
    let url = twilio.as_ref().and_then(|twilio| twilio.url.as_ref());
    let url = url.map(|url| url.as_str().trim_end_matches('/').to_owned());
    let clock_url = twilio.as_ref().and_then(|_| account::address(&target, url.as_deref()));
    let mut groups = Vec::new();
    let mut begin = |names: &'static [&'static str], checks: Checks| {
        groups.push(Group { names, running: tokio::spawn(timeout(GROUP_TIMEOUT, checks)) });
    };
    let (of, tried) = (target.clone(), lines.clone());
    begin(&ROUTES_AND_PAGE[..3], Box::pin(async move { webhooks::check(&of, &tried).await }));
    let (of, tried) = (target.clone(), lines.clone());
    begin(&ROUTES_AND_PAGE[3..4], Box::pin(async move { token::check(&of, &tried).await }));
    let of = target.clone();
    begin(&ROUTES_AND_PAGE[4..5], Box::pin(async move { cors::check(&of).await }));
    let of = target.clone();
    begin(&ROUTES_AND_PAGE[5..], Box::pin(async move { page::check(&of).await }));
    let of = target.clone();
    let account = async move {
        let Some(TwilioOptions { environment, .. }) = &twilio else {
            return vec![Finding::ok(account::ACCOUNT, "Twilio's part is played on this machine")];
        };
        account::check(&Asked { target: &of, lines: &lines, environment, url: url.as_deref() }).await
    };
    begin(&TWILIO_AND_CLOCK[..5], Box::pin(account));
    begin(&TWILIO_AND_CLOCK[5..], Box::pin(async move { clock::check(&target, clock_url.as_deref()).await }));
    for group in groups {
        findings.add(group.findings().await)?;
    }
    Ok(())
}

type Checks = Pin<Box<dyn Future<Output = Vec<Finding>> + Send>>;

/// Checks that run.
struct Group {
    /// What each is called.
    names: &'static [&'static str],
    running: JoinHandle<Result<Vec<Finding>, Elapsed>>,
}

impl Group {
    async fn findings(self) -> Vec<Finding> {
        let ended = self.running.await.expect("a check does not panic");
        ended.unwrap_or_else(|Elapsed { .. }| {
            let reason = format!("it is not known after {} s", GROUP_TIMEOUT.as_secs());
            self.names.iter().map(|name| Finding::not_checked(name, reason.clone())).collect()
        })
    }
}

/// Adds what is wrong, and names all that therefore is not checked: `before` what comes always.
pub(super) fn nothing_else(
    findings: &mut Findings,
    wrong: Finding,
    before: &[&'static str],
) -> io::Result<()> {
    findings.add([wrong])?;
    let rest = before.iter().chain(&ROUTES_AND_PAGE).chain(&TWILIO_AND_CLOCK);
    findings.add(rest.map(|name| Finding::not_checked(name, "it is not known where to look")))
}
