//! The page may ask the API, and other pages may not.

use super::{
    finding::Finding,
    http::{Answer, send},
    target::{Place, Target},
};

pub(super) const CORS: &str = "cors";

/// How the origin becomes the right one.
pub(super) const DEPLOY: &str =
    "deploy with the parameter AllowedOrigin as the page's origin, or empty for the stack's own page";

/// An origin that nobody has: <https://www.rfc-editor.org/rfc/rfc6761#section-6.4>.
const ELSEWHERE: &str = "https://elsewhere.invalid";

const HEADERS: [&str; 2] = ["authorization", "content-type"];

/// Asks as a browser does before a page's request for its token.
pub(super) async fn check(target: &Target) -> Vec<Finding> {
    let (ours, elsewhere) =
        tokio::join!(preflight(target, target.origin()), preflight(target, ELSEWHERE.into()));
    vec![match (ours, elsewhere) {
        (Ok(ours), Ok(elsewhere)) => judge(target, &ours, &elsewhere),
        (Err(error), _) | (_, Err(error)) => {
            Finding::wrong(CORS, format!("{} {error}", target.token_url), target.mend_of_silence())
        }
    }]
}

async fn preflight(target: &Target, origin: String) -> Result<Answer, super::http::NoAnswer> {
    let request = target.http.options(&target.token_url).header("origin", origin);
    let request = request.header("access-control-request-method", "POST");
    send(request.header("access-control-request-headers", HEADERS.join(","))).await
}

fn judge(target: &Target, ours: &Answer, elsewhere: &Answer) -> Finding {
    let origin = target.origin();
    if !(200..300).contains(&ours.status) {
        return Finding::wrong(CORS, format!("a preflight is answered {}", ours.status), DEPLOY);
    }
    let allowed = |answer: &Answer| answer.header("access-control-allow-origin").map(str::to_owned);
    match allowed(ours) {
        None => return Finding::wrong(CORS, format!("the API does not allow {origin}"), DEPLOY),
        Some(other) if other != origin && other != "*" => {
            return Finding::wrong(CORS, format!("the API allows {other}, and the page is {origin}"), DEPLOY);
        }
        Some(_) => {}
    }
    let list = |name: &str| ours.header(name).unwrap_or_default().to_ascii_lowercase();
    let has = |list: &str, wanted: &str| list.split(',').any(|one| one.trim() == wanted);
    let (methods, headers) = (list("access-control-allow-methods"), list("access-control-allow-headers"));
    let missing = HEADERS.into_iter().filter(|header| !has(&headers, header));
    let missing: Vec<_> = missing.chain((!has(&methods, "post")).then_some("POST")).collect();
    if !missing.is_empty() {
        let message = format!("a preflight does not allow {}", missing.join(" and "));
        return Finding::wrong(CORS, message, "deploy this version of the template");
    }
    match allowed(elsewhere).as_deref() {
        // On this machine pages of a development server ask too; what protects it is the name that it is called by.
        Some("*") if target.place == Place::ThisMachine => {
            Finding::ok(CORS, "pages may ask, as they always may on this machine")
        }
        Some("*") if target.is_for_any_origin => Finding::warning(
            CORS,
            "pages of any origin may ask, as the parameter AllowedOrigin says",
            "deploy with the page's origin as AllowedOrigin",
        ),
        Some("*" | ELSEWHERE) => {
            Finding::wrong(CORS, "pages of any origin may ask, and AllowedOrigin does not say so", DEPLOY)
        }
        _ => Finding::ok(CORS, format!("{origin} may ask, and no other page")),
    }
}
