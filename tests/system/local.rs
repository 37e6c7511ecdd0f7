//! `cargo local` does what it prints.

use std::{fs, net::TcpListener, process::Command};

use aws_sdk_dynamodb::types::AttributeValue;
use switchboard_tests::{
    dynamodb::{DynamoDb, TABLE},
    local::{Local, refusal},
};
use tempfile::NamedTempFile;

const ONE_NUMBER: &str = "[[number]]\nphone_number = \"+815031234567\"\nclient_name = \"DeviceId_0001\"\n";

fn directory(text: &str) -> NamedTempFile {
    let file = NamedTempFile::new().unwrap();
    fs::write(&file, text).unwrap();
    file
}

fn start(directory: &NamedTempFile) -> Local {
    Local::start(&["--directory", directory.path().to_str().unwrap()], &[])
}

/// Runs a line as it was printed, in a shell.
fn paste(line: &str) -> String {
    let output = Command::new("sh").args(["-c", line]).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Whether `answer` is the printed one, in which `…` stands for any text.
fn is_as_printed(answer: &str, printed: &str) -> bool {
    match printed.split_once('…') {
        Some((head, tail)) => {
            answer.starts_with(head) && answer.ends_with(tail) && answer.len() > printed.len()
        }
        None => answer == printed,
    }
}

/// The one line that it says when it cannot start.
fn complaint(arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let output = refusal(arguments, environment);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
    complaint
}

#[test]
fn each_printed_command_answers_as_printed() {
    let directory = directory(ONE_NUMBER);
    let samples = start(&directory).samples();
    assert_eq!(samples.len(), 3);
    let local = start(&directory);
    for (command, printed) in local.samples() {
        let answer = paste(&command);
        assert!(is_as_printed(&answer, &printed), "{command}\nanswered {answer}\nnot      {printed}");
    }
    assert_eq!(
        local.samples()[1].1,
        r#"<?xml version="1.0" encoding="UTF-8"?><Response><Dial timeout="60"><Client>DeviceId_0001</Client></Dial></Response>"#,
    );
}

#[test]
fn the_printed_answers_follow_the_directory_and_the_settings() {
    let empty = directory("");
    let local =
        Local::start(&["--directory", empty.path().to_str().unwrap()], &[("SPOKEN_LANGUAGE", "fr-FR")]);
    for (command, printed) in local.samples() {
        assert_eq!(paste(&command), printed);
    }
    assert_eq!(local.samples()[0].1, r#"{"capabilityToken":null,"success":false}"#);
    assert!(local.samples()[1].1.contains(r#"<Say language="fr-FR">"#));
}

#[test]
fn an_edited_directory_is_picked_up_without_a_restart() {
    let directory = directory(ONE_NUMBER);
    let local = start(&directory);
    let ring =
        || local.curl("/prod/twilio/retrieve_twiml/call_incoming", &["--data-urlencode", "To=+815031234567"]);
    assert!(ring().contains("<Client>DeviceId_0001</Client>"));
    fs::write(&directory, ONE_NUMBER.replace("DeviceId_0001", "Reception")).unwrap();
    assert!(ring().contains("<Client>Reception</Client>"));
    fs::write(&directory, "[[number").unwrap();
    assert_eq!(ring(), "the directory cannot be reached");
    fs::write(&directory, ONE_NUMBER).unwrap();
    assert!(ring().contains("<Client>DeviceId_0001</Client>"));
}

#[test]
fn a_signature_is_verified_where_there_is_one() {
    let directory = directory(ONE_NUMBER);
    let local = start(&directory);
    let arguments =
        ["-H", "X-Twilio-Signature: AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "-d", "To=1", "-w", "\n%{http_code}"];
    let answer = local.curl("/prod/twilio/retrieve_twiml/call_incoming", &arguments);
    assert!(answer.starts_with("X-Twilio-Signature is not this account's"), "{answer}");
    assert!(answer.ends_with("\n403"), "{answer}");
}

#[test]
fn the_start_page_says_what_is_running_and_runs_nothing_itself() {
    let directory = directory(ONE_NUMBER);
    let local = start(&directory);
    let page = local.curl("/start", &["-i"]);
    assert!(page.contains("content-security-policy: default-src 'none'; style-src 'self'"), "{page}");
    assert!(
        page.contains(&directory.path().display().to_string()) && page.contains("with 1 number."),
        "{page}"
    );
    assert!(!page.contains("<script"), "{page}");
    fs::write(&directory, "<b>").unwrap();
    assert!(local.curl("/start", &[]).contains("is broken at line 1"));
}

#[test]
fn another_host_name_is_not_answered() {
    let directory = directory(ONE_NUMBER);
    let local = start(&directory);
    for host in ["evil.example", "localhost.evil.example:3000", "127.0.0.1.evil.example", ""] {
        let answer = local.curl("/", &["-H", &format!("Host: {host}"), "-w", "\n%{http_code}"]);
        assert_eq!(answer, "cargo local answers on http://localhost only\n\n421", "{host:?}");
    }
}

#[test]
fn what_the_doctor_is_told_is_for_this_machine_alone() {
    let directory = directory(ONE_NUMBER);
    let local = start(&directory);
    let told = |arguments: &[&str]| local.curl("/doctor.json", &[arguments, &["-i"]].concat());
    let plain = told(&[]);
    assert!(
        plain.starts_with("HTTP/1.1 200") && plain.contains(r#""client_name":"DeviceId_0001""#),
        "{plain}"
    );
    assert!(told(&["-H", "X-Forwarded-For: 203.0.113.7"]).starts_with("HTTP/1.1 404"));
    assert!(told(&["-H", "Host: evil.example"]).starts_with("HTTP/1.1 421"));
    let to_a_page = told(&["-H", "Origin: https://evil.example"]).to_lowercase();
    assert!(!to_a_page.contains("access-control-allow-origin"), "{to_a_page}");
}

#[test]
fn a_preflight_is_answered_on_each_route() {
    let directory = directory(ONE_NUMBER);
    let local = start(&directory);
    for route in ["retrieve_capability_token", "retrieve_twiml/call_incoming", "retrieve_twiml/call_outgoing"]
    {
        let answer = local.curl(&format!("/prod/twilio/{route}"), &["-i", "-X", "OPTIONS"]);
        assert!(
            answer.starts_with("HTTP/1.1 200")
                && answer.contains("access-control-allow-methods: OPTIONS,POST")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_serves_instead_of_a_file() {
    let dynamodb = DynamoDb::start().await;
    let item = [("phone_number", "+815031234567"), ("client_name", "Reception")];
    dynamodb.put(item.map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned())))).await;
    let endpoint = format!("http://{}", dynamodb.address());
    let local = Local::start(&["--table", TABLE, "--endpoint-url", &endpoint], &[]);
    for (command, printed) in local.samples() {
        let answer = paste(&command);
        assert!(is_as_printed(&answer, &printed), "{command}\nanswered {answer}\nnot      {printed}");
    }
    assert!(local.samples()[1].1.contains("<Client>Reception</Client>"));
}

#[test]
fn what_keeps_it_from_starting_is_one_line_with_the_mend() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    assert!(complaint(&["--port", &port], &[]).contains(&format!("port {port} cannot be used")));

    let broken = directory("[[number]]\nphone_number = \"050\"\nclient_name = \"a\"\n");
    let path = broken.path().to_str().unwrap();
    let complained = complaint(&["--port", "0", "--directory", path], &[]);
    assert!(complained.contains(&format!("{path} is broken at line 1: phone_number")), "{complained}");
    assert!(
        complaint(&["--port", "0", "--directory", "/nowhere.toml"], &[])
            .contains("/nowhere.toml cannot be read")
    );

    let good = directory(ONE_NUMBER);
    let arguments = ["--port", "0", "--directory", good.path().to_str().unwrap()];
    let half = [("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000001")];
    let complained = complaint(&arguments, &half);
    assert!(
        complained.contains("TWILIO_APP_SID is not set; set all of Twilio's credentials"),
        "{complained}"
    );

    let unreachable = ["--port", "0", "--table", "Numbers", "--endpoint-url", "http://127.0.0.1:1"];
    let complained = complaint(&unreachable, &[]);
    assert!(complained.contains("the table Numbers cannot be read"), "{complained}");
}

#[test]
fn a_first_call_is_at_hand_without_an_account() {
    let directory = directory(ONE_NUMBER);
    let local = start(&directory);
    for (page, text) in [("/outside", "Outside phone"), ("/simulator", "Simulator"), ("/", "<script")] {
        assert!(local.curl(page, &[]).contains(text), "{page}");
    }
    let address = local.address();
    assert!(local.banner().contains(&format!("the outside phone  {address}/outside?to=%2B815031234567")));
    let host = address.strip_prefix("http://").unwrap();
    assert!(local.curl("/config.json", &[]).contains(&format!(r#""signalling":"{host}""#)));
    assert_eq!(
        local.curl("/simulator/calls", &[]),
        r#"{"calls":[],"clients":[],"connections":[],"outsidePhones":[]}"#
    );
    // A page of another site may open a socket to any host.
    let socket = ["-H", "Connection: Upgrade", "-H", "Upgrade: websocket", "-H", "Sec-WebSocket-Version: 13"];
    let from = ["-H", "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==", "-H", "Origin: https://evil.example"];
    for path in ["/signal", "/outside/line"] {
        let answer = local.curl(path, &[&socket[..], &from[..]].concat());
        assert_eq!(answer, "only pages of this machine are connected\n", "{path}");
    }
}

#[test]
fn with_credentials_of_an_account_twilio_is_the_real_one_unless_it_is_to_be_simulated() {
    let directory = directory(ONE_NUMBER);
    let arguments = ["--directory", directory.path().to_str().unwrap()];
    let real = [
        ("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000001"),
        ("TWILIO_APP_SID", "AP00000000000000000000000000000001"),
        ("TWILIO_AUTH_TOKEN", "0123456789abcdef0123456789abcdef"),
    ];
    let local = Local::start(&arguments, &real);
    assert!(local.curl("/doctor.json", &[]).contains(r#""made_up_auth_token":null"#));
    assert!(!local.curl("/config.json", &[]).contains("signalling"));
    assert!(local.curl("/simulator/calls", &["-w", "%{http_code}"]).ends_with("404"));
    assert!(local.banner().contains("the real one"));
    let numbers = ["--port", "0", arguments[0], arguments[1], "--numbers", "/nowhere.toml"];
    assert!(complaint(&numbers, &real).contains("add --simulate"));
    let local = Local::start(&[&arguments[..], &["--simulate"]].concat(), &real);
    assert!(local.curl("/config.json", &[]).contains("signalling"));
    assert!(local.banner().contains("played on this machine"));
}

#[test]
fn a_broken_file_of_webhooks_is_one_line_with_the_mend() {
    let good = directory(ONE_NUMBER);
    let refused = |file: &str| {
        complaint(&["--port", "0", "--directory", good.path().to_str().unwrap(), "--numbers", file], &[])
    };
    assert!(refused("/nowhere.toml").contains("/nowhere.toml cannot be read"));
    for (text, expected) in [
        ("[[number]]\nvoice_url = \"http://localhost:1/\"\n", "a [[number]] has no phone_number"),
        ("[[number]]\nphone_number = \"050\"\nvoice_url = \"x\"\n", "phone_number \"050\""),
        ("[[number]]\nphone_number = \"+815031234567\"\nvoice_ur = \"x\"\n", "+815031234567: "),
        ("[app]\nvoice_fallback_url = \"http://localhost:1/\"\n", "missing field `voice_url`"),
    ] {
        let file = directory(text);
        let complained = refused(file.path().to_str().unwrap());
        assert!(complained.contains("is broken: ") && complained.contains(expected), "{complained}");
    }
}
