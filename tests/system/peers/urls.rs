//! A webhook is known by the URL that Twilio called, wherever the functions stand.

use switchboard_tests::{
    events::{Gateway, route},
    peer::Peer,
};

use super::{
    AUTH_TOKEN,
    webhooks::{Call, Webhooks},
};

#[tokio::test]
async fn a_signature_for_the_gateways_url_is_accepted_with_and_without_the_standard_port() {
    let webhooks = Webhooks::start(&[("TWILIO_AUTH_TOKEN", AUTH_TOKEN)]).await;
    for mut peer in Peer::both() {
        for gateway in Gateway::ALL {
            for call in Call::both() {
                let url = gateway.url(call.resource);
                for (signed, accepted) in
                    [(url.clone(), true), (with_port(&url, 443), true), (with_port(&url, 8443), false)]
                {
                    let case = format!("{peer}, {gateway:?}, signed for {signed}");
                    let signature = peer.sign(AUTH_TOKEN, &signed, &call.parameters);
                    let theirs = peer.validates(AUTH_TOKEN, &url, &call.parameters, &signature);
                    assert_eq!(theirs, accepted, "{case}");
                    for post in [call.signed(&signature), call.signed(&signature).base64_encoded()] {
                        let answer = webhooks.answer(call.resource, &gateway.event(&post)).await;
                        assert_eq!(call.is_connected_by(&answer), accepted, "{case}");
                    }
                }
            }
        }
    }
}

fn with_port(url: &str, port: u16) -> String {
    let path = url["https://".len()..].find('/').unwrap() + "https://".len();
    format!("{}:{port}{}", &url[..path], &url[path..])
}

/// A base as the operator sets it, the bases for which Twilio's signature is accepted, and some for which it is not.
const PUBLIC_BASE_URLS: [(&str, &[&str], &[&str]); 5] = [
    (
        "https://calls.example.org/phone",
        &["https://calls.example.org/phone", "https://calls.example.org:443/phone"],
        &[
            "https://calls.example.org",
            "https://calls.example.org:8443/phone",
            "http://calls.example.org/phone",
        ],
    ),
    (
        "https://calls.example.org",
        &["https://calls.example.org", "https://calls.example.org:443"],
        &["https://calls.example.org/phone", "https://example.org"],
    ),
    (
        "https://calls.example.org:443/phone",
        &["https://calls.example.org/phone", "https://calls.example.org:443/phone"],
        &["https://calls.example.org:8443/phone"],
    ),
    (
        "https://calls.example.org:8443/phone",
        &["https://calls.example.org:8443/phone", "https://calls.example.org/phone"],
        &["https://calls.example.org:443/phone", "https://calls.example.org:8444/phone"],
    ),
    (
        "http://calls.example.org:8080",
        &["http://calls.example.org:8080", "http://calls.example.org"],
        &["http://calls.example.org:80", "https://calls.example.org:8080"],
    ),
];

#[tokio::test]
async fn a_public_base_url_takes_the_place_of_the_gateways_with_and_without_its_port() {
    let mut peers = Peer::both();
    for (base, signed, not_signed) in PUBLIC_BASE_URLS {
        for setting in [base.to_owned(), format!("{base}/")] {
            let settings = [("TWILIO_AUTH_TOKEN", AUTH_TOKEN), ("PUBLIC_BASE_URL", &setting)];
            let webhooks = Webhooks::start(&settings).await;
            for peer in &mut peers {
                for gateway in Gateway::ALL {
                    for call in Call::both() {
                        assert_accepts(&webhooks, peer, gateway, &call, base, signed, true).await;
                        assert_accepts(&webhooks, peer, gateway, &call, base, not_signed, false).await;
                        // What the gateway reports no longer counts.
                        let reported = gateway.url("");
                        assert_accepts(&webhooks, peer, gateway, &call, base, &[&reported], false).await;
                    }
                }
            }
        }
    }
}

/// Asserts that signatures for `signed_bases` are accepted, or are not, by us and by the library alike.
async fn assert_accepts(
    webhooks: &Webhooks,
    peer: &mut Peer,
    gateway: Gateway,
    call: &Call,
    base: &str,
    signed_bases: &[&str],
    accepted: bool,
) {
    let url = format!("{base}{}", call.resource);
    for signed_base in signed_bases {
        let case = format!("{peer}, {gateway:?} at {base}, signed for {signed_base}");
        let signature = peer.sign(AUTH_TOKEN, &format!("{signed_base}{}", call.resource), &call.parameters);
        let theirs = peer.validates(AUTH_TOKEN, &url, &call.parameters, &signature);
        assert_eq!(theirs, accepted, "{case}");
        let answer = webhooks.answer(call.resource, &gateway.event(&call.signed(&signature))).await;
        assert_eq!(call.is_connected_by(&answer), accepted, "{case}");
    }
}

/// Format 2.0 does not report the base path of an operator's domain: see "Payload format differences" at
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>.
#[tokio::test]
async fn an_http_api_under_a_base_path_needs_the_public_base_url() {
    let called = format!("https://phone.example.com/switchboard{}", route::CALL_INCOMING);
    let base = ("PUBLIC_BASE_URL", "https://phone.example.com/switchboard");
    let untold = Webhooks::start(&[("TWILIO_AUTH_TOKEN", AUTH_TOKEN)]).await;
    let told = Webhooks::start(&[("TWILIO_AUTH_TOKEN", AUTH_TOKEN), base]).await;
    let [call, _] = Call::both();
    for mut peer in Peer::both() {
        let signature = peer.sign(AUTH_TOKEN, &called, &call.parameters);
        let mut event = Gateway::HTTP_API.event(&call.signed(&signature));
        event["requestContext"]["domainName"] = "phone.example.com".into();
        assert!(!call.is_connected_by(&untold.answer(call.resource, &event).await), "{peer}");
        assert!(call.is_connected_by(&told.answer(call.resource, &event).await), "{peer}");
    }
}
