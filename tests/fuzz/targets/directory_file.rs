//! Runs [`switchboard_fuzz::directory_file`] on whatever libFuzzer thinks of.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| switchboard_fuzz::directory_file(bytes));
