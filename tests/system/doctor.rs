//! `switchboard doctor` says what is wrong with a stack, or with `cargo local`, and how to mend it.

mod account;
mod examination;
mod page;
mod scene;
mod stack;
mod stage;
mod this_machine;
mod twilio;
