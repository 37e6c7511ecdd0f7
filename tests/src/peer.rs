//! Twilio's own libraries, each in a process that is asked.

use std::{fmt, path::Path};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{answering::Answering, tools};

/// One of Twilio's own libraries. Its process ends with it.
pub struct Peer {
    language: &'static str,
    process: Answering,
}

/// Which of Twilio's two tokens a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Signed with an API key.
    Access,
    /// Signed with the account's Auth Token.
    Capability,
}

/// What an Access Token with a voice grant is made of.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AccessTokenInputs<'a> {
    /// `AC…`
    pub account_sid: &'a str,
    /// `SK…`
    pub key_sid: &'a str,
    /// The key's secret.
    pub key_secret: &'a str,
    /// `AP…`
    pub app_sid: &'a str,
    /// The client's name.
    pub identity: &'a str,
    /// How many seconds the token is valid; negative, it has expired.
    pub ttl: i64,
    /// The key's region, `None` for `us1`.
    pub region: Option<&'a str>,
}

/// What a capability token is made of.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct CapabilityTokenInputs<'a> {
    /// `AC…`
    pub account_sid: &'a str,
    /// The account's Auth Token.
    pub auth_token: &'a str,
    /// `AP…`
    pub app_sid: &'a str,
    /// The client's name.
    pub client_name: &'a str,
    /// How many seconds the token is valid; negative, it has expired.
    pub ttl: i64,
}

/// A token's content, after verification.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Decoded {
    /// The token's header.
    pub header: Value,
    /// The token's claims.
    pub claims: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Answer(Value),
    Error(String),
}

impl Peer {
    /// Starts both libraries.
    pub fn both() -> [Self; 2] {
        [Self::python(), Self::node()]
    }

    /// Starts Twilio's Python library.
    pub fn python() -> Self {
        let program = tools::python();
        Self::start("Python", &program, "peer.py")
    }

    /// Starts Twilio's library for Node.js.
    pub fn node() -> Self {
        Self::start("Node.js", Path::new("node"), "peer.mjs")
    }

    fn start(language: &'static str, program: &Path, script: &'static str) -> Self {
        Self { language, process: Answering::start(program, script) }
    }

    /// The signature that Twilio sends with a form for `url`.
    pub fn sign(
        &mut self,
        auth_token: &str,
        url: &str,
        parameters: &[(impl Serialize, impl Serialize)],
    ) -> String {
        let inputs = json!({ "auth_token": auth_token, "url": url, "parameters": parameters });
        self.must("sign", &inputs)
    }

    /// Whether the library accepts a signature under a form that was posted to `url`.
    pub fn validates(
        &mut self,
        auth_token: &str,
        url: &str,
        parameters: &[(impl Serialize, impl Serialize)],
        signature: &str,
    ) -> bool {
        let inputs = json!({
            "auth_token": auth_token, "url": url, "parameters": parameters, "signature": signature,
        });
        self.must("validate", &inputs)
    }

    /// The Access Token that the library makes.
    pub fn access_token(&mut self, inputs: &AccessTokenInputs<'_>) -> String {
        self.must("access_token", &json!(inputs))
    }

    /// The capability token that the library makes.
    pub fn capability_token(&mut self, inputs: &CapabilityTokenInputs<'_>) -> String {
        self.must("capability_token", &json!(inputs))
    }

    /// The content of a token of that kind which was signed with `secret` and has not expired.
    ///
    /// # Errors
    ///
    /// The library's reason to refuse the token.
    pub fn decode(&mut self, token: &str, secret: &str, kind: Kind) -> Result<Decoded, String> {
        self.ask("decode", &json!({ "token": token, "secret": secret, "kind": kind }))
    }

    fn must<T: DeserializeOwned>(&mut self, operation: &str, inputs: &Value) -> T {
        let answer = self.ask(operation, inputs);
        answer.unwrap_or_else(|error| panic!("{self} cannot {operation} {inputs}: {error}"))
    }

    fn ask<T: DeserializeOwned>(&mut self, operation: &str, inputs: &Value) -> Result<T, String> {
        let mut request = inputs.clone();
        request["operation"] = json!(operation);
        let answer: Answer =
            serde_json::from_value(self.process.ask(&request)).expect("a peer answers as its head says");
        match answer {
            Answer::Answer(answer) => {
                Ok(serde_json::from_value(answer).expect("the answer to this operation has this type"))
            }
            Answer::Error(error) => Err(error),
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Twilio's {} library", self.language)
    }
}
