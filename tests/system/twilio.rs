//! The operator's tool connects an account at Twilio, and undoes it. Every request is held against Twilio's own description.

mod choice;
mod connect;
mod consent;
mod description;
mod refusals;
mod restore;
mod secrets;
mod stack;

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf, process::Output, sync::Arc};

use serde_json::{Value, json};
use switchboard_tests::{
    cli::Switchboard,
    moto::Moto,
    shared::Shared,
    twilio::{ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, AUTH_TOKEN, Twilio},
};
use tempfile::TempDir;

const NUMBER: &str = "+815031234567";
const OTHER_NUMBER: &str = "+815031234568";

/// Where a set-up without a stack has its routes and its page.
const BASE: &str = "https://tunnel.example/prod";
const PAGE: &str = "https://tunnel.example";
const INCOMING: &str = "https://tunnel.example/prod/twilio/retrieve_twiml/call_incoming";
const OUTGOING: &str = "https://tunnel.example/prod/twilio/retrieve_twiml/call_outgoing";
const FALLBACK: &str = "https://tunnel.example/fallback.xml";

/// `connect` at another tunnel.
const TO_SECOND: [&str; 8] =
    ["connect", "--number", NUMBER, "--base-url", "https://second.example/prod", "--page", PAGE, "--yes"];

/// What the stack of the tests says of itself.
const STACK: [(&str, &str); 3] = [
    ("PageUrl", "https://d111111abcdef8.cloudfront.net"),
    (
        "CallIncomingUrl",
        "https://abc123.execute-api.ap-northeast-1.amazonaws.com/prod/twilio/retrieve_twiml/call_incoming",
    ),
    (
        "CallOutgoingUrl",
        "https://abc123.execute-api.ap-northeast-1.amazonaws.com/prod/twilio/retrieve_twiml/call_outgoing",
    ),
];

/// Somebody with the tool, an account, and a folder to work in.
struct Operator {
    twilio: Twilio,
    folder: TempDir,
    environment: Vec<(String, String)>,
    moto: Option<Arc<Moto>>,
}

impl Operator {
    /// With an API key and the Auth Token of an account that has [`NUMBER`].
    fn new() -> Self {
        let twilio = Twilio::start();
        twilio.add_number(NUMBER, json!({}));
        let variables = [
            ("TWILIO_ACCOUNT_SID", ACCOUNT_SID),
            ("TWILIO_API_KEY_SID", API_KEY_SID),
            ("TWILIO_API_KEY_SECRET", API_KEY_SECRET),
            ("TWILIO_AUTH_TOKEN", AUTH_TOKEN),
        ];
        let environment = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Self { twilio, folder: tempfile::tempdir().unwrap(), environment, moto: None }
    }

    /// Who has deployed the stack of that name and those parameters too, and works in its folder.
    async fn with_stack(name: &str, parameters: &[(&str, &str)]) -> Self {
        static MOTO: Shared<Moto> = Shared::new();
        let moto = MOTO.get(Moto::start);
        moto.create_switchboard_with(name, &STACK, parameters).await;
        let mut operator = Self::new();
        let variables = moto.environment().map(|(name, value)| (name.to_owned(), value));
        operator.environment.extend(variables);
        let config = format!("[default.global.parameters]\nstack_name = \"{name}\"\n");
        fs::write(operator.folder.path().join("samconfig.toml"), config).unwrap();
        operator.moto = Some(moto);
        operator
    }

    /// The same, with that variable; an empty one is none.
    fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.retain(|(set, _)| set != name);
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs `switchboard twilio …`. None of what it says is a secret.
    fn run(&self, arguments: &[&str]) -> Output {
        let tool = Switchboard::default().in_environment(self.environment.clone());
        let url = self.twilio.url();
        // A test may name another server.
        let twilio_url = if arguments.contains(&"--twilio-url") { &[][..] } else { &["--twilio-url", &url] };
        let arguments = [&["twilio"], arguments, twilio_url].concat();
        let output = tool.command(&arguments).current_dir(self.folder.path()).output().unwrap();
        for said in [&output.stdout, &output.stderr] {
            assert_no_secret(&String::from_utf8_lossy(said));
        }
        output
    }

    /// What it prints on standard output when it succeeds.
    fn text(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The sentence with which it refuses, as the last line.
    fn refusal(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        let sentence = said.lines().last().unwrap().strip_prefix("switchboard: ");
        sentence.unwrap_or_else(|| panic!("no refusal: {said}")).to_owned()
    }

    /// `connect` without a stack, of [`NUMBER`].
    fn connect(&self, arguments: &[&str]) -> String {
        self.text(&[&without_stack()[..], &["--yes"], arguments].concat())
    }

    /// How `connect` without a stack refuses.
    fn connect_refused(&self, arguments: &[&str]) -> String {
        self.refusal(&[&without_stack()[..], &["--yes"], arguments].concat())
    }

    fn kept(&self) -> PathBuf {
        self.folder.path().join("twilio-before.json")
    }

    /// What the file with the old values says; it has no secret, and nobody else reads it.
    fn kept_values(&self) -> Value {
        assert_eq!(fs::metadata(self.kept()).unwrap().permissions().mode() & 0o777, 0o600);
        let text = fs::read_to_string(self.kept()).unwrap();
        assert_no_secret(&text);
        serde_json::from_str(&text).unwrap()
    }
}

fn without_stack() -> [&'static str; 7] {
    ["connect", "--number", NUMBER, "--base-url", BASE, "--page", PAGE]
}

fn assert_no_secret(text: &str) {
    for secret in [API_KEY_SECRET, AUTH_TOKEN] {
        assert!(!text.contains(secret), "a secret was written");
    }
}

/// Asserts that `resource` has the values of `expected`, whatever else it has.
fn assert_has(resource: &Value, expected: &Value) {
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&resource[name], value, "{name}");
    }
}
