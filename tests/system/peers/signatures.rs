//! Twilio's signature is accepted under what Twilio sent, and under nothing else.

use serde_json::{Value, json};
use switchboard_tests::{
    events::{self, Gateway, Post, route},
    peer::Peer,
};

use super::{
    AUTH_TOKEN,
    webhooks::{Call, Parameters, Webhooks},
};

const GATEWAYS: [Gateway; 2] = [Gateway::REST_API, Gateway::HTTP_API_WITH_STAGE];
const NEXT_AUTH_TOKEN: &str = "1234567890abcdef1234567890abcdef";

#[tokio::test]
async fn forms_of_any_content_are_accepted_plain_and_as_base64() {
    let forms: [&[(&str, &str)]; 6] = [
        // Names without values, and a value without a name.
        &[("Empty", ""), ("", "nameless"), ("", "")],
        // Repeated, in no order, some of them equal.
        &[("Tag", "b"), ("Tag", "a"), ("Tag", "b"), ("Tag", ""), ("Tag", "B")],
        // Names that differ in case, begin alike, or mean something to a JavaScript object.
        &[
            ("to", "x"),
            ("TO", "y"),
            ("Tag", "1"),
            ("Tag1", ""),
            ("Ta", "g1"),
            ("__proto__", "z"),
            ("10", "9"),
        ],
        // Text beyond ASCII: Japanese, full-width, composed and decomposed accents, emoji, one of them joined.
        &[("名前", "山田 太郎"), ("幅", "+81"), ("é", "e\u{301}"), ("📞", "👩‍💻☎️")],
        // What the form's syntax is made of.
        &[
            ("a b", "100% + 5 & more = all; 50%25"),
            ("c&d=e", "%2B+%20"),
            ("f[g]", "h+i"),
            ("%", "\"'<>\\/?#"),
        ],
        // Lines, and characters that are not printed.
        &[("lines", "one\r\ntwo\nthree\rfour"), ("unprinted", "\0\t\u{85}\u{2028}\u{feff}\u{7f}")],
    ];
    let webhooks = Webhooks::start(&[("TWILIO_AUTH_TOKEN", AUTH_TOKEN)]).await;
    for mut peer in Peer::both() {
        for (form, gateway) in forms.iter().flat_map(|form| GATEWAYS.map(|gateway| (form, gateway))) {
            for call in Call::both().map(|call| call.with(form)) {
                let signature = peer.sign(AUTH_TOKEN, &gateway.url(call.resource), &call.parameters);
                for post in [call.signed(&signature), call.signed(&signature).base64_encoded()] {
                    let answer = webhooks.answer(call.resource, &gateway.event(&post)).await;
                    assert!(call.is_connected_by(&answer), "{peer}, {gateway:?}, {form:?}");
                }
            }
        }
    }
}

/// Where the libraries disagree. Both sort names, and the values of one name; the Python library by code points, which is
/// the order of UTF-8's bytes and ours, the Node.js library by UTF-16's units, in which an emoji comes before a full-width
/// letter. It matters to parameters whose own name, or repeated value, has such characters, and to none of Twilio's.
#[tokio::test]
async fn names_and_repeated_values_are_sorted_by_code_points_as_by_the_python_library() {
    let webhooks = Webhooks::start(&[("TWILIO_AUTH_TOKEN", AUTH_TOKEN)]).await;
    let forms: [&[(&str, &str)]; 2] = [&[("📞", "1"), ("Ａ", "2")], &[("Tag", "📞"), ("Tag", "Ａ")]];
    for form in forms {
        for call in Call::both().map(|call| call.with(form)) {
            let url = Gateway::REST_API.url(call.resource);
            let [python, node] = Peer::both().map(|mut peer| peer.sign(AUTH_TOKEN, &url, &call.parameters));
            for (signature, accepted) in [(python, true), (node, false)] {
                let event = Gateway::REST_API.event(&call.signed(&signature));
                let answer = webhooks.answer(call.resource, &event).await;
                assert_eq!(call.is_connected_by(&answer), accepted, "{form:?}");
            }
        }
    }
}

#[tokio::test]
async fn the_next_auth_token_is_accepted_beside_the_present_one_and_only_when_it_is_set() {
    let present = ("TWILIO_AUTH_TOKEN", AUTH_TOKEN);
    let rotating = Webhooks::start(&[present, ("TWILIO_AUTH_TOKEN_NEXT", NEXT_AUTH_TOKEN)]).await;
    let settled = Webhooks::start(&[present]).await;
    for mut peer in Peer::both() {
        for call in Call::both() {
            for (token, while_rotating, when_settled) in [
                (AUTH_TOKEN, true, true),
                (NEXT_AUTH_TOKEN, true, false),
                ("00000000000000000000000000000000", false, false),
            ] {
                let signature = peer.sign(token, &Gateway::REST_API.url(call.resource), &call.parameters);
                let event = Gateway::REST_API.event(&call.signed(&signature));
                for (webhooks, accepted) in [(&rotating, while_rotating), (&settled, when_settled)] {
                    let answer = webhooks.answer(call.resource, &event).await;
                    assert_eq!(call.is_connected_by(&answer), accepted, "{peer}, {token}");
                }
            }
        }
    }
}

#[tokio::test]
async fn what_twilio_did_not_sign_is_refused() {
    let strict = Webhooks::start(&[("TWILIO_AUTH_TOKEN", AUTH_TOKEN)]).await;
    // A setting for local use, under which a signature that is there must still be right.
    let lenient =
        Webhooks::start(&[("TWILIO_AUTH_TOKEN", AUTH_TOKEN), ("ACCEPT_UNSIGNED_WEBHOOKS", "true")]).await;
    for mut peer in Peer::both() {
        for (gateway, call) in
            GATEWAYS.into_iter().flat_map(|gateway| Call::both().map(|call| (gateway, call)))
        {
            let url = gateway.url(call.resource);
            let signature = peer.sign(AUTH_TOKEN, &url, &call.parameters);
            let genuine = gateway.event(&call.signed(&signature));
            assert!(call.is_connected_by(&strict.answer(call.resource, &genuine).await));
            for (case, post) in forgeries(&mut peer, gateway, &call, &signature) {
                for webhooks in [&strict, &lenient] {
                    let answer = webhooks.answer(call.resource, &gateway.event(&post)).await;
                    assert!(!call.is_connected_by(&answer), "{peer}, {gateway:?}: {case}");
                }
            }
            let unsigned = gateway.event(&call.unsigned());
            assert!(!call.is_connected_by(&strict.answer(call.resource, &unsigned).await), "no signature");
            assert!(call.is_connected_by(&lenient.answer(call.resource, &unsigned).await), "no signature");
        }
    }
}

/// Webhooks with a signature that is not theirs, each but a step away from the genuine one.
fn forgeries(peer: &mut Peer, gateway: Gateway, call: &Call, genuine: &str) -> Vec<(String, Post)> {
    let mut forgeries = signed_otherwise(peer, gateway, call);
    for (case, parameters) in altered(&call.parameters) {
        let post = Post::form(call.resource, &parameters).with_header("X-Twilio-Signature", genuine);
        forgeries.push((case.to_owned(), post));
    }
    let another = peer.sign(NEXT_AUTH_TOKEN, &gateway.url(call.resource), &call.parameters);
    for signatures in [[genuine, &another], [&another, genuine], [genuine, ""], ["", genuine]] {
        for second_name in ["X-Twilio-Signature", "x-twilio-signature"] {
            let post = call.signed(signatures[0]).with_header(second_name, signatures[1]);
            forgeries.push((format!("two signatures, the second as {second_name}"), post));
        }
    }
    for (case, signature) in [
        ("an empty signature", String::new()),
        ("a blank signature", " ".to_owned()),
        ("a signature in lower case", genuine.to_lowercase()),
        ("a signature cut short", genuine[..genuine.len() - 4].to_owned()),
        ("a signature that goes on", format!("{genuine}{genuine}")),
    ] {
        forgeries.push((case.to_owned(), call.signed(&signature)));
    }
    forgeries
}

/// The webhook with signatures that Twilio made with another token, or for another URL.
fn signed_otherwise(peer: &mut Peer, gateway: Gateway, call: &Call) -> Vec<(String, Post)> {
    let url = gateway.url(call.resource);
    let other_route = match call.resource {
        route::CALL_INCOMING => route::CALL_OUTGOING,
        _ => route::CALL_INCOMING,
    };
    let cases = [
        ("another token", "00000000000000000000000000000000", url.clone()),
        ("no token", "", url.clone()),
        ("the other route", AUTH_TOKEN, gateway.url(other_route)),
        ("a longer path", AUTH_TOKEN, format!("{url}/")),
        ("a path without the stage", AUTH_TOKEN, url.replace("/prod/", "/")),
        ("another stage", AUTH_TOKEN, url.replace("/prod/", "/test/")),
        ("another domain", AUTH_TOKEN, url.replace(gateway.domain, "evil.example")),
        ("http", AUTH_TOKEN, url.replace("https:", "http:")),
        ("http with its port", AUTH_TOKEN, with_http_port(&url, gateway)),
    ];
    let forgery = |(case, token, signed): (&str, &str, String)| {
        let signature = peer.sign(token, &signed, &call.parameters);
        // The sender's headers may claim whatever the signature needs.
        let (protocol, host) = (signed.split(':').next().unwrap(), signed.split('/').nth(2).unwrap());
        let post = call.signed(&signature).with_header("Host", host);
        (case.to_owned(), post.with_header("X-Forwarded-Proto", protocol))
    };
    cases.into_iter().map(forgery).collect()
}

fn with_http_port(url: &str, gateway: Gateway) -> String {
    url.replace("https:", "http:").replace(gateway.domain, &format!("{}:80", gateway.domain))
}

fn altered(parameters: &Parameters) -> Vec<(&'static str, Parameters)> {
    let change = |alter: fn(&mut Parameters)| {
        let mut parameters = parameters.clone();
        alter(&mut parameters);
        parameters
    };
    vec![
        ("a value altered", change(|parameters| parameters[0].1 = "AC00000000000000000000000000000000")),
        ("a value emptied", change(|parameters| parameters[0].1 = "")),
        ("a name altered", change(|parameters| parameters[0].0 = "accountsid")),
        ("a parameter dropped", change(|parameters| parameters.truncate(parameters.len() - 1))),
        ("a parameter added", change(|parameters| parameters.push(("Added", "")))),
        ("a second value added", change(|parameters| parameters.push(("AccountSid", "AC1")))),
        ("every parameter dropped", change(Parameters::clear)),
    ]
}

#[tokio::test]
async fn an_event_without_headers_is_refused_unless_unsigned_ones_are_accepted() {
    let strict = Webhooks::start(&[("TWILIO_AUTH_TOKEN", AUTH_TOKEN)]).await;
    for call in Call::both() {
        let answer = strict.answer(call.resource, &events::bare(&call.parameters)).await;
        assert_eq!(answer["statusCode"], json!(403));
        let mut event = Gateway::REST_API.event(&call.unsigned());
        event["headers"] = Value::Null;
        event["multiValueHeaders"] = Value::Null;
        assert!(!call.is_connected_by(&strict.answer(call.resource, &event).await));
    }
}
