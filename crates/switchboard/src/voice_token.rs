//! The token that makes a browser a client.

use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::client_name::ClientName;

/// The longest that a token may be valid: Twilio refuses [longer ones](https://www.twilio.com/docs/iam/access-tokens).
pub const MAX_TTL: Duration = Duration::from_secs(86_400);

/// Signs tokens for one Twilio account and one TwiML App.
pub struct VoiceTokenSigner {
    /// The account's SID, `AC…`.
    pub account_sid: String,
    /// The SID of the TwiML App that Twilio asks when the client calls, `AP…`.
    pub app_sid: String,
    /// How long a token is valid, sent in whole seconds; at most [`MAX_TTL`].
    pub ttl: Duration,
    /// What a token is signed with, which decides its kind.
    pub credential: Credential,
}

/// What a token is signed with.
pub enum Credential {
    /// An API key: the token is an [Access Token](https://www.twilio.com/docs/iam/access-tokens) with a voice grant.
    ApiKey {
        /// The key's SID, `SK…`.
        sid: String,
        /// The key's secret.
        secret: SecretString,
        /// The Twilio region that the key belongs to, `au1`; `None` is the United States, `us1`.
        region: Option<String>,
    },
    /// The account's Auth Token: the token is a [capability token](https://www.twilio.com/docs/voice/client/capability-tokens),
    /// which Twilio deprecates and accepts in `us1` only.
    AuthToken(SecretString),
}

impl VoiceTokenSigner {
    /// Returns a JWT that lets its bearer be called and call as `client` from `now` on.
    ///
    /// `now` is the time since the Unix epoch. `nonce` makes an Access Token's `jti` unique; it need not be secret.
    pub fn sign(&self, client: &ClientName, now: Duration, nonce: &str) -> String {
        match &self.credential {
            Credential::ApiKey { sid, secret, region } => {
                let mut header = Header::new(Algorithm::HS256);
                header.cty = Some("twilio-fpa;v=1".to_owned());
                if let Some(region) = region {
                    header.extras.insert("twr", region.as_str());
                }
                encode(&header, &self.access_token(sid, client, now, nonce), secret)
            }
            Credential::AuthToken(secret) => {
                encode(&Header::new(Algorithm::HS256), &self.capability_token(client, now), secret)
            }
        }
    }

    /// No `nbf`, so that a clock a second ahead of Twilio's voids no token.
    fn access_token<'a>(
        &'a self,
        key_sid: &'a str,
        client: &'a ClientName,
        now: Duration,
        nonce: &str,
    ) -> AccessToken<'a> {
        AccessToken {
            jti: format!("{key_sid}-{nonce}"),
            iss: key_sid,
            sub: &self.account_sid,
            iat: now.as_secs(),
            exp: (now + self.ttl).as_secs(),
            grants: Grants {
                identity: client.as_str(),
                voice: VoiceGrant {
                    incoming: Incoming { allow: true },
                    outgoing: Outgoing { application_sid: &self.app_sid },
                },
            },
        }
    }

    /// Neither a SID nor a client's name has a character that the scope's query syntax would have to escape.
    fn capability_token(&self, client: &ClientName, now: Duration) -> CapabilityToken<'_> {
        CapabilityToken {
            iss: &self.account_sid,
            exp: (now + self.ttl).as_secs(),
            scope: format!(
                "scope:client:incoming?clientName={client} scope:client:outgoing?appSid={}&clientName={client}",
                self.app_sid,
            ),
        }
    }
}

fn encode(header: &Header, claims: &impl Serialize, secret: &SecretString) -> String {
    let key = EncodingKey::from_secret(secret.expose_secret().as_bytes());
    jsonwebtoken::encode(header, claims, &key)
        .expect("strings and numbers serialise and any bytes are an HMAC key")
}

#[derive(Serialize)]
struct AccessToken<'a> {
    jti: String,
    iss: &'a str,
    sub: &'a str,
    iat: u64,
    exp: u64,
    grants: Grants<'a>,
}

#[derive(Serialize)]
struct Grants<'a> {
    identity: &'a str,
    voice: VoiceGrant<'a>,
}

#[derive(Serialize)]
struct VoiceGrant<'a> {
    incoming: Incoming,
    outgoing: Outgoing<'a>,
}

#[derive(Serialize)]
struct Incoming {
    allow: bool,
}

#[derive(Serialize)]
struct Outgoing<'a> {
    application_sid: &'a str,
}

#[derive(Serialize)]
struct CapabilityToken<'a> {
    iss: &'a str,
    exp: u64,
    scope: String,
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    use serde_json::{Value, json};

    use super::*;

    fn signer(credential: Credential) -> VoiceTokenSigner {
        let (account_sid, app_sid) = ("AC1".to_owned(), "AP1".to_owned());
        VoiceTokenSigner { account_sid, app_sid, ttl: Duration::from_secs(3600), credential }
    }

    /// A token's header and claims.
    fn parts(credential: Credential) -> [Value; 2] {
        let client = ClientName::parse("DeviceId_0001").unwrap();
        let token = signer(credential).sign(&client, Duration::from_millis(1_700_000_000_999), "n0nce");
        let mut parts = token.split('.').map(|part| {
            serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap_or_default()
        });
        [parts.next().unwrap(), parts.next().unwrap()]
    }

    fn api_key(region: Option<&str>) -> Credential {
        Credential::ApiKey {
            sid: "SK1".to_owned(),
            secret: "secret".into(),
            region: region.map(str::to_owned),
        }
    }

    #[test]
    fn an_api_key_signs_an_access_token_with_a_voice_grant() {
        let [header, claims] = parts(api_key(None));
        assert_eq!(header, json!({ "typ": "JWT", "alg": "HS256", "cty": "twilio-fpa;v=1" }));
        assert_eq!(
            claims,
            json!({
                "jti": "SK1-n0nce", "iss": "SK1", "sub": "AC1", "iat": 1_700_000_000, "exp": 1_700_003_600,
                "grants": {
                    "identity": "DeviceId_0001",
                    "voice": { "incoming": { "allow": true }, "outgoing": { "application_sid": "AP1" } },
                },
            }),
        );
    }

    #[test]
    fn a_region_is_named_in_the_header() {
        let [header, _] = parts(api_key(Some("au1")));
        assert_eq!(header, json!({ "typ": "JWT", "alg": "HS256", "cty": "twilio-fpa;v=1", "twr": "au1" }));
    }

    #[test]
    fn an_auth_token_signs_a_capability_token() {
        let [header, claims] = parts(Credential::AuthToken("secret".into()));
        assert_eq!(header, json!({ "typ": "JWT", "alg": "HS256" }));
        assert_eq!(
            claims,
            json!({
                "iss": "AC1", "exp": 1_700_003_600,
                "scope": "scope:client:incoming?clientName=DeviceId_0001 scope:client:outgoing?appSid=AP1&clientName=DeviceId_0001",
            }),
        );
    }
}
