//! A deployed stack: what it has, and who may look.

use aws_sdk_dynamodb::{Client as DynamoDb, types::AttributeValue};
use axum::{Json, Router, http::StatusCode};
use serde_json::json;
use switchboard_tests::functions::AUTH_TOKEN;

use super::examination::Examination;
use super::scene::{ACCOUNT_SID, APP_SID, KEYED_NUMBER, NUMBER, Scene, token_secret};

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_in_order_is_all_right_and_no_number_is_shown_that_nobody_typed() {
    let scene = Scene::start().await;
    let output = scene.doctor(&[], &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    assert!(text.ends_with("\nnothing is wrong: 19 checks, 0 wrong, 0 warnings, 0 not checked\n"), "{text}");
    assert!(text.contains("ok           call-incoming    the number …67 rings DeviceId_0001\n"), "{text}");
    assert!(!text.contains(NUMBER) && output.stderr.is_empty(), "{text}");

    scene.register(&[KEYED_NUMBER, "DeviceId_0002"]);
    let found = scene.examine(&["--number", "+81-50-3123-4567", "--number", KEYED_NUMBER]);
    assert_eq!(
        found.said("token"),
        [
            "+81-50-3123-4567 is open, and given an Access Token for us1",
            "+815031234568 needs its pairing key, and none was sent"
        ],
    );
    assert_eq!(found.said("call-outgoing")[1], "DeviceId_0002 may call, and shows +815031234568");
    found.assert_wrong(&[("twilio-number", "+81-50-3123-4567 points here | the account has no number +815031234568; buy or port it in Twilio's console, or remove it from the directory")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stack_lacks_is_said_with_its_mend_and_what_depends_on_it_is_not_checked() {
    let scene = Scene::start().await;
    let fill = |output| {
        format!(
            "fill it with `aws secretsmanager put-secret-value --secret-id {}`, as README has it",
            scene.output(output)
        )
    };

    let mut another = scene.tool(&[]).command(&["doctor", "--stack", "another", "--json"]);
    let found = Examination::read(&another.output().unwrap());
    found.assert_wrong(&[(
        "stack",
        "there is no stack another in ap-northeast-1; deploy it with `cargo xtask deploy`, or name another with --stack and --region",
    )]);
    assert_eq!(found.with_status("not_checked").len(), 18);

    let mut secret = token_secret();
    secret["TWILIO_API_KEY_SID"] = "not-a-real-sid".into();
    secret["TWILIO_APP_SID"] = "".into();
    scene.put_secret("TwilioTokenSecretArn", &secret).await;
    scene.put_secret("TwilioWebhookSecretArn", &json!(["planted-"])).await;
    let found = scene.examine(&["--number", NUMBER]);
    let incomplete = format!(
        "TWILIO_APP_SID is not there, TWILIO_API_KEY_SID is not SK and 32 letters and digits; {}",
        fill("TwilioTokenSecretArn")
    );
    let malformed = format!("it is not a JSON object of strings; {}", fill("TwilioWebhookSecretArn"));
    found.assert_wrong(&[("token-secret", &incomplete), ("webhook-secret", &malformed)]);
    assert_eq!(found.said("call-incoming"), ["no Auth Token is known to sign with; set TWILIO_AUTH_TOKEN"],);
    scene.fill_secrets().await;

    // Twilio's own Auth Token is the environment's, and the functions have another.
    scene.put_secret("TwilioWebhookSecretArn", &json!({ "TWILIO_AUTH_TOKEN": "planted-old-token" })).await;
    scene.stage.restart(&[("TWILIO_AUTH_TOKEN", "planted-old-token")]);
    let found = scene.examine_with(&["--number", NUMBER], &[("TWILIO_AUTH_TOKEN", AUTH_TOKEN)]);
    let refused = format!(
        "{} refuses a webhook signed with TWILIO_AUTH_TOKEN of the environment; put the account's Auth Token into the \
         webhook secret as TWILIO_AUTH_TOKEN, and wait two minutes; where a proxy stands before the API, set PublicBaseUrl",
        scene.output("CallIncomingUrl")
    );
    let credentials = format!(
        "Twilio refuses the credentials (20003: Authenticate); check that TWILIO_AUTH_TOKEN belong to the account {ACCOUNT_SID} and to the region us1, outside which they are worth nothing (TWILIO_REGION)"
    );
    found.assert_wrong(&[("call-incoming", &refused), ("twilio-auth", &credentials)]);
    assert_eq!(found.said("call-outgoing"), [format!("call_incoming named no client of {NUMBER}")]);
    scene.stage.restart(&[]);
    scene.fill_secrets().await;

    scene.examine(&["--number", KEYED_NUMBER]).assert_wrong(&[(
        "number",
        "+815031234568 is not registered; register it with `switchboard number add`",
    )]);
    write_client(&scene, "not a name").await;
    let malformed = "the entry of the number …67 is malformed: client_name: a client name has 1 to 121 letters, digits and underscores; remove the entry in DynamoDB's console, and add it with `switchboard number add`";
    scene.examine(&[]).assert_wrong(&[("number", malformed)]);
    let named = malformed.replace("the number …67", NUMBER);
    scene.examine(&["--number", NUMBER]).assert_wrong(&[("number", &named)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_operator_may_not_read_is_not_checked_and_the_rest_is() {
    let scene = Scene::start().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let denying = format!("http://{}", listener.local_addr().unwrap());
    let denial = json!({ "__type": "AccessDeniedException", "Message": "you may not" });
    let router = Router::new().fallback(async move || (StatusCode::BAD_REQUEST, Json(denial)));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let environment = [
        ("AWS_ENDPOINT_URL_SECRETS_MANAGER", denying.as_str()),
        ("AWS_ENDPOINT_URL_DYNAMODB", &denying),
        ("TWILIO_ACCOUNT_SID", ACCOUNT_SID),
        ("TWILIO_APP_SID", APP_SID),
        ("TWILIO_AUTH_TOKEN", AUTH_TOKEN),
    ];
    let found = scene.examine_with(&["--number", NUMBER], &environment);
    found.assert_wrong(&[]);
    let not_checked = ["token-secret", "webhook-secret", "table", "number", "twilio-api-key"];
    assert_eq!(found.with_status("not_checked"), not_checked);
    let denied = "(AccessDeniedException: you may not)";
    assert_eq!(found.said("webhook-secret"), [format!("it cannot be read from here {denied}")]);
    assert_eq!(found.said("table"), [format!("it may not be read from here {denied}")]);
    assert_eq!(found.said("call-incoming"), [format!("{NUMBER} rings DeviceId_0001")]);
}

/// Gives the number's entry that client, as somebody might in DynamoDB's console.
async fn write_client(scene: &Scene, name: &str) {
    let dynamodb = DynamoDb::new(&scene.moto.sdk_config());
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let put = dynamodb.put_item().table_name(scene.output("DirectoryTableName"));
    put.item("phone_number", text(NUMBER)).item("client_name", text(name)).send().await.unwrap();
}
