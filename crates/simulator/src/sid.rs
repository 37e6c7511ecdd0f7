//! Twilio's identifiers.

/// A new identifier: two letters for what it names, and 32 hexadecimal digits.
pub(crate) fn new_sid(kind: &str) -> String {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).expect("the system's random number generator does not fail");
    format!("{kind}{}", hex::encode(bytes))
}
