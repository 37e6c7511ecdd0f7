//! Runs [`switchboard_fuzz::form`] on whatever libFuzzer thinks of.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| switchboard_fuzz::form(bytes));
