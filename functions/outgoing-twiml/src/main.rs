//! The Lambda executable of [`outgoing_twiml`].

use std::process::ExitCode;

use outgoing_twiml::{OutgoingTwiml, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    switchboard_lambda::serve(OutgoingTwiml::start, handle).await
}
