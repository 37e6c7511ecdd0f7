//! The stack's two secrets are filled with what was used.

use aws_sdk_secretsmanager::Client as SecretsManager;
use serde_json::{Value, json};
use switchboard_tests::twilio::{ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, AUTH_TOKEN};

use super::{NUMBER, Operator};

const APP_SID: &str = "AP00000000000000000000000000000001";
const CONNECT: [&str; 4] = ["connect", "--number", NUMBER, "--yes"];

/// The two secrets of a stack.
struct Secrets {
    secrets_manager: SecretsManager,
    stack: &'static str,
}

impl Secrets {
    /// What is in the secret, null where it is empty.
    async fn of(&self, secret: &str) -> Value {
        let request = self.secrets_manager.get_secret_value();
        match request.secret_id(format!("{}-{secret}", self.stack)).send().await {
            Ok(secret) => serde_json::from_str(secret.secret_string().unwrap()).unwrap(),
            Err(_) => Value::Null,
        }
    }

    async fn put(&self, secret: &str, value: &str) {
        let request = self.secrets_manager.put_secret_value().secret_string(value);
        request.secret_id(format!("{}-{secret}", self.stack)).send().await.unwrap();
    }
}

async fn with_stack(stack: &'static str) -> (Operator, Secrets) {
    let operator = Operator::with_stack(stack, &[]).await;
    let secrets_manager = SecretsManager::new(&operator.moto.as_ref().unwrap().sdk_config());
    (operator, Secrets { secrets_manager, stack })
}

#[tokio::test]
async fn both_secrets_have_what_their_functions_need_and_keep_what_else_they_had() {
    let (operator, secrets) = with_stack("filled").await;
    operator.text(&[&CONNECT[..], &["--no-secrets"]].concat());
    assert_eq!(secrets.of("TwilioTokenSecret").await, Value::Null);

    let next =
        json!({ "TWILIO_AUTH_TOKEN": "planted-old-token", "TWILIO_AUTH_TOKEN_NEXT": "planted-next-token" });
    secrets.put("TwilioWebhookSecret", &next.to_string()).await;
    let shown = operator.text(&CONNECT);
    assert!(shown.ends_with(&format!("Twilio is connected.\nThe TwiML App is {APP_SID}.\n")), "{shown}");
    assert!(shown.contains("  TWILIO_AUTH_TOKEN  set -> set to another value\n"), "{shown}");
    assert!(!shown.contains("planted"), "a secret was shown");
    let token = json!({ "TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_API_KEY_SID": API_KEY_SID,
        "TWILIO_API_KEY_SECRET": API_KEY_SECRET, "TWILIO_APP_SID": APP_SID });
    let webhook = json!({ "TWILIO_AUTH_TOKEN": AUTH_TOKEN, "TWILIO_AUTH_TOKEN_NEXT": "planted-next-token" });
    // Not by assert_eq, which would show them.
    assert!(secrets.of("TwilioTokenSecret").await == token);
    assert!(secrets.of("TwilioWebhookSecret").await == webhook);
    assert!(operator.text(&CONNECT).starts_with("Twilio is connected already: nothing is changed.\n"));
}

#[tokio::test]
async fn without_an_api_key_tokens_are_signed_with_the_key_that_is_there_or_the_auth_token() {
    let (operator, secrets) = with_stack("without-a-key").await;
    let operator = operator.with("TWILIO_API_KEY_SID", "").with("TWILIO_API_KEY_SECRET", "");
    operator.text(&CONNECT);
    let token = json!({ "TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_APP_SID": APP_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN });
    assert!(secrets.of("TwilioTokenSecret").await == token);

    let mut key = json!({ "TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_API_KEY_SID": API_KEY_SID,
        "TWILIO_API_KEY_SECRET": API_KEY_SECRET, "TWILIO_APP_SID": APP_SID });
    secrets.put("TwilioTokenSecret", &key.to_string()).await;
    assert!(operator.text(&CONNECT).starts_with("Twilio is connected already: nothing is changed.\n"));
    key["TWILIO_ACCOUNT_SID"] = json!("ACd3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3");
    secrets.put("TwilioTokenSecret", &key.to_string()).await;
    assert_eq!(
        operator.refusal(&CONNECT),
        "the stack's secret has an API key of another account; set TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET to one of this account"
    );
}

#[tokio::test]
async fn a_secret_that_cannot_be_filled_is_named_with_the_mend_and_nothing_is_changed() {
    let (operator, secrets) = with_stack("not-filled").await;
    let operator = operator.with("TWILIO_AUTH_TOKEN", "");
    assert_eq!(
        operator.refusal(&CONNECT),
        "TWILIO_AUTH_TOKEN is not set in the environment, and the stack's secret has none to verify webhooks with; set it, or leave the secrets alone with --no-secrets"
    );
    secrets.put("TwilioWebhookSecret", "planted-no-json").await;
    let refusal = operator.refusal(&CONNECT);
    assert!(refusal.starts_with("the secret arn:aws:secretsmanager:"), "{refusal}");
    assert!(
        refusal.ends_with(" is not a JSON object of texts; mend it in AWS Secrets Manager, or leave the secrets alone with --no-secrets"),
        "{refusal}"
    );
    assert_eq!(operator.twilio.take_changes(), [""; 0]);
}
