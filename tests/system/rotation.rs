//! Credentials are replaced while calls come in, and no call notices.

use std::{
    cell::Cell,
    collections::HashMap,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use capability_token::CapabilityToken;
use incoming_twiml::IncomingTwiml;
use outgoing_twiml::OutgoingTwiml;
use serde_json::{Value, json};
use switchboard::{
    client_name::ClientName,
    directory::{Client, Directory, LookUp},
    phone_number::PhoneNumber,
};
use switchboard_lambda::{
    secret::{Reading, SecretError, SecretSource},
    settings::Settings,
};
use switchboard_tests::{
    emulator::Emulator,
    events::{Gateway, Post, raw, route, signed},
    secrets_manager::{SECRET_ARN, SecretsManager},
    tools,
};

const FIRST: &str = "planted-first-auth-token";
const SECOND: &str = "planted-second-auth-token";
const STRANGERS: &str = "planted-strangers-auth-token";

const INCOMING: [(&str, &str); 2] =
    [("CallSid", "CA00000000000000000000000000000001"), ("To", "+815031234567")];
const OUTGOING: [(&str, &str); 4] = [
    ("CallSid", "CA00000000000000000000000000000001"),
    ("From", "client:DeviceId_0001"),
    ("callOutgoingPhoneNumber", "+81-90-5987-6543"),
    ("callerPhoneNumber", "+81-50-3123-4567"),
];

/// How long an operator waits at least between writing the next Auth Token and promoting it; see decision 9.
const OPERATOR_WAITS: Duration = Duration::from_secs(60);

thread_local! {
    static ELAPSED: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

fn clock() -> Instant {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    *START + ELAPSED.get()
}

fn advance(by: Duration) {
    ELAPSED.set(ELAPSED.get() + by);
}

/// A secret as an operator sees it, whose readings take a while, and which can be away.
struct Secret {
    values: Mutex<Option<Value>>,
    takes: Duration,
    readings: AtomicUsize,
}

impl Secret {
    fn holding(values: Value, takes: Duration) -> Arc<Self> {
        Arc::new(Self { values: Mutex::new(Some(values)), takes, readings: AtomicUsize::new(0) })
    }

    fn put(&self, values: impl Into<Option<Value>>) {
        *self.values.lock().unwrap() = values.into();
    }

    fn readings(&self) -> usize {
        self.readings.load(Ordering::Relaxed)
    }

    /// The settings of a function that has just read the secret.
    async fn settings(self: &Arc<Self>) -> Settings {
        let values = self.read().await.unwrap();
        self.readings.store(0, Ordering::Relaxed);
        Settings::new([]).completed_by(values).reread_from(self.clone(), clock)
    }
}

impl SecretSource for Secret {
    fn read(&self) -> Reading<'_> {
        self.readings.fetch_add(1, Ordering::Relaxed);
        let values = self.values.lock().unwrap().clone();
        Box::pin(async move {
            tokio::time::sleep(self.takes).await;
            let values = values.ok_or(SecretError::Malformed)?;
            let values: HashMap<String, String> = serde_json::from_value(values).unwrap();
            Ok(values.into_iter().map(|(name, value)| (name, value.into())).collect())
        })
    }
}

/// Rings `DeviceId_0001` whatever the number, after a while.
struct OneClient {
    takes: Duration,
}

impl Directory for OneClient {
    fn client_for<'a>(&'a self, _: &'a PhoneNumber) -> LookUp<'a> {
        Box::pin(async {
            tokio::time::sleep(self.takes).await;
            Ok(Some(Client { name: ClientName::parse("DeviceId_0001").unwrap(), pairing_key: None }))
        })
    }
}

fn one_client() -> Arc<dyn Directory> {
    Arc::new(OneClient { takes: Duration::ZERO })
}

/// The statuses of an incoming and of an outgoing call that are signed with `auth_token`.
async fn calls(functions: &(IncomingTwiml, OutgoingTwiml), auth_token: &str) -> [u64; 2] {
    let (incoming, outgoing) = tokio::join!(incoming(&functions.0, auth_token), async {
        let event = signed(route::CALL_OUTGOING, &OUTGOING, auth_token);
        status(&serde_json::to_value(outgoing_twiml::handle(&functions.1, &raw(&event)).await).unwrap())
    });
    [incoming, outgoing]
}

async fn incoming(function: &IncomingTwiml, auth_token: &str) -> u64 {
    let event = signed(route::CALL_INCOMING, &INCOMING, auth_token);
    status(&serde_json::to_value(incoming_twiml::handle(function, &raw(&event)).await).unwrap())
}

fn status(reply: &Value) -> u64 {
    reply["statusCode"].as_u64().unwrap()
}

/// The `iss` of a token that the function gives: the API key's SID.
async fn issuer(function: &CapabilityToken) -> String {
    let event = json!({ "twilioPhoneNumber": "+815031234567" });
    let reply = serde_json::to_value(capability_token::handle(function, &raw(&event)).await).unwrap();
    let claims = reply["capabilityToken"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    let claims: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    claims["iss"].as_str().unwrap().to_owned()
}

/// What the tokens' secret holds with that API key.
fn api_key(sid: &str) -> Value {
    json!({
        "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
        "TWILIO_APP_SID": "AP0123456789abcdef0123456789abcdef",
        "TWILIO_API_KEY_SID": sid,
        "TWILIO_API_KEY_SECRET": "planted-api-key-secret",
    })
}

#[tokio::test]
async fn no_call_is_refused_while_the_auth_token_is_rotated() {
    let secret = Secret::holding(json!({ "TWILIO_AUTH_TOKEN": FIRST }), Duration::ZERO);
    let settings = secret.settings().await;
    let functions = (
        IncomingTwiml::new(&settings, one_client()).unwrap(),
        OutgoingTwiml::new(&settings, one_client()).unwrap(),
    );
    // Calls come every 7 s for two hours, and between them strangers try what they can.
    let (writes, promotes) = (Duration::from_secs(1799), Duration::from_secs(1799) + OPERATOR_WAITS);
    let cleans_up = Duration::from_secs(3600);
    for seconds in (0..7200).step_by(7) {
        let now = Duration::from_secs(seconds);
        if (writes..writes + Duration::from_secs(7)).contains(&now) {
            secret.put(json!({ "TWILIO_AUTH_TOKEN": FIRST, "TWILIO_AUTH_TOKEN_NEXT": SECOND }));
        }
        if (cleans_up..cleans_up + Duration::from_secs(7)).contains(&now) {
            secret.put(json!({ "TWILIO_AUTH_TOKEN": SECOND }));
        }
        let twilios = if now < promotes { FIRST } else { SECOND };
        assert_eq!(calls(&functions, twilios).await, [200, 200], "after {now:?}");
        assert_eq!(calls(&functions, STRANGERS).await, [403, 403], "after {now:?}");
        advance(Duration::from_secs(7));
    }
    assert_eq!(calls(&functions, FIRST).await, [403, 403], "what is no longer in the secret signs nothing");
    // Two functions for 120 minutes, whatever strangers try.
    assert!(secret.readings() <= 2 * 120, "{} readings", secret.readings());
}

#[tokio::test]
async fn a_rotated_auth_token_is_known_after_fifteen_quiet_minutes_without_a_failed_signature() {
    let secret = Secret::holding(json!({ "TWILIO_AUTH_TOKEN": FIRST }), Duration::ZERO);
    let function = IncomingTwiml::new(&secret.settings().await, one_client()).unwrap();
    secret.put(json!({ "TWILIO_AUTH_TOKEN": FIRST, "TWILIO_AUTH_TOKEN_NEXT": SECOND }));
    advance(Duration::from_secs(15 * 60));
    assert_eq!(incoming(&function, FIRST).await, 200);
    assert_eq!(secret.readings(), 1);
    assert_eq!(incoming(&function, SECOND).await, 200);
    assert_eq!(secret.readings(), 1);
}

#[tokio::test]
async fn calls_that_fail_together_are_saved_by_one_reading() {
    let secret = Secret::holding(json!({ "TWILIO_AUTH_TOKEN": FIRST }), Duration::from_millis(20));
    let function = IncomingTwiml::new(&secret.settings().await, one_client()).unwrap();
    secret.put(json!({ "TWILIO_AUTH_TOKEN": SECOND }));
    advance(OPERATOR_WAITS);
    let statuses = tokio::join!(
        incoming(&function, SECOND),
        incoming(&function, STRANGERS),
        incoming(&function, SECOND),
        incoming(&function, SECOND),
    );
    assert_eq!((statuses, secret.readings()), ((200, 403, 200, 200), 1));
}

#[tokio::test]
async fn a_webhook_without_a_signature_makes_nobody_read_the_secret() {
    let secret = Secret::holding(json!({ "TWILIO_AUTH_TOKEN": FIRST }), Duration::ZERO);
    let function = IncomingTwiml::new(&secret.settings().await, one_client()).unwrap();
    advance(Duration::from_secs(60 * 60));
    let event = raw(&Gateway::REST_API.event(&Post::form(route::CALL_INCOMING, &INCOMING)));
    let reply = serde_json::to_value(incoming_twiml::handle(&function, &event).await).unwrap();
    assert_eq!((status(&reply), secret.readings()), (403, 0));
}

#[tokio::test]
async fn a_secret_that_is_away_costs_no_call_and_no_token() {
    let secret = Secret::holding(json!({ "TWILIO_AUTH_TOKEN": FIRST }), Duration::ZERO);
    let webhook = IncomingTwiml::new(&secret.settings().await, one_client()).unwrap();
    let key = "SK00000000000000000000000000000001";
    let tokens_secret = Secret::holding(api_key(key), Duration::ZERO);
    let token = CapabilityToken::new(&tokens_secret.settings().await, one_client()).unwrap();
    secret.put(None);
    tokens_secret.put(None);
    for _ in 0..3 {
        advance(Duration::from_secs(15 * 60));
        assert_eq!(incoming(&webhook, FIRST).await, 200);
        assert_eq!(incoming(&webhook, STRANGERS).await, 403);
        assert_eq!(issuer(&token).await, key);
    }
    assert_eq!((secret.readings(), tokens_secret.readings()), (3, 3));
}

#[tokio::test]
async fn fifteen_minutes_after_an_api_key_was_replaced_the_next_token_is_signed_with_the_new_one() {
    let (old, new) = ("SK00000000000000000000000000000001", "SK00000000000000000000000000000002");
    let secret = Secret::holding(api_key(old), Duration::ZERO);
    let function = CapabilityToken::new(&secret.settings().await, one_client()).unwrap();
    secret.put(api_key(new));
    advance(Duration::from_secs(15 * 60 - 1));
    assert_eq!(issuer(&function).await, old);
    advance(Duration::from_secs(1));
    assert_eq!(issuer(&function).await, new);
}

#[tokio::test]
async fn a_call_does_not_wait_for_the_secret_and_the_table_one_after_the_other() {
    let takes = Duration::from_millis(200);
    let secret = Secret::holding(json!({ "TWILIO_AUTH_TOKEN": FIRST }), takes);
    let function = IncomingTwiml::new(&secret.settings().await, Arc::new(OneClient { takes })).unwrap();
    advance(Duration::from_secs(15 * 60));
    let began = Instant::now();
    assert_eq!(incoming(&function, FIRST).await, 200);
    let took = began.elapsed();
    println!("the table and the secret take {takes:?} each, and the call {took:?}");
    assert_eq!(secret.readings(), 1);
    assert!(took < Duration::from_millis(350), "{took:?}");
}

/// With the deployed executables and their own clock, which is why it takes a minute.
#[test]
fn deployed_webhooks_take_a_rotated_auth_token_without_a_refused_call() {
    let webhooks = [
        ("TwilioRetrieveTwimlCallIncoming", route::CALL_INCOMING, &INCOMING[..]),
        ("TwilioRetrieveTwimlCallOutgoing", route::CALL_OUTGOING, &OUTGOING[..]),
    ];
    let directory = tools::repository().join("tests/events/layer/directory.toml");
    let deployed = webhooks.map(|(function, resource, parameters)| {
        let secrets_manager = SecretsManager::start(Some(json!({ "TWILIO_AUTH_TOKEN": FIRST })));
        let emulator = Emulator::start(
            &tools::sam_build().join(function).join("bootstrap"),
            &[
                ("DIRECTORY_FILE", directory.to_str().unwrap()),
                ("TWILIO_SECRET_ARN", SECRET_ARN),
                ("AWS_ENDPOINT_URL_SECRETS_MANAGER", &secrets_manager.endpoint()),
            ],
        );
        let call = move |emulator: &Emulator, token| {
            let began = Instant::now();
            let status = status(&emulator.invoke(&signed(resource, parameters, token)));
            println!("{function}: {status} in {:?}", began.elapsed());
            status
        };
        (secrets_manager, emulator, call)
    });
    for (secrets_manager, emulator, call) in &deployed {
        assert_eq!(call(emulator, FIRST), 200);
        secrets_manager.put(json!({ "TWILIO_AUTH_TOKEN": FIRST, "TWILIO_AUTH_TOKEN_NEXT": SECOND }));
        for _ in 0..10 {
            assert_eq!(call(emulator, STRANGERS), 403);
        }
        assert_eq!(secrets_manager.readings(), 1, "a secret that was just read is not read again");
    }
    thread::sleep(OPERATOR_WAITS);
    for (secrets_manager, emulator, call) in &deployed {
        assert_eq!(call(emulator, SECOND), 200);
        assert_eq!(call(emulator, FIRST), 200);
        assert_eq!(call(emulator, STRANGERS), 403);
        assert_eq!(secrets_manager.readings(), 2);
        assert!(!emulator.log().contains("the secret stays"), "{}", emulator.log());
    }
}
