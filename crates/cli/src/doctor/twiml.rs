//! TwiML, as far as it must be told apart.

use roxmltree::{Document, Node};

/// What a webhook's answer has Twilio do.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Instructions {
    DialClient(String),
    DialNumber,
    /// Says something and dials nobody: how a caller is refused.
    Say,
    /// Anything else that is TwiML.
    Other,
}

/// Reads an answer; `None` where it is no TwiML.
pub(super) fn read(text: &str) -> Option<Instructions> {
    let document = Document::parse(text).ok()?;
    let response = document.root_element();
    if !response.has_tag_name("Response") {
        return None;
    }
    let Some(dial) = child(response, "Dial") else {
        return Some(if child(response, "Say").is_some() { Instructions::Say } else { Instructions::Other });
    };
    Some(match child(dial, "Client").and_then(|client| client.text()) {
        Some(name) => Instructions::DialClient(name.to_owned()),
        None if child(dial, "Number").is_some() => Instructions::DialNumber,
        None => Instructions::Other,
    })
}

fn child<'a, 'input>(parent: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    parent.children().find(|node| node.has_tag_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_are_told_apart() {
        let dial = |callee: &str| format!("<Response><Dial timeout=\"60\">{callee}</Dial></Response>");
        let client = Some(Instructions::DialClient("Desk".to_owned()));
        assert_eq!(read(&dial("<Client>Desk</Client>")), client);
        assert_eq!(read(&dial("<Number>+1</Number>")), Some(Instructions::DialNumber));
        assert_eq!(read("<Response><Say>No.</Say><Hangup/></Response>"), Some(Instructions::Say));
        assert_eq!(read("<Response/>"), Some(Instructions::Other));
        for text in ["", "{}", "<html></html>", "<Response>"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
