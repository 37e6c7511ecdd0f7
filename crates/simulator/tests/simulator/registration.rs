//! Who is let in, and can be called.

use serde_json::{Value, json};

use crate::{
    house::House,
    house::NUMBER,
    inspector::calls,
    outside_phone::OutsidePhone,
    softphone::{Softphone, TEMPORARY_SID},
    tokens::{self, API_SECRET, AUTH_TOKEN, access_claims, now, signed_access},
};

/// Shows `token`, and returns who the simulator says it is, and for how many seconds.
async fn admitted(token: &str) -> (Value, u64) {
    let house = House::open().await;
    let mut phone = Softphone::connect(&house).await;
    phone.listen(token).await;
    let mut place = phone.expect("connected").await;
    let ttl = place["token"]["ttl"].take().as_u64().unwrap();
    assert_eq!(
        place,
        json!({
            "region": "US_EAST_VIRGINIA", "edge": "ashburn", "home": "us1",
            "token": { "identity": place["token"]["identity"], "ttl": null },
        }),
    );
    (place["token"]["identity"].clone(), ttl)
}

#[tokio::test]
async fn an_access_token_says_who_it_is_and_for_how_long() {
    let (identity, ttl) = admitted(&tokens::access("anna")).await;
    assert_eq!(identity, "anna");
    assert!((3590..=3600).contains(&ttl), "{ttl}");
}

#[tokio::test]
async fn so_does_a_capability_token() {
    let (identity, ttl) = admitted(&tokens::capability("anna", 600)).await;
    assert_eq!(identity, "anna");
    assert!((590..=600).contains(&ttl), "{ttl}");
}

/// `claims` with another value at `pointer`.
fn changed(mut claims: Value, pointer: &str, value: Value) -> Value {
    *claims.pointer_mut(pointer).unwrap() = value;
    claims
}

#[tokio::test]
async fn a_token_that_is_not_the_accounts_is_refused_with_31204() {
    let house = House::open().await;
    let claims = access_claims("anna");
    let token = tokens::access("anna");
    let (signed, _) = token.rsplit_once('.').unwrap();
    for (what, token) in [
        ("another secret", signed_access(&claims, "another secret")),
        ("the Auth Token in place of the key's secret", signed_access(&claims, AUTH_TOKEN)),
        ("another account", signed_access(&changed(claims.clone(), "/sub", "AC2".into()), API_SECRET)),
        ("another key", signed_access(&changed(claims.clone(), "/iss", "SK2".into()), API_SECRET)),
        ("no grants", signed_access(&changed(claims.clone(), "/grants", json!({})), API_SECRET)),
        ("no signature", format!("{signed}.")),
        ("no token", "garbage".to_owned()),
        ("nothing", String::new()),
    ] {
        let mut phone = Softphone::connect(&house).await;
        phone.listen(&token).await;
        let message = "the token is not one of this account, or its signature is wrong";
        let error = json!({ "error": { "code": 31204, "message": message } });
        assert_eq!(phone.expect("error").await, error, "{what}");
        // Nor is it let in by registering all the same.
        phone.say("register", json!({ "media": { "audio": true } })).await;
        assert_eq!(phone.expect("error").await, error, "{what}");
    }
    assert_eq!(house.inspector().journal().await["clients"], json!([]));
}

#[tokio::test]
async fn an_expired_token_is_refused_with_31205() {
    let house = House::open().await;
    let expired = changed(access_claims("anna"), "/exp", (now() - 1).into());
    let mut phone = Softphone::connect(&house).await;
    phone.listen(&signed_access(&expired, API_SECRET)).await;
    assert_eq!(
        phone.expect("error").await,
        json!({ "error": { "code": 31205, "message": "the token has expired" } })
    );
}

#[tokio::test]
async fn a_token_that_expires_takes_the_registration_with_it() {
    let house = House::open().await;
    let mut phone = Softphone::connect(&house).await;
    phone.listen(&tokens::capability("anna", 2)).await;
    phone.expect("connected").await;
    phone.say("register", json!({ "media": { "audio": true } })).await;
    phone.expect("ready").await;
    let registered = json!([{ "identity": "anna", "connections": 1 }]);
    assert_eq!(house.inspector().journal().await["clients"], registered);

    let expired = json!({ "error": { "code": 31205, "message": "the token has expired" } });
    assert_eq!(phone.expect("error").await, expired);
    house.inspector().once("unregistered", |journal| journal["clients"] == json!([])).await;
    // The SDK registers again every 30 s, and is still to say that it is the token's time.
    phone.say("register", json!({ "media": { "audio": true } })).await;
    assert_eq!(phone.expect("error").await, expired);
    // It can neither be called nor call.
    house.twiml.says("/voice", "<Dial><Client>anna</Client></Dial>");
    let mut caller = OutsidePhone::with_number(&house, "+819059876543").await;
    caller.connects(NUMBER).await;
    caller.is_over("mine", "hungUp").await;
    phone.call("").await;
    assert_eq!(phone.is_hung_up(TEMPORARY_SID).await, Value::Null);
    assert!(house.twiml.unread("/app").is_none());

    // A new token is taken over the same connection.
    phone.listen(&tokens::access("anna")).await;
    assert_eq!(phone.expect("connected").await["token"]["identity"], "anna");
    phone.has_heard_nothing().await;
    assert_eq!(house.inspector().journal().await["clients"], registered);
}

#[tokio::test]
async fn a_token_without_an_incoming_grant_cannot_be_called() {
    let house = House::open().await;
    house.twiml.says("/voice", "<Dial><Client>anna</Client></Dial>");
    for incoming in [json!({ "allow": false }), Value::Null] {
        let claims = changed(access_claims("anna"), "/grants/voice/incoming", incoming);
        let mut phone = Softphone::connect(&house).await;
        phone.listen(&signed_access(&claims, API_SECRET)).await;
        phone.expect("connected").await;
        phone.say("register", json!({ "media": { "audio": true } })).await;
        phone.expect("ready").await;
        assert_eq!(house.inspector().journal().await["clients"], json!([]));
        let mut caller = OutsidePhone::with_number(&house, "+819059876543").await;
        caller.connects(NUMBER).await;
        caller.is_over("mine", "hungUp").await;
        phone.has_heard_nothing().await;
        drop(caller);
        house.inspector().once("alone", |journal| journal["outsidePhones"] == json!([])).await;
    }
}

#[tokio::test]
async fn a_token_without_the_accounts_app_cannot_call() {
    let house = House::open().await;
    for outgoing in [json!({ "application_sid": "AP00000000000000000000000000000009" }), Value::Null] {
        let claims = changed(access_claims("anna"), "/grants/voice/outgoing", outgoing);
        let mut phone = Softphone::connect(&house).await;
        phone.listen(&signed_access(&claims, API_SECRET)).await;
        phone.expect("connected").await;
        phone.call("").await;
        assert_eq!(
            phone.is_hung_up(TEMPORARY_SID).await,
            json!({ "code": 31403, "message": "the token lets nobody call through this App" })
        );
    }
    assert_eq!(calls(&house.inspector().journal().await), [Value::Null; 0]);
    assert!(house.twiml.unread("/app").is_none());
}

#[tokio::test]
async fn who_has_shown_no_token_cannot_call() {
    let house = House::open().await;
    let mut phone = Softphone::connect(&house).await;
    phone.call("").await;
    assert_eq!(phone.is_hung_up(TEMPORARY_SID).await, Value::Null);
    assert!(house.twiml.unread("/app").is_none());
}

#[tokio::test]
async fn who_takes_back_the_registration_is_not_called_and_can_call() {
    let house = House::open().await;
    let mut phone = Softphone::register(&house, "anna").await;
    phone.say("register", json!({ "media": { "audio": false } })).await;
    assert_eq!(phone.expect("offline").await, json!({}));
    assert_eq!(house.inspector().journal().await["clients"], json!([]));
    house.twiml.says("/app", "<Hangup/>");
    let call = phone.connects("").await;
    assert_eq!(phone.is_hung_up(&call.sid).await, Value::Null);
}

#[tokio::test]
async fn a_closed_connection_is_no_registration() {
    let house = House::open().await;
    let phone = Softphone::register(&house, "anna").await;
    let _other = Softphone::register(&house, "anna").await;
    let clients = |connections: u32| json!([{ "identity": "anna", "connections": connections }]);
    assert_eq!(house.inspector().journal().await["clients"], clients(2));
    drop(phone);
    house.inspector().once("one", |journal| journal["clients"] == clients(1)).await;
}
