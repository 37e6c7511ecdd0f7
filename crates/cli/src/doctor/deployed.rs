//! A stack at AWS: what it says of itself.

use std::time::Duration;

use tokio::time::timeout;

use crate::stack::{Output, Stack, StackError, StackOptions};

use super::{finding::Finding, target::Webhook};

pub(super) const STACK: &str = "stack";

/// How long AWS may take to describe a stack, all attempts and all places where credentials may be counted.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The outputs of a stack, all of them.
pub(super) struct Deployed {
    pub(super) stack: Stack,
    pub(super) page: String,
    pub(super) token_url: String,
    pub(super) incoming_url: String,
    pub(super) outgoing_url: String,
    pub(super) table: String,
    pub(super) token_secret: String,
    pub(super) webhook_secret: String,
}

impl Deployed {
    /// Finds the stack that `options` name, or says why there is none of use.
    pub(super) async fn find(options: &StackOptions) -> Result<Self, Finding> {
        match timeout(TIMEOUT, Stack::open(options)).await {
            Ok(Ok(stack)) => Self::read(stack).map_err(|error| Finding::error(STACK, &error)),
            Ok(Err(error)) => Err(Finding::error(STACK, &error)),
            Err(_) => Err(Finding::wrong(
                STACK,
                format!("AWS gives no answer within {} s", TIMEOUT.as_secs()),
                "check this machine's network, and AWS's credentials",
            )),
        }
    }

    fn read(stack: Stack) -> Result<Self, StackError> {
        let output = |output| stack.output(output).map(str::to_owned);
        let page = match stack.parameter("AllowedOrigin") {
            // The page is served elsewhere, and the stack's own is not used.
            Some(origin) if origin != "*" => origin.to_owned(),
            _ => output(Output::PageUrl)?,
        };
        Ok(Self {
            page: page.trim_end_matches('/').to_owned(),
            token_url: output(Output::CapabilityTokenUrl)?,
            incoming_url: output(Output::CallIncomingUrl)?,
            outgoing_url: output(Output::CallOutgoingUrl)?,
            table: output(Output::DirectoryTableName)?,
            token_secret: output(Output::TwilioTokenSecretArn)?,
            webhook_secret: output(Output::TwilioWebhookSecretArn)?,
            stack,
        })
    }

    /// The webhook at `url`, which has the path `route`. Twilio calls another address where a proxy stands before the API.
    pub(super) fn webhook(&self, url: &str, route: &str) -> Webhook {
        let signed_url = match self.stack.parameter("PublicBaseUrl") {
            Some(base) => format!("{}{route}", base.trim_end_matches('/')),
            None => url.to_owned(),
        };
        Webhook { url: url.to_owned(), signed_url }
    }
}
