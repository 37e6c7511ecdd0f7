//! Phone numbers, as far as a switch looks at them.

/// Returns the number in E.164, `+` and 2 to 15 digits of which the first is not 0.
///
/// [Twilio](https://www.twilio.com/docs/voice/twiml/number) also takes numbers of the United States without `+1`, and
/// hyphens, blanks, dots and brackets between the digits.
pub(crate) fn e164(written: &str) -> Option<String> {
    let (international, rest) = match written.trim().strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, written.trim()),
    };
    let digits: String = rest.chars().filter(|character| !"-. ()".contains(*character)).collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = match digits.len() {
        10 if !international => format!("1{digits}"),
        11 if !international && digits.starts_with('1') => digits,
        2..=15 if international => digits,
        _ => return None,
    };
    (!digits.starts_with('0')).then(|| format!("+{digits}"))
}

/// The country that Twilio would name for `number`, for the few calling codes that need no numbering plan to tell; else
/// nothing, as Twilio sends where it does not know.
pub(crate) fn country(number: &str) -> &'static str {
    let codes = [
        ("+1", "US"),
        ("+33", "FR"),
        ("+34", "ES"),
        ("+39", "IT"),
        ("+49", "DE"),
        ("+61", "AU"),
        ("+81", "JP"),
    ];
    codes.iter().find(|(code, _)| number.starts_with(code)).map_or("", |(_, country)| country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_ignored_and_the_united_states_need_no_country_code() {
        for (written, number) in [
            ("+81-90-5987-6543", Some("+819059876543")),
            (" +819059876543 ", Some("+819059876543")),
            ("(415) 555-1212", Some("+14155551212")),
            ("415.555.1212", Some("+14155551212")),
            ("1-415-555-1212", Some("+14155551212")),
            ("090-5987-6543", None),
            ("+0312345678", None),
            ("+1234567890123456", None),
            ("+1", None),
            ("client:alice", None),
            ("+81９０５９８７６５４３", None),
            ("", None),
        ] {
            assert_eq!(e164(written).as_deref(), number, "{written:?}");
        }
    }
}
