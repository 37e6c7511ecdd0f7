//! The same against the executables that are deployed, each inside AWS's own emulator.

use std::{
    io::Write,
    time::{Duration, Instant},
};

use serde_json::Value;
use switchboard::pairing_key::PairingKeyHash;
use switchboard_tests::{
    effort::{alone, effort},
    emulator::Emulator,
    events::{Gateway, route},
    functions::AUTH_TOKEN,
    tools,
};
use tempfile::NamedTempFile;

use super::{
    ROUTES, answer,
    input::{self, Input, Large, MIB},
};

/// How long a function may take for 64 KiB, by its own clock.
const BOUND: Duration = Duration::from_millis(10);

/// How often an input is sent that took longer, before the machine's other work is no excuse.
const REPEATS: usize = 10;

/// What Lambda takes as an event: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>.
const LARGEST_EVENT: usize = 6 * MIB;

/// A deployed function that answers unsigned webhooks too, so that they get past the first check.
struct Deployed {
    resource: &'static str,
    emulator: Emulator,
    _directory: NamedTempFile,
}

/// How long one event took.
struct Took {
    /// By the function's own clock.
    function: Duration,
    /// With the emulator and the connection to it.
    round_trip: Duration,
}

impl Deployed {
    fn start(resource: &'static str) -> Self {
        let function = match resource {
            route::CAPABILITY_TOKEN => "TwilioRetrieveCapabilityToken",
            route::CALL_INCOMING => "TwilioRetrieveTwimlCallIncoming",
            _ => "TwilioRetrieveTwimlCallOutgoing",
        };
        let mut directory = NamedTempFile::new().unwrap();
        let key = PairingKeyHash::of("planted-pairing-key");
        write!(
            directory,
            "[[number]]\nphone_number = \"+815031234567\"\nclient_name = \"DeviceId_0001\"\n\
             [[number]]\nphone_number = \"+815031234568\"\nclient_name = \"DeviceId_0002\"\npairing_key_sha256 = \"{key}\"\n"
        )
        .unwrap();
        let environment = [
            ("DIRECTORY_FILE", directory.path().to_str().unwrap()),
            ("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef"),
            ("TWILIO_APP_SID", "AP0123456789abcdef0123456789abcdef"),
            ("TWILIO_API_KEY_SID", "SK0123456789abcdef0123456789abcdef"),
            ("TWILIO_API_KEY_SECRET", "planted-api-key-secret"),
            ("TWILIO_AUTH_TOKEN", AUTH_TOKEN),
            ("ACCEPT_UNSIGNED_WEBHOOKS", "true"),
        ];
        let executable = tools::sam_build().join(function).join("bootstrap");
        let emulator = Emulator::start(&executable, &environment);
        Self { resource, emulator, _directory: directory }
    }

    /// Asserts that there is a right answer.
    fn answers(&self, input: &Input) {
        let answer = self.emulator.try_invoke(&input.event);
        let answer =
            answer.unwrap_or_else(|| panic!("{} is not answered: {}", input.name, self.emulator.log()));
        answer::assert_is_right(self.resource, input, &answer);
    }

    /// Asserts that nothing of what came before is left over: the next caller is answered.
    fn answers_the_next(&self) {
        let event = Gateway::REST_API.event(&input::ordinary(self.resource));
        answer::assert_is_ordinary(self.resource, &self.emulator.invoke(&event));
    }

    /// Asserts that the process is the one that was started, and never panicked.
    fn assert_never_failed(&self) {
        let log = self.emulator.log();
        for word in ["panicked", "exited", "\"ERROR\"", "overflow"] {
            assert!(!log.contains(word), "{word}: {log}");
        }
    }

    fn time(&self, input: &Input) -> Took {
        let lines = self.durations().len();
        let began = Instant::now();
        self.answers(input);
        let round_trip = began.elapsed();
        // A line comes through a pipe and may be later than the answer.
        let deadline = began + Duration::from_secs(20);
        loop {
            if let Some(milliseconds) = self.durations().get(lines) {
                return Took { function: Duration::from_secs_f64(milliseconds / 1e3), round_trip };
            }
            assert!(Instant::now() < deadline, "{} is not logged", input.name);
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// What the function has logged of its answers, in milliseconds.
    fn durations(&self) -> Vec<f64> {
        let log = self.emulator.log();
        let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.filter_map(|line| line["duration_ms"].as_f64()).collect()
    }
}

#[test]
fn no_hostile_event_ends_a_deployed_function_or_makes_it_panic() {
    let _alone = alone();
    let mut events = 0;
    for resource in ROUTES {
        let deployed = Deployed::start(resource);
        let small = input::small(resource);
        for input in small.iter().step_by(effort(7, 1)) {
            deployed.answers(input);
            events += 1;
        }
        deployed.answers_the_next();
        let all = Large::all(resource);
        let large = all.iter().step_by(effort(40, 1)).map(|large| large.input(LARGEST_EVENT - 16 * 1024));
        let bare = input::bare_payloads(LARGEST_EVENT / 2).into_iter();
        // Quotes and backslashes take two bytes in an event, which makes some too large to be one.
        for input in large.chain(bare).filter(|input| input.event.len() <= LARGEST_EVENT) {
            deployed.answers(&input);
            deployed.answers_the_next();
            events += 1;
        }
        deployed.assert_never_failed();
    }
    println!(
        "figures: {events} hostile events to the deployed executables, of 6 MB among them: all answered, no panic, no process ended"
    );
}

#[test]
fn whatever_64_kib_a_deployed_function_is_sent_it_answers_in_under_10_ms() {
    let _alone = alone();
    for resource in ROUTES {
        // One for each, so that its log stays short.
        let deployed = Deployed::start(resource);
        deployed.answers_the_next();
        let mut worst = (Duration::ZERO, Duration::ZERO, String::new());
        let mut sent = 0;
        for input in input::within_64_kib(resource).iter().step_by(effort(3, 1)) {
            let mut best = deployed.time(input);
            for _ in 0..REPEATS {
                if best.function < BOUND / 4 {
                    break;
                }
                let again = deployed.time(input);
                best.function = best.function.min(again.function);
                best.round_trip = best.round_trip.min(again.round_trip);
            }
            assert!(best.function < BOUND, "{resource}, {}: {:?}", input.name, best.function);
            sent += 1;
            if best.function > worst.0 {
                worst = (best.function, best.round_trip, input.name.clone());
            }
        }
        deployed.answers_the_next();
        deployed.assert_never_failed();
        let (function, round_trip, name) = worst;
        println!(
            "figures: {resource}: of {sent} inputs of 64 KiB the worst, {name}, took {function:.1?}, and {round_trip:.1?} with the emulator"
        );
    }
}
