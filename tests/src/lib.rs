//! What the system tests share: the tools that `cargo xtask test` installs, servers that are started for a test, events.

pub mod emulator;
pub mod secrets_manager;
pub mod tools;
