//! Runs [`switchboard_fuzz::signature_url`] on whatever libFuzzer thinks of.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| switchboard_fuzz::signature_url(bytes));
