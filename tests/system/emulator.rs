//! The executables that `sam build` makes answer every event file inside AWS's own emulator.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use switchboard_tests::{
    emulator::Emulator,
    secrets_manager::{SECRET_ARN, SecretsManager},
    tools,
};

const TOKEN: &str = "TwilioRetrieveCapabilityToken";
const INCOMING: &str = "TwilioRetrieveTwimlCallIncoming";
const OUTGOING: &str = "TwilioRetrieveTwimlCallOutgoing";

const RINGS_THE_CLIENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response><Dial timeout="60"><Client>DeviceId_0001</Client></Dial></Response>"#;
const DIALS_THE_TELEPHONE: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response><Dial timeout="60" callerId="+81-50-3123-4567"><Number>+81-90-5987-6543</Number></Dial></Response>"#;
const REFUSES_THE_CALLED: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response><Say language="en-US">An error occurred. Your Twilio phone number +819999999999 is invalid.</Say><Hangup/></Response>"#;
const REFUSES_THE_CALLER: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response><Say language="en-US">An error occurred. Your Twilio phone number +81-99-9999-9999 is invalid.</Say><Hangup/></Response>"#;
const NO_TOKEN: &str = r#"{"capabilityToken":null,"success":false}"#;

/// Variables by name.
type Environment<'a> = &'a [(&'a str, &'a str)];

/// What a function answers to an event file.
#[derive(Clone, Copy)]
enum Payload {
    Twiml(&'static str),
    /// A token, which differs from call to call.
    Token,
    NoToken,
}

/// How the answer is wrapped.
#[derive(Clone, Copy)]
enum Shape {
    RestProxy,
    HttpApi,
    Bare,
}

/// Every event file, the function it is for, and the answer.
const EVENTS: [(&str, &str, Shape, Payload); 17] = [
    ("capability-token-bare", TOKEN, Shape::Bare, Payload::Token),
    ("capability-token-http-api", TOKEN, Shape::HttpApi, Payload::Token),
    ("capability-token-rest", TOKEN, Shape::RestProxy, Payload::Token),
    ("capability-token-rest-base64", TOKEN, Shape::RestProxy, Payload::Token),
    ("capability-token-rest-not-registered", TOKEN, Shape::RestProxy, Payload::NoToken),
    ("incoming-twiml-bare", INCOMING, Shape::Bare, Payload::Twiml(RINGS_THE_CLIENT)),
    ("incoming-twiml-http-api", INCOMING, Shape::HttpApi, Payload::Twiml(RINGS_THE_CLIENT)),
    ("incoming-twiml-http-api-base64", INCOMING, Shape::HttpApi, Payload::Twiml(RINGS_THE_CLIENT)),
    ("incoming-twiml-rest", INCOMING, Shape::RestProxy, Payload::Twiml(RINGS_THE_CLIENT)),
    ("incoming-twiml-rest-base64", INCOMING, Shape::RestProxy, Payload::Twiml(RINGS_THE_CLIENT)),
    ("incoming-twiml-rest-not-registered", INCOMING, Shape::RestProxy, Payload::Twiml(REFUSES_THE_CALLED)),
    ("outgoing-twiml-bare", OUTGOING, Shape::Bare, Payload::Twiml(DIALS_THE_TELEPHONE)),
    ("outgoing-twiml-http-api", OUTGOING, Shape::HttpApi, Payload::Twiml(DIALS_THE_TELEPHONE)),
    ("outgoing-twiml-http-api-base64", OUTGOING, Shape::HttpApi, Payload::Twiml(DIALS_THE_TELEPHONE)),
    ("outgoing-twiml-rest", OUTGOING, Shape::RestProxy, Payload::Twiml(DIALS_THE_TELEPHONE)),
    ("outgoing-twiml-rest-base64", OUTGOING, Shape::RestProxy, Payload::Twiml(DIALS_THE_TELEPHONE)),
    ("outgoing-twiml-rest-not-registered", OUTGOING, Shape::RestProxy, Payload::Twiml(REFUSES_THE_CALLER)),
];

#[test]
fn a_browser_gets_a_token_in_every_shape() {
    answers_its_event_files(TOKEN);
}

#[test]
fn an_incoming_call_rings_the_client_in_every_shape() {
    answers_its_event_files(INCOMING);
}

#[test]
fn an_outgoing_call_dials_the_telephone_in_every_shape() {
    answers_its_event_files(OUTGOING);
}

#[test]
fn every_event_file_has_an_expected_answer() {
    let files = fs::read_dir(events()).unwrap().map(|entry| entry.unwrap().path());
    let found: BTreeSet<String> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "env")
        .collect();
    assert_eq!(found, EVENTS.map(|(name, ..)| name.to_owned()).into());
}

#[test]
fn a_function_without_its_settings_says_so_in_one_line_and_ends() {
    let directory = events().join("layer/directory.toml");
    let file = ("DIRECTORY_FILE", directory.to_str().unwrap());
    let two_directories = [file, ("DIRECTORY_TABLE", "Directory")];
    let one_directory = "exactly one of DIRECTORY_TABLE and DIRECTORY_FILE must be set";
    let cases: [(&str, Environment, &str); 6] = [
        (TOKEN, &[], one_directory),
        (TOKEN, &[file], "TWILIO_ACCOUNT_SID is not set"),
        (INCOMING, &two_directories, one_directory),
        (INCOMING, &[file], "TWILIO_AUTH_TOKEN is not set"),
        (OUTGOING, &[file], "TWILIO_AUTH_TOKEN is not set"),
        (
            OUTGOING,
            &[file, ("TWILIO_AUTH_TOKEN", "x"), ("ALLOWED_COUNTRIES", "JP,XX")],
            "ALLOWED_COUNTRIES must be country codes such as JP,US, or *; XX is not a country",
        ),
    ];
    for (function, environment, error) in cases {
        let emulator = Emulator::start(&built(function), environment);
        assert_eq!(emulator.try_invoke(&json!({})), None, "{function}");
        // The emulator's account of how the process ended comes last.
        let log = emulator.log_with("Runtime exited with error: exit status 1");
        let line = json!({ "level": "ERROR", "message": "the function cannot start", "error": error });
        assert_eq!(own_lines(&log), [line], "{function}");
    }
}

#[test]
fn a_deployed_function_takes_its_credentials_from_the_secret() {
    let mut secret = environment(TOKEN);
    let directory = secret.remove("DIRECTORY_FILE").unwrap();
    secret.retain(|name, _| name.starts_with("TWILIO_"));
    let endpoint = SecretsManager::start(Some(json!(secret))).endpoint();
    let emulator = Emulator::start(&built(TOKEN), &with_secret(&directory, &endpoint));
    body_with_the_token_of(&emulator.invoke(&event("capability-token-rest")), &secret);
}

#[test]
fn a_deployed_function_says_that_its_secret_has_not_been_filled() {
    let directory = environment(TOKEN).remove("DIRECTORY_FILE").unwrap();
    let endpoint = SecretsManager::start(None).endpoint();
    for function in [TOKEN, INCOMING, OUTGOING] {
        let emulator = Emulator::start(&built(function), &with_secret(&directory, &endpoint));
        assert_eq!(emulator.try_invoke(&json!({})), None, "{function}");
        let log = emulator.log_with("Runtime exited with error: exit status 1");
        let [line] = own_lines(&log).try_into().unwrap();
        let error = line["error"].as_str().unwrap();
        assert!(error.starts_with("the secret named by TWILIO_SECRET_ARN cannot be read: "), "{error}");
        assert!(error.contains("can't find the specified secret value"), "{error}");
    }
}

#[test]
fn a_deployed_webhook_refuses_what_twilio_did_not_sign() {
    let mut environment = environment(INCOMING);
    assert_eq!(environment.remove("ACCEPT_UNSIGNED_WEBHOOKS").as_deref(), Some("true"));
    environment.insert("TWILIO_AUTH_TOKEN".to_owned(), "not-a-real-auth-token".to_owned());
    let emulator = start(INCOMING, &environment);

    let refusal = "X-Twilio-Signature is not this account's; if Twilio sent the request, check the Auth Token and PUBLIC_BASE_URL";
    assert_eq!(
        emulator.invoke(&event("incoming-twiml-rest")),
        json!({
            "statusCode": 403, "headers": { "content-type": "text/plain; charset=utf-8" }, "multiValueHeaders": {},
            "body": refusal, "isBase64Encoded": false,
        }),
    );
    assert_eq!(
        emulator.invoke(&event("incoming-twiml-bare")),
        json!({ "statusCode": 403, "message": refusal })
    );
}

#[test]
fn a_call_is_logged_in_one_line_by_its_sid() {
    let emulator = start(INCOMING, &environment(INCOMING));
    emulator.invoke(&event("incoming-twiml-rest"));

    // The emulator's own report of the event comes last.
    let mut lines = own_lines(&emulator.log_with("REPORT RequestId"));
    let duration = lines[0].as_object_mut().unwrap().remove("duration_ms");
    assert!(duration.is_some_and(|duration| duration.as_f64() < Some(1000.0)));
    assert_eq!(
        lines,
        [json!({
            "level": "INFO", "function": "incoming-twiml", "call_sid": "CA00000000000000000000000000000001",
            "outcome": "connected",
        })],
    );
}

fn answers_its_event_files(function: &str) {
    let environment = environment(function);
    let emulator = start(function, &environment);
    for (name, _, shape, payload) in EVENTS.into_iter().filter(|(_, owner, ..)| *owner == function) {
        let answer = emulator.invoke(&event(name));
        let (content_type, body) = match payload {
            Payload::Twiml(twiml) => ("application/xml", twiml.to_owned()),
            Payload::NoToken => ("application/json", NO_TOKEN.to_owned()),
            Payload::Token => ("application/json", body_with_the_token_of(&answer, &environment)),
        };
        assert_eq!(answer, wrapped(shape, content_type, &body), "{name}");
    }
}

/// The whole answer, as API Gateway or whoever sent the bare payload is to get it.
fn wrapped(shape: Shape, content_type: &str, body: &str) -> Value {
    let mut headers = json!({ "content-type": content_type });
    if content_type == "application/json" {
        headers["cache-control"] = json!("no-store");
        headers["access-control-allow-origin"] = json!("*");
    }
    let mut response = json!({
        "statusCode": 200, "headers": headers, "multiValueHeaders": {}, "body": body, "isBase64Encoded": false,
    });
    match shape {
        Shape::RestProxy => response,
        Shape::HttpApi => {
            response["cookies"] = json!([]);
            response
        }
        Shape::Bare => serde_json::from_str(body).unwrap_or_else(|_| json!(body)),
    }
}

/// The body that is to carry the token that `answer` carries, once that token is known to be a good one.
fn body_with_the_token_of(answer: &Value, environment: &BTreeMap<String, String>) -> String {
    let body = answer["body"].as_str().map(|body| serde_json::from_str::<Value>(body).unwrap());
    let token = body.as_ref().unwrap_or(answer)["capabilityToken"].as_str().unwrap();
    is_for_device_id_0001(token, environment);
    format!(r#"{{"capabilityToken":"{token}","success":true}}"#)
}

fn is_for_device_id_0001(token: &str, environment: &BTreeMap<String, String>) {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, environment["TWILIO_API_KEY_SECRET"].as_bytes());
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
    hmac::verify(&key, signed.as_bytes(), &signature).expect("the API key's secret signs the token");

    let decoded =
        |part| serde_json::from_slice::<Value>(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    assert_eq!(decoded(header), json!({ "typ": "JWT", "alg": "HS256", "cty": "twilio-fpa;v=1" }));

    let claims = decoded(claims);
    let issued = claims["iat"].as_u64().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    assert!(now.abs_diff(issued) < 60, "issued at {issued}, and it is {now}");
    let key_sid = &environment["TWILIO_API_KEY_SID"];
    let nonce = claims["jti"].as_str().unwrap().strip_prefix(&format!("{key_sid}-")).unwrap();
    assert_eq!(nonce.len(), 32, "{nonce}");
    assert_eq!(
        claims,
        json!({
            "jti": claims["jti"], "iss": key_sid, "sub": environment["TWILIO_ACCOUNT_SID"],
            "iat": issued, "exp": issued + 3600,
            "grants": {
                "identity": "DeviceId_0001",
                "voice": {
                    "incoming": { "allow": true },
                    "outgoing": { "application_sid": environment["TWILIO_APP_SID"] },
                },
            },
        }),
    );
}

/// What a deployed function has, except that its directory is a file.
fn with_secret<'a>(directory: &'a str, endpoint: &'a str) -> [(&'a str, &'a str); 3] {
    [
        ("DIRECTORY_FILE", directory),
        ("TWILIO_SECRET_ARN", SECRET_ARN),
        ("AWS_ENDPOINT_URL_SECRETS_MANAGER", endpoint),
    ]
}

fn start(function: &str, environment: &BTreeMap<String, String>) -> Emulator {
    let environment: Vec<_> =
        environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Emulator::start(&built(function), &environment)
}

fn built(function: &str) -> PathBuf {
    tools::sam_build().join(function).join("bootstrap")
}

fn events() -> PathBuf {
    tools::repository().join("tests/events")
}

fn event(name: &str) -> Value {
    read(&format!("{name}.json"))
}

fn read(file: &str) -> Value {
    serde_json::from_slice(&fs::read(events().join(file)).unwrap()).unwrap()
}

/// What env.json gives a function, with the layer's files where they lie here and not where a container has them.
fn environment(function: &str) -> BTreeMap<String, String> {
    let mut environment: BTreeMap<String, String> =
        serde_json::from_value(read("env.json")[function].clone()).unwrap();
    let directory = environment.get_mut("DIRECTORY_FILE").unwrap();
    let layer = events().join("layer");
    *directory = directory.replace("/opt", layer.to_str().unwrap());
    environment
}

/// The lines that the function itself wrote, which are JSON; the emulator's are not.
fn own_lines(log: &str) -> Vec<Value> {
    log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}
