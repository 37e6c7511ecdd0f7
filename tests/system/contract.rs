//! The three routes answer as the contract says, byte for byte, in all three event shapes.

use serde_json::{Value, json};
use switchboard_tests::{
    events::{Gateway, Post, bare, route},
    functions::Function,
};

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
const NOT_ADMITTED: &str = r#"{"capabilityToken":null,"success":false}"#;

/// The answers to a request through each gateway, its body as it is and as base64.
async fn proxied_answers(function: &Function, post: &Post) -> Vec<Value> {
    let mut answers = Vec::new();
    for gateway in Gateway::ALL {
        for post in [post.clone(), post.clone().base64_encoded()] {
            answers.push(function.answer(&gateway.event(&post)).await);
        }
    }
    answers
}

/// The answer to a form, which must be one TwiML in every shape.
async fn twiml(resource: &str, parameters: &[(&str, &str)], more: &[(&str, &str)]) -> String {
    let function = Function::start(resource, more);
    let twiml = function.answer(&bare(parameters)).await;
    for reply in proxied_answers(&function, &Post::form(resource, parameters)).await {
        assert_eq!((&reply["statusCode"], &reply["body"]), (&json!(200), &twiml));
        assert_eq!(reply["headers"], json!({ "content-type": "application/xml" }));
        assert_eq!(reply["isBase64Encoded"], json!(false));
    }
    twiml.as_str().expect("TwiML is a JSON string").to_owned()
}

fn refusal(language: &str, sentence: &str) -> String {
    format!(r#"{DECLARATION}<Response><Say language="{language}">{sentence}</Say><Hangup/></Response>"#)
}

const OUTGOING: [(&str, &str); 3] = [
    ("From", "client:DeviceId_0001"),
    ("callerPhoneNumber", "+81-50-3123-4567"),
    ("callOutgoingPhoneNumber", "+81-90-5987-6543"),
];

/// [`OUTGOING`] with another value for one parameter.
fn outgoing_with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    OUTGOING.iter().map(|(key, old)| (*key, if *key == name { value } else { *old })).collect()
}

#[tokio::test]
async fn a_telephone_rings_the_client_that_its_number_is_registered_to() {
    let expected = format!(
        r#"{DECLARATION}<Response><Dial timeout="60"><Client>DeviceId_0001</Client></Dial></Response>"#
    );
    for number in ["+815031234567", "+81-50-3123-4567", "+81 50 3123 4567"] {
        assert_eq!(twiml(route::CALL_INCOMING, &[("To", number)], &[]).await, expected);
    }
}

#[tokio::test]
async fn a_client_calls_with_its_own_number_and_both_numbers_stay_as_they_were_written() {
    assert_eq!(
        twiml(route::CALL_OUTGOING, &OUTGOING, &[]).await,
        format!(
            r#"{DECLARATION}<Response><Dial timeout="60" callerId="+81-50-3123-4567"><Number>+81-90-5987-6543</Number></Dial></Response>"#
        ),
    );
}

#[tokio::test]
async fn a_clients_own_call_rings_until_the_answer_where_the_client_asks_for_it() {
    let dials = |attributes: &str| {
        format!(
            r#"{DECLARATION}<Response><Dial timeout="60" callerId="+81-50-3123-4567"{attributes}><Number>+81-90-5987-6543</Number></Dial></Response>"#
        )
    };
    let asking = |value| [&OUTGOING[..], &[("answerOnBridge", value)]].concat();
    assert_eq!(twiml(route::CALL_OUTGOING, &asking("true"), &[]).await, dials(r#" answerOnBridge="true""#));
    assert_eq!(
        twiml(route::CALL_OUTGOING, &asking("true"), &[("MAX_CALL_SECONDS", "3600")]).await,
        dials(r#" timeLimit="3600" answerOnBridge="true""#),
    );
    for value in ["false", "", "TRUE", "1", " true", r#"true" record="true"#] {
        assert_eq!(twiml(route::CALL_OUTGOING, &asking(value), &[]).await, dials(""), "{value:?}");
    }
    let twice = [&asking("true")[..], &[("answerOnBridge", "true")]].concat();
    assert_eq!(twiml(route::CALL_OUTGOING, &twice, &[]).await, dials(""));
}

#[tokio::test]
async fn an_unregistered_number_is_told_once_in_the_set_language() {
    let sentence = "An error occurred. Your Twilio phone number +819999999999 is invalid.";
    let to = [("To", "+819999999999")];
    assert_eq!(twiml(route::CALL_INCOMING, &to, &[]).await, refusal("en-US", sentence));
    for (language, sentence) in [
        ("ja-JP", "エラーが発生しました。お使いのTwilio電話番号 +819999999999 は無効です。"),
        ("fr-FR", "Une erreur est survenue. Votre numéro Twilio +819999999999 n'est pas valide."),
    ] {
        let spoken = twiml(route::CALL_INCOMING, &to, &[("SPOKEN_LANGUAGE", language)]).await;
        assert_eq!(spoken.replace("&apos;", "'"), refusal(language, sentence));
    }
}

#[tokio::test]
async fn the_bounds_of_a_call_are_settings() {
    let bounds = [("DIAL_TIMEOUT_SECONDS", "20"), ("MAX_CALL_SECONDS", "3600")];
    assert_eq!(
        twiml(route::CALL_INCOMING, &[("To", "+815031234567")], &bounds).await,
        format!(
            r#"{DECLARATION}<Response><Dial timeout="20" timeLimit="3600"><Client>DeviceId_0001</Client></Dial></Response>"#
        ),
    );
}

#[tokio::test]
async fn a_number_of_somebody_elses_sounds_like_one_of_nobodys() {
    for number in ["+815031234568", "+815031234569", "+81-50", "050-3123-4567", "DeviceId_0001"] {
        assert_eq!(
            twiml(route::CALL_OUTGOING, &outgoing_with("callerPhoneNumber", number), &[]).await,
            refusal("en-US", &format!("An error occurred. Your Twilio phone number {number} is invalid.")),
        );
    }
}

#[tokio::test]
async fn only_a_client_calls_out() {
    let sentence = "An error occurred. The call cannot be placed, because its request is not valid.";
    for from in ["+819012345678", "sip:DeviceId_0001@example.com", "DeviceId_0001", "client:", ""] {
        assert_eq!(
            twiml(route::CALL_OUTGOING, &outgoing_with("From", from), &[]).await,
            refusal("en-US", sentence),
            "{from:?}",
        );
    }
}

#[tokio::test]
async fn what_may_not_be_dialled_is_refused_with_its_reason() {
    for (number, sentence) in [
        (
            "110",
            "Emergency and short numbers cannot be called from this phone. Please use another telephone.",
        ),
        (
            "+81119",
            "Emergency and short numbers cannot be called from this phone. Please use another telephone.",
        ),
        ("+81-990-123-456", "Premium-rate numbers cannot be called from this phone."),
        ("+870301234567", "Satellite phones cannot be called from this phone."),
        ("+33123456789", "Numbers in this country cannot be called from this phone."),
        (
            "+1-800-FLOWERS",
            "The number cannot be called. Please dial a plus sign, the country code, and the number.",
        ),
        (
            "sip:a@b.example",
            "The number cannot be called. Please dial a plus sign, the country code, and the number.",
        ),
    ] {
        let parameters = outgoing_with("callOutgoingPhoneNumber", number);
        let spoken = twiml(route::CALL_OUTGOING, &parameters, &[("ALLOWED_COUNTRIES", "JP,US")]).await;
        assert_eq!(spoken, refusal("en-US", sentence), "{number}");
    }
}

#[tokio::test]
async fn a_parameter_that_decides_is_refused_when_it_comes_twice_or_not_at_all() {
    let sentence = "An error occurred. The call cannot be placed, because its request is not valid.";
    for (resource, parameters, names) in [
        (route::CALL_INCOMING, vec![("To", "+815031234567")], vec!["To"]),
        (
            route::CALL_OUTGOING,
            OUTGOING.to_vec(),
            vec!["From", "callerPhoneNumber", "callOutgoingPhoneNumber"],
        ),
    ] {
        for name in names {
            let once = parameters.iter().find(|(key, _)| *key == name).unwrap();
            let twice = [&parameters[..], &[*once]].concat();
            assert_eq!(twiml(resource, &twice, &[]).await, refusal("en-US", sentence), "{name} twice");
            let without: Vec<_> = parameters.iter().filter(|(key, _)| *key != name).copied().collect();
            assert_eq!(twiml(resource, &without, &[]).await, refusal("en-US", sentence), "no {name}");
        }
    }
    let twice = [("To", "+815031234567"), ("From", "+819012345678"), ("From", "+819012345678")];
    assert_eq!(twiml(route::CALL_INCOMING, &twice, &[]).await, refusal("en-US", sentence));
}

#[tokio::test]
async fn whatever_is_sent_as_a_number_stays_text() {
    let to = [("To", r#"</Say><Dial>"&'📞"#)];
    let twiml = twiml(route::CALL_INCOMING, &to, &[]).await;
    assert!(twiml.contains("&lt;/Say&gt;&lt;Dial&gt;") && !twiml.contains("<Dial>"), "{twiml}");
    assert!(twiml.ends_with(" is invalid.</Say><Hangup/></Response>"), "{twiml}");
}

#[tokio::test]
async fn an_unsigned_webhook_is_refused_unless_the_setting_allows_it() {
    let closed = [("ACCEPT_UNSIGNED_WEBHOOKS", "false")];
    let message = "X-Twilio-Signature is not this account's; if Twilio sent the request, check the Auth Token and PUBLIC_BASE_URL";
    for (resource, parameters) in
        [(route::CALL_INCOMING, vec![("To", "+815031234567")]), (route::CALL_OUTGOING, OUTGOING.to_vec())]
    {
        let function = Function::start(resource, &closed);
        for reply in proxied_answers(&function, &Post::form(resource, &parameters)).await {
            assert_eq!((&reply["statusCode"], &reply["body"]), (&json!(403), &json!(message)));
            assert_eq!(reply["headers"], json!({ "content-type": "text/plain; charset=utf-8" }));
        }
        let reply = function.answer(&bare(&parameters)).await;
        assert_eq!(reply, json!({ "statusCode": 403, "message": message }));
    }
}

/// Statuses and bodies of the token route's answers through each gateway.
async fn token_answers(payload: &Value, authorization: Option<&str>) -> Vec<(Value, String)> {
    let mut post = Post::json(route::CAPABILITY_TOKEN, payload);
    if let Some(authorization) = authorization {
        post = post.with_header("authorization", authorization);
    }
    let function = Function::start(route::CAPABILITY_TOKEN, &[("ALLOWED_ORIGIN", "https://phone.example")]);
    let headers = json!({
        "content-type": "application/json", "cache-control": "no-store",
        "access-control-allow-origin": "https://phone.example",
    });
    let answers = proxied_answers(&function, &post).await.into_iter();
    answers
        .map(|reply| {
            assert_eq!(reply["headers"], headers);
            (reply["statusCode"].clone(), reply["body"].as_str().unwrap().to_owned())
        })
        .collect()
}

#[tokio::test]
async fn a_registered_number_gets_a_token_whatever_its_separators() {
    for number in ["+81-50-3123-4567", "+815031234567"] {
        let payload = json!({ "twilioPhoneNumber": number });
        let bare = Function::start(route::CAPABILITY_TOKEN, &[]).answer(&payload).await;
        assert_eq!(bare["success"], json!(true));
        assert_eq!(bare["capabilityToken"].as_str().unwrap().split('.').count(), 3);
        for (status, body) in token_answers(&payload, None).await {
            assert_eq!(status, json!(200));
            assert!(
                body.starts_with(r#"{"capabilityToken":"eyJ"#) && body.ends_with(r#"","success":true}"#),
                "{body}"
            );
        }
    }
}

#[tokio::test]
async fn nobody_learns_from_a_refusal_why_it_was_one() {
    for (number, authorization) in [
        ("+819999999999", None),
        ("050-3123-4567", None),
        ("", None),
        ("+815031234568", None),
        ("+815031234568", Some("Bearer wrong")),
        ("+815031234568", Some("planted-pairing-key")),
        ("+815031234568", Some("Basic planted-pairing-key")),
    ] {
        let payload = json!({ "twilioPhoneNumber": number });
        for answer in token_answers(&payload, authorization).await {
            assert_eq!(answer, (json!(200), NOT_ADMITTED.to_owned()), "{number} {authorization:?}");
        }
        let bare = Function::start(route::CAPABILITY_TOKEN, &[]).answer(&payload).await;
        assert_eq!(bare, json!({ "capabilityToken": null, "success": false }));
    }
}

#[tokio::test]
async fn a_pairing_key_opens_its_entry() {
    let payload = json!({ "twilioPhoneNumber": "+815031234568" });
    for (status, body) in token_answers(&payload, Some("Bearer planted-pairing-key")).await {
        assert_eq!(status, json!(200));
        assert!(body.starts_with(r#"{"capabilityToken":"eyJ"#), "{body}");
    }
}

#[tokio::test]
async fn what_is_not_the_request_is_refused_in_its_own_shape() {
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "twilioPhoneNumber=1",
        r#"{"twilioPhoneNumber":5}"#,
        r#"["+815031234567"]"#,
        r#"{"twilioPhoneNumber":"+815031234567","twilioPhoneNumber":"+815031234568"}"#,
    ] {
        let mut post = Post::json(route::CAPABILITY_TOKEN, &json!(null));
        body.clone_into(&mut post.body);
        let function = Function::start(route::CAPABILITY_TOKEN, &[]);
        for reply in proxied_answers(&function, &post).await {
            assert_eq!((&reply["statusCode"], &reply["body"]), (&json!(400), &json!(NOT_ADMITTED)), "{body}");
        }
    }
    for event in [json!(null), json!(5), json!("+815031234567"), json!([]), json!({ "To": 5 })] {
        let token = Function::start(route::CAPABILITY_TOKEN, &[]).answer(&event).await;
        assert_eq!(token, json!({ "capabilityToken": null, "success": false }), "{event}");
        for resource in [route::CALL_INCOMING, route::CALL_OUTGOING] {
            let reply = Function::start(resource, &[]).answer(&event).await;
            assert_eq!(
                reply,
                json!({ "statusCode": 400, "message": "the request is not a form" }),
                "{event}"
            );
        }
    }
}
