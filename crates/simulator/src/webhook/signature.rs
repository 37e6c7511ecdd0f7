//! `X-Twilio-Signature`, as Twilio makes it: <https://www.twilio.com/docs/usage/webhooks/webhooks-security>.

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

/// The request header that carries the signature.
pub(super) const HEADER: &str = "X-Twilio-Signature";

/// The signature of a form posted to `url`, or, without a form, of a URL that is fetched.
pub(super) fn sign(auth_token: &SecretString, url: &Url, form: &[(String, String)]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, auth_token.expose_secret().as_bytes());
    let signed = signed_url(url) + &signed_form(form);
    BASE64_STANDARD.encode(hmac::sign(&key, signed.as_bytes()))
}

/// The URL without a user's name and password and, over https, without a port: so it is for voice.
fn signed_url(url: &Url) -> String {
    let mut url = super::request::without_user(url);
    if url.scheme() == "https" {
        url.set_port(None).expect("a URL over https has a host");
    }
    url.into()
}

/// Names sorted, each followed by its value, nothing in between. Of a name that comes more than once, each distinct value
/// counts once, in order: Twilio's page is silent about this, and its libraries verify it so.
fn signed_form(form: &[(String, String)]) -> String {
    let mut form: Vec<_> = form.iter().collect();
    form.sort();
    form.dedup();
    form.into_iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(url: &str, form: &[(&str, &str)]) -> String {
        let form: Vec<_> =
            form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        sign(&"12345".into(), &Url::parse(url).unwrap(), &form)
    }

    /// The figures of Twilio's page, which signs as its Python library does.
    #[test]
    fn the_documented_example_has_the_documented_signature() {
        let form = [
            ("Digits", "1234"),
            ("To", "+18005551212"),
            ("From", "+14158675309"),
            ("Caller", "+14158675309"),
            ("CallSid", "CA1234567890ABCDE"),
        ];
        assert_eq!(signature("https://mycompany.com/myapp", &form), "3M0LHWqn3EfNbG6V2+syyg40dpM=");
    }

    #[test]
    fn a_password_is_never_signed_and_a_port_only_over_http() {
        let plain = signature("https://a.example/x", &[]);
        assert_eq!(signature("https://user:secret@a.example:8443/x", &[]), plain);
        let with_port = signature("http://a.example:8080/x", &[]);
        assert_eq!(signature("http://user:secret@a.example:8080/x", &[]), with_port);
        assert_ne!(signature("http://a.example/x", &[]), with_port);
    }

    #[test]
    fn the_order_of_a_form_makes_no_difference_and_empty_values_count() {
        let one = signature("https://a.example/", &[("b", "2"), ("a", ""), ("b", "1"), ("b", "2")]);
        assert_eq!(one, signature("https://a.example/", &[("a", ""), ("b", "1"), ("b", "2")]));
        assert_ne!(one, signature("https://a.example/", &[("b", "1"), ("b", "2")]));
    }
}
