//! The two secrets have what the functions need.

use crate::{
    stack::Stack,
    twilio::secrets::{self, Unread},
};

use super::{
    finding::Finding,
    twilio_values::{ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, APP_SID, AUTH_TOKEN, TwilioValues},
};

pub(super) const TOKEN_SECRET: &str = "token-secret";
pub(super) const WEBHOOK_SECRET: &str = "webhook-secret";

/// A secret that `template.yaml` makes, and what it is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Tokens,
    Webhooks,
}

impl Purpose {
    fn name(self) -> &'static str {
        match self {
            Self::Tokens => TOKEN_SECRET,
            Self::Webhooks => WEBHOOK_SECRET,
        }
    }

    /// Why a function for this purpose would not start with `values`, a half sentence each.
    fn complaints(self, values: &TwilioValues, has_region: bool) -> Vec<String> {
        let has_key = [API_KEY_SID, API_KEY_SECRET].iter().any(|name| values.get(name).is_some());
        let needed: &[&str] = match self {
            Self::Webhooks => &[AUTH_TOKEN],
            // Without an API key the Auth Token signs, which Twilio takes in the United States only.
            Self::Tokens if has_key || has_region => &[ACCOUNT_SID, APP_SID, API_KEY_SID, API_KEY_SECRET],
            Self::Tokens if values.get(AUTH_TOKEN).is_some() => &[ACCOUNT_SID, APP_SID, AUTH_TOKEN],
            Self::Tokens => &[ACCOUNT_SID, APP_SID, API_KEY_SID, API_KEY_SECRET],
        };
        needed.iter().filter_map(|name| values.complaint(name)).collect()
    }

    fn complete(self, values: &TwilioValues) -> &'static str {
        match self {
            Self::Webhooks => "it has the Auth Token",
            Self::Tokens if values.get(API_KEY_SID).is_some() => "it has the account, the App and an API key",
            Self::Tokens => "it has the account, the App and the Auth Token",
        }
    }
}

/// Reads the secret at `arn`, and says whether it has what it is for. What may not be read holds nothing here.
pub(super) async fn read(stack: &Stack, purpose: Purpose, arn: &str) -> (Finding, TwilioValues) {
    let name = purpose.name();
    let mend =
        format!("fill it with `aws secretsmanager put-secret-value --secret-id {arn}`, as README has it");
    let values = match secrets::values(stack, arn).await {
        Ok(Some(values)) => TwilioValues::of_secret(values),
        Ok(None) => return (Finding::wrong(name, "it is empty", mend), TwilioValues::default()),
        Err(Unread::Malformed) => {
            let message = "it is not a JSON object of strings";
            return (Finding::wrong(name, message, mend), TwilioValues::default());
        }
        Err(Unread::Refused(reason)) => {
            let message = format!("it cannot be read from here ({reason})");
            return (Finding::not_checked(name, message), TwilioValues::default());
        }
    };
    let complaints = purpose.complaints(&values, stack.parameter("TwilioRegion").is_some());
    let finding = if complaints.is_empty() {
        Finding::ok(name, purpose.complete(&values))
    } else {
        Finding::wrong(name, complaints.join(", "), mend)
    };
    (finding, values.well_formed())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(values: &[(&str, &str)]) -> TwilioValues {
        TwilioValues::new(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn a_region_needs_an_api_key_and_the_united_states_do_not() {
        let account = (ACCOUNT_SID, "AC0123456789abcdef0123456789abcdef");
        let app = (APP_SID, "AP0123456789abcdef0123456789abcdef");
        let older = values(&[account, app, (AUTH_TOKEN, "not-a-real-token")]);
        assert_eq!(Purpose::Tokens.complaints(&older, false), [""; 0]);
        let both = ["TWILIO_API_KEY_SID is not there", "TWILIO_API_KEY_SECRET is not there"];
        assert_eq!(Purpose::Tokens.complaints(&older, true), both);
        assert_eq!(Purpose::Tokens.complaints(&values(&[account, app]), false), both);
    }
}
