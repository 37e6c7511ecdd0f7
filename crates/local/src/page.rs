//! The softphone: built where it has changed, and served as S3 and CloudFront serve it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::SystemTime,
};

use axum::{
    Json, Router,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    routing::get,
};
use serde_json::{Value, json};
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

use crate::repository;

/// Where the page may load from and connect to: its own origin, and Twilio for calls. Nothing inline.
///
/// The hosts are those of <https://www.twilio.com/docs/voice/sdks/javascript/best-practices#content-security-policy-csp>.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    media-src 'self' blob: mediastream:; connect-src 'self' https://*.twilio.com wss://*.twilio.com; \
    manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The headers of every file of the page.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::CACHE_CONTROL, "no-cache"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("permissions-policy"), "microphone=(self), speaker-selection=(self)"),
];

/// The built page in `folder`, with a `config.json` that names this machine's API, and this machine for signalling where
/// Twilio's part `is_simulated` here.
pub(crate) fn router<S: Clone + Send + Sync + 'static>(folder: &Path, is_simulated: bool) -> Router<S> {
    let files = Router::new()
        .route("/config.json", get(async move |headers| Json(config(&headers, is_simulated))))
        .fallback_service(ServeDir::new(folder).append_index_html_on_directories(true));
    HEADERS.into_iter().fold(files, |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)))
    })
}

fn config(headers: &HeaderMap, is_simulated: bool) -> Value {
    let mut config = json!({
        "api": "/prod",
        "edges": { "+81": ["tokyo", "singapore", "roaming"], "": ["roaming"] },
        "languages": ["en", "ja", "fr"],
    });
    // By the name that the page itself came from, since it may connect to no other.
    if let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(|_| is_simulated)
    {
        config["signalling"] = host.into();
    }
    config
}

/// Builds the page where there is none yet, or where its sources are newer, and returns the folder with it. Says what it
/// does, because it takes a while.
pub(crate) fn build() -> Result<PathBuf, NotBuilt> {
    let web = repository().join("web");
    let built = web.join("dist");
    if is_newer(&built.join("index.html"), newest(&web)) {
        return Ok(built);
    }
    if !is_newer(&web.join("node_modules/.package-lock.json"), modified(&web.join("package-lock.json"))) {
        eprintln!("Installing what the page is built with (npm ci, in web)…");
        npm(&web, &["ci", "--no-fund", "--no-audit", "--loglevel=error"])?;
    }
    eprintln!("Building the page (npm run build, in web)…");
    npm(&web, &["run", "build", "--silent"])?;
    Ok(built)
}

fn npm(web: &Path, arguments: &[&str]) -> Result<(), NotBuilt> {
    let npm = Command::new("npm").args(arguments).current_dir(web).stdin(Stdio::null()).output();
    let Output { status, stdout, stderr } = npm.map_err(NotBuilt::NoNpm)?;
    if status.success() {
        return Ok(());
    }
    let output = [stdout, stderr].concat();
    Err(NotBuilt::Failed {
        arguments: arguments.join(" "),
        output: String::from_utf8_lossy(&output).into_owned(),
    })
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

/// Whether the file is there and not older than `other`.
fn is_newer(path: &Path, other: Option<SystemTime>) -> bool {
    modified(path).is_some_and(|modified| Some(modified) >= other)
}

/// When anything was last changed that the page is made of.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sources = entries.filter(|entry| {
        !matches!(entry.file_name().to_str(), Some("node_modules" | "dist" | "tests" | "preview"))
    });
    sources
        .filter_map(
            |entry| if entry.path().is_dir() { newest(&entry.path()) } else { modified(&entry.path()) },
        )
        .max()
}

/// Why there is no page. The routes run without it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotBuilt {
    #[error(
        "the page was not built, since npm cannot be run ({0}); install Node.js 20 or newer and start this again"
    )]
    NoNpm(io::Error),
    #[error("the page was not built, since npm {arguments} failed in web:\n{output}")]
    Failed { arguments: String, output: String },
}
