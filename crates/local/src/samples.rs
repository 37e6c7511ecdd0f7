//! Requests to paste, and what each answers.

use switchboard::{
    directory::Client,
    phone_number::PhoneNumber,
    routing::{CallRules, Unrouted, route_incoming, route_outgoing},
    webhook::{Form, parameter},
};

use crate::exchange::{Exchange, Route};

/// The number of the directory that the first run writes.
pub(crate) const NUMBER: &str = "+815031234567";

/// A number to call: one of the contract's examples.
const CALLED: &str = "+819059876543";

/// A request and its answer.
pub(crate) struct Sample {
    /// What it asks.
    pub(crate) title: &'static str,
    /// A line for the shell.
    pub(crate) command: String,
    /// What the command prints, with `…` for a token's greater part.
    pub(crate) answer: String,
}

/// The requests, with the answers that the directory and the settings lead to now: one for each route, or for that of the
/// token alone where webhooks need a signature.
pub(crate) async fn samples(exchange: &Exchange) -> Vec<Sample> {
    let number = PhoneNumber::parse(NUMBER).expect("the sample is a number");
    let client = exchange.directory.client_for(&number).await.ok().flatten();
    let mut samples = vec![token(exchange, client.as_ref())];
    if exchange.live.is_none() {
        samples.extend([incoming(exchange).await, outgoing(exchange, client.as_ref()).await]);
    }
    samples
}

fn token(exchange: &Exchange, client: Option<&Client>) -> Sample {
    let url = exchange.url(Route::CapabilityToken);
    let answer = if client.is_some_and(|client| client.admits(None)) {
        r#"{"capabilityToken":"eyJ…","success":true}"#
    } else {
        r#"{"capabilityToken":null,"success":false}"#
    };
    Sample {
        title: "A browser asks for its token",
        command: format!(
            r#"curl -s {url} -H 'Content-Type: application/json' -d '{{"twilioPhoneNumber": "{NUMBER}"}}'"#
        ),
        answer: answer.to_owned(),
    }
}

async fn incoming(exchange: &Exchange) -> Sample {
    let form = form(&[(parameter::TO, NUMBER)]);
    Sample {
        title: "A telephone calls the client",
        command: command(&exchange.url(Route::CallIncoming), &form),
        answer: answer(route_incoming(&form, &*exchange.directory).await, &exchange.rules),
    }
}

async fn outgoing(exchange: &Exchange, client: Option<&Client>) -> Sample {
    let from = format!("client:{}", client.map_or("DeviceId_0001", |client| client.name.as_str()));
    let form = form(&[(parameter::FROM, &from), (parameter::CALLER, NUMBER), (parameter::CALLED, CALLED)]);
    Sample {
        title: "The client calls a telephone",
        command: command(&exchange.url(Route::CallOutgoing), &form),
        answer: answer(route_outgoing(&form, &*exchange.directory, &exchange.policy).await, &exchange.rules),
    }
}

fn form(parameters: &[(&str, &str)]) -> Form {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    parameters.iter().map(owned).collect::<Vec<_>>().into()
}

/// A line that posts `form`, whose values need no quotes.
fn command(url: &str, form: &Form) -> String {
    let parameters =
        form.parameters().iter().map(|(name, value)| format!(" --data-urlencode {name}={value}"));
    format!("curl -s {url}{}", parameters.collect::<String>())
}

fn answer(routed: Result<switchboard::routing::Route, Unrouted>, rules: &CallRules) -> String {
    match routed {
        Ok(route) => route.response(rules).to_xml(),
        Err(Unrouted::Refused(refusal)) => refusal.response(rules).to_xml(),
        Err(Unrouted::Directory(error)) => error.to_string(),
    }
}
