//! A phone number, and whether it is dialled.

use std::sync::LazyLock;

use regex_lite::Regex;
use switchboard::{number_policy::NumberPolicy, phone_number::PhoneNumber};

/// E.164 with hyphens and blanks, but for the length in all.
static WRITTEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\+[- ]*[1-9](?:[- ]*[0-9]){1,14}[- ]*$").expect("the pattern is one"));

/// With what certain numbers begin that are never dialled: premium rates ([of no country](https://www.itu.int/en/ITU-T/inr/unum/Pages/uiprn.aspx),
/// Japan's, America's), satellite phones, international networks, and personal and shared-cost numbers.
const NEVER_DIALLED: [&str; 12] =
    ["+979", "+81990", "+1900", "+870", "+881", "+882", "+883", "+808", "+878", "+888", "+4470", "+81570"];

/// The country codes of the countries that `JP,US` allows.
const ALLOWED_CODES: [&str; 2] = ["+81", "+1"];

struct Policies {
    everywhere: NumberPolicy,
    japan_and_america: NumberPolicy,
    france: NumberPolicy,
}

/// Reading the numbering plans takes longer than a thousand look-ups.
static POLICIES: LazyLock<Policies> = LazyLock::new(|| {
    let policy = |countries| NumberPolicy::new(countries).expect("these are countries");
    Policies {
        everywhere: policy(None),
        japan_and_america: policy(Some(&["JP", "US"])),
        france: policy(Some(&["FR"])),
    }
});

/// A text is a number just where it has a number's form, is kept as it was written, and is known by its digits alone; and
/// what is dialled is such a number, of no kind that is never dialled, and in a country that is allowed.
pub fn phone_number(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let number = PhoneNumber::parse(text).ok();
    assert_eq!(number.is_some(), text.len() <= 40 && WRITTEN.is_match(text));
    if let Some(number) = &number {
        is_known_by_its_digits(number, text);
    }
    is_dialled_by_its_digits(number.as_ref(), text);
}

fn is_known_by_its_digits(number: &PhoneNumber, text: &str) {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    assert!(number.e164().strip_prefix('+') == Some(&digits), "the digits are others");
    assert!(number.as_written() == text, "it is not kept as it was written");

    let parsed = |text: &str| PhoneNumber::parse(text).expect("a number without separators is one");
    let plain = parsed(number.e164());
    assert!(plain == *number && plain.e164() == number.e164(), "parsed again it is another number");
    let last = if digits.ends_with('1') { '2' } else { '1' };
    let neighbour = parsed(&format!("+{}{last}", &digits[..digits.len() - 1]));
    assert!(neighbour != *number, "another number is equal to it");

    let shown = format!("{number:?}").chars().filter(char::is_ascii_digit).count();
    assert!(shown <= 2, "debug output shows {shown} digits");
}

fn is_dialled_by_its_digits(number: Option<&PhoneNumber>, text: &str) {
    let Policies { everywhere, japan_and_america, france } = &*POLICIES;
    let anywhere = everywhere.dialable(text);
    if let Ok(dialled) = &anywhere {
        assert!(Some(dialled) == number && dialled.as_written() == text, "another number is dialled");
        assert!(dialled.e164().len() > "+911".len() + 2, "a short number is dialled");
        let refused = NEVER_DIALLED.iter().find(|prefix| dialled.e164().starts_with(**prefix));
        assert_eq!(refused, None, "a number is dialled that never should be");
    }
    if let Some(number) = number {
        let plain = everywhere.dialable(number.e164());
        assert!(plain == anywhere, "separators decide whether a number is dialled");
    }
    for (policy, codes) in [(japan_and_america, &ALLOWED_CODES[..]), (france, &["+33"])] {
        match (policy.dialable(text), &anywhere) {
            (Ok(dialled), Ok(_)) => assert!(
                codes.iter().any(|code| dialled.e164().starts_with(code)),
                "a country is called that is not allowed"
            ),
            (Ok(_), Err(_)) => panic!("a list of countries allows what is not dialled without one"),
            (Err(reason), Err(first)) => assert_eq!(reason, *first, "the list decides before the number"),
            (Err(_), Ok(_)) => {}
        }
    }
}
