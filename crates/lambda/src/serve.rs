//! The executable: start, then answer events for as long as Lambda sends them.

use std::{convert::Infallible, process::ExitCode};

use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::value::RawValue;

use crate::{event::Reply, log, settings::Settings, start::StartError};

/// Starts a function and answers each event with `handle`, for as long as Lambda sends events.
///
/// What keeps it from starting is logged in one line, and the process ends, which Lambda reports as a failed start.
pub async fn serve<F>(
    start: impl AsyncFnOnce(Settings) -> Result<F, StartError>,
    handle: impl AsyncFn(&F, &RawValue) -> Reply,
) -> ExitCode {
    let settings = Settings::from_process();
    if settings.get("AWS_LAMBDA_RUNTIME_API").is_none() {
        eprintln!("this executable runs inside AWS Lambda; `cargo local` runs the function on this machine");
        return ExitCode::FAILURE;
    }
    let function = match start(settings).await {
        Ok(function) => function,
        Err(error) => {
            log::fatal("the function cannot start", &error);
            return ExitCode::FAILURE;
        }
    };
    let (function, handle) = (&function, &handle);
    let answer = |event: LambdaEvent<Box<RawValue>>| async move {
        Ok::<_, Infallible>(handle(function, &event.payload).await)
    };
    match lambda_runtime::run(service_fn(answer)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log::fatal("the runtime ended", error.as_ref());
            ExitCode::FAILURE
        }
    }
}
