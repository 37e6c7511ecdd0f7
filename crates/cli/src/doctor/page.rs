//! The page is there, with its headers and its two files.

use serde_json::Value;

use super::{
    content_security_policy::allows_to_connect,
    finding::Finding,
    http::{Answer, Url, send},
    target::{Place, Target},
    twiml,
};

pub(super) const PAGE: &str = "page";
pub(super) const CONFIG: &str = "config.json";
pub(super) const FALLBACK: &str = "fallback.xml";

const UPLOAD: &str = "upload the page with `cargo xtask deploy`";

/// Asks for the page and its two files as a browser and Twilio do.
pub(super) async fn check(target: &Target) -> Vec<Finding> {
    let (page, config, fallback) = tokio::join!(
        fetch(target, PAGE, "/"),
        fetch(target, CONFIG, "/config.json"),
        fetch(target, FALLBACK, "/fallback.xml")
    );
    // Where nothing answers at all, once is enough to say so.
    let (config, fallback) = match &page {
        Err(finding) if finding.is_wrong() => {
            let reason = "the page is not served";
            (
                config.map_err(|_| Finding::not_checked(CONFIG, reason)),
                fallback.map_err(|_| Finding::not_checked(FALLBACK, reason)),
            )
        }
        _ => (config, fallback),
    };
    vec![
        page.map_or_else(|finding| finding, |answer| served(target, &answer)),
        config.map_or_else(|finding| finding, |answer| configured(target, &answer)),
        fallback.map_or_else(|finding| finding, |answer| spoken(&answer)),
    ]
}

async fn fetch(target: &Target, name: &'static str, path: &str) -> Result<Answer, Finding> {
    let url = format!("{}{path}", target.page);
    let mend = match target.place {
        Place::Stack => UPLOAD,
        Place::ThisMachine => "see what `cargo local` said at its start: the page was not built",
    };
    match send(target.http.get(&url)).await {
        Ok(answer) if answer.status == 200 => Ok(answer),
        Ok(answer) => Err(Finding::wrong(name, format!("{url} answers {}", answer.status), mend)),
        Err(error) => Err(Finding::wrong(name, format!("{url} {error}"), target.mend_of_silence())),
    }
}

/// The headers that `docs/softphone.md` and `PageHeaders` in `template.yaml` have.
fn served(target: &Target, answer: &Answer) -> Finding {
    const HEADERS: &str =
        "deploy the template's PageHeaders, or set the headers of docs/softphone.md where you serve the page";
    if !answer.body.contains("<script") {
        return Finding::wrong(PAGE, format!("{} is not the softphone", target.page), UPLOAD);
    }
    let policy = answer.header("content-security-policy").unwrap_or_default();
    let has = |name: &str, wanted: &str| answer.header(name).is_some_and(|value| value.contains(wanted));
    let mut missing: Vec<&str> = [
        ("Content-Security-Policy", policy.contains("default-src") && policy.contains("frame-ancestors")),
        ("X-Content-Type-Options", has("x-content-type-options", "nosniff")),
        ("Referrer-Policy", has("referrer-policy", "")),
        // Without it a page in a frame could ask for the microphone.
        ("Permissions-Policy", has("permissions-policy", "microphone=(self")),
    ]
    .into_iter()
    .filter_map(|(name, is_there)| (!is_there).then_some(name))
    .collect();
    // Over http, as on this machine, browsers ignore it.
    if target.place == Place::Stack && !has("strict-transport-security", "max-age=") {
        missing.push("Strict-Transport-Security");
    }
    if !missing.is_empty() {
        let message = format!("{} is served without {}", target.page, missing.join(", "));
        return Finding::wrong(PAGE, message, HEADERS);
    }
    let twilio = "https://eventgw.twilio.com";
    for (name, url) in [("the API", target.api()), ("Twilio", twilio)] {
        if !allows_to_connect(policy, &target.origin(), url) {
            let message = format!("the page's Content-Security-Policy does not let it connect to {name}");
            return Finding::wrong(PAGE, message, HEADERS);
        }
    }
    Finding::ok(PAGE, format!("{} is served with its headers", target.page))
}

fn configured(target: &Target, answer: &Answer) -> Finding {
    let config: Option<Value> = serde_json::from_str(&answer.body).ok();
    let Some(api) = config.as_ref().and_then(|config| config["api"].as_str()) else {
        // A page without the file answers with its index.html.
        return Finding::wrong(CONFIG, "the page's config.json is not there, or has no api", UPLOAD);
    };
    let page = Url::parse(&format!("{}/", target.page));
    let named = page.and_then(|page| page.join(api)).map(|url| url.to_string());
    if named.is_ok_and(|named| named.trim_end_matches('/') == target.api()) {
        Finding::ok(CONFIG, format!("it names {}", target.api()))
    } else {
        Finding::wrong(CONFIG, format!("it names {api}, and the API is {}", target.api()), UPLOAD)
    }
}

/// Twilio wants a [content type of XML](https://www.twilio.com/docs/api/errors/12300).
fn spoken(answer: &Answer) -> Finding {
    let is_xml = answer.header("content-type").is_some_and(|kind| kind.contains("xml"));
    match (twiml::read(&answer.body), is_xml) {
        (Some(_), true) => Finding::ok(FALLBACK, "it is TwiML"),
        (Some(_), false) => {
            Finding::wrong(FALLBACK, "it is TwiML, and served as something else than XML", UPLOAD)
        }
        (None, _) => Finding::wrong(FALLBACK, "the page's fallback.xml is not there, or no TwiML", UPLOAD),
    }
}
