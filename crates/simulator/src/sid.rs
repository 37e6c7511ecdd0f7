//! Twilio's identifiers, and the secrets that look like them.

/// A new identifier: two letters for what it names, and 32 hexadecimal digits.
pub fn new_sid(kind: &str) -> String {
    format!("{kind}{}", random_hex())
}

/// 32 random hexadecimal digits, the length of all of Twilio's secrets.
pub fn random_hex() -> String {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).expect("the system's random number generator does not fail");
    hex::encode(bytes)
}
