//! Nothing is changed that was not agreed to.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use switchboard_tests::tools;

use super::{Operator, without_stack};

/// Runs its arguments in a terminal of their own, in which our standard input is typed.
const TERMINAL: &str = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

/// What the terminal shows when `answer` is typed, and whether the tool succeeded.
fn answered(operator: &Operator, answer: &str) -> (String, bool) {
    let mut command = Command::new(tools::python());
    command.args(["-c", TERMINAL]).arg(tools::executable("switchboard")).arg("twilio").args(without_stack());
    command.args(["--twilio-url", &operator.twilio.url()]).current_dir(operator.folder.path());
    command.env_clear().envs(operator.environment.clone());
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    process.stdin.take().unwrap().write_all(answer.as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    (String::from_utf8(output.stdout).unwrap().replace('\r', ""), output.status.success())
}

#[test]
fn a_terminal_is_asked_and_only_a_yes_changes_anything() {
    let operator = Operator::new();
    let (shown, agreed) = answered(&operator, "\n");
    assert!(shown.contains("number +815031234567 (PN"), "{shown}");
    assert!(shown.contains("Change this? [y/N] "), "{shown}");
    assert!(shown.ends_with("switchboard: nothing is changed, since you did not agree\n"), "{shown}");
    assert_eq!((agreed, operator.twilio.take_changes()), (false, Vec::new()));
    assert!(!operator.kept().exists());
    let (shown, agreed) = answered(&operator, "y\n");
    assert!(shown.contains("Twilio is connected.\n"), "{shown}");
    assert_eq!((agreed, operator.twilio.take_changes().len()), (true, 2));
}

#[test]
fn without_a_terminal_nothing_is_changed_unless_it_was_agreed_to_before() {
    let operator = Operator::new();
    assert_eq!(
        operator.refusal(&without_stack()),
        "nothing is changed, since there is no terminal to ask at; agree with --yes, or only look with --dry-run"
    );
    assert_eq!(operator.twilio.take_changes(), [""; 0]);
    operator.connect(&[]);
    operator.twilio.take_changes();
    operator.refusal(&["restore"]);
    assert_eq!(operator.twilio.take_changes(), [""; 0]);
}
