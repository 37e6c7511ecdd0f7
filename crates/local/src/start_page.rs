//! The page that says what is running.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};

use crate::{
    credentials::Credentials,
    directory::Place,
    exchange::{Exchange, Route},
    samples::{NUMBER, samples},
};

/// Nothing but this server's own style sheet: the page runs no script and loads nothing else.
const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Serves the style sheet.
pub(crate) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("start.css"))
}

/// Serves the page, made anew each time, so that a reload shows an edited directory.
pub(crate) async fn page(State(exchange): State<Arc<Exchange>>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, render(&exchange).await.into_string()).into_response()
}

async fn render(exchange: &Exchange) -> Markup {
    let samples = samples(exchange).await;
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Switchboard on this machine" }
                link rel="stylesheet" href="/start.css";
            }
            body {
                header {
                    h1 { "Switchboard" }
                    p { "is running on this machine." }
                }
                main {
                    @if exchange.is_simulated {
                        section aria-labelledby="call" {
                            h2 id="call" { "Make a first call" }
                            ol {
                                li { "Open the " a href=(softphone()) target="_blank" { "softphone" } "." }
                                li {
                                    "Open the " a href=(outside_phone()) target="_blank" { "outside phone" }
                                    ", the telephone at the other end."
                                }
                                li { "Press Call there, and Answer in the softphone. Or dial any number in the softphone." }
                                li { "See what happened in the " a href="/simulator" target="_blank" { "inspector" } "." }
                            }
                        }
                    }
                    section aria-labelledby="running" {
                        h2 id="running" { "What is running" }
                        dl {
                            dt { "Directory" }
                            dd { (directory(&exchange.place)) }
                            dt { "Twilio credentials" }
                            dd { (credentials(exchange.credentials)) }
                            dt { "Signatures" }
                            dd { (signatures(exchange)) }
                        }
                    }
                    section aria-labelledby="routes" {
                        h2 id="routes" { "Try the route" @if samples.len() > 1 { "s" } }
                        @for (route, sample) in Route::ALL.iter().zip(&samples) {
                            article {
                                h3 { (sample.title) }
                                p { span.method { "POST" } " " code { "/prod" (route.resource()) } }
                                pre { (sample.command) }
                                p.answers { "answers" }
                                pre.answer { (sample.answer) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn directory(place: &Place) -> Markup {
    match place {
        Place::File(path, file) => html! {
            code { (path.display()) }
            @match file.numbers().map(|numbers| numbers.len()) {
                Ok(1) => " with 1 number. ",
                Ok(count) => { " with " (count) " numbers. " }
                Err(error) => strong role="alert" { " " (error) ". " }
            }
            "Edit it while this runs."
        },
        Place::Table(table) => html! { "the DynamoDB table " code { (table) } },
    }
}

fn credentials(credentials: Credentials) -> Markup {
    match credentials {
        Credentials::Real => html! { "From the environment: the tokens work at Twilio." },
        Credentials::MadeUp => html! {
            "Made up at this start: the tokens work on this machine, which plays Twilio's part, and nowhere else. Set "
            code { "TWILIO_ACCOUNT_SID" } " and the others to use your own."
        },
    }
}

fn signatures(exchange: &Exchange) -> Markup {
    match &exchange.live {
        None => html! {
            "Webhooks without " code { "X-Twilio-Signature" } " are answered here, and only here. "
            "One with a wrong signature is refused."
        },
        Some(live) => html! {
            "Only webhooks that Twilio signed are answered. They come through the tunnel from "
            code { (live.public_url.as_str()) } " to " code { "http://localhost:" (live.port) } "."
        },
    }
}

/// The softphone's address, by which it is the first number.
pub(crate) fn softphone() -> String {
    format!("/#number={}", encoded(NUMBER))
}

/// The outside phone's address, by which it is about to dial the first number.
pub(crate) fn outside_phone() -> String {
    format!("/outside?to={}", encoded(NUMBER))
}

fn encoded(number: &str) -> String {
    number.replace('+', "%2B")
}
