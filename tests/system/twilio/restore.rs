//! What was before is put back.

use std::fs;

use serde_json::json;
use switchboard_tests::twilio::Refusal;

use super::{NUMBER, OTHER_NUMBER, OUTGOING, Operator, TO_SECOND, assert_has};

#[test]
fn what_was_before_is_put_back_exactly() {
    let operator = Operator::new();
    let theirs = operator.twilio.add_app("theirs", json!({}));
    operator.twilio.add_number(OTHER_NUMBER, json!({ "voice_url": "", "voice_application_sid": theirs }));
    operator.twilio.add_app(
        "Switchboard",
        json!({ "voice_url": "https://old.example", "voice_method": "GET",
        "voice_fallback_url": "", "voice_fallback_method": "POST" }),
    );
    let before = (operator.twilio.numbers(), operator.twilio.apps());
    operator.connect(&["--number", OTHER_NUMBER, "--status-callback", "https://status.example"]);
    assert_ne!((operator.twilio.numbers(), operator.twilio.apps()), before);

    operator.twilio.take_changes();
    let shown = operator.text(&["restore", "--dry-run"]);
    assert!(
        shown.contains(&format!("  voice_url              {OUTGOING} -> https://old.example\n")),
        "{shown}"
    );
    assert!(shown.ends_with("Nothing is changed yet.\n"), "{shown}");
    assert_eq!(operator.twilio.take_changes(), [""; 0]);

    let shown = operator.text(&["restore", "--yes"]);
    assert!(shown.ends_with("\nThe old values are back.\n"), "{shown}");
    assert_eq!((operator.twilio.numbers(), operator.twilio.apps()), before);
    assert!(!operator.kept().exists());
    assert_eq!(
        operator.refusal(&["restore", "--yes"]),
        "twilio-before.json is not there, so that nothing is known to put back; name the file that `connect` wrote with --kept"
    );
}

#[test]
fn an_app_that_connect_created_is_deleted_when_that_is_asked_for() {
    let operator = Operator::new();
    let before = operator.twilio.numbers();
    operator.connect(&[]);
    let stays = "The TwiML App Switchboard (AP00000000000000000000000000000001) was created by `connect`, and stays; --delete-app deletes it.\n";
    let shown = operator.text(&["restore", "--yes"]);
    assert!(shown.ends_with(&format!("{stays}The old values are back.\n")), "{shown}");
    assert_eq!((operator.twilio.numbers(), operator.twilio.apps().len()), (before, 1));
    assert_eq!(operator.text(&["restore", "--yes"]), format!("{stays}Nothing is left to put back.\n"));
    let shown = operator.text(&["restore", "--delete-app", "--yes"]);
    assert_eq!(
        shown,
        "TwiML App Switchboard (AP00000000000000000000000000000001, to be deleted)\nThe old values are back.\n"
    );
    assert_eq!(operator.twilio.apps().len(), 0);
    assert!(!operator.kept().exists());
}

#[test]
fn what_is_gone_from_the_account_is_no_reason_to_stop() {
    let operator = Operator::new();
    operator.twilio.add_app("Switchboard", json!({}));
    let before = operator.twilio.numbers();
    operator.connect(&[]);
    operator.twilio.remove_apps();
    let shown = operator.text(&["restore", "--yes"]);
    let gone = "Switchboard (AP00000000000000000000000000000001) is not in the account any more.\n";
    assert!(shown.ends_with(&format!("{gone}The old values are back.\n")), "{shown}");
    assert_eq!(operator.twilio.numbers(), before);
}

#[test]
fn a_connect_that_ends_half_way_says_what_it_changed_and_is_undone() {
    let operator = Operator::new();
    operator.twilio.add_number(OTHER_NUMBER, json!({}));
    let before = operator.twilio.numbers();
    let refusal = Refusal {
        of: ("POST", "/IncomingPhoneNumbers/PN00000000000000000000000000000002"),
        times: 1,
        status: 400,
        code: 21402,
        message: "Invalid Url",
        retry_after: None,
    };
    operator.twilio.play(refusal.clone());
    let kept = operator.folder.path().join("before.json");
    let path = kept.to_str().unwrap();
    assert_eq!(
        operator.connect_refused(&["--number", OTHER_NUMBER, "--kept", path]),
        format!(
            "Twilio refuses the request (21402: Invalid Url); changed before that: the TwiML App Switchboard (AP00000000000000000000000000000001), which was created, the number {NUMBER} (PN00000000000000000000000000000001); {path} has the old values, and `switchboard twilio restore` puts them back"
        )
    );
    operator.text(&["restore", "--delete-app", "--yes", "--kept", path]);
    assert_eq!((operator.twilio.numbers(), operator.twilio.apps().len()), (before, 0));
    assert!(!kept.exists());
}

#[test]
fn a_restore_that_ends_half_way_can_be_run_again() {
    let operator = Operator::new();
    operator.twilio.add_app("Switchboard", json!({ "voice_url": "https://old.example" }));
    let before = operator.twilio.numbers();
    operator.connect(&[]);
    let of = ("POST", "/Applications/");
    operator.twilio.play(Refusal {
        of,
        times: 1,
        status: 500,
        code: 20500,
        message: "Internal",
        retry_after: None,
    });
    assert_eq!(
        operator.refusal(&["restore", "--yes"]),
        format!(
            "Twilio refuses the request (20500: Internal); changed before that: the number {NUMBER} (PN00000000000000000000000000000001); twilio-before.json has the old values, and `switchboard twilio restore` puts them back"
        )
    );
    operator.text(&["restore", "--yes"]);
    assert_eq!(operator.twilio.numbers(), before);
    assert_has(&operator.twilio.apps()[0], &json!({ "voice_url": "https://old.example" }));
}

#[test]
fn the_old_values_of_another_account_are_neither_put_back_nor_mixed_with_ours() {
    let operator = Operator::new();
    operator.connect(&[]);
    let mut kept = operator.kept_values();
    kept["account_sid"] = json!("ACd3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3");
    fs::write(operator.kept(), kept.to_string()).unwrap();
    let sentence = "twilio-before.json keeps values of the account ACd3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 in the region us1; name another file with --kept, or take that account's credentials";
    assert_eq!(operator.refusal(&["restore", "--yes"]), sentence);
    operator.twilio.take_changes();
    assert_eq!(operator.refusal(&TO_SECOND), sentence);
    fs::write(operator.kept(), "{}").unwrap();
    let sentence = "twilio-before.json is not a file of old values; name another with --kept";
    assert_eq!(operator.refusal(&TO_SECOND), sentence);
    assert_eq!(operator.twilio.take_changes(), [""; 0]);
}

#[test]
fn where_the_old_values_cannot_be_kept_nothing_is_changed() {
    let operator = Operator::new();
    let refusal = operator.connect_refused(&["--kept", "missing/before.json"]);
    assert!(refusal.starts_with("missing/before.json cannot be written ("), "{refusal}");
    assert!(refusal.ends_with("; name another place with --kept"), "{refusal}");
    assert_eq!(operator.twilio.take_changes(), [""; 0]);
}
