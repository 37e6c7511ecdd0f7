//! What the three functions share of Lambda.
//!
//! | module | its one thing |
//! |---|---|
//! | [`settings`] | what the environment and the secret say, checked at start |
//! | [`secret`] | settings that are kept outside the environment, and can be read again |
//! | [`rotated`] | what a function makes of its secret, made anew when the secret has changed |
//! | [`event`] | the three shapes of an event, and an answer in the same shape |
//! | [`webhook`] | a webhook: verified, routed, answered, logged |
//! | [`log`] | one line of JSON a call, with CloudWatch's metrics in it |
//! | [`serve`](fn@serve) | the executable: start, then answer events for as long as Lambda sends them |

pub mod aws;
pub mod event;
pub mod log;
pub mod rotated;
pub mod secret;
mod serve;
pub mod settings;
pub mod start;
pub mod webhook;

pub use serde_json::value::RawValue;
pub use serve::serve;
