//! What each file of the page is served as, and how long it may be kept.

/// For a file whose name changes with its content: nobody asks twice.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// For a file whose name stays: browsers and CloudFront keep it and ask whether it has changed before they use it. `CloudFront`'s
/// policy `CachingOptimized` overrides that for its minimum of one second, so that a new page is there a second later and
/// nothing has to be invalidated:
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html>,
/// <https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CachePolicyConfig.html>.
const ASKED_FOR_ANEW: &str = "no-cache";

/// Content types by the ending of a file's name:
/// <https://developer.mozilla.org/docs/Web/HTTP/Guides/MIME_types/Common_types>. What is text says its encoding, for an SVG or XML
/// file says it itself, and JSON has but one.
const CONTENT_TYPES: [(&str, &str); 19] = [
    ("avif", "image/avif"),
    ("css", "text/css; charset=utf-8"),
    ("gif", "image/gif"),
    ("html", "text/html; charset=utf-8"),
    ("ico", "image/vnd.microsoft.icon"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("map", "application/json"),
    ("mp3", "audio/mpeg"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("wav", "audio/wav"),
    ("webmanifest", "application/manifest+json"),
    ("webp", "image/webp"),
    ("woff2", "font/woff2"),
    ("xml", "application/xml"),
];

/// How many characters of hash Vite writes before the ending:
/// <https://rollupjs.org/configuration-options/#output-assetfilenames>.
const HASH_LENGTH: usize = 8;

/// The content type of the file at `key`; `None` where its ending is not known. A guess would not do: the page is served with
/// `nosniff`, and browsers run no script and take no style sheet of another type.
pub(super) fn content_type(key: &str) -> Option<&'static str> {
    let (_, ending) = key.rsplit_once('.')?;
    CONTENT_TYPES.iter().find(|(known, _)| *known == ending).map(|(_, content_type)| *content_type)
}

/// How long the file at `key` may be kept unasked.
pub(super) fn cache_control(key: &str) -> &'static str {
    if is_hashed(key) { FOR_EVER } else { ASKED_FOR_ANEW }
}

/// Whether the build named the file after its content, as in `assets/index-BUYbte_h.js`.
fn is_hashed(key: &str) -> bool {
    let stem = key.strip_prefix("assets/").and_then(|name| name.rsplit_once('.')).map(|(stem, _)| stem);
    // From the end, since a hash may have hyphens of its own.
    let hash = stem.and_then(|stem| {
        let (name, hash) = stem.split_at_checked(stem.len().checked_sub(HASH_LENGTH)?)?;
        name.ends_with('-').then_some(hash)
    });
    hash.is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_type_follows_from_the_ending_and_is_never_guessed() {
        assert_eq!(content_type("assets/index-BUYbte_h.js"), Some("text/javascript; charset=utf-8"));
        assert_eq!(content_type("manifest.webmanifest"), Some("application/manifest+json"));
        assert_eq!(content_type("fallback.xml"), Some("application/xml"));
        for unknown in ["notes.docx", ".DS_Store", "README", "index.html~", "a.js.orig"] {
            assert_eq!(content_type(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn only_what_is_named_after_its_content_is_kept_unasked() {
        for hashed in ["assets/index-BUYbte_h.js", "assets/twilio-BFZ-pc_7.js", "assets/a-b--cDeF-h9.css"] {
            assert_eq!(cache_control(hashed), FOR_EVER, "{hashed}");
        }
        for named in [
            "index.html",
            "config.json",
            "service-worker.js",
            "sounds/ring.wav",
            "sounds/ring-BUYbte_h.wav",
            "assets/logo.svg",
            "assets/BUYbte_h.js",
            "assets/index-short.js",
            "assets/index-BUYbte.h.js",
        ] {
            assert_eq!(cache_control(named), ASKED_FOR_ANEW, "{named}");
        }
    }
}
