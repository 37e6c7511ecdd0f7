//! The account that the other tests ask knows what Twilio describes, and fails a test that asks for something else.

use std::panic::{self, AssertUnwindSafe};

use serde_json::json;
use switchboard_tests::twilio::{ACCOUNT_SID, AUTH_TOKEN, Twilio};

const NUMBERS: &str = "/IncomingPhoneNumbers.json";
const NUMBER: &str = "/IncomingPhoneNumbers/PN00000000000000000000000000000001.json";

/// How the test fails that posts `form` to `path`, or gets it where there is no form.
fn failure(path: &str, form: &[(&str, &str)]) -> Option<String> {
    let twilio = Twilio::start();
    twilio.add_number("+12025550123", json!({}));
    let url = format!("{}/2010-04-01/Accounts/{ACCOUNT_SID}{path}", twilio.url());
    let config = ureq::config::Config::builder().http_status_as_error(false).build();
    let agent = ureq::Agent::new_with_config(config);
    let url = url.replacen("http://", &format!("http://{ACCOUNT_SID}:{AUTH_TOKEN}@"), 1);
    let answer = if form.is_empty() {
        agent.get(&url).call()
    } else {
        agent.post(&url).send_form(form.iter().copied())
    };
    answer.unwrap();
    let failed = panic::catch_unwind(AssertUnwindSafe(|| drop(twilio))).err()?;
    Some(*failed.downcast::<String>().unwrap())
}

#[test]
fn a_request_that_twilio_does_not_describe_fails_its_test() {
    assert_eq!(failure(NUMBER, &[("VoiceUrl", "https://a.example"), ("VoiceApplicationSid", "")]), None);
    assert_eq!(failure(&format!("{NUMBERS}?PhoneNumber=%2B12025550123"), &[]), None);
    for (path, form, fault) in [
        (
            NUMBER,
            &[("VoiceMethod", "PUT")][..],
            "VoiceMethod must be equal to one of the allowed values: GET, POST",
        ),
        (NUMBER, &[("VoiceUri", "https://a.example")], "no parameter VoiceUri"),
        (NUMBER, &[("VoiceUrl", "nowhere")], "VoiceUrl must match format"),
        (NUMBER, &[("VoiceApplicationSid", "PN1")], "VoiceApplicationSid must match pattern"),
        ("/IncomingPhoneNumbers/AP1.json", &[("VoiceMethod", "GET")], "must match pattern"),
        ("/PhoneNumbers.json", &[], "NO_PATH_MATCHED"),
        ("/IncomingPhoneNumbers.json?Number=1", &[], "no parameter Number"),
        ("/Applications.json?PageSize=5000", &[], "must be <= 1000"),
    ] {
        let failure = failure(path, form).unwrap_or_else(|| panic!("{path}: {fault}"));
        assert!(failure.contains(fault), "{failure}");
    }
}
