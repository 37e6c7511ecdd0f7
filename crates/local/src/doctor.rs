//! What `switchboard doctor` has to know of `cargo local`, and can find out nowhere else.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use switchboard::{directory::Client, phone_number::PhoneNumber};
use switchboard_lambda::log::chain;

use crate::{credentials::Credentials, directory::Place, exchange::Exchange};

/// What the request may ask for.
const NUMBER: &str = "number";

/// What a tunnel or a proxy adds to a request that comes from elsewhere.
const FORWARDED: [&str; 2] = ["x-forwarded-for", "forwarded"];

/// The answer. No value of the environment's that is a secret is in it.
#[derive(Serialize)]
struct Facts<'a> {
    /// The base of the URLs that Twilio signs, up to the stage.
    public_base_url: Option<&'a str>,
    /// Whether Twilio's part is played here.
    is_simulated: bool,
    account_sid: Option<&'a str>,
    app_sid: Option<&'a str>,
    region: Option<&'a str>,
    /// What signs a webhook, where it was made up at this start. It opens nothing: this server answers a webhook without any
    /// signature as well. One of an account's is never told.
    made_up_auth_token: Option<&'a str>,
    /// The number that was asked for, or else the first one of the directory's file.
    number: Option<Number>,
    /// Why it cannot be known which numbers are registered.
    directory_error: Option<String>,
}

#[derive(Serialize)]
struct Number {
    phone_number: String,
    client_name: String,
    /// Whether whoever knows the number is given its token.
    open: bool,
}

/// Serves the facts, for tools on this machine: not to whom a tunnel brings here, and no page of another origin can read
/// them, since no header allows it.
pub(crate) async fn facts(
    State(exchange): State<Arc<Exchange>>,
    Query(asked): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if FORWARDED.iter().any(|name| headers.contains_key(*name)) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let found = number(&exchange, asked.get(NUMBER).map(String::as_str)).await;
    let (number, directory_error) = match found {
        Ok(number) => (number, None),
        Err(error) => (None, Some(error)),
    };
    let settings = &exchange.settings;
    let made_up = settings.get("TWILIO_AUTH_TOKEN").filter(|_| exchange.credentials == Credentials::MadeUp);
    let facts = Facts {
        public_base_url: settings.get("PUBLIC_BASE_URL"),
        is_simulated: exchange.is_simulated,
        account_sid: settings.get("TWILIO_ACCOUNT_SID"),
        app_sid: settings.get("TWILIO_APP_SID"),
        region: settings.get("TWILIO_REGION"),
        made_up_auth_token: made_up,
        number,
        directory_error,
    };
    Json(facts).into_response()
}

/// The entry of `asked`, or of the first number of a file; a table may be long, and costs money to read.
async fn number(exchange: &Exchange, asked: Option<&str>) -> Result<Option<Number>, String> {
    let found = match (asked, &exchange.place) {
        (Some(asked), _) => {
            let number = PhoneNumber::parse(asked).map_err(|error| error.to_string())?;
            let client = exchange.directory.client_for(&number).await.map_err(|error| chain(&error))?;
            client.map(|client| (number.e164().to_owned(), client))
        }
        (None, Place::File(_, file)) => file.clients().map_err(|error| chain(&error))?.into_iter().next(),
        (None, Place::Table(_)) => None,
    };
    Ok(found.map(|(phone_number, Client { name, pairing_key })| Number {
        phone_number,
        client_name: name.to_string(),
        open: pairing_key.is_none(),
    }))
}
