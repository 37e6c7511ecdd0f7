//! A running `cargo local`.

use std::{fs, net::TcpListener};

use axum::{Json, Router, extract::State, routing::get};
use serde_json::{Value, json};
use switchboard_tests::{cli::Switchboard, local::Local};
use tempfile::NamedTempFile;

use super::{
    account::{Account, Known},
    examination::Examination,
};

const ONE_NUMBER: &str = "[[number]]\nphone_number = \"+815031234567\"\nclient_name = \"DeviceId_0001\"\n";
const REAL: [(&str, &str); 5] = [
    ("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000001"),
    ("TWILIO_APP_SID", "AP00000000000000000000000000000001"),
    ("TWILIO_API_KEY_SID", "SK00000000000000000000000000000001"),
    ("TWILIO_API_KEY_SECRET", "planted-api-key-secret"),
    ("TWILIO_AUTH_TOKEN", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
];

fn directory(text: &str) -> NamedTempFile {
    let file = NamedTempFile::new().unwrap();
    fs::write(&file, text).unwrap();
    file
}

fn start(directory: &NamedTempFile, arguments: &[&str], environment: &[(&str, &str)]) -> Local {
    let directory = ["--directory", directory.path().to_str().unwrap()];
    Local::start(&[&directory[..], arguments].concat(), environment)
}

fn examine(address: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Examination {
    let tool = Switchboard::default().in_environment(environment.iter().copied());
    let mut command = tool.command(&["doctor", "--json", "--local", address]);
    Examination::read(&command.args(arguments).output().unwrap())
}

#[test]
fn a_first_start_is_all_right_without_an_account() {
    let directory = directory(ONE_NUMBER);
    let local = start(&directory, &[], &[]);
    let found = examine(local.address(), &[], &[]);
    found.assert_wrong(&[]);
    assert_eq!(found.with_status("ok").len(), 12);
    assert_eq!(found.said("call-incoming"), ["the number …67 rings DeviceId_0001"]);
    assert_eq!(found.said("twilio-account"), ["Twilio's part is played on this machine"]);
    let named = examine(local.address(), &["--number", "+81-50-3123-4567"], &[]);
    assert_eq!(named.said("call-outgoing"), ["DeviceId_0001 may call, and shows +81-50-3123-4567"]);
}

#[test]
fn what_is_wrong_on_this_machine_is_said_with_its_mend() {
    let directory = directory(ONE_NUMBER);
    let local = start(&directory, &[], &[]);
    examine(local.address(), &["--number", "+815031234568"], &[]).assert_wrong(&[(
        "number",
        "+815031234568 is not registered; register it with `switchboard number add`",
    )]);
    fs::write(&directory, "[[number]]\nphone_number = \"050\"\nclient_name = \"a\"\n").unwrap();
    let broken = examine(local.address(), &[], &[]).said("number").remove(0);
    assert!(
        broken.contains("is broken at line 1")
            && broken.ends_with("; mend the directory, which is read at every call"),
        "{broken}"
    );

    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{nobody}");
    let mend = "start `cargo local`, or name its address with --local";
    examine(&url, &[], &[]).assert_wrong(&[(
        "cargo-local",
        &format!("{url}/ cannot be reached (Connection refused (os error 111)); {mend}"),
    )]);
}

#[test]
fn an_accounts_auth_token_signs_from_the_doctors_own_environment_and_is_never_told() {
    let directory = directory(ONE_NUMBER);
    let local = start(&directory, &["--simulate"], &REAL);
    let facts = local.curl("/doctor.json", &[]);
    assert!(facts.contains(r#""made_up_auth_token":null"#) && !facts.contains("planted"), "{facts}");
    examine(local.address(), &[], &REAL).assert_wrong(&[]);
    let other = [("TWILIO_AUTH_TOKEN", "not-a-real-auth-token")];
    let refused = "/prod/twilio/retrieve_twiml/call_incoming refuses a webhook signed with TWILIO_AUTH_TOKEN of the environment; start `cargo local` with the same TWILIO_AUTH_TOKEN";
    let refused = format!("{}{refused}", local.address());
    examine(local.address(), &[], &other).assert_wrong(&[("call-incoming", &refused)]);
    let found = examine(local.address(), &[], &[]);
    assert_eq!(found.said("call-incoming"), ["no Auth Token is known to sign with; set TWILIO_AUTH_TOKEN"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_asked_although_nothing_leads_from_it_to_this_machine() {
    let directory = directory(ONE_NUMBER);
    let local = start(&directory, &[], &REAL);
    let pair = |user: usize, password: usize| (REAL[user].1.to_owned(), REAL[password].1.to_owned());
    let twilio = Account::start(Known {
        credentials: vec![pair(0, 4), pair(2, 3)],
        apps: [(REAL[1].1.to_owned(), json!({}))].into(),
        ..Known::default()
    })
    .await;
    let found = examine(local.address(), &["--twilio-url", &twilio.url()], &REAL);
    found.assert_wrong(&[]);
    assert_eq!(found.said("twilio-api-key"), ["the API key and the App belong together, in us1"]);
    assert_eq!(found.with_status("not_checked"), ["twilio-number", "twilio-app"]);
    assert_eq!(found.said("clock"), ["the API's, Twilio's and this machine's agree"]);
}

/// What `cargo local` would say of itself behind a tunnel, for which an unusual name of this machine stands.
#[tokio::test(flavor = "multi_thread")]
async fn a_tunnel_that_is_down_or_leads_elsewhere_is_said() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let elsewhere = address.port();
    let facts = |port: u16| {
        json!({
            "public_base_url": format!("http://0.0.0.0:{port}/prod"), "is_simulated": true,
            "account_sid": null, "app_sid": null, "region": null, "made_up_auth_token": "planted-made-up",
            "number": null, "directory_error": null,
        })
    };
    let told = std::sync::Arc::new(std::sync::Mutex::new(facts(nobody)));
    let tell = async |State(told): State<std::sync::Arc<std::sync::Mutex<Value>>>| {
        Json(told.lock().unwrap().clone())
    };
    let router = Router::new().route("/doctor.json", get(tell)).with_state(told.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });

    let down = examine(&format!("http://{address}"), &[], &[]).said("tunnel").remove(0);
    assert!(
        down.starts_with(&format!(
            "http://0.0.0.0:{nobody}/prod/twilio/retrieve_twiml/call_incoming cannot be reached ("
        )),
        "{down}"
    );
    assert!(
        down.ends_with("); start the tunnel again, and `cargo local` with its new address as --public-url"),
        "{down}"
    );
    *told.lock().unwrap() = facts(elsewhere);
    let found = examine(&format!("http://{address}"), &[], &[]);
    assert_eq!(
        found.said("tunnel"),
        [format!(
            "http://0.0.0.0:{elsewhere}/prod/twilio/retrieve_twiml/call_incoming is answered by something else than `cargo local`; have the tunnel lead to the public port of `cargo local`, and give its address as --public-url"
        )],
    );
}
