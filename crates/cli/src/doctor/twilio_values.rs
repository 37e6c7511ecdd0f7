//! Twilio's credentials, by the names that they have everywhere.

use std::collections::HashMap;

use secrecy::{ExposeSecret, SecretString};

pub(super) use crate::twilio::credentials::{
    ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, APP_SID, AUTH_TOKEN, REGION,
};
use crate::twilio::{credentials::is_sid, secrets::Values};

/// Values by name, as far as they are known. An empty one counts as none, as for the functions.
#[derive(Clone, Default)]
pub(super) struct TwilioValues(HashMap<String, SecretString>);

impl TwilioValues {
    pub(super) fn new(values: impl IntoIterator<Item = (String, String)>) -> Self {
        let values = values.into_iter().filter(|(_, value)| !value.is_empty());
        Self(values.map(|(name, value)| (name, value.into())).collect())
    }

    /// Returns those of a secret.
    pub(super) fn of_secret(values: Values) -> Self {
        Self(values.into_iter().filter(|(_, value)| !value.expose_secret().is_empty()).collect())
    }

    /// Returns those of an environment, of which `variable` has the values.
    pub(super) fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let names = [ACCOUNT_SID, APP_SID, API_KEY_SID, API_KEY_SECRET, AUTH_TOKEN, REGION];
        Self::new(names.into_iter().filter_map(|name| Some((name.to_owned(), variable(name)?))))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.secret(name).map(ExposeSecret::expose_secret)
    }

    pub(super) fn secret(&self, name: &str) -> Option<&SecretString> {
        self.0.get(name)
    }

    /// These, and those of `others` for what is not among these.
    pub(super) fn or(mut self, others: &Self) -> Self {
        for (name, value) in &others.0 {
            self.0.entry(name.clone()).or_insert_with(|| value.clone());
        }
        self
    }

    /// These without the malformed ones, about which there is nothing more to say.
    pub(super) fn well_formed(self) -> Self {
        let names: Vec<_> = self.0.keys().filter(|name| self.complaint(name).is_none()).cloned().collect();
        Self(self.0.into_iter().filter(|(name, _)| names.contains(name)).collect())
    }

    /// Why the value of that name is none, as a half sentence. Never shows the value.
    pub(super) fn complaint(&self, name: &str) -> Option<String> {
        let Some(value) = self.get(name) else { return Some(format!("{name} is not there")) };
        if value.trim() != value {
            return Some(format!("{name} has blanks around it"));
        }
        let prefix = match name {
            ACCOUNT_SID => "AC",
            APP_SID => "AP",
            API_KEY_SID => "SK",
            _ => return None,
        };
        (!is_sid(value, prefix)).then(|| format!("{name} is not {prefix} and 32 letters and digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(name: &str, value: &str) -> Option<String> {
        TwilioValues::new([(name.to_owned(), value.to_owned())]).complaint(name)
    }

    #[test]
    fn what_is_malformed_is_named_and_not_shown() {
        let sid = "AC0123456789abcdef0123456789abcdef";
        assert_eq!(complaint(ACCOUNT_SID, sid), None);
        assert_eq!(complaint(AUTH_TOKEN, "anything"), None);
        let said = |text: &str| Some(text.to_owned());
        assert_eq!(complaint(ACCOUNT_SID, ""), said("TWILIO_ACCOUNT_SID is not there"));
        assert_eq!(complaint(AUTH_TOKEN, "a\n"), said("TWILIO_AUTH_TOKEN has blanks around it"));
        let malformed = said("TWILIO_API_KEY_SID is not SK and 32 letters and digits");
        assert_eq!(complaint(API_KEY_SID, sid), malformed);
        assert_eq!(complaint(API_KEY_SID, "SK…"), malformed);
    }
}
