//! Runs [`switchboard_fuzz::event`] on whatever libFuzzer thinks of.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| switchboard_fuzz::event(bytes));
