//! What each function is asked, and what a right answer says.

use roxmltree::Document;
use serde::Serialize;
use serde_json::{Value, json};
use switchboard_tests::events::{Gateway, Post, route, signed};

/// The number that is registered, as it is written in the questions and in the directory.
pub(crate) const NUMBER: &str = "+81-50-3123-4567";
/// The same in E.164.
pub(crate) const NUMBER_E164: &str = "+815031234567";
/// The client that it is registered to.
pub(crate) const CLIENT: &str = "DeviceId_0001";
/// With it Twilio would sign.
pub(crate) const AUTH_TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// The number that the client calls.
const CALLED: &str = "+81-90-5987-6543";
const ACCOUNT_SID: &str = "AC0123456789abcdef0123456789abcdef";

/// One of the three functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Function {
    CapabilityToken,
    IncomingTwiml,
    OutgoingTwiml,
}

impl Function {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::CapabilityToken, Self::IncomingTwiml, Self::OutgoingTwiml];

    /// The name of its package.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::CapabilityToken => "capability-token",
            Self::IncomingTwiml => "incoming-twiml",
            Self::OutgoingTwiml => "outgoing-twiml",
        }
    }

    /// The name of its resource in `template.yaml`.
    pub(crate) fn resource(self) -> &'static str {
        match self {
            Self::CapabilityToken => "TwilioRetrieveCapabilityToken",
            Self::IncomingTwiml => "TwilioRetrieveTwimlCallIncoming",
            Self::OutgoingTwiml => "TwilioRetrieveTwimlCallOutgoing",
        }
    }

    /// What a browser, or Twilio, asks of it: a REST API's event, with the parameters that Twilio's documents list at
    /// <https://www.twilio.com/docs/voice/twiml#request-parameters>.
    pub(crate) fn question(self) -> Value {
        let call = [
            ("AccountSid", ACCOUNT_SID),
            ("ApiVersion", "2010-04-01"),
            ("CallSid", "CA0123456789abcdef0123456789abcdef"),
            ("CallStatus", "ringing"),
        ];
        match self {
            Self::CapabilityToken => {
                let payload = json!({ "twilioPhoneNumber": NUMBER });
                let post = Post::json(route::CAPABILITY_TOKEN, &payload).with_header("Accept", "*/*");
                Gateway::REST_API.event(&post.with_header("Origin", "https://phone.example"))
            }
            Self::IncomingTwiml => {
                let more = [
                    ("Called", NUMBER_E164),
                    ("Caller", "+819012345678"),
                    ("Direction", "inbound"),
                    ("From", "+819012345678"),
                    ("FromCountry", "JP"),
                    ("To", NUMBER_E164),
                    ("ToCountry", "JP"),
                ];
                signed(route::CALL_INCOMING, &[&call[..], &more].concat(), AUTH_TOKEN)
            }
            Self::OutgoingTwiml => {
                let more = [
                    ("Caller", "client:DeviceId_0001"),
                    ("Direction", "inbound"),
                    ("From", "client:DeviceId_0001"),
                    ("callOutgoingPhoneNumber", CALLED),
                    ("callerPhoneNumber", NUMBER),
                ];
                signed(route::CALL_OUTGOING, &[&call[..], &more].concat(), AUTH_TOKEN)
            }
        }
    }

    /// Whether `answer` is what the question deserves. The peers' documents differ from ours in their blanks and in the order
    /// of attributes, and each token in its time.
    pub(crate) fn is_right(self, answer: &[u8]) -> bool {
        let Ok(answer) = serde_json::from_slice::<Value>(answer) else { return false };
        let Some(body) = answer["body"].as_str() else { return false };
        if answer["statusCode"] != 200 {
            return false;
        }
        match self {
            Self::CapabilityToken => is_token(body),
            Self::IncomingTwiml => dial(body, |dial| {
                let client = dial.first_element_child()?;
                Some(client.tag_name().name() == "Client" && client.text() == Some(CLIENT))
            }),
            Self::OutgoingTwiml => dial(body, |dial| {
                let number = dial.first_element_child()?;
                let is_number = number.tag_name().name() == "Number" && number.text() == Some(CALLED);
                Some(is_number && dial.attribute("callerId") == Some(NUMBER))
            }),
        }
    }
}

fn is_token(body: &str) -> bool {
    let Ok(body) = serde_json::from_str::<Value>(body) else { return false };
    let token = body["capabilityToken"].as_str().unwrap_or_default();
    body["success"] == true && token.split('.').count() == 3 && token.len() > 300
}

/// Whether `xml` rings for a minute whom `is_meant` finds in it.
fn dial(xml: &str, is_meant: impl FnOnce(roxmltree::Node) -> Option<bool>) -> bool {
    let Ok(document) = Document::parse(xml) else { return false };
    let dial = document.descendants().find(|node| node.has_tag_name("Dial"));
    dial.is_some_and(|dial| dial.attribute("timeout") == Some("60") && is_meant(dial) == Some(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> Vec<u8> {
        json!({ "statusCode": 200, "body": body }).to_string().into_bytes()
    }

    #[test]
    fn the_contracts_answers_are_right_and_a_refusal_is_not() {
        let refusal = answer("<Response><Say>no</Say><Hangup/></Response>");
        for (function, xml) in [
            (
                Function::IncomingTwiml,
                "<Response><Dial timeout=\"60\"><Client>DeviceId_0001</Client></Dial></Response>",
            ),
            (
                Function::OutgoingTwiml,
                "<Response><Dial callerId=\"+81-50-3123-4567\" timeout=\"60\"><Number>+81-90-5987-6543</Number></Dial></Response>",
            ),
        ] {
            assert!(function.is_right(&answer(xml)), "{xml}");
            assert!(!function.is_right(&refusal));
        }
        assert!(
            !Function::IncomingTwiml
                .is_right(&answer("<Response><Dial timeout=\"60\"><Client>x</Client></Dial></Response>"))
        );
        assert!(!Function::CapabilityToken.is_right(&answer("{\"capabilityToken\":null,\"success\":false}")));
    }
}
