//! An element of TwiML, and what was wrong with it.

use std::cell::RefCell;

use roxmltree::Node;

use crate::fault::{Code, Fault};

use super::Method;

/// The most warnings that one document gets: a document of other elements altogether is not worth thousands.
const MAX_WARNINGS: usize = 20;

/// What is left out of a document, and why.
#[derive(Default)]
pub(super) struct Warnings(RefCell<Vec<Fault>>);

impl Warnings {
    pub(super) fn into_faults(self) -> Vec<Fault> {
        self.0.into_inner()
    }

    fn push(&self, fault: impl FnOnce() -> Fault) {
        let mut faults = self.0.borrow_mut();
        // To find an element's place costs a walk through the document, so it is not looked for in vain.
        if faults.len() < MAX_WARNINGS {
            faults.push(fault());
        }
    }
}

/// An element that is being read.
pub(super) struct Element<'a, 'input> {
    node: Node<'a, 'input>,
    warnings: &'a Warnings,
}

impl<'a, 'input> Element<'a, 'input> {
    pub(super) fn new(node: Node<'a, 'input>, warnings: &'a Warnings) -> Self {
        Self { node, warnings }
    }

    /// The element's name; empty for one of another namespace, which is nobody's here.
    pub(super) fn name(&self) -> &'a str {
        if self.node.tag_name().namespace().is_some() { "" } else { self.node.tag_name().name() }
    }

    /// The elements directly inside.
    pub(super) fn children(&self) -> impl Iterator<Item = Element<'a, 'input>> {
        let warnings = self.warnings;
        self.node.children().filter(Node::is_element).map(move |node| Element { node, warnings })
    }

    /// The text directly inside, each run of white space as one blank.
    pub(super) fn text(&self) -> String {
        let text: String =
            self.node.children().filter(Node::is_text).filter_map(|node| node.text()).collect();
        collapse(&text)
    }

    /// The text of the element and all that is in it, each run of white space as one blank.
    pub(super) fn whole_text(&self) -> String {
        let text: String =
            self.node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
        collapse(&text)
    }

    /// An attribute's value.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        self.node.attribute(name)
    }

    /// An attribute's value that is `true` or `false`; anything else is reported as `code` and does not count.
    pub(super) fn truth(&self, name: &str, code: Code) -> bool {
        match self.attribute(name) {
            Some("true") => true,
            Some("false") | None => false,
            Some(other) => {
                self.warn(
                    code,
                    &format!("{name}=\"{}\" is neither true nor false and counts as false", cut(other)),
                );
                false
            }
        }
    }

    /// An attribute's value as a whole number from `least`; anything else is reported as `code`, and `otherwise` counts.
    pub(super) fn number(&self, name: &str, least: u32, otherwise: u32, code: Code) -> u32 {
        let Some(written) = self.attribute(name) else { return otherwise };
        match written.parse() {
            Ok(number) if number >= least => number,
            _ => {
                let written = cut(written);
                self.warn(
                    code,
                    &format!(
                        "{name}=\"{written}\" is not a whole number from {least}, and {otherwise} counts"
                    ),
                );
                otherwise
            }
        }
    }

    /// An attribute's value that is `GET` or `POST`; anything else is reported as `code`, and POST counts.
    pub(super) fn method(&self, name: &str, code: Code) -> Method {
        match self.attribute(name) {
            Some("GET") => Method::Get,
            Some("POST") | None => Method::Post,
            Some(other) => {
                self.warn(
                    code,
                    &format!("{name}=\"{}\" is neither GET nor POST, and POST counts", cut(other)),
                );
                Method::Post
            }
        }
    }

    /// Reports each attribute that is none of `known`, and says of those in `not_here` that Twilio has them.
    pub(super) fn know_attributes(&self, known: &[&str], not_here: &[&str]) {
        for attribute in self.node.attributes().filter(|attribute| attribute.namespace().is_none()) {
            let name = attribute.name();
            if not_here.contains(&name) {
                self.warn(Code::Schema, &format!("{name} is Twilio's, but not simulated: it is left out"));
            } else if !known.contains(&name) {
                self.warn(
                    Code::Schema,
                    &format!(
                        "{} is not an attribute of it and is left out; check its spelling and capitals",
                        cut(name)
                    ),
                );
            }
        }
    }

    /// Reports each element inside.
    pub(super) fn know_no_children(&self) {
        for child in self.children() {
            child.warn(
                Code::Schema,
                &format!("does not belong inside <{}> and is left out", cut(self.name())),
            );
        }
    }

    /// Reports something about this element.
    pub(super) fn warn(&self, code: Code, what: &str) {
        self.warnings.push(|| self.fault(code, what));
    }

    /// Something that is wrong with this element, with its place.
    pub(super) fn fault(&self, code: Code, what: &str) -> Fault {
        let at = self.node.document().text_pos_at(self.node.range().start);
        let name = cut(self.node.tag_name().name());
        Fault::new(code, format!("<{name}> at line {}, column {}: {what}", at.row, at.col))
    }
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As much of what somebody wrote as a message can take.
pub(super) fn cut(text: &str) -> String {
    const MOST: usize = 40;
    if text.chars().count() > MOST {
        text.chars().take(MOST).chain(['…']).collect()
    } else {
        text.to_owned()
    }
}
