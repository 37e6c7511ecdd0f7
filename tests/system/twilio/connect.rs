//! What `connect` changes, and what it leaves alone.

use serde_json::{Value, json};

use super::{
    FALLBACK, INCOMING, NUMBER, OTHER_NUMBER, OUTGOING, Operator, TO_SECOND, assert_has, without_stack,
};

#[test]
fn a_tunnel_is_connected_without_a_stack() {
    let operator = Operator::new();
    operator.connect(&[]);
    let same =
        json!({ "voice_method": "POST", "voice_fallback_url": FALLBACK, "voice_fallback_method": "GET" });
    assert_has(&operator.twilio.numbers()[0], &same);
    assert_has(&operator.twilio.numbers()[0], &json!({ "voice_url": INCOMING }));
    assert_has(&operator.twilio.apps()[0], &same);
    assert_has(&operator.twilio.apps()[0], &json!({ "voice_url": OUTGOING, "friendly_name": "Switchboard" }));
}

#[test]
fn the_auth_token_serves_where_there_is_no_api_key() {
    let operator = Operator::new().with("TWILIO_API_KEY_SID", "").with("TWILIO_API_KEY_SECRET", "");
    operator.connect(&[]);
    assert_has(&operator.twilio.numbers()[0], &json!({ "voice_url": INCOMING }));
}

#[test]
fn several_numbers_share_the_app_and_an_app_of_a_numbers_own_is_taken_off_it() {
    let operator = Operator::new();
    let theirs = operator.twilio.add_app("theirs", json!({}));
    operator.twilio.add_number(OTHER_NUMBER, json!({ "voice_application_sid": theirs }));
    // A part of another number is no reason to take that one.
    operator.twilio.add_number(&format!("{NUMBER}8"), json!({}));
    let shown = operator.connect(&["--number", OTHER_NUMBER, "--number", NUMBER]);
    assert!(shown.contains(&format!("  voice_application_sid  {theirs} -> (not set)\n")), "{shown}");
    let [number, other, third] = &operator.twilio.numbers()[..] else { panic!() };
    for number in [number, other] {
        assert_has(number, &json!({ "voice_url": INCOMING, "voice_application_sid": null }));
    }
    assert_has(third, &json!({ "voice_url": "https://demo.twilio.com/welcome/voice/" }));
    assert_eq!(operator.twilio.apps().len(), 2);
    let kept = operator.kept_values();
    let number = kept["resources"].as_array().unwrap().iter().find(|kept| kept["name"] == OTHER_NUMBER);
    assert_eq!(number.unwrap()["settings"]["voice_application_sid"], json!(theirs));
}

#[test]
fn a_status_callback_is_set_where_one_is_named_and_stays_otherwise() {
    let operator = Operator::new();
    let mine = json!({ "status_callback": "https://mine.example/status", "status_callback_method": "GET" });
    operator.twilio.add_app("Switchboard", mine.clone());
    operator.connect(&[]);
    assert_has(&operator.twilio.apps()[0], &mine);
    operator.connect(&["--status-callback", "https://other.example/status"]);
    let other =
        json!({ "status_callback": "https://other.example/status", "status_callback_method": "POST" });
    assert_has(&operator.twilio.apps()[0], &other);
    assert_has(&operator.twilio.numbers()[0], &other);
    let kept = operator.kept_values();
    assert_has(&kept["resources"][0]["settings"], &mine);
}

#[test]
fn scripts_are_told_what_changed() {
    let operator = Operator::new();
    operator.twilio.add_app(
        "Switchboard",
        json!({ "voice_url": OUTGOING, "voice_method": "POST",
        "voice_fallback_url": FALLBACK, "voice_fallback_method": "POST" }),
    );
    let json = |arguments: &[&str]| -> Value {
        let text = operator.text(&[&without_stack()[..], &["--json"], arguments].concat());
        assert_eq!(text.lines().count(), 1, "one object on one line");
        serde_json::from_str(&text).unwrap()
    };
    let app_sid = "AP00000000000000000000000000000001";
    let line = |name: &str, old: &str, new: &str| json!({ "name": name, "old": old, "new": new });
    let changes = json!([
        { "kind": "app", "name": "Switchboard", "sid": app_sid,
          "settings": [line("voice_fallback_method", "POST", "GET")] },
        { "kind": "number", "name": NUMBER, "sid": "PN00000000000000000000000000000001", "settings": [
            line("voice_url", "https://demo.twilio.com/welcome/voice/", INCOMING),
            line("voice_fallback_url", "(not set)", FALLBACK),
            line("voice_fallback_method", "POST", "GET"),
        ] },
    ]);
    assert_eq!(json(&["--dry-run"]), json!({ "changed": false, "app_sid": app_sid, "changes": changes }));
    assert_eq!(json(&["--yes"]), json!({ "changed": true, "app_sid": app_sid, "changes": changes }));
    assert_eq!(json(&["--yes"]), json!({ "changed": false, "app_sid": app_sid, "changes": [] }));
}

#[test]
fn a_second_connect_keeps_what_was_before_the_first() {
    let operator = Operator::new();
    let before = operator.twilio.numbers();
    operator.connect(&[]);
    operator.text(&TO_SECOND);
    operator.text(&["restore", "--yes"]);
    assert_eq!(operator.twilio.numbers(), before);
}
