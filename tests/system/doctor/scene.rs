//! A stack with everything in order: AWS and Twilio are played, the functions are the real ones.

use std::{
    process::Output,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
};

use aws_sdk_cloudformation::Client as CloudFormation;
use aws_sdk_secretsmanager::Client as SecretsManager;
use serde_json::{Value, json};
use switchboard::directory::DynamoDbDirectory;
use switchboard_tests::{cli::Switchboard, functions::AUTH_TOKEN, moto::Moto};

use super::{
    account::{Account, Known},
    examination::Examination,
    stage::{Serving, Stage},
};

pub(super) const NUMBER: &str = "+815031234567";
pub(super) const KEYED_NUMBER: &str = "+815031234568";
pub(super) const ACCOUNT_SID: &str = "AC0123456789abcdef0123456789abcdef";
pub(super) const APP_SID: &str = "AP0123456789abcdef0123456789abcdef";
const API_KEY_SID: &str = "SK0123456789abcdef0123456789abcdef";
const API_KEY_SECRET: &str = "planted-api-key-secret";

/// A deployed Switchboard with an open number and one that has a key, connected to an account.
pub(super) struct Scene {
    pub(super) moto: Arc<Moto>,
    /// The stack's name, which no other scene has.
    name: String,
    pub(super) origin: String,
    pub(super) stage: Arc<Serving>,
    pub(super) twilio: Account,
    outputs: Vec<(String, String)>,
}

impl Scene {
    pub(super) async fn start() -> Self {
        static SCENES: AtomicUsize = AtomicUsize::new(0);
        let (moto, stage) = (moto(), Stage::bind());
        let name = format!("switchboard-{}", SCENES.fetch_add(1, Ordering::Relaxed));
        let origin = stage.origin();
        let route = |name: &str| format!("{origin}/prod/twilio/{name}");
        let [token, incoming, outgoing] =
            ["retrieve_capability_token", "retrieve_twiml/call_incoming", "retrieve_twiml/call_outgoing"]
                .map(route);
        let secrets = SecretsManager::new(&moto.sdk_config());
        let (token_secret, webhook_secret) =
            (secret(&secrets, &name, "token").await, secret(&secrets, &name, "webhook").await);
        moto.create_switchboard(
            &name,
            &[
                ("PageUrl", &origin),
                ("CapabilityTokenUrl", &token),
                ("CallIncomingUrl", &incoming),
                ("CallOutgoingUrl", &outgoing),
                ("TwilioTokenSecretArn", &token_secret),
                ("TwilioWebhookSecretArn", &webhook_secret),
            ],
        )
        .await;
        let outputs = outputs(&moto, &name).await;
        let table = output(&outputs, "DirectoryTableName").to_owned();
        let stage = stage.serve(Arc::new(DynamoDbDirectory::new(&moto.sdk_config(), table)), &[]);
        let twilio = Account::start(account(&origin)).await;
        let scene = Self { moto, name, origin, stage, twilio, outputs };
        scene.fill_secrets().await;
        scene.register(&[NUMBER, "DeviceId_0001", "--open"]);
        scene
    }

    /// Puts what the functions need into both secrets.
    pub(super) async fn fill_secrets(&self) {
        self.put_secret("TwilioTokenSecretArn", &token_secret()).await;
        self.put_secret("TwilioWebhookSecretArn", &json!({ "TWILIO_AUTH_TOKEN": AUTH_TOKEN })).await;
    }

    pub(super) async fn put_secret(&self, output_name: &str, value: &Value) {
        let secrets = SecretsManager::new(&self.moto.sdk_config());
        let put = secrets.put_secret_value().secret_id(output(&self.outputs, output_name));
        put.secret_string(value.to_string()).send().await.unwrap();
    }

    /// What the stack says of itself.
    pub(super) fn output(&self, name: &str) -> &str {
        output(&self.outputs, name)
    }

    /// Runs `switchboard number add` with `arguments`.
    pub(super) fn register(&self, arguments: &[&str]) {
        let tool = Switchboard::with(&["--stack", &self.name]).in_environment(self.moto.environment());
        tool.text(&[&["add"][..], arguments].concat());
    }

    /// What the doctor finds.
    pub(super) fn examine(&self, arguments: &[&str]) -> Examination {
        self.examine_with(arguments, &[])
    }

    /// What the doctor finds in an environment that has these variables too.
    pub(super) fn examine_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Examination {
        Examination::read(&self.doctor(&[arguments, &["--json"]].concat(), environment))
    }

    /// Runs `switchboard doctor` for the scene's stack.
    pub(super) fn doctor(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        let stack = ["--stack", &self.name, "--twilio-url", &self.twilio.url()];
        let mut command = self.tool(environment).command(&["doctor"]);
        command.args(stack).args(arguments).output().unwrap()
    }

    /// The operator's tool, in an environment that has these variables besides those of AWS.
    pub(super) fn tool(&self, environment: &[(&str, &str)]) -> Switchboard {
        Switchboard::default()
            .in_environment(self.moto.environment())
            .in_environment(environment.iter().copied())
    }
}

pub(super) fn token_secret() -> Value {
    json!({
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_API_KEY_SID": API_KEY_SID,
        "TWILIO_API_KEY_SECRET": API_KEY_SECRET,
        "TWILIO_APP_SID": APP_SID,
    })
}

/// An account that has the number, the App and the credentials, all of which point at `origin`.
fn account(origin: &str) -> Known {
    let resource = |name: &str, value: &str, route: &str| {
        json!({
            name: value, "sid": value, "voice_url": format!("{origin}/prod/twilio/retrieve_twiml/{route}"),
            "voice_method": "POST", "voice_fallback_url": format!("{origin}/fallback.xml"),
            "voice_application_sid": null, "trunk_sid": null,
        })
    };
    let pair = |user: &str, password: &str| (user.to_owned(), password.to_owned());
    Known {
        credentials: vec![pair(ACCOUNT_SID, AUTH_TOKEN), pair(API_KEY_SID, API_KEY_SECRET)],
        numbers: [(NUMBER.to_owned(), resource("phone_number", NUMBER, "call_incoming"))].into(),
        apps: [(APP_SID.to_owned(), resource("friendly_name", "Switchboard", "call_outgoing"))].into(),
        date: None,
    }
}

/// The account that other tests use at this moment, or else a new one: it takes seconds to start, and ends with the last of
/// them.
fn moto() -> Arc<Moto> {
    static SHARED: Mutex<Weak<Moto>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    shared.upgrade().unwrap_or_else(|| {
        let started = Arc::new(Moto::start());
        *shared = Arc::downgrade(&started);
        started
    })
}

/// Creates a secret without a value, as the template does. Moto's CloudFormation creates none.
async fn secret(secrets: &SecretsManager, stack: &str, name: &str) -> String {
    secrets.create_secret().name(format!("{stack}-{name}")).send().await.unwrap().arn.unwrap()
}

async fn outputs(moto: &Moto, stack: &str) -> Vec<(String, String)> {
    let cloud_formation = CloudFormation::new(&moto.sdk_config());
    let stacks = cloud_formation.describe_stacks().stack_name(stack).send().await.unwrap();
    let outputs = stacks.stacks.unwrap().remove(0).outputs.unwrap().into_iter();
    outputs.map(|output| (output.output_key.unwrap(), output.output_value.unwrap())).collect()
}

fn output<'a>(outputs: &'a [(String, String)], name: &str) -> &'a str {
    let found = outputs.iter().find(|(key, _)| key == name);
    &found.unwrap_or_else(|| panic!("{outputs:?} have no {name}")).1
}
