//! What differs between what is and what shall be, and how it is shown.

use std::fmt::Write;

use serde::Serialize;

use super::account::{Kind, Resource, Setting, Settings};

/// What stands for a value that is not set.
const NOT_SET: &str = "(not set)";

/// What is to be changed of a number or an App.
pub(crate) struct Change {
    pub(crate) kind: Kind,
    /// None for an App that is to be created.
    pub(crate) sid: Option<String>,
    pub(crate) name: String,
    differences: Vec<(Setting, String, String)>,
}

impl Change {
    /// Returns what makes `resource` have the `wanted` settings. Those that `wanted` does not name stay as they are.
    pub(crate) fn of(resource: &Resource, wanted: &Settings) -> Self {
        let differs = |(setting, new): (&Setting, &String)| {
            let old = resource.get(*setting);
            // A method is always one of two, and cannot be taken away.
            let is_kept = old == new || (new.is_empty() && setting.is_method());
            (!is_kept).then(|| (*setting, old.to_owned(), new.clone()))
        };
        Self {
            kind: resource.kind,
            sid: Some(resource.sid.clone()),
            name: resource.name.clone(),
            differences: wanted.iter().filter_map(differs).collect(),
        }
    }

    /// Returns an App of that name that has the `wanted` settings.
    pub(crate) fn creation(name: &str, wanted: &Settings) -> Self {
        let set = |(setting, new): (&Setting, &String)| (*setting, String::new(), new.clone());
        let differences = wanted.iter().map(set).collect();
        Self { kind: Kind::App, sid: None, name: name.to_owned(), differences }
    }

    /// The SID of what is there already.
    pub(crate) fn found_sid(&self) -> &str {
        self.sid.as_deref().expect("only an App that is to be created has no SID yet")
    }

    /// Whether there is nothing to do.
    pub(crate) fn is_empty(&self) -> bool {
        self.sid.is_some() && self.differences.is_empty()
    }

    /// What there is.
    pub(crate) fn values_before(&self) -> Settings {
        self.differences.iter().map(|(setting, old, _)| (*setting, old.clone())).collect()
    }

    /// What there shall be.
    pub(crate) fn values_after(&self) -> Settings {
        self.differences.iter().map(|(setting, _, new)| (*setting, new.clone())).collect()
    }

    /// Whose it is, for a sentence: `the number +81… (PN…)`.
    pub(crate) fn subject(&self) -> String {
        let sid = self.sid.as_deref().map(|sid| format!(" ({sid})")).unwrap_or_default();
        match self.kind {
            Kind::Number => format!("the number {}{sid}", self.name),
            Kind::App => format!("the TwiML App {}{sid}", self.name),
        }
    }

    /// It, as it is shown.
    pub(crate) fn shown(&self) -> Shown {
        let line = |(setting, old, new): &(Setting, String, String)| Line {
            name: setting.name().to_owned(),
            old: shown_value(old),
            new: shown_value(new),
        };
        Shown {
            kind: match self.kind {
                Kind::Number => "number",
                Kind::App => "app",
            },
            name: self.name.clone(),
            sid: self.sid.clone(),
            remark: if self.sid.is_none() { "to be created" } else { "" },
            settings: self.differences.iter().map(line).collect(),
        }
    }
}

/// A difference as people and scripts see it.
#[derive(Serialize)]
pub(crate) struct Shown {
    /// `number`, `app` or `secret`.
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) sid: Option<String>,
    /// What happens to it as a whole, if anything does.
    #[serde(skip)]
    pub(crate) remark: &'static str,
    pub(crate) settings: Vec<Line>,
}

/// One value, before and after.
#[derive(Serialize)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) old: String,
    pub(crate) new: String,
}

/// All of `shown`, for people.
pub(crate) fn text(shown: &[Shown]) -> String {
    let mut text = String::new();
    let mut add = |line: String| writeln!(text, "{line}").expect("a string takes every text");
    for Shown { kind, name, sid, remark, settings } in shown {
        let kind = if *kind == "app" { "TwiML App" } else { kind };
        let remarks: Vec<_> =
            sid.as_deref().into_iter().chain(Some(*remark)).filter(|text| !text.is_empty()).collect();
        let remarks = if remarks.is_empty() { String::new() } else { format!(" ({})", remarks.join(", ")) };
        add(format!("{kind} {name}{remarks}"));
        let width = settings.iter().map(|line| line.name.len()).max().unwrap_or_default();
        for Line { name, old, new } in settings {
            add(format!("  {name:width$}  {old} -> {new}"));
        }
    }
    text
}

/// A URL may carry a password for a server that asks for one: <https://www.twilio.com/docs/usage/security#http-authentication>.
fn shown_value(value: &str) -> String {
    if value.is_empty() {
        return NOT_SET.to_owned();
    }
    let Some((scheme, rest)) = value.split_once("://") else { return value.to_owned() };
    let end_of_host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest[..end_of_host].rfind('@') {
        Some(at) => format!("{scheme}://***{}", &rest[at..]),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_a_url_is_not_shown() {
        assert_eq!(shown_value("https://me:planted-1@a.example/x@y"), "https://***@a.example/x@y");
        assert_eq!(shown_value("https://a.example/x@y"), "https://a.example/x@y");
        assert_eq!(shown_value(""), "(not set)");
    }
}
