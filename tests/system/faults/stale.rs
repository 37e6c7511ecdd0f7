//! A number that rang before keeps ringing while the table fails, and gets no token meanwhile.

use std::{
    cell::Cell,
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::types::AttributeValue;
use capability_token::CapabilityToken;
use incoming_twiml::IncomingTwiml;
use outgoing_twiml::OutgoingTwiml;
use serde_json::Value;
use switchboard::directory::{Cached, DynamoDbDirectory};
use switchboard_lambda::settings::Settings;
use switchboard_tests::{
    dynamodb::{DynamoDb, TABLE, sdk_config},
    events::raw,
    fault::{Fault, FaultProxy},
};

use super::{ANSWERED_WITHIN, function::Function};

const NUMBER: &str = "+815031234567";

thread_local! {
    static ELAPSED: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

fn clock() -> Instant {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    *START + ELAPSED.get()
}

/// The functions with what `start` gives each, but a clock of the test's.
struct Functions(IncomingTwiml, OutgoingTwiml, CapabilityToken);

impl Functions {
    fn new(endpoint: &str) -> Self {
        let settings = [
            ("ACCEPT_UNSIGNED_WEBHOOKS", "true"),
            ("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000001"),
            ("TWILIO_API_KEY_SID", "SK00000000000000000000000000000001"),
            ("TWILIO_API_KEY_SECRET", "planted-api-key-secret"),
            ("TWILIO_APP_SID", "AP00000000000000000000000000000001"),
        ];
        let settings = Settings::new(settings.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let table = || DynamoDbDirectory::new(&sdk_config(endpoint), TABLE.to_owned());
        Self(
            IncomingTwiml::new(&settings, Arc::new(Cached::new(table(), clock))).unwrap(),
            OutgoingTwiml::new(&settings, Arc::new(Cached::new(table(), clock))).unwrap(),
            CapabilityToken::new(&settings, Arc::new(table())).unwrap(),
        )
    }

    async fn answer(&self, function: Function) -> Value {
        let event = raw(&function.event(NUMBER, "CA00000000000000000000000000000001"));
        let reply = match function {
            Function::Incoming => incoming_twiml::handle(&self.0, &event).await,
            Function::Outgoing => outgoing_twiml::handle(&self.1, &event).await,
            Function::Token => capability_token::handle(&self.2, &event).await,
        };
        serde_json::to_value(reply).unwrap()
    }
}

#[tokio::test]
async fn a_stale_entry_rings_whatever_is_wrong_with_the_table_and_gives_no_token() {
    let dynamodb = DynamoDb::start().await;
    let entry = [("phone_number", NUMBER), ("client_name", "DeviceId_0001")];
    dynamodb.put(entry.map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned())))).await;
    let proxy = FaultProxy::before(dynamodb.address());
    let functions = Functions::new(&proxy.endpoint());
    for function in Function::ALL {
        function.assert_served(&functions.answer(function).await, NUMBER);
    }
    for fault in [Fault::Refuse, Fault::Vanish, Fault::ExpiredCredentials].into_iter().chain(Fault::TRANSIENT)
    {
        proxy.begin(fault);
        for function in Function::ALL {
            ELAPSED.set(ELAPSED.get() + Duration::from_secs(60 * 60));
            proxy.take_requests();
            let began = Instant::now();
            let reply = functions.answer(function).await;
            assert!(began.elapsed() < ANSWERED_WITHIN, "{function:?} {fault:?}: {:?}", began.elapsed());
            match function {
                Function::Token => assert_eq!(reply, function.failed("the directory cannot be reached")),
                Function::Incoming | Function::Outgoing => function.assert_served(&reply, NUMBER),
            }
            let is_asked = proxy.take_requests() > 0;
            assert!(is_asked || matches!(fault, Fault::Refuse | Fault::Vanish), "{function:?} {fault:?}");
        }
        proxy.end();
    }
}
