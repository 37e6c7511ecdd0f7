//! What the system tests share: the tools that `cargo xtask test` installs, servers that are started for a test, events.

pub mod answering;
pub mod cli;
pub mod dynamodb;
pub mod effort;
pub mod embedded_metrics;
pub mod emulator;
pub mod events;
pub mod fault;
pub mod functions;
pub mod local;
pub mod moto;
pub mod peer;
pub mod secrets_manager;
pub mod server;
pub mod shared;
pub mod tools;
pub mod twilio;
pub mod velocity;
