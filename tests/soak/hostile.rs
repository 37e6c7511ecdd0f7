//! Whatever is sent, each function answers it: rightly, soon, in its sender's shape, and then the next one.

mod answer;
mod executable;
mod input;

use switchboard_lambda::RawValue;
use switchboard_tests::{
    effort::{alone, effort},
    events::{Gateway, route},
    functions::Function,
};

use input::{Large, MIB};

const ROUTES: [&str; 3] = [route::CAPABILITY_TOKEN, route::CALL_INCOMING, route::CALL_OUTGOING];

#[test]
fn every_hostile_event_is_answered_in_its_own_shape_and_connects_nobody_who_should_not_be() {
    let _alone = alone();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut events = 0;
    for resource in ROUTES {
        let open = Function::start(resource, &[]);
        let closed = Function::start(resource, &[("ACCEPT_UNSIGNED_WEBHOOKS", "false")]);
        let mut inputs: Vec<_> = input::small(resource).into_iter().step_by(effort(3, 1)).collect();
        inputs.extend(input::within_64_kib(resource).into_iter().step_by(effort(7, 1)));
        let large = Large::all(resource);
        let large = large.iter().step_by(effort(50, 1)).map(|large| large.input(6 * MIB));
        for input in inputs.into_iter().chain(large) {
            let event = RawValue::from_string(input.event.clone()).unwrap();
            let answered = runtime.block_on(open.answer_to_text(&event));
            answer::assert_is_right(resource, &input, &answered);
            let refused = runtime.block_on(closed.answer_to_text(&event));
            answer::assert_is_right(resource, &input, &refused);
            answer::assert_connects_nobody(&input, &refused);
            events += 1;
        }
        let next = runtime.block_on(open.answer(&Gateway::REST_API.event(&input::ordinary(resource))));
        answer::assert_is_ordinary(resource, &next);
    }
    println!(
        "figures: {events} hostile events, each answered by its function twice, as open and as closed as can be"
    );
}
