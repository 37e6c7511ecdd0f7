//! A fault of Secrets Manager's costs no call either, while the Auth Token is rotated.

use std::{
    cell::Cell,
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use incoming_twiml::{IncomingTwiml, handle};
use serde_json::json;
use switchboard::directory::DirectoryFile;
use switchboard_lambda::{aws::SecretsManagerSecret, secret::SecretSource, settings::Settings};
use switchboard_tests::{
    dynamodb::sdk_config,
    events::{raw, route, signed},
    fault::{Fault, FaultProxy},
    secrets_manager::{SECRET_ARN, SecretsManager},
    tools,
};

use super::ANSWERED_WITHIN;

const FIRST: &str = "planted-first-auth-token";
const SECOND: &str = "planted-second-auth-token";

thread_local! {
    static ELAPSED: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

fn clock() -> Instant {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    *START + ELAPSED.get()
}

/// The first call that Twilio signs with the new Auth Token makes the function read the secret, and no call after it will
/// for a minute.
#[tokio::test]
async fn one_transient_fault_as_the_rotated_auth_token_is_read_costs_no_call() {
    let directory = tools::repository().join("tests/events/layer/directory.toml");
    for fault in Fault::TRANSIENT {
        let secrets_manager = SecretsManager::start(Some(json!({ "TWILIO_AUTH_TOKEN": FIRST })));
        let proxy = FaultProxy::before(secrets_manager.address());
        let secret =
            Arc::new(SecretsManagerSecret::new(&sdk_config(&proxy.endpoint()), SECRET_ARN.to_owned()));
        let values = secret.read().await.unwrap();
        let settings = Settings::new([]).completed_by(values).reread_from(secret, clock);
        let directory = Arc::new(DirectoryFile::open(directory.to_str().unwrap()).unwrap());
        let function = IncomingTwiml::new(&settings, directory).unwrap();

        secrets_manager.put(json!({ "TWILIO_AUTH_TOKEN": FIRST, "TWILIO_AUTH_TOKEN_NEXT": SECOND }));
        ELAPSED.set(ELAPSED.get() + Duration::from_secs(60));
        proxy.once(fault);
        for token in [SECOND, FIRST, SECOND] {
            let event = raw(&signed(route::CALL_INCOMING, &[("To", "+815031234567")], token));
            let began = Instant::now();
            let reply = serde_json::to_value(handle(&function, &event).await).unwrap();
            assert_eq!(reply["statusCode"], 200, "{fault:?}: {reply}");
            assert!(began.elapsed() < ANSWERED_WITHIN, "{fault:?}: {:?}", began.elapsed());
        }
    }
}
