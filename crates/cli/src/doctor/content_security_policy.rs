//! What a page may connect to, by its Content-Security-Policy.

use super::http::Url;

/// Whether a page from `origin` with `policy` may connect to `url`: by
/// [the sources](https://www.w3.org/TR/CSP3/#match-url-to-source-list) of `connect-src`, else of `default-src`. Paths are left
/// out of it, since none of our policies has any.
pub(super) fn allows_to_connect(policy: &str, origin: &str, url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let directive = |wanted: &str| {
        policy.split(';').find_map(|directive| {
            let (name, sources) = directive.trim().split_once(' ')?;
            name.eq_ignore_ascii_case(wanted).then_some(sources)
        })
    };
    let Some(sources) = directive("connect-src").or_else(|| directive("default-src")) else { return true };
    sources.split_ascii_whitespace().any(|source| allows(source, origin, &url))
}

fn allows(source: &str, origin: &str, url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    match source {
        "*" => true,
        "'self'" => url.origin().ascii_serialization() == origin,
        _ => match source.trim_end_matches('/').split_once("://") {
            Some((scheme, allowed)) if scheme == url.scheme() => match allowed.strip_prefix("*.") {
                Some(domain) => host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')),
                None => Url::parse(source).is_ok_and(|source| source.origin() == url.origin()),
            },
            Some(_) => false,
            None => source.strip_suffix(':') == Some(url.scheme()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const API: &str = "https://abc.execute-api.ap-northeast-1.amazonaws.com/prod";

    fn allows(policy: &str) -> bool {
        allows_to_connect(policy, "https://phone.example.com", API)
    }

    #[test]
    fn the_stacks_own_policy_lets_its_page_ask_its_api() {
        assert!(allows(
            "default-src 'none'; connect-src 'self' https://*.execute-api.ap-northeast-1.amazonaws.com https://*.twilio.com"
        ));
        assert!(allows("connect-src https://abc.execute-api.ap-northeast-1.amazonaws.com"));
        for open in ["", "connect-src *", "connect-src https:", "img-src 'none'"] {
            assert!(allows(open), "{open}");
        }
    }

    #[test]
    fn another_policy_does_not() {
        for closed in [
            "default-src 'none'",
            "default-src *; connect-src 'self'",
            "connect-src https://*.execute-api.us-east-1.amazonaws.com",
            "connect-src http://*.execute-api.ap-northeast-1.amazonaws.com",
            "connect-src https://execute-api.ap-northeast-1.amazonaws.com",
        ] {
            assert!(!allows(closed), "{closed}");
        }
        let api = "https://phone.example.com/prod";
        assert!(allows_to_connect("connect-src 'self'", "https://phone.example.com", api));
    }
}
