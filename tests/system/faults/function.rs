//! The three functions: what each is asked, and what each answers.

use serde_json::{Value, json};

/// The pairing key that every entry here has.
pub(super) const PAIRING_KEY: &str = "correct horse";

/// The functions, as their callers see them.
#[derive(Clone, Copy, Debug)]
pub(super) enum Function {
    Incoming,
    Outgoing,
    Token,
}

impl Function {
    pub(super) const ALL: [Self; 3] = [Self::Incoming, Self::Outgoing, Self::Token];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Incoming => "incoming-twiml",
            Self::Outgoing => "outgoing-twiml",
            Self::Token => "capability-token",
        }
    }

    /// A REST API's event, as far as the function reads it, about that number in E.164.
    pub(super) fn event(self, number: &str, call_sid: &str) -> Value {
        let encoded = number.replace('+', "%2B");
        let (resource, body) = match self {
            Self::Incoming => {
                ("/twilio/retrieve_twiml/call_incoming", format!("CallSid={call_sid}&To={encoded}"))
            }
            Self::Outgoing => (
                "/twilio/retrieve_twiml/call_outgoing",
                format!(
                    "CallSid={call_sid}&From=client%3ADeviceId_0001&callerPhoneNumber={encoded}\
                     &callOutgoingPhoneNumber=%2B81-90-5987-6543"
                ),
            ),
            Self::Token => {
                ("/twilio/retrieve_capability_token", json!({ "twilioPhoneNumber": number }).to_string())
            }
        };
        json!({
            "resource": resource,
            "path": resource,
            "httpMethod": "POST",
            "headers": { "Authorization": format!("Bearer {PAIRING_KEY}") },
            "requestContext": { "domainName": "api.example.com", "path": format!("/prod{resource}"), "stage": "prod" },
            "body": body,
            "isBase64Encoded": false,
        })
    }

    /// The whole answer to an event for which the directory has no answer.
    pub(super) fn failed(self, reason: &str) -> Value {
        let (headers, body) = match self {
            Self::Incoming | Self::Outgoing => {
                (json!({ "content-type": "text/plain; charset=utf-8" }), reason)
            }
            // A browser is told nothing about the directory.
            Self::Token => (
                json!({ "content-type": "application/json", "cache-control": "no-store" }),
                r#"{"capabilityToken":null,"success":false}"#,
            ),
        };
        json!({
            "statusCode": 503, "headers": headers, "multiValueHeaders": {}, "body": body, "isBase64Encoded": false,
        })
    }

    pub(super) fn assert_served(self, reply: &Value, number: &str) {
        assert_eq!(reply["statusCode"], 200, "{reply}");
        let body = reply["body"].as_str().expect("an answer has a body");
        let prolog = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
        match self {
            Self::Incoming => assert_eq!(
                body,
                format!(
                    r#"{prolog}<Response><Dial timeout="60"><Client>DeviceId_0001</Client></Dial></Response>"#
                )
            ),
            Self::Outgoing => assert_eq!(
                body,
                format!(
                    r#"{prolog}<Response><Dial timeout="60" callerId="{number}"><Number>+81-90-5987-6543</Number></Dial></Response>"#
                )
            ),
            Self::Token => {
                let granted: Value =
                    serde_json::from_str(body).expect("the token function answers with JSON");
                assert_eq!(granted["success"], true, "{body}");
                assert!(granted["capabilityToken"].is_string(), "{body}");
            }
        }
    }
}
