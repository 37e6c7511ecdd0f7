//! The pages: the outside phone's and the inspector's.

use axum::{
    Router,
    http::{HeaderName, header},
    routing::get,
};

/// Nothing but this server's own files, and sound from WebRTC.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    media-src 'self' blob: mediastream:; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A path, and the file that is served there.
macro_rules! files {
    ($($path:literal: $file:literal),+ $(,)?) => {
        [$(($path, include_str!(concat!("../pages/", $file)), $file)),+]
    };
}

const FILES: [(&str, &str, &str); 26] = files! {
    "/outside": "outside/outside.html",
    "/outside/audio.js": "outside/audio.js",
    "/outside/choices.js": "outside/choices.js",
    "/outside/line.js": "outside/line.js",
    "/outside/outside-keys.css": "outside/outside-keys.css",
    "/outside/outside-panels.css": "outside/outside-panels.css",
    "/outside/outside-telephone.css": "outside/outside-telephone.css",
    "/outside/outside.css": "outside/outside.css",
    "/outside/outside.js": "outside/outside.js",
    "/outside/phone.js": "outside/phone.js",
    "/outside/screen.js": "outside/screen.js",
    "/outside/sound.js": "outside/sound.js",
    "/outside/speech.js": "outside/speech.js",
    "/outside/texts.js": "outside/texts.js",
    "/simulator": "inspector/inspector.html",
    "/simulator/conversation.js": "inspector/conversation.js",
    "/simulator/dom.js": "inspector/dom.js",
    "/simulator/inspector-calls.css": "inspector/inspector-calls.css",
    "/simulator/inspector-code.css": "inspector/inspector-code.css",
    "/simulator/inspector-timeline.css": "inspector/inspector-timeline.css",
    "/simulator/inspector.css": "inspector/inspector.css",
    "/simulator/inspector.js": "inspector/inspector.js",
    "/simulator/journal.js": "inspector/journal.js",
    "/simulator/markup.js": "inspector/markup.js",
    "/simulator/timeline.js": "inspector/timeline.js",
    "/simulator/wording.js": "inspector/wording.js",
};

/// The files of both pages.
pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    FILES.into_iter().fold(Router::new(), |router, (path, contents, file)| {
        router.route(path, get(async move || (headers(file), contents)))
    })
}

fn headers(file: &str) -> [(HeaderName, &'static str); 6] {
    let kind = match file.rsplit_once('.') {
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "js")) => "text/javascript; charset=utf-8",
        _ => "text/html; charset=utf-8",
    };
    [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("permissions-policy"), "microphone=(self)"),
    ]
}
