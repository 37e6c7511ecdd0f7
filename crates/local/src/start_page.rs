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
    samples::samples,
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
                    section aria-labelledby="running" {
                        h2 id="running" { "What is running" }
                        dl {
                            dt { "Directory" }
                            dd { (directory(&exchange.place)) }
                            dt { "Twilio credentials" }
                            dd { (credentials(exchange.credentials)) }
                            dt { "Signatures" }
                            dd {
                                "Webhooks without " code { "X-Twilio-Signature" } " are answered here, and only here. "
                                "One with a wrong signature is refused."
                            }
                        }
                    }
                    section aria-labelledby="routes" {
                        h2 id="routes" { "Try the three routes" }
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
            @match file.count() {
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
            "Made up at this start: the tokens look right, and work nowhere else. Set "
            code { "TWILIO_ACCOUNT_SID" } " and the others to use your own."
        },
    }
}
