//! The Lambda executable of [`incoming_twiml`].

use std::process::ExitCode;

use incoming_twiml::{IncomingTwiml, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    switchboard_lambda::serve(IncomingTwiml::start, handle).await
}
