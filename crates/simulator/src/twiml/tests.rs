mod left_out;

use super::*;

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// The verbs of a document that nothing is wrong with.
fn verbs(inside: &str) -> Vec<Verb> {
    let document = parse(&format!("{DECLARATION}<Response>{inside}</Response>")).unwrap();
    assert_eq!(document.warnings, [], "{inside}");
    document.verbs
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A `<Dial>` with nothing said.
fn dial(targets: Vec<Target>) -> Dial {
    Dial {
        targets,
        timeout: seconds(30),
        caller_id: None,
        time_limit: seconds(14_400),
        answer_on_bridge: false,
        action: None,
    }
}

fn number(number: &str) -> Target {
    Target::Number { number: number.to_owned(), status: None }
}

fn client(identity: &str) -> Target {
    Target::Client { identity: identity.to_owned(), parameters: Vec::new(), status: None }
}

fn say(text: &str, times: u32) -> Verb {
    Verb::Say { text: text.to_owned(), language: "en-US".to_owned(), voice: None, times }
}

#[test]
fn what_the_functions_answer_is_understood() {
    assert_eq!(
        verbs(r#"<Dial timeout="60"><Client>DeviceId_0001</Client></Dial>"#),
        [Verb::Dial(Dial { timeout: seconds(60), ..dial(vec![client("DeviceId_0001")]) })],
    );
    assert_eq!(
        verbs(
            r#"<Dial timeout="60" callerId="+81-50-3123-4567" timeLimit="3600" answerOnBridge="true"><Number>+81-90-5987-6543</Number></Dial>"#
        ),
        [Verb::Dial(Dial {
            timeout: seconds(60),
            caller_id: Some("+815031234567".to_owned()),
            time_limit: seconds(3600),
            answer_on_bridge: true,
            ..dial(vec![number("+819059876543")])
        })],
    );
    let refusal = "An error occurred. Your Twilio phone number +819999999999 is invalid.";
    assert_eq!(
        verbs(&format!(r#"<Say language="en-US">{refusal}</Say><Hangup/>"#)),
        [say(refusal, 1), Verb::Hangup],
    );
}

#[test]
fn every_verb_has_its_defaults() {
    assert_eq!(
        verbs(
            "<Say>a\n  b</Say><Play>x.mp3</Play><Pause/><Reject/><Dial>415-555-1212</Dial><Redirect/><Hangup/>"
        ),
        [
            say("a b", 1),
            Verb::Play { url: "x.mp3".to_owned(), times: 1 },
            Verb::Pause(seconds(1)),
            Verb::Reject { busy: false },
            Verb::Dial(dial(vec![number("+14155551212")])),
            Verb::Redirect { url: None, method: Method::Post },
            Verb::Hangup,
        ],
    );
}

#[test]
fn every_attribute_counts() {
    assert_eq!(
        verbs(
            r#"<Say loop="0" language="ja-JP" voice="Polly.Mizuki">はい <emphasis>そう</emphasis>です</Say>
            <Play loop="5000"> /ring.wav </Play><Play digits="ww1*#"/><Pause length="7"/><Reject reason="busy"/>
            <Redirect method="GET">../next?a=1&amp;b=2</Redirect>"#
        ),
        [
            Verb::Say {
                text: "はい そうです".to_owned(),
                language: "ja-JP".to_owned(),
                voice: Some("Polly.Mizuki".to_owned()),
                times: 1000,
            },
            Verb::Play { url: "/ring.wav".to_owned(), times: 1000 },
            Verb::PlayDigits("ww1*#".to_owned()),
            Verb::Pause(seconds(7)),
            Verb::Reject { busy: true },
            Verb::Redirect { url: Some("../next?a=1&b=2".to_owned()), method: Method::Get },
        ],
    );
}

#[test]
fn a_client_has_parameters_and_tells_how_its_call_gets_on() {
    let callback = |method| Callback { url: "/status".to_owned(), method };
    assert_eq!(
        verbs(
            r#"<Dial action="/done" method="GET" callerId="client:alice">
              <Client statusCallback="/status" statusCallbackEvent="ringing completed" statusCallbackMethod="GET">
                <Identity>bob</Identity><Parameter name="a" value="1"/><Parameter name="b"/>
              </Client>
              <Number statusCallback="/status">+819059876543</Number>
            </Dial>"#
        ),
        [Verb::Dial(Dial {
            caller_id: Some("client:alice".to_owned()),
            action: Some(Callback { url: "/done".to_owned(), method: Method::Get }),
            ..dial(vec![
                Target::Client {
                    identity: "bob".to_owned(),
                    parameters: vec![("a".to_owned(), "1".to_owned()), ("b".to_owned(), String::new())],
                    status: Some(StatusCallback {
                        callback: callback(Method::Get),
                        events: vec![CallEvent::Ringing, CallEvent::Completed],
                    }),
                },
                Target::Number {
                    number: "+819059876543".to_owned(),
                    status: Some(StatusCallback {
                        callback: callback(Method::Post),
                        events: vec![CallEvent::Completed],
                    }),
                },
            ])
        })],
    );
}

#[test]
fn the_bounds_of_a_dial_have_bounds() {
    assert_eq!(
        verbs(r#"<Dial timeout="1000" timeLimit="100000"><Client>a</Client></Dial>"#),
        [Verb::Dial(Dial { timeout: seconds(600), time_limit: seconds(86_400), ..dial(vec![client("a")]) })],
    );
}
