//! Whatever is sent, we and Twilio's libraries agree on whether it is signed.

use std::cell::RefCell;

use proptest::{
    char::range,
    collection::vec,
    prelude::*,
    sample::{Index, select},
    test_runner::TestRunner,
};
use switchboard::webhook::{AuthTokens, Form};
use switchboard_tests::{
    effort::{alone, effort},
    events::form_encoded,
    peer::Peer,
};

type Parameters = Vec<(String, String)>;

/// What becomes of a form on its way.
#[derive(Clone, Debug)]
enum Alteration {
    /// A character is appended to a value.
    Appended(Index, char),
    /// A parameter is lost.
    Lost(Index),
    /// A parameter joins the others.
    Joined(String, String),
    /// A name's last character becomes its value's first. Twilio strings names and values together with nothing in
    /// between, so this may well leave the signature as it is: then it must be accepted, as the libraries do.
    Shifted(Index),
}

impl Alteration {
    fn of(self, parameters: &Parameters) -> Parameters {
        let mut parameters = parameters.clone();
        match self {
            Self::Appended(index, character) => index.get_mut(&mut parameters).1.push(character),
            Self::Lost(index) => drop(parameters.remove(index.index(parameters.len()))),
            Self::Joined(name, value) => parameters.push((name, value)),
            Self::Shifted(index) => {
                let (name, value) = index.get_mut(&mut parameters);
                if let Some(character) = name.pop() {
                    value.insert(0, character);
                }
            }
        }
        parameters
    }
}

/// Any character but those that the libraries do not sort alike, about which the system tests have one of their own.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        4 => select(vec!['a', 'B', '1', ' ', '+', '%', '&', '=', '-', '\n', 'é', '電', '📞']),
        1 => range('\0', '\u{d7ff}'),
        1 => range('\u{10000}', '\u{10ffff}'),
    ]
}

fn text(max_length: usize) -> impl Strategy<Value = String> {
    vec(character(), 0..=max_length).prop_map(String::from_iter)
}

/// Few and short names, so that many are repeated.
fn parameters() -> impl Strategy<Value = Parameters> {
    vec((text(2), text(12)), 1..10)
}

fn alteration() -> impl Strategy<Value = Alteration> {
    prop_oneof![
        (any::<Index>(), character()).prop_map(|(index, character)| Alteration::Appended(index, character)),
        any::<Index>().prop_map(Alteration::Lost),
        (text(2), text(12)).prop_map(|(name, value)| Alteration::Joined(name, value)),
        any::<Index>().prop_map(Alteration::Shifted),
    ]
}

fn url() -> impl Strategy<Value = &'static str> {
    select(vec![
        "https://a1b2c3d4e5.execute-api.ap-northeast-1.amazonaws.com/prod/twilio/retrieve_twiml/call_incoming",
        "https://phone.example.com/",
        "https://phone.example.com:443/call",
        "https://phone.example.com:8443/call",
        "http://localhost:3000/call",
        "http://localhost/call",
    ])
}

#[test]
fn for_any_form_and_token_we_accept_what_both_libraries_sign_and_nothing_they_would_not() {
    let _alone = alone();
    let cases = effort(200, 20_000);
    let peers = RefCell::new(Peer::both());
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let inputs = (text(40), url(), parameters(), alteration());
    let outcome = TestRunner::new(config).run(&inputs, |(token, url, parameters, alteration)| {
        let ours = AuthTokens::new(&token.clone().into(), None);
        let altered = alteration.of(&parameters);
        for peer in &mut *peers.borrow_mut() {
            let signature = peer.sign(&token, url, &parameters);
            prop_assert!(ours.signed(url, &received(&parameters), &signature), "{peer}");
            prop_assert!(peer.validates(&token, url, &parameters, &signature), "{peer}");

            let still_signed = peer.sign(&token, url, &altered) == signature;
            prop_assert_eq!(ours.signed(url, &received(&altered), &signature), still_signed, "{}", peer);
            prop_assert_eq!(peer.validates(&token, url, &altered, &signature), still_signed, "{}", peer);

            let other_token = AuthTokens::new(&format!("{token}0").into(), None);
            prop_assert!(!other_token.signed(url, &received(&parameters), &signature), "{peer}");
            prop_assert!(!ours.signed(&format!("{url}/"), &received(&parameters), &signature), "{peer}");
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    println!("figures: {cases} random requests, on which Twilio's Python and Node.js libraries and we agree");
}

/// The form after its journey as a body.
fn received(parameters: &Parameters) -> Form {
    let sent: Vec<_> = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Form::parse(form_encoded(&sent).as_bytes()).unwrap()
}
