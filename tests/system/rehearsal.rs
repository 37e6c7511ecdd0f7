//! A whole deployment without AWS: `cargo xtask deploy` with the real `sam deploy` and the real `switchboard`, against AWS's own
//! translator and an emulator of its services, and what those services then answer.

mod account;
mod api;
mod checkov;
mod failures;
mod operations;
mod page;

use std::collections::BTreeSet;

use serde_json::Value;

use self::account::{Account, python, text};
use super::template::TRANSLATED;

/// Each function, the path that calls it, and the secret that it reads.
const FUNCTIONS: [(&str, &str, &str); 3] = [
    ("TwilioRetrieveCapabilityToken", "/twilio/retrieve_capability_token", "TwilioTokenSecretArn"),
    ("TwilioRetrieveTwimlCallIncoming", "/twilio/retrieve_twiml/call_incoming", "TwilioWebhookSecretArn"),
    ("TwilioRetrieveTwimlCallOutgoing", "/twilio/retrieve_twiml/call_outgoing", "TwilioWebhookSecretArn"),
];

/// Every parameter that adds something to the stack, in its other value.
const EVERYTHING: [&str; 5] = [
    "WebhookMapping=gateway",
    "AlarmEmail=operator@example.com",
    "MonthlyBudget=50",
    "Tracing=Active",
    "ReservedConcurrency=5",
];

#[test]
fn a_clone_becomes_a_phone_and_a_second_deployment_changes_nothing() {
    let account = Account::start("switchboard");
    let said = account.deploys(&[]);
    let answers = account.answers();
    let page = text(&answers["outputs"]["PageUrl"]);
    let files = answers["page"]["objects"].as_object().unwrap().len();
    assert!(said.contains(&format!("\n{files} files were uploaded, and 0 were there already\n")), "{said}");
    let ending = format!(
        "
The phone is at {page}

Next, with Twilio's credentials in the environment (README, \"Deploy it\"):
  cargo switchboard twilio connect --number +81…
  cargo switchboard number add +81… DeviceId_0001 --stack switchboard
  cargo switchboard doctor --number +81…
"
    );
    assert!(said.ends_with(&ending), "{said}");
    is_as_the_template_says(&answers, false);
    api::functions_read_the_forms(&answers);

    let again = account.deploys(&[]);
    assert!(again.contains("No changes to deploy. Stack switchboard is up to date"), "{again}");
    assert!(again.contains(&format!("\n0 files were uploaded, and {files} were there already\n")), "{again}");
    assert!(again.ends_with(&ending), "{again}");
    assert_eq!(account.answers(), answers);
}

#[test]
fn a_stack_of_another_name_with_everything_that_a_parameter_adds_is_made_too() {
    let account = Account::start("phone");
    let said = account.deploys(&EVERYTHING);
    for next in ["twilio connect --number +81…", "number add +81… DeviceId_0001", "doctor --number +81…"]
    {
        assert!(said.contains(&format!("\n  cargo switchboard {next} --stack phone\n")), "{said}");
    }
    let answers = account.answers();
    is_as_the_template_says(&answers, true);
    api::the_gateway_reads_the_forms(&answers);
}

/// What moto's CloudFormation does not make, tests/rehearsal/resources.py makes, and says why and how. Whatever moto learns is
/// to be left to it.
#[test]
fn moto_is_helped_with_what_it_does_not_make_and_with_nothing_else() {
    let types = python("unknown.py", &[]);
    let named = |who: &str| -> BTreeSet<String> {
        types[who].as_array().unwrap().iter().map(|name| text(name).to_owned()).collect()
    };
    let (by_moto, here) = (named("by_moto"), named("here"));
    let learnt: Vec<_> = here.intersection(&by_moto).collect();
    assert!(learnt.is_empty(), "moto makes these now: {learnt:?}");
    let template: BTreeSet<String> = TRANSLATED["Resources"]
        .as_object()
        .unwrap()
        .values()
        .map(|resource| text(&resource["Type"]).to_owned())
        .collect();
    let not_by_moto: BTreeSet<String> = template.difference(&by_moto).cloned().collect();
    assert_eq!(not_by_moto, here);
}

fn is_as_the_template_says(answers: &Value, has_everything: bool) {
    assert_eq!(answers["status"], "CREATE_COMPLETE");
    assert!(!answers.to_string().contains("Fn::"), "something is left to be resolved");
    api::the_routes_are_served(answers);
    api::each_route_has_its_limit(answers, has_everything);
    api::only_the_page_may_call(answers);
    operations::each_function_may_do_its_own_and_no_more(answers, has_everything);
    operations::the_directory_outlives_mistakes(answers);
    operations::every_alarm_is_set(answers, has_everything);
    page::the_page_is_private_and_served_over_https(answers);
    page::every_file_is_there_with_its_headers(answers);
}
