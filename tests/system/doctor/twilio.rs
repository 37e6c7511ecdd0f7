//! A number, an App and credentials at Twilio that lead elsewhere.

use serde_json::{Value, json};

use super::scene::{ACCOUNT_SID, APP_SID, NUMBER, Scene};

const CONNECT: &str = "run `switchboard twilio connect --number +815031234567`";

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_at_twilio_is_one_finding() {
    let scene = Scene::start().await;
    let in_order = scene.twilio.known().clone();
    let incoming = scene.output("CallIncomingUrl");
    let set = |name: &str, value: Value| scene.twilio.known().numbers.get_mut(NUMBER).unwrap()[name] = value;
    let finds = |name, sentence: &str| {
        scene.examine(&["--number", NUMBER]).assert_wrong(&[(name, sentence)]);
        *scene.twilio.known() = in_order.clone();
    };

    set("voice_url", json!("https://demo.twilio.com/welcome/voice/?secret=planted-query"));
    finds(
        "twilio-number",
        &format!(
            "{NUMBER} points at https://demo.twilio.com/welcome/voice/, and not at {incoming}; {CONNECT}"
        ),
    );
    set("voice_method", json!("GET"));
    finds("twilio-number", &format!("{NUMBER} is asked for with GET, and not with POST; {CONNECT}"));
    set("voice_application_sid", json!(APP_SID));
    finds(
        "twilio-number",
        &format!("{NUMBER} is set to an App at Twilio, which goes before its URLs; {CONNECT}"),
    );
    set("trunk_sid", json!("TK0"));
    finds(
        "twilio-number",
        &format!(
            "{NUMBER} belongs to a SIP trunk at Twilio, which goes before its URLs; take it off the trunk in Twilio's console"
        ),
    );

    scene.twilio.known().apps.get_mut(APP_SID).unwrap()["voice_url"] = json!("");
    let outgoing = scene.output("CallOutgoingUrl");
    finds("twilio-app", &format!("the App {APP_SID} points nowhere, and not at {outgoing}; {CONNECT}"));

    // The API key is of another region than the stack's, where nobody knows it.
    scene.twilio.known().credentials.retain(|(user, _)| user == ACCOUNT_SID);
    let found = scene.examine_with(&["--number", NUMBER], &[]);
    let refused = format!(
        "Twilio refuses the credentials (20003: Authenticate); check that TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET belong to the account {ACCOUNT_SID} and to the region us1, outside which they are worth nothing (TWILIO_REGION)"
    );
    assert_eq!(found.said("twilio-api-key"), [refused]);
    assert_eq!(found.said("twilio-auth"), ["the Auth Token is the account's, in us1"]);
    *scene.twilio.known() = in_order.clone();

    set("voice_fallback_url", json!(""));
    let found = scene.examine(&["--number", NUMBER]);
    found.assert_wrong(&[]);
    assert_eq!(found.with_status("warning"), ["twilio-number"]);

    let region = scene.examine_with(&[], &[("TWILIO_REGION", "ie1")]);
    region.assert_wrong(&[(
        "twilio-account",
        "TWILIO_REGION of the environment is ie1, and the functions' is us1; deploy with TwilioRegion=ie1, or set TWILIO_REGION=us1",
    )]);
    let other = scene.examine_with(&[], &[("TWILIO_ACCOUNT_SID", "ACffffffffffffffffffffffffffffffff")]);
    other.assert_wrong(&[(
        "twilio-account",
        "TWILIO_ACCOUNT_SID of the environment is another account than the functions'; set the same account's credentials here and there",
    )]);
}
