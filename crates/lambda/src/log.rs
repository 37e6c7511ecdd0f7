//! One line of JSON a call, on standard output, where Lambda and a terminal alike pick it up.
//!
//! A line identifies a call by its `CallSid` alone. Tokens, secrets, signatures, bodies and phone numbers are not logged,
//! and nothing here takes one.

mod metrics;

use std::{
    error::Error,
    io::{self, Write},
    time::{Duration, Instant},
};

use serde::Serialize;

use crate::settings::{SettingError, Settings};
use metrics::{Embedded, Metrics};

/// The outcome of a webhook that Twilio did not sign, which is counted.
pub(crate) const NOT_SIGNED: &str = "not_signed";

/// Where a function logs its calls.
pub struct Log {
    function: &'static str,
    metrics: Option<Metrics>,
}

/// A call in progress, to be logged when it is answered.
pub struct Call<'a> {
    log: &'a Log,
    began: Instant,
    call_sid: Option<String>,
}

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// All is as it should be.
    Info,
    /// Somebody sent what they should not have.
    Warn,
    /// The operator has something to mend.
    Error,
}

#[derive(Serialize)]
struct Line<'a> {
    level: Level,
    #[serde(skip_serializing_if = "Option::is_none")]
    function: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_sid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(flatten)]
    metrics: Option<Embedded<'a>>,
}

impl Log {
    /// Returns the log of `function`, with metrics in its lines if `settings` say so.
    ///
    /// # Errors
    ///
    /// [`SettingError`] when the metrics' namespace is malformed.
    pub fn new(function: &'static str, settings: &Settings) -> Result<Self, SettingError> {
        let namespace = settings.metrics_namespace()?;
        let metrics = namespace.map(|namespace| Metrics::new(namespace.to_owned(), settings.readings()));
        Ok(Self { function, metrics })
    }

    /// Starts the clock of a call.
    pub fn begin(&self) -> Call<'_> {
        Call { log: self, began: Instant::now(), call_sid: None }
    }
}

impl Call<'_> {
    /// Names the call, if `call_sid` is one: anything else might be a phone number under another name.
    pub fn identify(&mut self, call_sid: &str) {
        let digits = call_sid.strip_prefix("CA").unwrap_or_default();
        if digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            self.call_sid = Some(call_sid.to_owned());
        }
    }

    /// Logs how the call was answered: `outcome` is a short name in lower case, `error` what stood in the way.
    pub fn end(self, level: Level, outcome: &str, error: Option<&dyn Error>) {
        write(&Line {
            level,
            function: Some(self.log.function),
            call_sid: self.call_sid.as_deref(),
            outcome: Some(outcome),
            duration_ms: Some(milliseconds(self.began.elapsed())),
            message: None,
            error: error.map(chain),
            metrics: self.log.metrics.as_ref().map(|metrics| metrics.of_call(outcome)),
        });
    }
}

/// Logs something that went wrong outside a call and was survived.
pub fn warning(message: &str, error: &dyn Error) {
    write(&outside_a_call(Level::Warn, message, error));
}

/// Logs what ends the process.
pub fn fatal(message: &str, error: &dyn Error) {
    write(&outside_a_call(Level::Error, message, error));
}

fn outside_a_call<'a>(level: Level, message: &'a str, error: &dyn Error) -> Line<'a> {
    Line {
        level,
        function: None,
        call_sid: None,
        outcome: None,
        duration_ms: None,
        message: Some(message),
        error: Some(chain(error)),
        metrics: None,
    }
}

fn write(line: &Line<'_>) {
    let mut line = serde_json::to_vec(line).expect("strings and numbers serialise");
    line.push(b'\n');
    // Nobody is left to be told where standard output is not.
    let _ = io::stdout().write_all(&line);
}

/// With three digits behind the point, of which nobody reads more.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

/// An error and what caused it, outermost first. The SDK's own errors say only in their causes what happened.
pub fn chain(error: &dyn Error) -> String {
    let mut messages = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(error) = cause {
        messages.push(error.to_string());
        cause = error.source();
    }
    messages.dedup();
    messages.join(": ")
}
