//! The Lambda executable of [`capability_token`].

use std::process::ExitCode;

use capability_token::{CapabilityToken, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    switchboard_lambda::serve(CapabilityToken::start, handle).await
}
