//! What holds under attack, under load, and for long. A module a promise, which prints its figures; and `functions` and
//! `question`, with which load and memory are tested.
//!
//! Within `cargo xtask test` these tests are brief; `cargo xtask soak` runs them at full length, optimised.

// Always true here; it tells the linter that the helpers are tests too, which may unwrap.
#![cfg(test)]

mod functions;
mod hostile;
mod load;
mod memory;
mod question;
mod signatures;
mod timing;
mod twiml;
