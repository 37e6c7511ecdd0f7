//! The instructions that Twilio carries out: <https://www.twilio.com/docs/voice/twiml>.
//!
//! Only the elements that this project uses, as types, so that no text from a call can become one.

use std::{io, time::Duration};

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use crate::{client_name::ClientName, phone_number::PhoneNumber};

/// A TwiML document: verbs that Twilio carries out one after the other.
#[derive(Debug, PartialEq, Eq)]
pub struct Response(pub Vec<Verb>);

/// What Twilio does with the call.
#[derive(Debug, PartialEq, Eq)]
pub enum Verb {
    /// Connects the caller to somebody else.
    Dial(Dial),
    /// Speaks `text` to the caller.
    Say {
        /// A BCP 47 tag, `en-US`.
        language: &'static str,
        /// What is spoken. Characters that XML cannot carry are replaced by U+FFFD.
        text: String,
    },
    /// Ends the call.
    Hangup,
}

/// Who is rung, and within which bounds.
#[derive(Debug, PartialEq, Eq)]
pub struct Dial {
    /// How long it rings, sent in whole seconds.
    pub timeout: Duration,
    /// The number that the called party sees; `None` shows the caller's own.
    pub caller_id: Option<PhoneNumber>,
    /// How long the connected call may last, sent in whole seconds; `None` leaves it to Twilio, which ends a call after
    /// four hours.
    pub time_limit: Option<Duration>,
    /// Whether the caller's own call rings until the called party answers, and is never answered if nobody does:
    /// <https://www.twilio.com/docs/voice/twiml/dial#answeronbridge>. Otherwise Twilio answers it at once.
    pub answer_on_bridge: bool,
    /// Who is rung.
    pub callee: Callee,
}

/// Somebody who can be rung.
#[derive(Debug, PartialEq, Eq)]
pub enum Callee {
    /// A browser phone.
    Client(ClientName),
    /// A telephone.
    Number(PhoneNumber),
}

impl Response {
    /// The document as it goes over the wire, on one line.
    pub fn to_xml(&self) -> String {
        let mut writer = Writer::new(Vec::new());
        self.write(&mut writer).expect("writing to memory does not fail");
        String::from_utf8(writer.into_inner()).expect("only strings were written")
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        writer
            .create_element("Response")
            .write_inner_content(|writer| self.0.iter().try_for_each(|verb| verb.write(writer)))?;
        Ok(())
    }
}

impl Verb {
    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        match self {
            Self::Dial(dial) => dial.write(writer),
            Self::Say { language, text } => writer
                .create_element("Say")
                .with_attribute(("language", *language))
                .write_text_content(BytesText::new(&representable(text)))
                .map(drop),
            Self::Hangup => writer.create_element("Hangup").write_empty().map(drop),
        }
    }
}

impl Dial {
    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let mut element = writer
            .create_element("Dial")
            .with_attribute(("timeout", self.timeout.as_secs().to_string().as_str()));
        if let Some(number) = &self.caller_id {
            element = element.with_attribute(("callerId", number.as_written()));
        }
        if let Some(limit) = self.time_limit {
            element = element.with_attribute(("timeLimit", limit.as_secs().to_string().as_str()));
        }
        if self.answer_on_bridge {
            element = element.with_attribute(("answerOnBridge", "true"));
        }
        element.write_inner_content(|writer| self.callee.write(writer)).map(drop)
    }
}

impl Callee {
    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let (element, text) = match self {
            Self::Client(name) => ("Client", name.as_str()),
            Self::Number(number) => ("Number", number.as_written()),
        };
        writer.create_element(element).write_text_content(BytesText::new(text)).map(drop)
    }
}

/// `text` with each character that [XML 1.0](https://www.w3.org/TR/xml/#charsets) cannot carry, not even escaped,
/// replaced by U+FFFD. A carriage return is one of them here, because a parser would turn it into a line feed.
fn representable(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}' => {
                character
            }
            _ => char::REPLACEMENT_CHARACTER,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> PhoneNumber {
        PhoneNumber::parse(text).unwrap()
    }

    fn say(text: &str) -> Response {
        Response(vec![Verb::Say { language: "en-US", text: text.to_owned() }, Verb::Hangup])
    }

    #[test]
    fn what_a_dial_knows_of_its_call_is_in_its_attributes() {
        let dial = Dial {
            timeout: Duration::from_secs(60),
            caller_id: Some(number("+81-50-3123-4567")),
            time_limit: Some(Duration::from_secs(3600)),
            answer_on_bridge: true,
            callee: Callee::Number(number("+81-90-5987-6543")),
        };
        assert_eq!(
            Response(vec![Verb::Dial(dial)]).to_xml(),
            r#"<?xml version="1.0" encoding="UTF-8"?><Response><Dial timeout="60" callerId="+81-50-3123-4567" timeLimit="3600" answerOnBridge="true"><Number>+81-90-5987-6543</Number></Dial></Response>"#,
        );
    }

    #[test]
    fn what_looks_like_an_element_is_spoken() {
        assert_eq!(
            say("</Say><Dial>\u{0}&\u{ffff}\r").to_xml(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Say language=\"en-US\">&lt;/Say&gt;&lt;Dial&gt;\u{fffd}&amp;\u{fffd}\u{fffd}</Say><Hangup/></Response>",
        );
    }

    proptest! {
        #[test]
        fn any_text_stays_text(text in any::<String>()) {
            let xml = say(&text).to_xml();
            let document = roxmltree::Document::parse(&xml).expect("well-formed");
            let elements: Vec<_> = document.descendants().filter(roxmltree::Node::is_element).collect();
            let names: Vec<_> = elements.iter().map(|element| element.tag_name().name()).collect();
            prop_assert_eq!(names, ["Response", "Say", "Hangup"]);
            let attributes: Vec<_> = elements.iter().flat_map(roxmltree::Node::attributes)
                .map(|attribute| (attribute.name(), attribute.value())).collect();
            prop_assert_eq!(attributes, [("language", "en-US")]);
            let spoken = elements[1].text().unwrap_or_default();
            prop_assert_eq!(spoken, representable(&text));
        }
    }
}
