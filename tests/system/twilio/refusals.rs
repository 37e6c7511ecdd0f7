//! Whatever stands in the way is said in a sentence, with the mend, before anything is changed.

use std::time::Instant;

use serde_json::json;
use switchboard_tests::twilio::Refusal;

use super::{NUMBER, OTHER_NUMBER, Operator, without_stack};

fn too_many(times: usize, retry_after: Option<u32>) -> Refusal {
    let message = "Too Many Requests";
    Refusal { of: ("GET", "/IncomingPhoneNumbers"), times, status: 429, code: 20429, message, retry_after }
}

#[test]
fn wrong_credentials_are_named_with_the_region() {
    let operator = Operator::new().with("TWILIO_API_KEY_SECRET", "planted-wrong");
    assert_eq!(
        operator.connect_refused(&[]),
        "Twilio refuses the credentials (20003: Authenticate); check that TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET belong to the account ACa0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0 and to the region us1, outside which they are worth nothing (TWILIO_REGION)"
    );
}

#[test]
fn a_missing_variable_is_named() {
    for (name, sentence) in [
        (
            "TWILIO_ACCOUNT_SID",
            "TWILIO_ACCOUNT_SID is not set in the environment; the console's first page shows it",
        ),
        (
            "TWILIO_API_KEY_SECRET",
            "TWILIO_API_KEY_SECRET is not set in the environment; TWILIO_API_KEY_SID needs it",
        ),
    ] {
        assert_eq!(Operator::new().with(name, "").connect_refused(&[]), sentence);
    }
}

#[test]
fn a_number_that_cannot_be_connected_is_named() {
    let operator = Operator::new();
    assert_eq!(
        operator.connect_refused(&["--number", OTHER_NUMBER]),
        format!(
            "the number {OTHER_NUMBER} is not in the account ACa0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0; check the number, and TWILIO_ACCOUNT_SID where the number is a subaccount's"
        )
    );
    let trunk = "TKe4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4";
    operator.twilio.add_number(OTHER_NUMBER, json!({ "trunk_sid": trunk }));
    assert_eq!(
        operator.connect_refused(&["--number", OTHER_NUMBER]),
        format!(
            "the number {OTHER_NUMBER} belongs to the SIP trunk {trunk}, so that Twilio would ignore its voice URL; take it off the trunk in Twilio's console, and run this again"
        )
    );
    assert_eq!(
        operator.connect_refused(&["--number", "050-3123-4567"]),
        "a phone number starts with + and a country code"
    );
    assert_eq!(operator.twilio.take_changes(), [""; 0]);
}

#[test]
fn a_rate_limit_is_waited_out_as_twilio_asks() {
    let operator = Operator::new();
    operator.twilio.play(too_many(2, Some(1)));
    let began = Instant::now();
    let output = operator.run(&[&without_stack()[..], &["--yes"]].concat());
    assert!(output.status.success());
    assert!(began.elapsed().as_secs() >= 2);
    let said = "Twilio has too many requests at once (429); asking again in 1 s\n";
    assert_eq!(String::from_utf8(output.stderr).unwrap(), said.repeat(2));
}

#[test]
fn a_rate_limit_that_lasts_is_not_waited_out_for_ever() {
    for (refusal, attempts) in [(too_many(99, Some(0)), 6), (too_many(99, Some(31)), 1)] {
        let operator = Operator::new();
        operator.twilio.play(refusal);
        assert_eq!(
            operator.connect_refused(&[]),
            format!(
                "Twilio has too many requests at once (429, attempt {attempts}); try again in some minutes"
            )
        );
    }
}

#[test]
fn any_other_refusal_has_twilios_code_and_words() {
    let operator = Operator::new();
    let of = ("GET", "/Applications");
    let message = "Permission\nto perform this action is missing";
    operator.twilio.play(Refusal { of, times: 1, status: 403, code: 70051, message, retry_after: None });
    assert_eq!(
        operator.connect_refused(&[]),
        "Twilio refuses the request (70051: Permission to perform this action is missing)"
    );
}

#[test]
fn a_twilio_that_is_out_of_reach_is_told_from_one_that_refuses() {
    let operator = Operator::new();
    let refusal = operator.connect_refused(&["--twilio-url", "http://127.0.0.1:1"]);
    assert!(refusal.starts_with("Twilio cannot be reached (Connection refused"), "{refusal}");
    assert!(refusal.ends_with("); check the network, and Twilio's state at status.twilio.com"), "{refusal}");
}

#[test]
fn a_command_line_that_makes_no_sense_is_refused_before_anything_is_asked() {
    let operator = Operator::new();
    for arguments in [
        &["connect"][..],
        &["connect", "--number", NUMBER, "--base-url", "https://a.example/prod"],
        &["connect", "--number", NUMBER, "--base-url", "a.example", "--page", "https://a.example"],
        &[&without_stack()[..], &["--stack", "switchboard"]].concat(),
        &[&without_stack()[..], &["--dry-run", "--yes"]].concat(),
    ] {
        assert_eq!(operator.run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}
