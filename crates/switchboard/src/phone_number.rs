//! A phone number: what is looked up, and how it was written.

use std::fmt;

/// The most characters a written number may take: 15 digits, the plus sign, and separators with room to spare.
const MAX_WRITTEN_CHARACTERS: usize = 40;

/// A phone number in the international form of [E.164](https://www.itu.int/rec/T-REC-E.164): `+`, then 2 to 15 digits
/// of which the first is not 0, with hyphens and blanks allowed anywhere after the plus sign.
///
/// Two numbers are equal when their digits are, however they were written.
#[derive(Clone)]
pub struct PhoneNumber {
    e164: String,
    written: String,
}

impl PhoneNumber {
    /// Returns the number that `text` writes, as in `+81-50-3123-4567` or `+815031234567`.
    ///
    /// # Errors
    ///
    /// [`InvalidPhoneNumber`] says what about `text` is not such a number. It never repeats `text`.
    pub fn parse(text: &str) -> Result<Self, InvalidPhoneNumber> {
        let national = text.strip_prefix('+').ok_or(InvalidPhoneNumber::NoCountryCode)?;
        if text.len() > MAX_WRITTEN_CHARACTERS {
            return Err(InvalidPhoneNumber::Length);
        }
        let digits: String = national.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidPhoneNumber::ForeignCharacter);
        }
        if !(2..=15).contains(&digits.len()) {
            return Err(InvalidPhoneNumber::Length);
        }
        if digits.starts_with('0') {
            return Err(InvalidPhoneNumber::NoCountryCode);
        }
        Ok(Self { e164: format!("+{digits}"), written: text.to_owned() })
    }

    /// The number without separators, `+815031234567`: the directory's key.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// The number as it was written, `+81-50-3123-4567`: what TwiML repeats.
    pub fn as_written(&self) -> &str {
        &self.written
    }
}

impl PartialEq for PhoneNumber {
    fn eq(&self, other: &Self) -> bool {
        self.e164 == other.e164
    }
}

impl Eq for PhoneNumber {}

/// Shows the last two digits only, because phone numbers are personal and debug output ends in logs.
impl fmt::Debug for PhoneNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PhoneNumber(…{})", &self.e164[self.e164.len() - 2..])
    }
}

/// Why a text is not a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPhoneNumber {
    /// It does not start with `+` and a country code.
    #[error("a phone number starts with + and a country code")]
    NoCountryCode,
    /// It contains something other than digits, hyphens and blanks.
    #[error("a phone number has only digits, hyphens and blanks after the +")]
    ForeignCharacter,
    /// It has fewer than 2 or more than 15 digits, or more than 40 characters in all.
    #[error("a phone number has 2 to 15 digits")]
    Length,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_do_not_tell_numbers_apart_and_are_kept_as_written() {
        let number = PhoneNumber::parse("+81-50 3123-4567").unwrap();
        assert_eq!(number.e164(), "+815031234567");
        assert_eq!(number.as_written(), "+81-50 3123-4567");
        assert_eq!(number, PhoneNumber::parse("+815031234567").unwrap());
    }

    #[test]
    fn what_is_not_an_international_number_is_refused_with_the_reason() {
        for (text, reason) in [
            ("", InvalidPhoneNumber::NoCountryCode),
            ("050-3123-4567", InvalidPhoneNumber::NoCountryCode),
            (" 815031234567", InvalidPhoneNumber::NoCountryCode),
            ("+0815031234567", InvalidPhoneNumber::NoCountryCode),
            ("+", InvalidPhoneNumber::Length),
            ("+8", InvalidPhoneNumber::Length),
            ("+8150312345678901", InvalidPhoneNumber::Length),
            ("+8------------------------------------------1", InvalidPhoneNumber::Length),
            ("+81(50)31234567", InvalidPhoneNumber::ForeignCharacter),
            ("+81503123456７", InvalidPhoneNumber::ForeignCharacter),
            ("+1800FLOWERS", InvalidPhoneNumber::ForeignCharacter),
            ("++815031234567", InvalidPhoneNumber::ForeignCharacter),
            ("+81\t5031234567", InvalidPhoneNumber::ForeignCharacter),
        ] {
            assert_eq!(PhoneNumber::parse(text).unwrap_err(), reason, "{text:?}");
        }
    }

    #[test]
    fn debug_output_never_holds_a_whole_number() {
        let shown = format!("{:?}", PhoneNumber::parse("+81-50-3123-4567").unwrap());
        assert_eq!(shown, "PhoneNumber(…67)");
    }
}
