//! Which numbers a client may have dialled at the operator's expense.

#[cfg(test)]
mod comparison;
mod layout;
mod plans;

use crate::phone_number::{InvalidPhoneNumber, PhoneNumber};
use plans::{Country, Kind, Planned};

/// The country code of [free-phone numbers that no country owns](https://www.itu.int/en/ITU-T/inr/unum/Pages/uifn.aspx),
/// the only numbers without a country that are dialled.
const UNIVERSAL_FREEPHONE: usize = 800;

/// The country code of [premium-rate numbers that no country owns](https://www.itu.int/en/ITU-T/inr/unum/Pages/uiprn.aspx).
const UNIVERSAL_PREMIUM_RATE: usize = 979;

/// [Inmarsat, the global satellite systems, and the international networks](https://www.itu.int/pub/T-SP-E.164D), which
/// carry satellite phones too.
const SATELLITE: [usize; 4] = [870, 881, 882, 883];

/// The most digits behind the country code, or in all where there is none, that make a number of no numbering plan a short
/// one. Emergency numbers have two to five: South Africa's police is called at 10111.
const SHORT_NUMBER_DIGITS: usize = 5;

/// Decides whether a number may be dialled, by the numbering plans that
/// [libphonenumber](https://github.com/google/libphonenumber) keeps.
pub struct NumberPolicy {
    countries: Option<Vec<Country>>,
}

impl NumberPolicy {
    /// Returns the policy that lets the numbers of `countries` be dialled, given as ISO 3166 codes, `JP`; `None` lets any.
    /// Reads nothing: the numbering plans are built in, in the form in which they are asked.
    ///
    /// # Errors
    ///
    /// [`UnknownCountry`] names the first code that no numbering plan has.
    pub fn new(countries: Option<&[&str]>) -> Result<Self, UnknownCountry> {
        let country = |code: &&str| plans::country(code).ok_or_else(|| UnknownCountry((*code).to_owned()));
        let countries = countries.map(|codes| codes.iter().map(country).collect()).transpose()?;
        Ok(Self { countries })
    }

    /// Returns the number that `text` writes, if it may be dialled.
    ///
    /// # Errors
    ///
    /// [`Undialable`] says why it may not.
    pub fn dialable(&self, text: &str) -> Result<PhoneNumber, Undialable> {
        let number = PhoneNumber::parse(text).map_err(|error| unparsed(text, error))?;
        let planned = plans::look_up(&number.e164()[1..]).ok_or_else(|| shortness(&number, 1))?;
        let Planned { country_code, kind } = planned;
        let country = match kind {
            Kind::PremiumRate => return Err(Undialable::PremiumRate),
            _ if country_code == UNIVERSAL_PREMIUM_RATE => return Err(Undialable::PremiumRate),
            _ if SATELLITE.contains(&country_code) => return Err(Undialable::Satellite),
            Kind::Ordinary(None) if country_code != UNIVERSAL_FREEPHONE => {
                return Err(Undialable::OtherService);
            }
            Kind::Ordinary(country) => country,
            Kind::Unplanned => return Err(shortness(&number, country_code.to_string().len())),
            // They are charged as their owner likes.
            Kind::OtherService => return Err(Undialable::OtherService),
        };
        match &self.countries {
            Some(allowed) if !country.is_some_and(|country| allowed.contains(&country)) => {
                Err(Undialable::CountryNotAllowed)
            }
            _ => Ok(number),
        }
    }
}

/// Why `text`, which is no phone number, may not be dialled. Whoever dials 110 must hear that it leads nowhere here.
fn unparsed(text: &str, error: InvalidPhoneNumber) -> Undialable {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let only_digits =
        text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b' ' | b'*' | b'#'));
    if only_digits && (1..=SHORT_NUMBER_DIGITS).contains(&digits) {
        return Undialable::EmergencyOrShort;
    }
    match error {
        InvalidPhoneNumber::NoCountryCode | InvalidPhoneNumber::ForeignCharacter => {
            Undialable::NotInternational
        }
        InvalidPhoneNumber::Length => Undialable::NotInUse,
    }
}

/// Why a number that is in no numbering plan may not be dialled.
fn shortness(number: &PhoneNumber, country_code_digits: usize) -> Undialable {
    let digits = number.e164().len() - 1 - country_code_digits;
    if digits <= SHORT_NUMBER_DIGITS { Undialable::EmergencyOrShort } else { Undialable::NotInUse }
}

/// Why a number may not be dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undialable {
    /// It is not written with `+` and a country code, or has letters, or is an address of another kind.
    NotInternational,
    /// It has too few digits for a subscriber's number, as emergency numbers do.
    EmergencyOrShort,
    /// No numbering plan has it.
    NotInUse,
    /// Calling it costs what its owner likes.
    PremiumRate,
    /// It is a satellite phone's, or in an international network.
    Satellite,
    /// It is a shared-cost, personal, universal access, pager or voicemail number, or has no country.
    OtherService,
    /// The operator allows other countries only.
    CountryNotAllowed,
}

/// A text is not the ISO 3166 code of a country with phone numbers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a country")]
pub struct UnknownCountry(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(policy: &NumberPolicy, text: &str) -> Option<Undialable> {
        policy.dialable(text).err()
    }

    #[test]
    fn ordinary_numbers_are_dialled_as_they_were_written() {
        let policy = NumberPolicy::new(None).unwrap();
        for text in [
            "+81-90-5987-6543",
            "+81 3 1234 5678",
            "+81-50-3123-4567",
            "+81120123456",
            "+12025550123",
            "+18002345678",
            "+33 1 23 45 67 89",
            "+442079460000",
            "+8613812345678",
            "+80012345678",
        ] {
            assert_eq!(
                policy.dialable(text).map(|number| number.as_written().to_owned()).as_deref(),
                Ok(text)
            );
        }
    }

    #[test]
    fn what_is_not_a_dialable_international_number_is_refused_with_the_reason() {
        let policy = NumberPolicy::new(None).unwrap();
        for (text, reason) in [
            ("110", Undialable::EmergencyOrShort),
            ("119", Undialable::EmergencyOrShort),
            ("911", Undialable::EmergencyOrShort),
            ("112", Undialable::EmergencyOrShort),
            ("+110", Undialable::EmergencyOrShort),
            ("+911", Undialable::EmergencyOrShort),
            ("+81110", Undialable::EmergencyOrShort),
            ("+81-119", Undialable::EmergencyOrShort),
            ("+1911", Undialable::EmergencyOrShort),
            ("+44999", Undialable::EmergencyOrShort),
            ("+3315", Undialable::EmergencyOrShort),
            ("10111", Undialable::EmergencyOrShort),
            ("+27-10111", Undialable::EmergencyOrShort),
            ("*67", Undialable::EmergencyOrShort),
            ("", Undialable::NotInternational),
            ("090-5987-6543", Undialable::NotInternational),
            ("0118190598765", Undialable::NotInternational),
            ("+1800FLOWERS", Undialable::NotInternational),
            ("sip:+819059876543@example.com", Undialable::NotInternational),
            ("client:DeviceId_0002", Undialable::NotInternational),
            ("+819059876543,123", Undialable::NotInternational),
            ("+819059876543;ext=1", Undialable::NotInternational),
            ("+99912345678", Undialable::NotInUse),
            ("+8190598765432", Undialable::NotInUse),
            ("+15555555555555555", Undialable::NotInUse),
            ("+81-990-123-456", Undialable::PremiumRate),
            ("+19002345678", Undialable::PremiumRate),
            ("+449012345678", Undialable::PremiumRate),
            ("+33891123456", Undialable::PremiumRate),
            ("+979123456789", Undialable::PremiumRate),
            ("+870301234567", Undialable::Satellite),
            ("+881612345678", Undialable::Satellite),
            ("+88213123456", Undialable::Satellite),
            ("+883510012345", Undialable::Satellite),
            ("+447012345678", Undialable::OtherService),
            ("+81570123456", Undialable::OtherService),
            ("+80812345678", Undialable::OtherService),
        ] {
            assert_eq!(refused(&policy, text), Some(reason), "{text:?}");
        }
    }

    #[test]
    fn only_allowed_countries_are_dialled_when_there_is_a_list() {
        let policy = NumberPolicy::new(Some(&["US", "JP"])).unwrap();
        for text in ["+12025550123", "+819059876543"] {
            assert_eq!(refused(&policy, text), None, "{text:?}");
        }
        for text in ["+18765230123", "+12423456789", "+14165550123", "+33123456789", "+80012345678"] {
            assert_eq!(refused(&policy, text), Some(Undialable::CountryNotAllowed), "{text:?}");
        }
    }

    #[test]
    fn a_code_that_is_no_country_is_named() {
        for code in ["", "XX", "USA", "001", "日本"] {
            assert_eq!(NumberPolicy::new(Some(&["JP", code])).err(), Some(UnknownCountry(code.to_owned())));
        }
    }
}
