//! How long a refusal takes does not tell why it was one.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::types::AttributeValue;
use capability_token::{CapabilityToken, handle};
use serde_json::{Value, json};
use switchboard::{
    directory::{Directory, DynamoDbDirectory, LookUp},
    pairing_key::PairingKeyHash,
    phone_number::PhoneNumber,
};
use switchboard_lambda::settings::Settings;
use switchboard_tests::{
    dynamodb::{DynamoDb, TABLE},
    effort::{alone, effort},
    events::{Gateway, Post, raw, route},
};

/// How far apart the medians may be. Over the internet, answers of one kind differ by more among themselves.
const MEDIANS_WITHIN: Duration = Duration::from_millis(1);

/// What a look-up takes longer in an AWS region than on one machine. Without it, an answer that is given without a look-up
/// would not stand out here as it does there.
const DISTANCE: Duration = Duration::from_millis(3);

/// The directory, as far away as DynamoDB is.
struct Distant(DynamoDbDirectory);

impl Directory for Distant {
    fn client_for<'a>(&'a self, number: &'a PhoneNumber) -> LookUp<'a> {
        Box::pin(async move {
            tokio::time::sleep(DISTANCE).await;
            self.0.client_for(number).await
        })
    }
}

#[test]
fn nobody_learns_from_the_time_that_a_refusal_takes_why_it_was_one() {
    let _alone = alone();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let dynamodb = DynamoDb::start().await;
        let function = function(&dynamodb).await;
        let refusals = refusals();
        let (warm_up, samples) = (effort(20, 100), effort(250, 10_000));
        let mut times = vec![Vec::with_capacity(samples); refusals.len()];
        let mut answers = Vec::new();
        // In turns, so that whatever else this machine does disturbs each kind alike.
        for turn in 0..warm_up + samples {
            for (kind, (_, event)) in refusals.iter().enumerate() {
                let event = raw(event);
                let began = Instant::now();
                let answer = handle(&function, &event).await;
                let took = began.elapsed();
                if turn >= warm_up {
                    times[kind].push(took);
                } else {
                    answers.push(serde_json::to_string(&answer).unwrap());
                }
            }
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "the answers are the same, byte for byte: {answers:?}");
        assert!(answers[0].contains(r#"\"success\":false"#), "{answers:?}");
        let medians: Vec<Duration> = times.iter_mut().map(|times| median(times)).collect();
        let each: Vec<String> =
            refusals.iter().zip(&medians).map(|((kind, _), median)| format!("{kind} {median:.1?}")).collect();
        println!("figures: median of {samples} refusals each: {}", each.join(", "));
        let apart = medians.iter().max().unwrap().abs_diff(*medians.iter().min().unwrap());
        assert!(apart < MEDIANS_WITHIN, "the medians are {apart:?} apart: {each:?}");
    });
}

async fn function(dynamodb: &DynamoDb) -> CapabilityToken {
    let entry = [
        ("phone_number", "+815031234567".to_owned()),
        ("client_name", "DeviceId_0001".to_owned()),
        ("pairing_key_sha256", PairingKeyHash::of("correct horse").to_string()),
    ];
    dynamodb.put(entry.map(|(name, value)| (name.to_owned(), AttributeValue::S(value)))).await;
    let settings = [
        ("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000001"),
        ("TWILIO_API_KEY_SID", "SK00000000000000000000000000000001"),
        ("TWILIO_API_KEY_SECRET", "planted-api-key-secret"),
        ("TWILIO_APP_SID", "AP00000000000000000000000000000001"),
    ];
    let settings = Settings::new(settings.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let table = DynamoDbDirectory::new(&dynamodb.sdk_config(), TABLE.to_owned());
    CapabilityToken::new(&settings, Arc::new(Distant(table))).unwrap()
}

/// What is refused, and the event of somebody who tries it.
fn refusals() -> [(&'static str, Value); 4] {
    let event = |number: &str, key: Option<&str>| {
        let post = Post::json(route::CAPABILITY_TOKEN, &json!({ "twilioPhoneNumber": number }));
        let authorization = key.map(|key| format!("Bearer {key}"));
        Gateway::REST_API
            .event(&authorization.iter().fold(post, |post, value| post.with_header("Authorization", value)))
    };
    [
        ("unknown number", event("+815031234568", Some("correct horse"))),
        ("wrong key", event("+815031234567", Some("wrong horse"))),
        ("missing key", event("+815031234567", None)),
        ("malformed number", event("050-3123-4567", Some("correct horse"))),
    ]
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
