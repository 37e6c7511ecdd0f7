//! Twilio's signature under a webhook: <https://www.twilio.com/docs/usage/webhooks/webhooks-security>.

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::{ExposeSecret, SecretString};

use super::Form;

/// The request header that carries the signature.
pub const SIGNATURE_HEADER: &str = "X-Twilio-Signature";

/// The account's Auth Token and, while it is being rotated, the one that follows it.
#[derive(Clone, Debug)]
pub struct AuthTokens {
    current: hmac::Key,
    next: Option<hmac::Key>,
}

impl AuthTokens {
    /// The tokens under either of which a signature is accepted.
    pub fn new(current: &SecretString, next: Option<&SecretString>) -> Self {
        Self { current: key(current), next: next.map(key) }
    }

    /// Whether `signature` is Twilio's for a form posted to `url`, compared in constant time.
    ///
    /// Twilio signs the URL with or without its port, depending on the product that calls; both are accepted, as by
    /// Twilio's own libraries.
    pub fn signed(&self, url: &str, form: &Form, signature: &str) -> bool {
        let Ok(signature) = BASE64_STANDARD.decode(signature) else { return false };
        let parameters = signed_parameters(form);
        [Some(&self.current), self.next.as_ref()].into_iter().flatten().any(|key| {
            port_variants(url).iter().any(|url| {
                hmac::verify(key, [url.as_str(), &parameters].concat().as_bytes(), &signature).is_ok()
            })
        })
    }
}

/// Returns the signature that Twilio would send with a form posted to `url`, for whoever tries a webhook as Twilio would.
pub fn sign(auth_token: &SecretString, url: &str, form: &Form) -> String {
    let signed = format!("{url}{}", signed_parameters(form));
    BASE64_STANDARD.encode(hmac::sign(&key(auth_token), signed.as_bytes()))
}

fn key(auth_token: &SecretString) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, auth_token.expose_secret().as_bytes())
}

/// The parameters as Twilio's libraries string them together for signing: names sorted, under each name its distinct
/// values sorted, nothing in between.
fn signed_parameters(form: &Form) -> String {
    let mut pairs: Vec<(&str, &str)> =
        form.parameters().iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let pairs: Vec<&str> = pairs.into_iter().flat_map(<[&str; 2]>::from).collect();
    pairs.concat()
}

/// `url` with a port (its own, or else its scheme's) and without one.
fn port_variants(url: &str) -> [String; 2] {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port),
        _ => (authority, if scheme == "http" { "80" } else { "443" }),
    };
    [format!("{scheme}://{host}{path}"), format!("{scheme}://{host}:{port}{path}")]
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://example.com/prod/call";

    fn tokens() -> AuthTokens {
        AuthTokens::new(&"12345".into(), Some(&"67890".into()))
    }

    /// The signature of a text that was strung together by hand.
    fn signature(token: &str, signed: &str) -> String {
        BASE64_STANDARD.encode(hmac::sign(&key(&token.into()), signed.as_bytes()))
    }

    fn form(body: &str) -> Form {
        Form::parse(body.as_bytes()).unwrap()
    }

    /// The example of Twilio's page on webhook security, as Twilio's Python library signs it.
    #[test]
    fn the_documented_example_is_accepted() {
        let form = form(
            "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212",
        );
        let url = "https://mycompany.com/myapp";
        assert!(tokens().signed(url, &form, "3M0LHWqn3EfNbG6V2+syyg40dpM="));
        assert!(!tokens().signed("https://mycompany.com/my", &form, "3M0LHWqn3EfNbG6V2+syyg40dpM="));
        assert_eq!(sign(&"12345".into(), url, &form), "3M0LHWqn3EfNbG6V2+syyg40dpM=");
    }

    #[test]
    fn either_token_is_accepted_while_they_rotate_and_no_other() {
        let form = form("To=1");
        for (token, accepted) in [("12345", true), ("67890", true), ("1234", false), ("", false)] {
            assert_eq!(
                tokens().signed(URL, &form, &signature(token, &format!("{URL}To1"))),
                accepted,
                "{token}"
            );
        }
    }

    #[test]
    fn names_are_sorted_and_each_distinct_value_counts_once() {
        let signature = signature("12345", &format!("{URL}AB1B2Empty"));
        assert!(tokens().signed(URL, &form("B=2&Empty=&B=1&B=2&A="), &signature));
        assert!(!tokens().signed(URL, &form("B=2&B=1&A="), &signature));
    }

    #[test]
    fn the_url_may_be_signed_with_or_without_its_port() {
        for (called, signed, accepted) in [
            ("https://a.example/x", "https://a.example:443/x", true),
            ("http://a.example/x", "http://a.example:80/x", true),
            ("https://a.example:8443/x", "https://a.example/x", true),
            ("https://a.example:8443/x", "https://a.example:8443/x", true),
            ("https://a.example:8443/x", "https://a.example:443/x", false),
            ("http://[::1]:3000/x", "http://[::1]/x", true),
            ("http://[::1]/x", "http://[::1]:80/x", true),
            ("https://a.example", "https://a.example:443", true),
            ("https://a.example/x:1", "https://a.example:443/x:1", true),
        ] {
            assert_eq!(
                tokens().signed(called, &Form::default(), &signature("12345", signed)),
                accepted,
                "{called} {signed}"
            );
        }
    }

    #[test]
    fn a_signature_that_is_not_base64_of_a_digest_is_refused() {
        let good = signature("12345", URL);
        for signature in
            ["", " ", "=", "ÿ", &good[1..], &format!("{good}="), &format!(" {good}"), &good.to_lowercase()]
        {
            assert!(!tokens().signed(URL, &Form::default(), signature), "{signature:?}");
        }
    }
}
