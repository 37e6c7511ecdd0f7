//! Which failed look-ups are tried again, and how often.
//!
//! `docs/decisions/0010-every-look-up-is-tried-again.md` says why the SDK's own rules are not enough.

use std::time::Duration;

use aws_sdk_dynamodb::config::{
    Builder,
    interceptors::InterceptorContext,
    retry::{ClassifyRetry, RetryAction, RetryConfig, RetryPartition, TokenBucket},
};

/// Lets every look-up be tried three times, whatever failed before it.
pub(super) fn try_again(config: Builder) -> Builder {
    let attempts = RetryConfig::standard()
        .with_max_attempts(3)
        .with_initial_backoff(Duration::from_millis(50))
        .with_max_backoff(Duration::from_millis(200));
    // By default, some 25 failed look-ups use up what a process may try again, and each that succeeds earns a tenth of
    // another attempt: for hours after an outage, a lost packet would cost a call.
    let unlimited =
        RetryPartition::custom("switchboard-directory").token_bucket(TokenBucket::unlimited()).build();
    config.retry_config(attempts).retry_classifier(AnyFailure).retry_partition(unlimited)
}

/// Has a look-up tried again after every failure but one: DynamoDB's word that the request itself is wrong or not
/// permitted, which the next attempt would hear again.
///
/// The SDK gives up on an answer that it cannot read, because the request may have had its effect. A look-up has none.
#[derive(Debug)]
struct AnyFailure;

impl ClassifyRetry for AnyFailure {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let is_refused = context.response().is_some_and(|answer| answer.status().is_client_error());
        match context.output_or_error() {
            Some(Err(_)) if !is_refused => RetryAction::transient_error(),
            // Of the refusals, the SDK knows which ones are for the moment only.
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "any failure of a look-up"
    }
}
