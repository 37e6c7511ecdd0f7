//! Where calls shall go: the routes of a stack, or of a server that somebody else runs.

use super::{TwilioError, options::Connect};
use crate::{
    routes::{CALL_INCOMING, CALL_OUTGOING},
    stack::{Output, Stack},
};

/// The static TwiML beside the page, for when no function can answer.
const FALLBACK: &str = "/fallback.xml";

/// The App's friendly name where no stack gives its own.
const APP_NAME: &str = "Switchboard";

/// Where calls shall go.
pub(crate) struct Target {
    pub(crate) incoming_url: String,
    pub(crate) outgoing_url: String,
    pub(crate) fallback_url: String,
    pub(crate) app_name: String,
    pub(crate) stack: Option<Stack>,
}

impl Target {
    /// Returns what the command line names, else what the stack says of itself.
    pub(crate) async fn find(options: &Connect) -> Result<Self, TwilioError> {
        let page = options.page.as_ref().map(|page| page.join(FALLBACK));
        if let (Some(base), Some(fallback_url)) = (&options.base_url, &page) {
            return Ok(Self {
                incoming_url: base.join(CALL_INCOMING),
                outgoing_url: base.join(CALL_OUTGOING),
                fallback_url: fallback_url.clone(),
                app_name: APP_NAME.to_owned(),
                stack: None,
            });
        }
        let stack = Stack::open(&options.stack).await?;
        let fallback_url = match page {
            Some(fallback_url) => fallback_url,
            None => BaseUrl::parse(stack.output(Output::PageUrl)?)?.join(FALLBACK),
        };
        // The functions verify signatures under this base where it is set, so that Twilio has to call it.
        let (incoming_url, outgoing_url) = if let Some(base) = stack.parameter("PublicBaseUrl") {
            let base = BaseUrl::parse(base)?;
            (base.join(CALL_INCOMING), base.join(CALL_OUTGOING))
        } else {
            let output = |output| stack.output(output).map(str::to_owned);
            (output(Output::CallIncomingUrl)?, output(Output::CallOutgoingUrl)?)
        };
        let app_name = stack.name().to_owned();
        Ok(Self { incoming_url, outgoing_url, fallback_url, app_name, stack: Some(stack) })
    }

    /// The Twilio region that the stack was deployed for.
    pub(crate) fn region(&self) -> Option<&str> {
        self.stack.as_ref().and_then(|stack| stack.parameter("TwilioRegion"))
    }
}

/// `http://` or `https://` and at least a host, without a query: Twilio would sign one, and the functions know of none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl(String);

impl BaseUrl {
    /// Returns the URL that `text` writes, without a slash at its end.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidUrl> {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let in_url = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#');
        match host {
            Some(host) if !host.is_empty() && !host.starts_with('/') && host.bytes().all(in_url) => {
                Ok(Self(text.trim_end_matches('/').to_owned()))
            }
            _ => Err(InvalidUrl),
        }
    }

    /// The URL as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

/// A text is not a URL that Twilio can be given.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the URL starts with https:// or http://, and has neither ? nor #")]
pub(crate) struct InvalidUrl;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_end_makes_no_difference() {
        for text in ["https://a.example/prod", "https://a.example/prod/"] {
            let url = BaseUrl::parse(text).unwrap().join(CALL_INCOMING);
            assert_eq!(url, "https://a.example/prod/twilio/retrieve_twiml/call_incoming");
        }
    }

    #[test]
    fn what_is_no_base_is_refused() {
        for text in
            ["", "a.example", "https://", "https:///prod", "ftp://a.example", "https://a.example/?x=1"]
        {
            assert_eq!(BaseUrl::parse(text), Err(InvalidUrl), "{text:?}");
        }
    }
}
