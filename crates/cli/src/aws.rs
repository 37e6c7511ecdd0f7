//! What the commands that ask AWS have in common.

use std::error::Error;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_cloudformation::error::ProvideErrorMetadata;

/// Returns the SDK's configuration: the region given, else the AWS CLI's, and credentials as the AWS CLI finds them.
pub(crate) async fn sdk_config(region: Option<String>) -> SdkConfig {
    let loader = aws_config::defaults(BehaviorVersion::latest());
    let loader = match region {
        Some(region) => loader.region(Region::new(region)),
        None => loader,
    };
    loader.load().await
}

/// What the service said, or what stood in the way of asking it.
pub(crate) fn reason<E: ProvideErrorMetadata + Error + 'static>(error: &E) -> String {
    match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        _ => {
            let mut causes = Vec::new();
            let mut next = error.source();
            while let Some(cause) = next {
                causes.push(cause.to_string());
                next = cause.source();
            }
            if causes.is_empty() { error.to_string() } else { causes.join(": ") }
        }
    }
}
