//! What `connect` takes from a deployed stack.

use serde_json::json;

use super::{NUMBER, Operator, STACK, assert_has};

const CONNECT: [&str; 4] = ["connect", "--number", NUMBER, "--yes"];

#[tokio::test]
async fn a_number_and_a_new_app_are_pointed_at_the_stack() {
    let operator = Operator::with_stack("switchboard", &[]).await;
    let [(_, page), (_, incoming), (_, outgoing)] = STACK;
    let difference = format!(
        "TwiML App switchboard (to be created)
  voice_url              (not set) -> {outgoing}
  voice_method           (not set) -> POST
  voice_fallback_url     (not set) -> {page}/fallback.xml
  voice_fallback_method  (not set) -> GET
secret TwilioTokenSecret
  TWILIO_ACCOUNT_SID     not set -> set
  TWILIO_APP_SID         not set -> set
  TWILIO_API_KEY_SID     not set -> set
  TWILIO_API_KEY_SECRET  not set -> set
secret TwilioWebhookSecret
  TWILIO_AUTH_TOKEN  not set -> set
number {NUMBER} (PN00000000000000000000000000000001)
  voice_url              https://demo.twilio.com/welcome/voice/ -> {incoming}
  voice_fallback_url     (not set) -> {page}/fallback.xml
  voice_fallback_method  POST -> GET
"
    );
    let shown = operator.text(&["connect", "--number", "+81-50-3123-4567", "--dry-run"]);
    assert_eq!(shown, format!("{difference}Nothing is changed yet.\n"));
    assert_eq!(operator.twilio.take_changes(), [""; 0]);
    assert!(!operator.kept().exists());

    let connected = operator.text(&["connect", "--number", "+81-50-3123-4567", "--yes"]);
    assert_eq!(
        connected,
        format!(
            "{difference}Twilio is connected.
The TwiML App is AP00000000000000000000000000000001.
twilio-before.json has the old values; `switchboard twilio restore` puts them back.
"
        )
    );
    let fallback = format!("{page}/fallback.xml");
    let same =
        json!({ "voice_method": "POST", "voice_fallback_url": fallback, "voice_fallback_method": "GET" });
    let (number, app) = (&operator.twilio.numbers()[0], &operator.twilio.apps()[0]);
    assert_has(number, &same);
    assert_has(number, &json!({ "voice_url": incoming, "sms_url": "https://sms.example/mine" }));
    assert_has(app, &same);
    assert_has(app, &json!({ "voice_url": outgoing, "friendly_name": "switchboard" }));

    operator.twilio.take_changes();
    let kept = operator.kept_values();
    assert_eq!(
        operator.text(&CONNECT),
        "Twilio is connected already: nothing is changed.\nThe TwiML App is AP00000000000000000000000000000001.\n"
    );
    assert_eq!((operator.twilio.take_changes(), operator.kept_values()), (Vec::new(), kept));
}

#[tokio::test]
async fn a_stack_behind_a_proxy_is_called_where_its_functions_expect_it() {
    let parameters = [("PublicBaseUrl", "https://calls.example/prod/")];
    let operator = Operator::with_stack("behind-a-proxy", &parameters).await;
    operator.text(&[&CONNECT[..], &["--page", "https://phone.example", "--no-secrets"]].concat());
    let number = &operator.twilio.numbers()[0];
    let incoming = "https://calls.example/prod/twilio/retrieve_twiml/call_incoming";
    let fallback = "https://phone.example/fallback.xml";
    assert_has(number, &json!({ "voice_url": incoming, "voice_fallback_url": fallback }));
}

#[tokio::test]
async fn the_app_of_the_stacks_secret_stays_in_use_as_long_as_it_is_there() {
    let operator = Operator::with_stack("with-an-app", &[]).await;
    let mine = operator.twilio.add_app("Mine", json!({}));
    operator.text(&[&CONNECT[..], &["--app", &mine]].concat());
    assert_eq!(
        operator.text(&CONNECT),
        format!("Twilio is connected already: nothing is changed.\nThe TwiML App is {mine}.\n")
    );
    operator.text(&["restore", "--yes"]);
    operator.twilio.remove_apps();
    operator.twilio.add_app("theirs", json!({}));
    let shown = operator.text(&CONNECT);
    assert!(shown.starts_with("TwiML App with-an-app (to be created)\n"), "{shown}");
    assert!(shown.contains("  TWILIO_APP_SID  set -> set to another value\n"), "{shown}");
}

#[tokio::test]
async fn the_stacks_region_is_twilios_too() {
    let operator = Operator::with_stack("in-ireland", &[("TwilioRegion", "ie1")]).await;
    let output = operator.run(&CONNECT);
    assert!(output.status.success());
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "warning: these settings hold in ie1; a call meets them where the number's inbound processing region is ie1, see https://www.twilio.com/docs/global-infrastructure/inbound-processing-api\n"
    );
    operator.text(&["restore", "--yes"]);
    assert_eq!(
        operator.with("TWILIO_REGION", "au1").refusal(&CONNECT),
        "the stack's parameter TwilioRegion is ie1, and TWILIO_REGION is au1; set TWILIO_REGION to ie1, or deploy the stack with TwilioRegion=au1"
    );
}

#[tokio::test]
async fn what_answers_and_is_not_twilio_is_told() {
    let operator = Operator::with_stack("elsewhere", &[]).await;
    let aws = operator.moto.as_ref().unwrap().endpoint();
    let refusal = operator.refusal(&[&CONNECT[..], &["--twilio-url", &aws]].concat());
    assert!(refusal.starts_with("what answers is not Twilio's REST API (status "), "{refusal}");
    assert!(refusal.ends_with("); check --twilio-url, or for a proxy on the way"), "{refusal}");
}
