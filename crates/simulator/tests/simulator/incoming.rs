//! A telephone outside calls a number: what the number's server is asked, and what the client and the telephone are told.

use serde_json::{Value, json};

use crate::{
    house::{House, NUMBER, TELEPHONE, webhooks},
    inspector::{calls, steps},
    outside_phone::OutsidePhone,
    scene,
    tokens::ACCOUNT,
};

const RINGS_ANNA: &str = r#"<Dial timeout="60"><Client>anna</Client></Dial>"#;
const RINGS_ANNA_ON_BRIDGE: &str = r#"<Dial answerOnBridge="true" timeout="1"><Client>anna</Client></Dial>"#;

#[tokio::test]
async fn the_number_is_asked_as_twilio_asks() {
    let (house, mut caller) = scene::telephone("/voice", "<Hangup/>").await;
    caller.connects("+81-50-3123 4567").await;
    let asked = house.twiml.asked("/voice").await;
    let sid = asked.value("CallSid").unwrap();
    assert!(sid.starts_with("CA") && sid.len() == 34, "{sid}");
    let expected = [
        ("AccountSid", ACCOUNT),
        ("ApiVersion", "2010-04-01"),
        ("CallSid", sid),
        ("Direction", "inbound"),
        ("From", TELEPHONE),
        ("FromCity", ""),
        ("FromState", ""),
        ("FromZip", ""),
        ("FromCountry", "JP"),
        ("Caller", TELEPHONE),
        ("CallerCity", ""),
        ("CallerState", ""),
        ("CallerZip", ""),
        ("CallerCountry", "JP"),
        ("To", NUMBER),
        ("ToCity", ""),
        ("ToState", ""),
        ("ToZip", ""),
        ("ToCountry", "JP"),
        ("Called", NUMBER),
        ("CalledCity", ""),
        ("CalledState", ""),
        ("CalledZip", ""),
        ("CalledCountry", "JP"),
        ("CallStatus", "ringing"),
    ];
    assert_eq!(asked.parameters, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(asked.header("Content-Type"), "application/x-www-form-urlencoded; charset=UTF-8");
    assert_eq!(asked.header("X-Twilio-Signature"), asked.expected_signature());
}

#[tokio::test]
async fn a_client_is_invited_and_told_who_calls() {
    let (house, mut phone, mut caller) = scene::anna_and_telephone("/voice", RINGS_ANNA).await;
    caller.connects(NUMBER).await;
    let invitation = phone.is_invited().await;
    assert!(invitation.sid.starts_with("CA") && invitation.sid.len() == 34, "{}", invitation.sid);
    assert!(!invitation.reconnect.is_empty());
    assert_eq!(
        invitation.parameters,
        json!({
            "CallSid": invitation.sid,
            "From": TELEPHONE,
            "To": "client:anna",
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
        }),
    );
    phone.accept(&invitation).await;
    let journal = house.inspector().talking().await;
    let [dialled, came] = calls(&journal) else { panic!("{journal:#}") };
    assert_eq!(dialled["sid"], invitation.sid);
    assert_eq!(dialled["parentSid"], came["sid"]);
    assert_eq!([&dialled["direction"], &came["direction"]], ["outbound-dial", "inbound"]);
    assert_eq!([&dialled["from"], &dialled["to"]], [TELEPHONE, "client:anna"]);
    assert_eq!([&came["from"], &came["to"]], [TELEPHONE, NUMBER]);
    assert_ne!(invitation.sid, came["sid"]);
    caller.say_of("hangUp", "mine").await;
    assert_eq!(phone.is_hung_up(&invitation.sid).await, Value::Null);
}

#[tokio::test]
async fn a_client_is_shown_the_caller_id_and_the_parameters_that_it_is_given() {
    let (_house, mut phone, mut caller) = scene::anna_and_telephone(
        "/voice",
        r#"<Dial callerId="Anna's door"><Client><Identity>anna</Identity><Parameter name="a b" value="1&amp;2"/><Parameter name="電" value=""/></Client></Dial>"#,
    )
    .await;
    caller.connects(NUMBER).await;
    let invitation = phone.is_invited().await;
    assert_eq!(invitation.parameters["From"], "Anna's door");
    assert_eq!(invitation.parameters["Params"], "a+b=1%262&%E9%9B%BB=");
}

#[tokio::test]
async fn a_client_hangs_up() {
    let (house, mut phone, mut caller) = scene::anna_and_telephone("/voice", RINGS_ANNA).await;
    caller.connects(NUMBER).await;
    let invitation = phone.is_invited().await;
    phone.accept(&invitation).await;
    phone.hang_up(&invitation.sid).await;
    caller.is_over("mine", "hungUp").await;
    phone.has_heard_nothing().await;
    let inspector = house.inspector();
    let dialled = inspector.over(|call| call["sid"] == invitation.sid.as_str()).await;
    assert_eq!(dialled["status"], "completed");
    assert_eq!(inspector.over(|call| call["parentSid"].is_null()).await["status"], "completed");
}

#[tokio::test]
async fn a_caller_gives_up_while_the_client_rings() {
    let (house, mut phone, mut caller) = scene::anna_and_telephone("/voice", RINGS_ANNA).await;
    caller.connects(NUMBER).await;
    let invitation = phone.is_invited().await;
    caller.say_of("hangUp", "mine").await;
    assert_eq!(phone.expect("cancel").await, json!({ "callsid": invitation.sid }));
    let dialled = house.inspector().over(|call| call["sid"] == invitation.sid.as_str()).await;
    assert_eq!(dialled["status"], "canceled");
}

#[tokio::test]
async fn a_caller_whose_page_closes_has_hung_up() {
    let (house, mut phone, mut caller) = scene::anna_and_telephone("/voice", RINGS_ANNA).await;
    caller.connects(NUMBER).await;
    let invitation = phone.is_invited().await;
    phone.accept(&invitation).await;
    house.inspector().talking().await;
    drop(caller);
    assert_eq!(phone.is_hung_up(&invitation.sid).await, Value::Null);
}

#[tokio::test]
async fn on_bridge_a_caller_learns_why_the_client_did_not_answer() {
    for (declines, reason, status) in [(true, "declined", "no-answer"), (false, "noAnswer", "no-answer")] {
        let (house, mut phone, mut caller) = scene::anna_and_telephone("/voice", RINGS_ANNA_ON_BRIDGE).await;
        caller.dial(NUMBER).await;
        let invitation = phone.is_invited().await;
        if declines {
            phone.say_of("reject", &invitation.sid).await;
        } else {
            assert_eq!(phone.expect("cancel").await, json!({ "callsid": invitation.sid }));
        }
        caller.is_over("mine", reason).await;
        let came = house.inspector().over(|call| call["parentSid"].is_null()).await;
        assert_eq!(came["status"], status);
        assert_eq!(came["answeredAtMs"], Value::Null);
    }
}

#[tokio::test]
async fn a_client_that_nobody_is_cannot_be_called() {
    let (house, mut caller) = scene::telephone("/voice", RINGS_ANNA_ON_BRIDGE).await;
    caller.dial(NUMBER).await;
    caller.is_over("mine", "unreachable").await;
    let came = house.inspector().over(|_| true).await;
    let notes: Vec<_> = steps(&came, "note").into_iter().map(|note| &note["text"]).collect();
    assert_eq!(notes, ["nobody is registered as anna", "what was dialled is over: failed"]);
}

#[tokio::test]
async fn a_number_that_nobody_has_leads_nowhere() {
    let house = House::open().await;
    let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
    for number in ["+815031239999", "117", "hello"] {
        caller.dial(number).await;
        caller.is_over("mine", "unreachable").await;
        let call = house.inspector().over(|call| call["to"] == number).await;
        assert_eq!(call["status"], "failed");
    }
    assert!(house.twiml.unread("/voice").is_none());
}

#[tokio::test]
async fn a_number_that_nobody_has_set_up_is_answered_by_what_answers_for_those() {
    let house = House::open_with(|plan, twiml| plan.others = Some(webhooks(twiml, "/others"))).await;
    house.twiml.says("/others", "<Hangup/>");
    let mut caller = OutsidePhone::with_number(&house, TELEPHONE).await;
    caller.connects("+815031239999").await;
    assert_eq!(house.twiml.asked("/others").await.value("To"), Some("+815031239999"));
}

#[tokio::test]
async fn a_caller_may_withhold_its_number() {
    let (house, mut phone) = scene::anna("/voice", RINGS_ANNA).await;
    let mut caller = OutsidePhone::with_number(&house, "anonymous").await;
    caller.connects(NUMBER).await;
    let asked = house.twiml.asked("/voice").await;
    assert_eq!(asked.value("From"), Some("anonymous"));
    assert_eq!(asked.value("FromCountry"), None);
    assert_eq!(phone.is_invited().await.parameters["From"], "anonymous");
}

#[tokio::test]
async fn a_number_belongs_to_one_telephone() {
    let house = House::open().await;
    let _first = OutsidePhone::with_number(&house, TELEPHONE).await;
    let mut second = OutsidePhone::connect(&house).await;
    second.be("+81 90-5987-6543", true).await;
    assert_eq!(second.expect("taken").await, json!({ "type": "taken", "number": TELEPHONE }));
    second.be("+815099999999", true).await;
    let numbers = json!([{ "number": NUMBER, "label": "a test" }]);
    assert_eq!(second.expect("numbers").await, json!({ "type": "numbers", "numbers": numbers }));
    assert_eq!(
        house.inspector().journal().await["outsidePhones"],
        json!([
            { "number": TELEPHONE, "anyNumber": false },
            { "number": "+815099999999", "anyNumber": true },
        ]),
    );
}
