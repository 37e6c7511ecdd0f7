//! What holds under attack, under load, and for long. A module a promise; each prints its figures.
//!
//! Within `cargo xtask test` these tests are brief; `cargo xtask soak` runs them at full length, optimised.

// Always true here; it tells the linter that the helpers are tests too, which may unwrap.
#![cfg(test)]

mod timing;
