//! The whole system, tested from outside with real peers. One binary, a module a subject.

mod contract;
mod directory;
mod emulator;
mod faults;
mod local;
mod peers;
mod template;
