//! The token that a client shows: who it is, and what it may do.

use std::collections::HashSet;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, errors::ErrorKind};
use secrecy::ExposeSecret;
use serde::Deserialize;

use crate::settings::Account;

/// What a token grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    /// The client's name.
    pub(crate) identity: String,
    /// Whether the client may be called.
    pub(crate) incoming: bool,
    /// The TwiML App through which it may call.
    pub(crate) outgoing_app: Option<String>,
    /// Seconds since 1970.
    pub(crate) expires_at: u64,
}

/// Why a token is refused, with the code that the signalling reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidToken {
    /// The SDK makes [20101](https://www.twilio.com/docs/api/errors/20101) of it.
    #[error("the token is not one of this account, or its signature is wrong")]
    Invalid,
    /// The SDK makes [20104](https://www.twilio.com/docs/api/errors/20104) of it.
    #[error("the token has expired")]
    Expired,
}

impl InvalidToken {
    pub(crate) fn code(self) -> u32 {
        match self {
            Self::Invalid => 31204,
            Self::Expired => 31205,
        }
    }
}

#[derive(Deserialize)]
struct AccessClaims {
    iss: String,
    sub: String,
    exp: u64,
    grants: Grants,
}

#[derive(Deserialize)]
struct Grants {
    identity: String,
    voice: VoiceGrant,
}

#[derive(Deserialize)]
struct VoiceGrant {
    incoming: Option<IncomingGrant>,
    outgoing: Option<OutgoingGrant>,
}

#[derive(Deserialize)]
struct IncomingGrant {
    allow: bool,
}

#[derive(Deserialize)]
struct OutgoingGrant {
    application_sid: String,
}

#[derive(Deserialize)]
struct CapabilityClaims {
    iss: String,
    exp: u64,
    scope: String,
}

/// Reads a token: an [Access Token](https://www.twilio.com/docs/iam/access-tokens) with a voice grant, or one of the older
/// capability tokens.
pub(crate) fn read(token: &str, account: &Account) -> Result<Grant, InvalidToken> {
    let header = decode_header(token).map_err(|_| InvalidToken::Invalid)?;
    match header.cty.as_deref() {
        Some(kind) if kind.starts_with("twilio-fpa") => read_access_token(token, account),
        _ => read_capability_token(token, account),
    }
}

fn read_access_token(token: &str, account: &Account) -> Result<Grant, InvalidToken> {
    let (key_sid, secret) = account.api_key.as_ref().ok_or(InvalidToken::Invalid)?;
    let claims: AccessClaims = verified(token, secret.expose_secret())?;
    if claims.iss != *key_sid || claims.sub != account.sid {
        return Err(InvalidToken::Invalid);
    }
    let Grants { identity, voice } = claims.grants;
    Ok(Grant {
        identity,
        incoming: voice.incoming.is_some_and(|incoming| incoming.allow),
        outgoing_app: voice.outgoing.map(|outgoing| outgoing.application_sid),
        expires_at: claims.exp,
    })
}

fn read_capability_token(token: &str, account: &Account) -> Result<Grant, InvalidToken> {
    let claims: CapabilityClaims = verified(token, account.auth_token.expose_secret())?;
    if claims.iss != account.sid {
        return Err(InvalidToken::Invalid);
    }
    let scopes: Vec<_> = claims.scope.split(' ').filter_map(Scope::parse).collect();
    let named = |name: &str, parameter: &str| {
        scopes.iter().find(|scope| scope.name == name).and_then(|scope| scope.parameter(parameter))
    };
    let incoming = named("client:incoming", "clientName");
    let identity = incoming.clone().or_else(|| named("client:outgoing", "clientName"));
    Ok(Grant {
        identity: identity.ok_or(InvalidToken::Invalid)?,
        incoming: incoming.is_some(),
        outgoing_app: named("client:outgoing", "appSid"),
        expires_at: claims.exp,
    })
}

/// A part of a capability token's scope: `scope:client:incoming?clientName=Anna`.
struct Scope<'a> {
    name: &'a str,
    parameters: Vec<(String, String)>,
}

impl<'a> Scope<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (name, query) = text.strip_prefix("scope:")?.split_once('?')?;
        Some(Self { name, parameters: serde_urlencoded::from_str(query).ok()? })
    }

    fn parameter(&self, name: &str) -> Option<String> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }
}

/// The claims of a token that `secret` signed, and that has not expired.
fn verified<T: serde::de::DeserializeOwned>(token: &str, secret: &str) -> Result<T, InvalidToken> {
    let mut validation = Validation::new(Algorithm::HS256);
    // The library would let an expired token pass for another minute; Twilio does not.
    validation.leeway = 0;
    validation.required_spec_claims = HashSet::from(["exp".to_owned()]);
    let decoded = decode::<T>(token, &DecodingKey::from_secret(secret.as_bytes()), &validation);
    decoded.map(|token| token.claims).map_err(|error| match error.kind() {
        ErrorKind::ExpiredSignature => InvalidToken::Expired,
        _ => InvalidToken::Invalid,
    })
}
