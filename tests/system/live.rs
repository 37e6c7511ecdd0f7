//! `cargo local --live`: Twilio's own calls, behind a tunnel.

use std::{fs, process::Command};

use switchboard_tests::{
    local::{Local, refusal},
    peer::Peer,
};
use tempfile::NamedTempFile;

const PUBLIC_URL: &str = "https://phone.example.com";
const INCOMING: &str = "/prod/twilio/retrieve_twiml/call_incoming";
const OUTGOING: &str = "/prod/twilio/retrieve_twiml/call_outgoing";
const TOKEN: &str = "/prod/twilio/retrieve_capability_token";

const AUTH_TOKEN: &str = "not-a-real-auth-token-of-a-tunnel";
const CREDENTIALS: [(&str, &str); 3] = [
    ("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000001"),
    ("TWILIO_APP_SID", "AP00000000000000000000000000000001"),
    ("TWILIO_AUTH_TOKEN", AUTH_TOKEN),
];

fn directory() -> NamedTempFile {
    let file = NamedTempFile::new().unwrap();
    let text = "[[number]]\nphone_number = \"+815031234567\"\nclient_name = \"DeviceId_0001\"\n";
    fs::write(&file, text).unwrap();
    file
}

fn start(directory: &NamedTempFile) -> Local {
    let directory = directory.path().to_str().unwrap();
    let arguments = ["--directory", directory, "--live", "--public-url", PUBLIC_URL, "--public-port", "0"];
    Local::start(&arguments, &CREDENTIALS)
}

/// Where the banner wants the tunnel to lead.
fn tunnel(local: &Local) -> String {
    let banner = local.banner();
    let line = banner.lines().find(|line| line.trim_start().starts_with("tunnel")).unwrap();
    line.split([' ', ',']).find(|word| word.starts_with("http://")).unwrap().to_owned()
}

/// The answer at `url`, its status behind it.
fn curl(url: &str, arguments: &[&str]) -> String {
    let output = Command::new("curl").args(["-sS", "-w", "\n%{http_code}"]).args(arguments).arg(url).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What comes through the tunnel: under the tunnel's name, or under any other that a stranger makes up.
fn through(tunnel: &str, host: &str, path: &str, arguments: &[&str]) -> String {
    curl(&format!("{tunnel}{path}"), &[&["-H", &format!("Host: {host}")], arguments].concat())
}

#[test]
fn a_webhook_that_twilio_signed_for_the_public_address_is_answered() {
    let directory = directory();
    let local = start(&directory);
    let mut twilio = Peer::python();
    for (path, parameters, answer) in [
        (INCOMING, vec![("To", "+815031234567")], "<Client>DeviceId_0001</Client>"),
        (
            OUTGOING,
            vec![
                ("From", "client:DeviceId_0001"),
                ("callOutgoingPhoneNumber", "+81-90-5987-6543"),
                ("callerPhoneNumber", "+815031234567"),
            ],
            "<Number>+81-90-5987-6543</Number>",
        ),
    ] {
        let signature = twilio.sign(AUTH_TOKEN, &format!("{PUBLIC_URL}{path}"), &parameters);
        let header = format!("X-Twilio-Signature: {signature}");
        let form: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut arguments = vec!["-H", header.as_str()];
        arguments.extend(form.iter().flat_map(|pair| ["--data-urlencode", pair.as_str()]));
        let answered = through(&tunnel(&local), "phone.example.com", path, &arguments);
        assert!(answered.contains(answer) && answered.ends_with("\n200"), "{answered}");
    }
}

#[test]
fn an_unsigned_webhook_is_refused_at_both_doors() {
    let directory = directory();
    let local = start(&directory);
    for address in [tunnel(&local), local.address().to_owned()] {
        let refused = curl(&format!("{address}{INCOMING}"), &["-d", "To=%2B815031234567"]);
        assert!(refused.starts_with("X-Twilio-Signature is not this account's"), "{refused}");
        assert!(refused.ends_with("\n403"), "{refused}");
    }
}

#[test]
fn a_stranger_finds_no_token_and_no_page_in_the_tunnel() {
    let directory = directory();
    let local = start(&directory);
    let ask = r#"{"twilioPhoneNumber": "+815031234567"}"#;
    let json = ["-H", "Content-Type: application/json", "-d", ask];
    for host in ["phone.example.com", "localhost"] {
        for (path, arguments) in [(TOKEN, &json[..]), ("/", &[]), ("/start", &[]), ("/config.json", &[])] {
            let answer = through(&tunnel(&local), host, path, arguments);
            assert_eq!(answer, "Twilio's webhooks are answered here, and nothing else\n\n404", "{path}");
        }
    }
    let token = curl(&format!("{}{TOKEN}", local.address()), &json);
    assert!(token.contains(r#""success":true"#) && token.ends_with("\n200"), "on this machine there is one");
}

#[test]
fn the_fallback_speaks_through_the_tunnel() {
    let directory = directory();
    let local = start(&directory);
    let fallback = through(&tunnel(&local), "phone.example.com", "/fallback.xml", &["-i"]);
    assert!(fallback.contains("content-type: application/xml\r\n"), "{fallback}");
    assert!(fallback.contains("<Say ") && fallback.ends_with("\n200"), "{fallback}");
}

#[test]
fn the_banner_and_the_start_page_say_where_the_tunnel_leads() {
    let directory = directory();
    let local = start(&directory);
    let (banner, tunnel) = (local.banner(), tunnel(&local));
    assert!(
        banner.contains("Twilio        the real one, which calls https://phone.example.com\n"),
        "{banner}"
    );
    assert!(
        banner.contains("twilio connect --number +81… --base-url https://phone.example.com/prod "),
        "{banner}"
    );
    let page = local.curl("/start", &[]);
    assert!(page.contains(PUBLIC_URL) && page.contains(&tunnel), "{page}");
    assert_eq!(
        page.matches("<article>").count(),
        1,
        "webhooks need a signature, so no line to paste has one"
    );
}

#[test]
fn what_is_missing_is_one_line_with_the_mend() {
    let directory = directory();
    let arguments = ["--port", "0", "--directory", directory.path().to_str().unwrap(), "--live"];
    let said = |more: &[&str], environment: &[(&str, &str)]| {
        let output = refusal(&[&arguments[..], more].concat(), environment);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let url = ["--public-port", "0", "--public-url", PUBLIC_URL];
    assert_eq!(
        said(&url, &[]),
        (
            Some(1),
            "cargo local: --live is for Twilio's own calls, which need credentials of your own; set TWILIO_ACCOUNT_SID \
             and the others in the environment\n"
                .to_owned()
        ),
    );
    let (status, complaint) = said(&url, &CREDENTIALS[..2]);
    assert_eq!(status, Some(1));
    assert!(complaint.contains("no credential") || complaint.contains("TWILIO_AUTH_TOKEN"), "{complaint}");
    for (more, names) in [(&[][..], "--public-url"), (&["--public-url", "phone.example.com"], "https://")] {
        let (status, complaint) = said(more, &CREDENTIALS);
        assert_eq!(status, Some(2));
        assert!(complaint.contains(names), "{complaint}");
    }
}
