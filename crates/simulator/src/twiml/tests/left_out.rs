//! What is left out of a document, and what is no document at all.

use proptest::prelude::*;

use super::*;

/// The verbs of a document, and the codes and sentences of what is wrong with it.
fn warned(inside: &str) -> (Vec<Verb>, Vec<(u32, String)>) {
    let document = parse(&format!("<Response>{inside}</Response>")).unwrap();
    let warnings = document.warnings.into_iter().map(|fault| (fault.code.number(), fault.message));
    (document.verbs, warnings.collect())
}

fn codes(inside: &str) -> Vec<u32> {
    warned(inside).1.into_iter().map(|(code, _)| code).collect()
}

fn failure(xml: &str) -> (u32, String) {
    let fault = parse(xml).unwrap_err();
    (fault.code.number(), fault.message)
}

#[test]
fn an_unknown_element_is_left_out_and_said_to_be_with_its_place() {
    let (verbs, warnings) = warned("\n  <Dail>+819059876543</Dail><say>x</say><Gather/>hello<Hangup/>");
    assert_eq!(verbs, [Verb::Hangup]);
    let place = "at line 2, column";
    assert_eq!(
        warnings,
        [
            (
                12200,
                r#"<Response> at line 1, column 1: "hello" stands in no verb and is left out"#.to_owned()
            ),
            (
                12200,
                format!("<Dail> {place} 3: is not a verb and is left out; check its spelling and capitals")
            ),
            (
                12200,
                format!("<say> {place} 29: is not a verb and is left out; check its spelling and capitals")
            ),
            (12200, format!("<Gather> {place} 41: is Twilio's, but not simulated: it is left out")),
        ],
    );
    assert_eq!(codes(r#"<x:Hangup xmlns:x="https://a.example"/>"#), [12200]);
}

#[test]
fn a_wrong_value_is_reported_by_its_own_code_and_the_default_counts() {
    for (inside, code) in [
        (r#"<Dial timeout="soon">+819059876543</Dial>"#, 13212),
        (r#"<Dial timeout="0">+819059876543</Dial>"#, 13212),
        (r#"<Dial timeLimit="-1">+819059876543</Dial>"#, 13216),
        (r#"<Dial answerOnBridge="yes">+819059876543</Dial>"#, 13219),
        (r#"<Dial method="PUT">+819059876543</Dial>"#, 13210),
        (r#"<Dial timeOut="60">+819059876543</Dial>"#, 12200),
        (r#"<Dial record="record-from-answer">+819059876543</Dial>"#, 12200),
    ] {
        let (verbs, warnings) = warned(inside);
        assert_eq!(verbs, [Verb::Dial(dial(vec![number("+819059876543")]))], "{inside}");
        assert_eq!(warnings.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [code], "{inside}");
    }
    for (inside, code) in [
        (r#"<Say loop="x">a</Say>"#, 13510),
        (r#"<Play loop="-1">a</Play>"#, 13410),
        (r#"<Pause length="0"/>"#, 13910),
        (r#"<Pause length="1.5"/>"#, 13910),
        (r#"<Redirect method="post">a</Redirect>"#, 13710),
        (r#"<Reject reason="no"/>"#, 12200),
        ("<Hangup><Say>a</Say></Hangup>", 12200),
    ] {
        let (verbs, warnings) = warned(inside);
        assert_eq!((verbs.len(), warnings[0].0, warnings.len()), (1, code, 1), "{inside}");
    }
}

#[test]
fn a_verb_that_cannot_be_carried_out_is_left_out() {
    let long = "x".repeat(4097);
    for (inside, code) in [
        ("<Say> </Say>", 13520),
        (format!("<Say>{long}</Say>").as_str(), 13521),
        ("<Play/>", 12200),
        (r#"<Play digits="1,2"/>"#, 12200),
    ] {
        let (verbs, warnings) = warned(inside);
        assert_eq!((verbs, warnings[0].0), (vec![], code), "{inside}");
    }
}

#[test]
fn what_cannot_be_rung_is_left_out_of_a_dial() {
    for (inside, code) in [
        ("", 13223),
        ("<Number>alice</Number>", 13223),
        ("<Number/>", 13223),
        ("<Client> </Client>", 12200),
        ("<Sip>sip:alice@a.example</Sip>", 12200),
        ("<number>+819059876543</number>", 13215),
    ] {
        let (verbs, warnings) = warned(&format!("<Dial>{inside}</Dial>"));
        assert_eq!(verbs, [Verb::Dial(dial(vec![]))], "{inside}");
        assert_eq!(warnings.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [code], "{inside}");
    }
    let (verbs, warnings) = warned(&format!("<Dial>{}</Dial>", "<Client>a</Client>".repeat(11)));
    assert_eq!(verbs, [Verb::Dial(dial(vec![client("a"); 10]))]);
    assert_eq!(warnings[0].0, 13215);
}

#[test]
fn what_is_not_well_formed_is_reported_with_its_place() {
    for (xml, place) in [
        ("<Response>\n <Say>a</Response>", "line 2, column 8"),
        ("<Response><Say a=1/></Response>", "line 1, column 18"),
        ("<Response><Say>a & b</Say></Response>", "line 1, column 18"),
        ("\n<?xml version=\"1.0\"?><Response/>", "line 2, column 1"),
        ("<Response/><Response/>", "line 1, column 12"),
        ("hello", "line 1, column 1"),
        ("", "line 1, column 1"),
    ] {
        let (code, message) = failure(xml);
        assert_eq!(code, 12100, "{xml}");
        assert!(message.contains(place), "{message}");
    }
}

#[test]
fn another_document_than_twiml_is_refused() {
    assert_eq!(
        failure("<html/>"),
        (
            12102,
            "<html> at line 1, column 1: is the root element; TwiML's is <Response>, in no namespace"
                .to_owned()
        ),
    );
    assert_eq!(failure("<response/>").0, 12102);
    assert_eq!(failure(r#"<Response xmlns="https://a.example"/>"#).0, 12102);
}

#[test]
fn nothing_multiplies_itself() {
    let entities = r#"<!DOCTYPE Response [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Response><Say>&b;</Say></Response>"#;
    assert_eq!(failure(entities).0, 12100);
    assert_eq!(failure(&format!("<Response>{}</Response>", " ".repeat(MAX_BYTES))).0, 11750);
    assert_eq!(failure(&format!("<Response>{}", "<a>".repeat(21_000))).0, 12100);
    let deep = format!("<Response>{}{}</Response>", "<a>".repeat(9000), "</a>".repeat(9000));
    assert_eq!(parse(&deep).unwrap().warnings.len(), 1);
    assert_eq!(parse(&format!("<Response>{}</Response>", "<a/>".repeat(9000))).unwrap().warnings.len(), 20);
}

/// Texts that are TwiML more often than not.
fn twiml_like() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<Response>",
        "</Response>",
        "<Dial",
        "</Dial>",
        "<Client>",
        "</Client>",
        "<Number",
        "<Say>",
        "</Say>",
        "<Play",
        "<Pause",
        "<Redirect>",
        "<Reject",
        "<Identity>",
        "<Parameter",
        " timeout=\"",
        " loop=\"",
        " digits=\"",
        " name=\"",
        " statusCallback=\"",
        " statusCallbackEvent=\"",
        "\"",
        ">",
        "/>",
        "&amp;",
        "&",
        "é",
        "+8190",
        "0",
        "99999999999999999999",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        " xmlns=\"",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>(), like in twiml_like()) {
        for inside in [text, like] {
            let _ = parse(&inside);
            let _ = parse(&format!("<Response>{inside}</Response>"));
        }
    }
}
