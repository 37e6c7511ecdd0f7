//! A webhook that is not as Twilio signed it is refused, whatever was changed.

mod agreement;
mod mutation;
pub(crate) mod request;

use std::cell::Cell;

use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::Value;
use switchboard::webhook::{AuthTokens, Form, SIGNATURE_HEADER};
use switchboard_lambda::event::Event;
use switchboard_tests::{
    effort::{alone, effort},
    events::{raw, route},
    functions::Function,
};

use request::TOKENS;

/// Of how many mutated requests one goes through the whole function as well, which logs a line for each.
const WHOLE_FUNCTION_EVERY: u32 = 50;

/// Everything of the webhook's that has to do with the signature: the event, its URL and headers, the form, the tokens.
fn is_accepted(tokens: &AuthTokens, event: &Value) -> bool {
    let event = raw(event);
    let Ok(event) = Event::read(&event) else { return false };
    let Ok(form) = Form::parse(&event.body) else { return false };
    let (Some(url), Some(signature)) = (event.url(None), event.header(SIGNATURE_HEADER)) else {
        return false;
    };
    tokens.signed(&url, &form, signature)
}

/// What the whole function does: 403 is how it refuses what is not signed, and 400 what cannot be read.
fn is_answered(runtime: &tokio::runtime::Runtime, function: &Function, event: &Value) -> bool {
    let answer = runtime.block_on(function.answer(event));
    match answer["statusCode"].as_u64() {
        Some(200) => true,
        Some(400 | 403) => false,
        _ => panic!("{answer}"),
    }
}

#[test]
fn no_mutation_of_a_signed_request_is_accepted_unless_it_leaves_what_is_signed_as_it_was() {
    let _alone = alone();
    let cases = effort(20_000, 1_000_000);
    let tokens = AuthTokens::new(&TOKENS[0].into(), Some(&TOKENS[1].into()));
    let settings = [
        ("ACCEPT_UNSIGNED_WEBHOOKS", "false"),
        ("TWILIO_AUTH_TOKEN", TOKENS[0]),
        ("TWILIO_AUTH_TOKEN_NEXT", TOKENS[1]),
    ];
    let function = Function::start(route::CALL_INCOMING, &settings);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (asked, unchanged, whole) = (Cell::new(0_u32), Cell::new(0_u32), Cell::new(0_u32));
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let outcome =
        TestRunner::new(config).run(&(request::valid(), mutation::mutation()), |(valid, mutation)| {
            prop_assert!(is_accepted(&tokens, &valid.event()), "the request before its mutation");
            let mutated = mutation.of(&valid);
            let still_signed = mutated.is_signed_as(&valid);
            prop_assert_eq!(is_accepted(&tokens, &mutated.event()), still_signed, "{:?}", mutated);
            asked.set(asked.get() + 1);
            unchanged.set(unchanged.get() + u32::from(still_signed));
            if asked.get().is_multiple_of(WHOLE_FUNCTION_EVERY) {
                prop_assert_eq!(
                    is_answered(&runtime, &function, &mutated.event()),
                    still_signed,
                    "{:?}",
                    mutated
                );
                whole.set(whole.get() + 1);
            }
            Ok(())
        });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    let (asked, unchanged, whole) = (asked.get(), unchanged.get(), whole.get());
    assert!(unchanged > asked / 50 && unchanged < asked / 3, "{unchanged} of {asked}");
    println!(
        "figures: {asked} mutations of signed requests, of which {unchanged} left what Twilio signs as it was and were accepted, and 0 others; {whole} went through the whole function"
    );
}
