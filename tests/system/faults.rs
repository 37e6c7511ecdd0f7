//! A directory that fails gets the designed answer, and is logged once.
//!
//! The functions' own executables run inside AWS's emulator. Between them and a real DynamoDB server stands a proxy that
//! fails on demand, so that what is tested is what the AWS SDK does with these bounds and not what a mock says it does.

mod function;
mod scene;
mod secret;
mod stale;

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use switchboard_tests::fault::Fault;

use function::Function;
use scene::{Scene, number, string};

/// Twilio's caller waits in silence for no longer than this, and then hears the fallback.
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);

/// How long after a fault's end a call that comes then has its answer.
const SERVED_AGAIN_WITHIN: Duration = Duration::from_secs(1);

/// The first attempt and two more.
const MAX_ATTEMPTS: usize = 3;

#[tokio::test]
async fn incoming_calls_get_a_503_in_time_whatever_is_wrong_with_the_table() {
    every_fault_is_a_503_in_time_logged_once(Function::Incoming).await;
}

#[tokio::test]
async fn outgoing_calls_get_a_503_in_time_whatever_is_wrong_with_the_table() {
    every_fault_is_a_503_in_time_logged_once(Function::Outgoing).await;
}

#[tokio::test]
async fn token_requests_get_a_503_in_time_whatever_is_wrong_with_the_table() {
    every_fault_is_a_503_in_time_logged_once(Function::Token).await;
}

async fn every_fault_is_a_503_in_time_logged_once(function: Function) {
    let faults = [
        (Fault::Refuse, None),
        (Fault::Vanish, None),
        (Fault::Hang, Some(MAX_ATTEMPTS)),
        (Fault::Reset, Some(MAX_ATTEMPTS)),
        (Fault::SlowDrip, Some(MAX_ATTEMPTS)),
        (Fault::Truncated, Some(MAX_ATTEMPTS)),
        (Fault::Garbage, Some(MAX_ATTEMPTS)),
        (Fault::ForeignPage, Some(MAX_ATTEMPTS)),
        (Fault::ProvisionedThroughputExceeded, Some(MAX_ATTEMPTS)),
        (Fault::Throttling, Some(MAX_ATTEMPTS)),
        (Fault::InternalServerError, Some(MAX_ATTEMPTS)),
        (Fault::ServiceUnavailable, Some(MAX_ATTEMPTS)),
        // Another attempt would be signed with the same credentials.
        (Fault::ExpiredCredentials, Some(1)),
    ];
    let mut scene = Scene::start(function).await;
    for (line, (fault, attempts)) in faults.into_iter().enumerate() {
        // A number of its own, because a webhook would answer for a number that it has just read.
        let number = number(line);
        scene.register(&number, string("DeviceId_0001")).await;

        scene.proxy.begin(fault);
        let call = scene.call(&number);
        println!("{function:?} {fault:?}: {:?}, {} attempts", call.took, call.attempts);
        assert_eq!(call.reply, function.failed("the directory cannot be reached"), "{fault:?}");
        assert!(call.took < ANSWERED_WITHIN, "{fault:?}: {:?}", call.took);
        assert!(call.attempts <= MAX_ATTEMPTS, "{fault:?}: {} attempts", call.attempts);
        assert_eq!(attempts.unwrap_or(call.attempts), call.attempts, "{fault:?}");
        call.assert_logged("directory_unreachable");

        scene.proxy.end();
        let call = scene.call(&number);
        function.assert_served(&call.reply, &number);
        assert!(call.took < SERVED_AGAIN_WITHIN, "after {fault:?}: {:?}", call.took);
    }
    scene.assert_log_is_complete_and_tells_no_secret();
}

#[tokio::test]
async fn one_transient_fault_costs_no_call() {
    for function in Function::ALL {
        let mut scene = Scene::start(function).await;
        for (line, fault) in Fault::TRANSIENT.into_iter().enumerate() {
            let number = number(line);
            scene.register(&number, string("DeviceId_0001")).await;
            scene.proxy.once(fault);
            let call = scene.call(&number);
            function.assert_served(&call.reply, &number);
            assert_eq!(call.attempts, 2, "{function:?} {fault:?}");
            assert!(call.took < SERVED_AGAIN_WITHIN, "{function:?} {fault:?}: {:?}", call.took);
            assert_eq!(call.line["level"], "INFO", "{function:?} {fault:?}");
        }
        scene.assert_log_is_complete_and_tells_no_secret();
    }
}

#[tokio::test]
async fn one_transient_fault_right_after_a_long_outage_costs_no_call_either() {
    for function in Function::ALL {
        let mut scene = Scene::start(function).await;
        let number = number(0);
        scene.register(&number, string("DeviceId_0001")).await;
        scene.proxy.begin(Fault::Reset);
        // More than the SDK pays for by default: 500 tokens, at 10 for an attempt.
        for _ in 0..60 {
            let call = scene.call(&number);
            assert_eq!(call.reply, function.failed("the directory cannot be reached"));
            assert_eq!(call.attempts, MAX_ATTEMPTS, "{function:?}");
        }
        scene.proxy.end();
        scene.proxy.once(Fault::Reset);
        let call = scene.call(&number);
        function.assert_served(&call.reply, &number);
        scene.assert_log_is_complete_and_tells_no_secret();
    }
}

#[tokio::test]
async fn expired_credentials_are_named_in_the_log() {
    for function in Function::ALL {
        let mut scene = Scene::start(function).await;
        scene.proxy.once(Fault::ExpiredCredentials);
        let call = scene.call(&number(0));
        call.assert_logged("directory_unreachable");
        let error = call.line["error"].as_str().unwrap();
        assert!(error.contains("ExpiredTokenException"), "an operator learns what is wrong: {error}");
        scene.assert_log_is_complete_and_tells_no_secret();
    }
}

#[tokio::test]
async fn a_malformed_entry_is_a_503_without_another_attempt_until_it_is_mended() {
    let name = |value| vec![("client_name", value)];
    let hash = |value| vec![("client_name", string("DeviceId_0001")), ("pairing_key_sha256", value)];
    let entries = [
        ("client_name", vec![]),
        ("client_name", name(AttributeValue::N("1".to_owned()))),
        ("client_name", name(AttributeValue::Bool(true))),
        ("client_name", name(string("Device 0001"))),
        ("pairing_key_sha256", hash(AttributeValue::B(vec![0x41; 32].into()))),
        ("pairing_key_sha256", hash(AttributeValue::Null(true))),
        ("pairing_key_sha256", hash(string("correct horse battery staple"))),
        ("pairing_key_sha256", hash(string(""))),
    ];
    for function in Function::ALL {
        let mut scene = Scene::start(function).await;
        let number = number(0);
        for (malformed, entry) in &entries {
            scene.put(&number, entry).await;
            let call = scene.call(&number);
            assert_eq!(call.reply, function.failed("the directory's entry is malformed"), "{entry:?}");
            assert_eq!(call.attempts, 1, "{function:?} {entry:?}");
            assert!(call.took < ANSWERED_WITHIN, "{function:?} {entry:?}: {:?}", call.took);
            call.assert_logged("directory_entry_malformed");
            let error = call.line["error"].as_str().unwrap();
            assert!(error.contains(malformed), "an operator learns what to mend: {error}");
            assert!(!error.contains("horse"), "whoever put a key where its hash belongs: {error}");
        }
        scene.register(&number, string("DeviceId_0001")).await;
        let call = scene.call(&number);
        function.assert_served(&call.reply, &number);
        scene.assert_log_is_complete_and_tells_no_secret();
    }
}

#[tokio::test]
async fn a_number_that_rang_a_moment_ago_rings_without_the_table_and_gets_no_token_without_it() {
    for function in Function::ALL {
        let mut scene = Scene::start(function).await;
        let number = number(0);
        scene.register(&number, string("DeviceId_0001")).await;
        let call = scene.call(&number);
        function.assert_served(&call.reply, &number);

        scene.proxy.begin(Fault::Refuse);
        let call = scene.call(&number);
        assert!(call.took < ANSWERED_WITHIN, "{function:?}: {:?}", call.took);
        if let Function::Token = function {
            assert_eq!(call.reply, function.failed("the directory cannot be reached"));
            call.assert_logged("directory_unreachable");
        } else {
            function.assert_served(&call.reply, &number);
        }
        scene.assert_log_is_complete_and_tells_no_secret();
    }
}

#[tokio::test]
async fn a_function_starts_while_the_table_is_away_and_serves_once_it_is_back() {
    for function in Function::ALL {
        for fault in [Fault::Refuse, Fault::Hang] {
            let mut scene = Scene::prepare(function, fault).await;
            let number = number(0);
            scene.register(&number, string("DeviceId_0001")).await;
            // The emulator starts the function with the first call, so one line is about the start.
            scene.logged += 1;
            let call = scene.call(&number);
            println!("{function:?} {fault:?}, started by the call: {:?}", call.took);
            assert_eq!(call.reply, function.failed("the directory cannot be reached"), "{fault:?}");
            call.assert_logged("directory_unreachable");
            let answering = Duration::from_secs_f64(call.line["duration_ms"].as_f64().unwrap() / 1e3);
            assert!(answering < ANSWERED_WITHIN, "{function:?} {fault:?}: {answering:?}");
            let start = &scene.lines()[0];
            assert_eq!(start["level"], "WARN");
            assert_eq!(start["message"], "the directory could not be reached at start");

            scene.proxy.end();
            let call = scene.call(&number);
            function.assert_served(&call.reply, &number);
            scene.assert_log_is_complete_and_tells_no_secret();
        }
    }
}
