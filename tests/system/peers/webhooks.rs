//! The two webhook functions, and a call for each.

use incoming_twiml::IncomingTwiml;
use outgoing_twiml::OutgoingTwiml;
use serde_json::{Value, json};
use switchboard_tests::events::{Post, raw, route};
use tempfile::NamedTempFile;

use super::{directory, returned, settings};

/// Names and values.
pub(super) type Parameters = Vec<(&'static str, &'static str)>;

/// Both functions, ready to answer.
pub(super) struct Webhooks {
    incoming: IncomingTwiml,
    outgoing: OutgoingTwiml,
    _directory: NamedTempFile,
}

/// A call that is put through when its webhook is Twilio's.
pub(super) struct Call {
    pub(super) resource: &'static str,
    pub(super) parameters: Parameters,
    twiml: &'static str,
}

impl Webhooks {
    pub(super) async fn start(others: &[(&str, &str)]) -> Self {
        let directory = directory();
        let settings = settings(&directory, others);
        let incoming = IncomingTwiml::start(settings.clone()).await.unwrap();
        let outgoing = OutgoingTwiml::start(settings).await.unwrap();
        Self { incoming, outgoing, _directory: directory }
    }

    /// What the function behind a route returns for an event.
    pub(super) async fn answer(&self, resource: &str, event: &Value) -> Value {
        let event = raw(event);
        returned(&match resource {
            route::CALL_INCOMING => incoming_twiml::handle(&self.incoming, &event).await,
            _ => outgoing_twiml::handle(&self.outgoing, &event).await,
        })
    }
}

impl Call {
    /// One call in each direction. Twilio sends what it does not know as empty values.
    pub(super) fn both() -> [Self; 2] {
        let incoming = Self {
            resource: route::CALL_INCOMING,
            parameters: vec![
                ("AccountSid", super::ACCOUNT_SID),
                ("ApiVersion", "2010-04-01"),
                ("CallSid", "CA00112233445566778899aabbccddeeff"),
                ("CallStatus", "ringing"),
                ("CallToken", r#"{"parentCallInfoToken":"eyJhbGciOiJFUzI1NiJ9.e30.-_A"}"#),
                ("CallerName", ""),
                ("Direction", "inbound"),
                ("From", "+819059876543"),
                ("FromCity", ""),
                ("FromCountry", "JP"),
                ("To", "+815031234567"),
                ("ToCity", ""),
            ],
            twiml: concat!(
                r#"<?xml version="1.0" encoding="UTF-8"?>"#,
                r#"<Response><Dial timeout="60"><Client>DeviceId_0001</Client></Dial></Response>"#,
            ),
        };
        let outgoing = Self {
            resource: route::CALL_OUTGOING,
            parameters: vec![
                ("AccountSid", super::ACCOUNT_SID),
                ("ApplicationSid", super::APP_SID),
                ("CallSid", "CAffeeddccbbaa99887766554433221100"),
                ("Caller", "client:DeviceId_0001"),
                ("Called", ""),
                ("From", "client:DeviceId_0001"),
                ("To", ""),
                ("callOutgoingPhoneNumber", "+81-90-5987-6543"),
                ("callerPhoneNumber", "+81-50-3123-4567"),
            ],
            twiml: concat!(
                r#"<?xml version="1.0" encoding="UTF-8"?>"#,
                r#"<Response><Dial timeout="60" callerId="+81-50-3123-4567">"#,
                r"<Number>+81-90-5987-6543</Number></Dial></Response>",
            ),
        };
        [incoming, outgoing]
    }

    /// The same call with further parameters.
    pub(super) fn with(mut self, others: &[(&'static str, &'static str)]) -> Self {
        self.parameters.extend(others);
        self
    }

    /// The webhook without a signature.
    pub(super) fn unsigned(&self) -> Post {
        Post::form(self.resource, &self.parameters)
    }

    /// The webhook as Twilio sends it.
    pub(super) fn signed(&self, signature: &str) -> Post {
        self.unsigned().with_header("X-Twilio-Signature", signature)
    }

    /// Whether an answer connects the call, byte for byte. If not, it must be the refusal of what Twilio did not sign.
    #[track_caller]
    pub(super) fn is_connected_by(&self, answer: &Value) -> bool {
        let body = answer["body"].as_str().unwrap();
        if answer["statusCode"] == json!(200) {
            assert_eq!(answer["headers"]["content-type"], json!("application/xml"));
            assert_eq!(body, self.twiml);
            return true;
        }
        assert_eq!(answer["statusCode"], json!(403), "{answer}");
        assert_eq!(answer["headers"]["content-type"], json!("text/plain; charset=utf-8"));
        assert!(body.starts_with("X-Twilio-Signature is not this account's"), "{body}");
        false
    }
}
