//! Webhooks as somebody with a modified softphone might send them, under any settings.

use std::time::Duration;

use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{select, subsequence},
};
use switchboard::{routing::CallRules, spoken_language::SpokenLanguage};

/// Which route is asked.
#[derive(Clone, Copy, Debug)]
pub(super) enum Direction {
    Incoming,
    Outgoing,
}

#[derive(Clone, Debug)]
pub(super) struct Webhook {
    pub(super) direction: Direction,
    pub(super) parameters: Vec<(&'static str, String)>,
    pub(super) language: SpokenLanguage,
    pub(super) timeout_seconds: u64,
    pub(super) max_call_seconds: Option<u64>,
}

impl Webhook {
    pub(super) fn pairs(&self) -> Vec<(&str, &str)> {
        self.parameters.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }

    /// The value of a parameter that was sent once.
    pub(super) fn only(&self, name: &str) -> Option<&str> {
        let mut values = self.parameters.iter().filter(|(key, _)| *key == name);
        let (_, value) = values.next()?;
        values.next().is_none().then_some(value)
    }

    pub(super) fn rules(&self) -> CallRules {
        CallRules {
            dial_timeout: Duration::from_secs(self.timeout_seconds),
            max_call: self.max_call_seconds.map(Duration::from_secs),
            spoken_language: self.language,
        }
    }
}

pub(super) fn webhook() -> impl Strategy<Value = Webhook> {
    let languages = vec![SpokenLanguage::English, SpokenLanguage::Japanese, SpokenLanguage::French];
    let direction = select(vec![Direction::Incoming, Direction::Outgoing]);
    let settings = (select(languages), 1..=600_u64, option::of(1..=14_400_u64));
    (direction, settings, parameters(), others()).prop_map(|(direction, settings, mut parameters, others)| {
        parameters.extend(others);
        let (language, timeout_seconds, max_call_seconds) = settings;
        Webhook { direction, parameters, language, timeout_seconds, max_call_seconds }
    })
}

/// What a call needs, each with a value that is good more often than not.
fn parameters() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let good = ["+815031234567", "+81-50-3123-4567", "+81 50 3123 4568", "+815031234568"];
    let called = ["+81-90-5987-6543", "+12025550123", "+33 1 23 45 67 89", "110", "+81-990-123-456"];
    let clients = ["client:DeviceId_0001", "client:DeviceId_0002"];
    let values = (mostly(&good), mostly(&clients), mostly(&good), mostly(&called));
    values.prop_map(|(to, from, caller, called)| {
        vec![("To", to), ("From", from), ("callerPhoneNumber", caller), ("callOutgoingPhoneNumber", called)]
    })
}

/// What a call does not need, or must not have twice.
fn others() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let further = vec![
        ("answerOnBridge", "true".to_owned()),
        ("answerOnBridge", r#"true" record="true"#.to_owned()),
        ("CallSid", "]]><Redirect/>".to_owned()),
        ("To", "+815031234567".to_owned()),
    ];
    prop_oneof![4 => Just(Vec::new()), 1 => subsequence(further, 1..=3)]
}

/// One of the good texts, one with something hostile at its end, or nothing but that.
fn mostly(good: &[&'static str]) -> impl Strategy<Value = String> + use<> {
    let good = select(good.to_vec());
    prop_oneof![
        12 => good.clone().prop_map(str::to_owned),
        1 => (good, hostile()).prop_map(|(good, hostile)| format!("{good}{hostile}")),
        3 => hostile(),
    ]
}

/// What means something to some reader of XML, or to none, among any other characters.
const HOSTILE: [&str; 36] = [
    "<",
    ">",
    "&",
    "\"",
    "'",
    "</Say>",
    "<Redirect/>",
    "</Response>",
    "<Say loop=\"0\">",
    "<Dial>",
    "\" loop=\"0",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?xml?>",
    "<!DOCTYPE a [<!ENTITY b \"b\">]>",
    "&b;",
    "&lt;",
    "&amp;",
    "&#0;",
    "&#x3c;",
    "\0",
    "\u{1}",
    "\u{b}",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{202e}\u{2066}",
    "\u{feff}",
];

fn hostile() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        8 => select(HOSTILE.to_vec()).prop_map(str::to_owned),
        4 => any::<char>().prop_map(String::from),
        1 => (any::<char>(), 30..300_usize).prop_map(|(character, length)| String::from(character).repeat(length)),
        1 => "[+0-9 -]{1,20}",
    ];
    vec(fragment, 0..6).prop_map(|fragments| fragments.concat())
}
