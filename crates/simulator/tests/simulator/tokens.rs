//! Tokens, as a token server signs them.

use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

pub(crate) const ACCOUNT: &str = "AC00000000000000000000000000000001";
pub(crate) const AUTH_TOKEN: &str = "5ec7e7000000000000000000000000a1";
pub(crate) const API_KEY: &str = "SK00000000000000000000000000000002";
pub(crate) const API_SECRET: &str = "5ec7e7000000000000000000000000b2";
pub(crate) const APP: &str = "AP00000000000000000000000000000003";

/// An Access Token for `identity` that lets it call and be called for an hour.
pub(crate) fn access(identity: &str) -> String {
    signed_access(&access_claims(identity), API_SECRET)
}

/// What [`access`] signs, to be changed.
pub(crate) fn access_claims(identity: &str) -> Value {
    json!({
        "jti": format!("{API_KEY}-1"),
        "iss": API_KEY,
        "sub": ACCOUNT,
        "iat": now(),
        "exp": now() + 3600,
        "grants": {
            "identity": identity,
            "voice": { "incoming": { "allow": true }, "outgoing": { "application_sid": APP } },
        },
    })
}

pub(crate) fn signed_access(claims: &Value, secret: &str) -> String {
    let header = Header { cty: Some("twilio-fpa;v=1".to_owned()), ..Header::new(Algorithm::HS256) };
    encode(&header, claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

/// One of the older capability tokens, good for `seconds`.
pub(crate) fn capability(identity: &str, seconds: u64) -> String {
    let scope = format!(
        "scope:client:incoming?clientName={identity} scope:client:outgoing?appSid={APP}&clientName={identity}"
    );
    let claims = json!({ "iss": ACCOUNT, "exp": now() + seconds, "scope": scope });
    encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(AUTH_TOKEN.as_bytes())).unwrap()
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
