//! Our tokens are those that Twilio's own libraries make, and are read by them.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use capability_token::CapabilityToken;
use serde_json::{Value, json};
use switchboard_tests::{
    events::{Gateway, Post, raw, route},
    peer::{AccessTokenInputs, CapabilityTokenInputs, Decoded, Kind, Peer},
};

use super::{ACCOUNT_SID, APP_SID, AUTH_TOKEN, CLIENT, directory, returned, settings};

const KEY_SID: &str = "SK0123456789abcdef0123456789abcdef";
const KEY_SECRET: &str = "QWxhZGRpbjpvcGVuIHNlc2FtZSBhZ2Fp";
const TTL_SECONDS: i64 = 1234;

/// How far apart two libraries may look at the clock.
const MAX_CLOCK_DIFFERENCE_SECONDS: i64 = 5;

/// What tokens are signed with.
#[derive(Clone, Copy, Debug)]
enum Credential {
    ApiKey { region: Option<&'static str> },
    AuthToken,
}

impl Credential {
    const ALL: [Self; 3] =
        [Self::ApiKey { region: None }, Self::ApiKey { region: Some("au1") }, Self::AuthToken];

    fn kind(self) -> Kind {
        match self {
            Self::ApiKey { .. } => Kind::Access,
            Self::AuthToken => Kind::Capability,
        }
    }

    fn secret(self) -> &'static str {
        match self {
            Self::ApiKey { .. } => KEY_SECRET,
            Self::AuthToken => AUTH_TOKEN,
        }
    }

    /// The token that our function gives to a browser.
    async fn our_token(self, ttl: i64) -> String {
        let ttl = ttl.to_string();
        let mut others = vec![
            ("TWILIO_ACCOUNT_SID", ACCOUNT_SID),
            ("TWILIO_APP_SID", APP_SID),
            ("TOKEN_TTL_SECONDS", &ttl),
        ];
        match self {
            Self::ApiKey { region } => {
                others.extend([("TWILIO_API_KEY_SID", KEY_SID), ("TWILIO_API_KEY_SECRET", KEY_SECRET)]);
                others.extend(region.map(|region| ("TWILIO_REGION", region)));
            }
            Self::AuthToken => others.push(("TWILIO_AUTH_TOKEN", AUTH_TOKEN)),
        }
        let directory = directory();
        let function = CapabilityToken::start(settings(&directory, &others)).await.unwrap();
        let request =
            Post::json(route::CAPABILITY_TOKEN, &json!({ "twilioPhoneNumber": "+81-50-3123-4567" }));
        let event = raw(&Gateway::REST_API.event(&request));
        let answer = returned(&capability_token::handle(&function, &event).await);
        let body: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
        assert_eq!(body["success"], json!(true));
        body["capabilityToken"].as_str().unwrap().to_owned()
    }

    /// The token that Twilio's library makes for the same client.
    fn their_token(self, peer: &mut Peer, ttl: i64) -> String {
        match self {
            Self::ApiKey { region } => peer.access_token(&AccessTokenInputs {
                account_sid: ACCOUNT_SID,
                key_sid: KEY_SID,
                key_secret: KEY_SECRET,
                app_sid: APP_SID,
                identity: CLIENT,
                ttl,
                region,
            }),
            Self::AuthToken => peer.capability_token(&CapabilityTokenInputs {
                account_sid: ACCOUNT_SID,
                auth_token: AUTH_TOKEN,
                app_sid: APP_SID,
                client_name: CLIENT,
                ttl,
            }),
        }
    }
}

#[tokio::test]
async fn a_token_is_what_twilios_libraries_make_of_the_same_inputs() {
    for mut peer in Peer::both() {
        for credential in Credential::ALL {
            let token = credential.our_token(TTL_SECONDS).await;
            let mut ours = decode(&mut peer, &token, credential);
            let token = credential.their_token(&mut peer, TTL_SECONDS);
            let mut theirs = decode(&mut peer, &token, credential);

            let difference = number(&ours, "exp") - number(&theirs, "exp");
            assert!(difference.abs() <= MAX_CLOCK_DIFFERENCE_SECONDS, "{peer}, {credential:?}: {difference}");
            take(&mut ours, "exp");
            take(&mut theirs, "exp");
            if credential.kind() == Kind::Access {
                assert_is_an_id(&take(&mut ours, "jti").unwrap());
                take(&mut theirs, "jti");
                take(&mut ours, "iat").unwrap();
            }
            // Theirs alone have these: Python's library a "not before" in every token and no time of issue, the one for
            // Node.js a time of issue in every token. Ours have no `nbf`, so that no clock need agree with Twilio's.
            take(&mut theirs, "nbf");
            take(&mut theirs, "iat");
            assert_eq!(ours, theirs, "{peer}, {credential:?}");
        }
    }
}

#[tokio::test]
async fn a_token_is_valid_from_now_on_for_as_long_as_the_setting_says() {
    let [mut python, mut node] = Peer::both();
    for credential in Credential::ALL {
        let ours = decode(&mut node, &credential.our_token(TTL_SECONDS).await, credential);
        if credential.kind() == Kind::Access {
            assert_eq!(number(&ours, "exp") - number(&ours, "iat"), TTL_SECONDS);
        }
        let theirs = credential.their_token(&mut python, TTL_SECONDS);
        let now = number(&decode(&mut python, &theirs, credential), "nbf");
        let lifetime = number(&ours, "exp") - now;
        assert!((lifetime - TTL_SECONDS).abs() <= MAX_CLOCK_DIFFERENCE_SECONDS, "{credential:?}: {lifetime}");
    }
}

#[tokio::test]
async fn no_two_access_tokens_have_one_id() {
    let mut peer = Peer::node();
    let credential = Credential::ApiKey { region: None };
    let mut ids = Vec::new();
    for _ in 0..2 {
        let mut ours = decode(&mut peer, &credential.our_token(TTL_SECONDS).await, credential);
        ids.push(take(&mut ours, "jti"));
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_token_is_refused_with_another_secret_as_another_kind_or_altered() {
    for mut peer in Peer::both() {
        for credential in Credential::ALL {
            let token = credential.our_token(TTL_SECONDS).await;
            let (secret, kind) = (credential.secret(), credential.kind());
            assert!(peer.decode(&token, secret, kind).is_ok(), "{peer}, {credential:?}");
            for secret in
                ["", "00000000000000000000000000000000", &secret.to_uppercase(), &format!("{secret}0")]
            {
                assert!(peer.decode(&token, secret, kind).is_err(), "{peer}, {credential:?}: {secret}");
            }
            let other_kind = if kind == Kind::Access { Kind::Capability } else { Kind::Access };
            assert!(peer.decode(&token, secret, other_kind).is_err(), "{peer}, {credential:?}");
            for altered in alterations(&token) {
                assert_ne!(altered, token);
                assert!(peer.decode(&altered, secret, kind).is_err(), "{peer}, {credential:?}: {altered}");
            }
        }
    }
}

/// What somebody might make of a token: another client's, one without a signature, one with another signature.
fn alterations(token: &str) -> Vec<String> {
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let rewritten = |part: &str, from: &str, to: &str| {
        let json = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        BASE64_URL_SAFE_NO_PAD.encode(json.replace(from, to))
    };
    let first = if signature.starts_with('A') { "B" } else { "A" };
    let unsigned = rewritten(header, "HS256", "none");
    vec![
        format!("{header}.{}.{signature}", rewritten(claims, CLIENT, "DeviceId_0002")),
        format!("{}.{claims}.{signature}", rewritten(header, "}", ",\"twr\":\"ie1\"}")),
        format!("{unsigned}.{claims}.{signature}"),
        format!("{unsigned}.{claims}."),
        format!("{header}.{claims}."),
        format!("{header}.{claims}.{first}{}", &signature[1..]),
    ]
}

#[tokio::test]
async fn a_token_is_refused_once_it_has_expired() {
    let mut tokens = Vec::new();
    for credential in Credential::ALL {
        tokens.push((credential, credential.our_token(1).await));
    }
    tokio::time::sleep(Duration::from_millis(1100)).await;
    for mut peer in Peer::both() {
        for (credential, token) in &tokens {
            let refused = peer.decode(token, credential.secret(), credential.kind());
            assert!(refused.is_err_and(|reason| reason.contains("expired")), "{peer}, {credential:?}");
        }
    }
}

#[track_caller]
fn decode(peer: &mut Peer, token: &str, credential: Credential) -> Decoded {
    let decoded = peer.decode(token, credential.secret(), credential.kind());
    decoded.unwrap_or_else(|reason| panic!("{peer} refuses a token of {credential:?}: {reason}"))
}

fn take(token: &mut Decoded, claim: &str) -> Option<Value> {
    token.claims.as_object_mut().unwrap().remove(claim)
}

#[track_caller]
fn number(token: &Decoded, claim: &str) -> i64 {
    token.claims[claim].as_i64().unwrap()
}

/// The key's SID, and 128 random bits where Twilio's libraries have the time.
#[track_caller]
fn assert_is_an_id(id: &Value) {
    let id = id.as_str().unwrap();
    let random = id.strip_prefix(KEY_SID).and_then(|rest| rest.strip_prefix('-')).unwrap();
    assert!(random.len() == 32 && random.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
}
