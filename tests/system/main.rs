//! The whole system, tested from outside with real peers. One binary, a module a subject.

// Always true here; it tells the linter that the helpers are tests too, which may unwrap.
#![cfg(test)]

mod architecture;
mod cli;
mod contract;
mod directory;
mod doctor;
mod emulator;
mod faults;
mod live;
mod local;
mod mapping;
mod metrics;
mod numbers;
mod peers;
mod publish;
mod rehearsal;
mod rotation;
mod stack;
mod template;
mod twilio;
