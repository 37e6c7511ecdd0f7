//! With `WebhookMapping: gateway`, API Gateway turns a form into JSON, the function's answer into TwiML, and nothing is lost.
//!
//! The template's own mappings, evaluated by Apache Velocity, before and behind the executables that `sam build` makes.

use std::{cell::RefCell, process::Command};

use proptest::{collection::vec, prelude::*, sample::select, test_runner::TestRunner};
use serde_json::Value;
use switchboard_lambda::{RawValue, event::Parameters};
use switchboard_tests::{
    emulator::Emulator,
    events::{Gateway, form_encoded, route},
    peer::Peer,
    tools,
    velocity::{Evaluated, Velocity},
};

const AUTH_TOKEN: &str = "planted-mapping-auth-token";

const INCOMING: [(&str, &str); 1] = [("To", "+815031234567")];
const OUTGOING: [(&str, &str); 3] = [
    ("From", "client:DeviceId_0001"),
    ("callerPhoneNumber", "+81-50-3123-4567"),
    ("callOutgoingPhoneNumber", "+81-90-5987-6543"),
];
const RINGS_THE_CLIENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response><Dial timeout="60"><Client>DeviceId_0001</Client></Dial></Response>"#;
const DIALS_THE_TELEPHONE: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response><Dial timeout="60" callerId="+81-50-3123-4567"><Number>+81-90-5987-6543</Number></Dial></Response>"#;

/// API Gateway with one webhook's integration, and the function behind it.
struct Mapped {
    velocity: Velocity,
    templates: Value,
    emulator: Emulator,
    resource: &'static str,
}

impl Mapped {
    fn start(function: &str, resource: &'static str, directory: (&str, &str)) -> Self {
        let others = [
            ("TWILIO_AUTH_TOKEN", AUTH_TOKEN),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "planted-aws-secret"),
            // Where nobody listens.
            ("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:9"),
        ];
        let environment: Vec<_> = [directory].into_iter().chain(others).collect();
        let executable = tools::sam_build().join(function).join("bootstrap");
        Self {
            velocity: Velocity::start(),
            templates: templates(),
            emulator: Emulator::start(&executable, &environment),
            resource,
        }
    }

    fn template(&self, of: &str, name: &str) -> String {
        self.templates[of][name].as_str().unwrap().to_owned()
    }

    /// The event that a form becomes, as text: a name may come more than once in it.
    fn event(&mut self, body: &str, signature: Option<(&str, &str)>) -> Box<RawValue> {
        let path = format!("{}{}", Gateway::REST_API.path, self.resource);
        let header = signature.map(|(name, value)| (format!("header {name}"), value));
        let known = [
            ("body", body),
            ("context domainName", Gateway::REST_API.domain),
            ("context path", &path),
            ("context resourcePath", self.resource),
        ];
        let header = header.as_ref().map(|(name, value)| (name.as_str(), *value));
        let known: Vec<_> = known.into_iter().chain(header).collect();
        let mapped = self.velocity.evaluate(&self.template("Form", "ToJson"), &known);
        RawValue::from_string(mapped.text.clone()).unwrap_or_else(|error| panic!("{error}: {}", mapped.text))
    }

    /// What Twilio gets for a form.
    fn answer(&mut self, body: &str, signature: Option<(&str, &str)>) -> Evaluated {
        let event = self.event(body, signature);
        let reply = self.emulator.invoke(&event);
        let json = reply.to_string();
        let status = reply["statusCode"].to_string();
        let at_root = reply.as_str().unwrap_or_default();
        let message = reply["message"].as_str().unwrap_or_default();
        let known = [
            ("json $", json.as_str()),
            ("path $", at_root),
            ("path $.statusCode", &status),
            ("path $.message", message),
        ];
        self.velocity.evaluate(&self.template("Answer", "ToXml"), &known)
    }
}

fn templates() -> Value {
    let translated = Command::new(tools::python())
        .args(["tests/template/translate.py", "template.yaml"])
        .current_dir(tools::repository())
        .output()
        .unwrap();
    let template: Value = serde_json::from_slice(&translated.stdout).unwrap();
    template["Mappings"]["WebhookTemplates"].clone()
}

fn directory() -> String {
    tools::repository().join("tests/events/layer/directory.toml").display().to_string()
}

/// Few and short names, so that many are repeated, and characters that mean something to forms, JSON, Velocity or scripts.
fn parameters() -> impl Strategy<Value = Vec<(String, String)>> {
    let character = prop_oneof![
        3 => select(vec!['a', 'B', '1', ' ', '+', '%', '&', '=', '"', '\'', '\\', '/', '$', '#', '{', '}', '\n', '\r', '\t', '<']),
        1 => select(vec!['\0', '\u{1f}', '\u{7f}', 'é', '電', '\u{2028}', '\u{feff}', '📞']),
        1 => any::<char>(),
    ];
    let text = |longest: usize| vec(character.clone(), 0..=longest).prop_map(String::from_iter);
    vec((text(2), text(12)), 0..8)
}

#[test]
fn whatever_the_form_the_function_gets_every_name_and_value_and_answers_it_as_twiml() {
    let directory = directory();
    let cases = [
        ("TwilioRetrieveTwimlCallIncoming", route::CALL_INCOMING, &INCOMING[..], RINGS_THE_CLIENT),
        ("TwilioRetrieveTwimlCallOutgoing", route::CALL_OUTGOING, &OUTGOING[..], DIALS_THE_TELEPHONE),
    ];
    for (function, resource, call, twiml) in cases {
        let mapped = RefCell::new(Mapped::start(function, resource, ("DIRECTORY_FILE", &directory)));
        let peer = RefCell::new(Peer::python());
        let config = ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() };
        let outcome = TestRunner::new(config).run(&parameters(), |others| {
            let others = others.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let sent: Vec<_> = call.iter().copied().chain(others).collect();
            let signature = peer.borrow_mut().sign(AUTH_TOKEN, &Gateway::REST_API.url(resource), &sent);
            let body = form_encoded(&sent);

            let event = mapped.borrow_mut().event(&body, None);
            let Parameters(received) = serde_json::from_str(event.get()).unwrap();
            let received: Vec<_> =
                received.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            prop_assert_eq!(&received, &sent);

            let header = Some(("X-Twilio-Signature", signature.as_str()));
            let answer = mapped.borrow_mut().answer(&body, header);
            prop_assert_eq!(answer, Evaluated { status: None, text: twiml.to_owned() });
            Ok(())
        });
        outcome.unwrap_or_else(|failure| panic!("{function}: {failure}"));
    }
}

#[test]
fn what_twilio_did_not_sign_is_refused_with_its_status() {
    let mut mapped = Mapped::start(
        "TwilioRetrieveTwimlCallIncoming",
        route::CALL_INCOMING,
        ("DIRECTORY_FILE", &directory()),
    );
    let mut peer = Peer::node();
    let genuine = peer.sign(AUTH_TOKEN, &Gateway::REST_API.url(route::CALL_INCOMING), &INCOMING);
    let elsewhere = peer.sign(AUTH_TOKEN, &Gateway::REST_API.url(route::CALL_OUTGOING), &INCOMING);
    let body = form_encoded(&INCOMING);
    let forged = format!("{body}&Added=1");
    let carried = format!("{body}&switchboardWebhook=%7B%22signature%22%3A%22x%22%7D");
    for (body, header, status) in [
        (&body, Some(("x-twilio-signature", genuine.as_str())), None),
        (&body, Some(("X-TWILIO-SIGNATURE", genuine.as_str())), None),
        (&body, None, Some(403)),
        (&body, Some(("X-Twilio-Signature", "")), Some(403)),
        (&body, Some(("X-Twilio-Signature", "\"},\"a\":{\"b\":\"")), Some(403)),
        (&body, Some(("X-Twilio-Signature", elsewhere.as_str())), Some(403)),
        (&forged, Some(("X-Twilio-Signature", genuine.as_str())), Some(403)),
        (&carried, Some(("X-Twilio-Signature", genuine.as_str())), Some(400)),
    ] {
        let answer = mapped.answer(body, header);
        assert_eq!(answer.status, status, "{header:?}: {answer:?}");
        assert_eq!(answer.text == RINGS_THE_CLIENT, status.is_none(), "{header:?}: {answer:?}");
    }
}

#[test]
fn a_refused_caller_hears_why_and_a_failure_is_seen_by_twilio() {
    let strangers = [("To", "+819999999999")];
    let mut mapped = Mapped::start(
        "TwilioRetrieveTwimlCallIncoming",
        route::CALL_INCOMING,
        ("DIRECTORY_FILE", &directory()),
    );
    let mut peer = Peer::node();
    let mut answer = |mapped: &mut Mapped, call: &[(&str, &str)]| {
        let signature = peer.sign(AUTH_TOKEN, &Gateway::REST_API.url(route::CALL_INCOMING), call);
        mapped.answer(&form_encoded(call), Some(("X-Twilio-Signature", &signature)))
    };
    let refused = answer(&mut mapped, &strangers);
    assert_eq!(refused.status, None);
    assert_eq!(
        refused.text,
        r#"<?xml version="1.0" encoding="UTF-8"?><Response><Say language="en-US">An error occurred. Your Twilio phone number +819999999999 is invalid.</Say><Hangup/></Response>"#
    );
    let mut without_its_table = Mapped::start(
        "TwilioRetrieveTwimlCallIncoming",
        route::CALL_INCOMING,
        ("DIRECTORY_TABLE", "Numbers"),
    );
    let failed = answer(&mut without_its_table, &INCOMING);
    assert_eq!(failed, Evaluated { status: Some(503), text: "the directory cannot be reached".to_owned() });
}
