//! Whatever a webhook says, its answer is one of the few documents that are meant.

mod input;
mod tree;

use std::cell::RefCell;

use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use serde_json::json;
use switchboard::{
    number_policy::NumberPolicy,
    routing::{CallRules, Route, Unrouted, route_incoming, route_outgoing},
    webhook::Form,
};
use switchboard_tests::{
    answering::Answering,
    effort::{alone, effort},
    events::form_encoded,
    functions::numbers,
    tools,
};

use input::Direction;

/// How many documents Expat is given at once.
const BATCH: usize = 200;

#[test]
fn every_answer_is_well_formed_and_has_nothing_in_it_that_is_not_meant() {
    let _alone = alone();
    let batches = effort(100, 5_000);
    let expat = RefCell::new(Answering::start(&tools::python(), "xml_trees.py"));
    let (numbers, policy) = (numbers(), NumberPolicy::new(None).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let counts = RefCell::new([0; 3]);
    let config = ProptestConfig { cases: batches, failure_persistence: None, ..ProptestConfig::default() };
    let outcome = TestRunner::new(config).run(&vec(input::webhook(), BATCH), |webhooks| {
        let mut documents = Vec::new();
        let mut expected = Vec::new();
        for webhook in &webhooks {
            let form = Form::parse(form_encoded(&webhook.pairs()).as_bytes()).unwrap();
            let routed = runtime.block_on(async {
                match webhook.direction {
                    Direction::Incoming => route_incoming(&form, &*numbers).await,
                    Direction::Outgoing => route_outgoing(&form, &*numbers, &policy).await,
                }
            });
            counts.borrow_mut()[kind(&routed)] += 1;
            expected.push(tree::intended(webhook, &routed));
            documents.push(xml(routed, &webhook.rules()));
        }
        let read = expat.borrow_mut().ask(&json!(documents));
        for (index, document) in documents.iter().enumerate() {
            let ours = tree::read(document);
            prop_assert_eq!(ours.as_ref(), Some(&expected[index]), "{}", document);
            prop_assert_eq!(Some(&read[index]), ours.as_ref(), "Expat reads another tree in {}", document);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    let [clients, telephones, refusals] = counts.into_inner();
    assert!(clients > 100 && telephones > 100 && refusals > 1000, "{clients} {telephones} {refusals}");
    println!(
        "figures: {} TwiML documents, read alike by roxmltree and Expat and as intended: {clients} ring a client, {telephones} a telephone, {refusals} refuse",
        clients + telephones + refusals
    );
}

fn kind(routed: &Result<Route, Unrouted>) -> usize {
    match routed {
        Ok(Route::ToClient(_)) => 0,
        Ok(Route::ToNumber { .. }) => 1,
        Err(_) => 2,
    }
}

fn xml(routed: Result<Route, Unrouted>, rules: &CallRules) -> String {
    match routed {
        Ok(route) => route.response(rules).to_xml(),
        Err(Unrouted::Refused(refusal)) => refusal.response(rules).to_xml(),
        Err(Unrouted::Directory(error)) => panic!("the directory is up: {error}"),
    }
}
