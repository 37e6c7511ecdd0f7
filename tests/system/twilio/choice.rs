//! Which App is taken.

use serde_json::json;

use super::{OUTGOING, Operator, assert_has};

#[test]
fn an_app_of_our_name_is_updated_and_none_is_created() {
    let operator = Operator::new();
    operator.twilio.add_app("Something else", json!({}));
    operator.twilio.add_app("Switchboard", json!({ "voice_url": "https://old.example" }));
    let shown = operator.connect(&[]);
    assert!(shown.starts_with("TwiML App Switchboard (AP00000000000000000000000000000002)\n"), "{shown}");
    assert_eq!(operator.twilio.apps().len(), 2);
    assert_has(&operator.twilio.apps()[1], &json!({ "voice_url": OUTGOING }));
}

#[test]
fn an_app_that_is_named_goes_before_one_of_our_name() {
    for by_option in [true, false] {
        let mut operator = Operator::new();
        let named = operator.twilio.add_app("Mine", json!({}));
        operator.twilio.add_app("Switchboard", json!({}));
        if by_option {
            operator.connect(&["--app", &named]);
        } else {
            operator = operator.with("TWILIO_APP_SID", &named);
            operator.connect(&[]);
        }
        assert_has(&operator.twilio.apps()[0], &json!({ "friendly_name": "Mine", "voice_url": OUTGOING }));
        assert_has(&operator.twilio.apps()[1], &json!({ "voice_url": null }));
    }
}

#[test]
fn several_apps_of_our_name_are_left_to_the_operator() {
    let operator = Operator::new();
    operator.twilio.add_app("Switchboard", json!({}));
    operator.twilio.add_app("Switchboard", json!({}));
    assert_eq!(
        operator.connect_refused(&[]),
        "several Apps are named Switchboard: AP00000000000000000000000000000001, AP00000000000000000000000000000002; choose one with --app"
    );
    assert_eq!(operator.twilio.take_changes(), [""; 0]);
}

#[test]
fn an_app_that_is_not_there_is_named() {
    let operator = Operator::new();
    assert_eq!(
        operator.connect_refused(&["--app", "APc2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2"]),
        "the App APc2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2 is not in the account ACa0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0 in the region us1; correct --app or TWILIO_APP_SID, or leave both out and one is found or made"
    );
    assert_eq!(
        operator.connect_refused(&["--app", "../Calls"]),
        "--app or else TWILIO_APP_SID must be AP and 32 letters and digits"
    );
}
