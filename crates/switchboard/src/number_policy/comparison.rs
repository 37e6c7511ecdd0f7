//! The plans that are built in against the library that they are made with, which this test asks itself.

use std::cell::Cell;

use proptest::{collection::vec, prelude::*, sample::select, test_runner::TestRunner};
use rlibphonenumber::{
    PhoneNumberType, PhoneNumberUtil, Region, get_national_significant_number_owned as national_digits,
};

use super::{NumberPolicy, Undialable, shortness};
use crate::phone_number::PhoneNumber;

/// What the policy is to say of a number, asked of the library.
fn expected(util: &PhoneNumberUtil, e164: &str, allowed: &[Region]) -> Option<Undialable> {
    let number = PhoneNumber::parse(e164).unwrap();
    let Ok(planned) = util.parse(e164, None) else { return Some(shortness(&number, 1)) };
    let country = util.get_region_for_number(&planned).filter(|region| *region != Region::World);
    match (util.get_number_type(&planned), planned.country_code) {
        (PhoneNumberType::PremiumRate, _) | (_, 979) => Some(Undialable::PremiumRate),
        (_, 870 | 881 | 882 | 883) => Some(Undialable::Satellite),
        (PhoneNumberType::Unknown, code) => Some(shortness(&number, code.to_string().len())),
        (
            PhoneNumberType::FixedLine
            | PhoneNumberType::Mobile
            | PhoneNumberType::FixedLineOrMobile
            | PhoneNumberType::VoIP
            | PhoneNumberType::TollFree,
            code,
        ) => match country {
            None if code != 800 => Some(Undialable::OtherService),
            Some(country) if allowed.contains(&country) => None,
            _ => Some(Undialable::CountryNotAllowed),
        },
        _ => Some(Undialable::OtherService),
    }
}

/// Country codes and numbers behind them: an example of each kind that each region has.
fn examples(util: &PhoneNumberUtil) -> Vec<(i32, String)> {
    use PhoneNumberType::{
        FixedLine, Mobile, Pager, PersonalNumber, PremiumRate, SharedCost, TollFree, UAN, VoIP, VoiceMail,
    };
    let types =
        [FixedLine, Mobile, Pager, PersonalNumber, PremiumRate, SharedCost, TollFree, UAN, VoIP, VoiceMail];
    let of_region = |region: Region| {
        types
            .into_iter()
            .filter_map(move |of_type| util.get_example_number_for_type_and_region(region, of_type).ok())
    };
    let entities = util.get_supported_global_network_calling_codes();
    util.get_supported_regions()
        .flat_map(of_region)
        .chain(entities.filter_map(|code| util.get_example_number_for_non_geo_entity(code).ok()))
        .map(|number| (number.country_code, national_digits(&number)))
        .collect()
}

/// A number that begins as an example does, mostly has its length, and may have digits in front of it that could be a
/// national prefix.
fn number(examples: Vec<(i32, String)>) -> impl Strategy<Value = String> {
    let prefix = prop_oneof![4 => Just(String::new()), 1 => "[01589]{1,4}"];
    (select(examples), prefix, 0..15_usize, vec(0..10_u8, 14), -2..5_isize).prop_map(
        |((country_code, example), prefix, kept, random, longer)| {
            let length = example.len().saturating_add_signed(longer.min(1));
            let kept = &example[..kept.min(example.len())];
            let digits = kept.chars().chain(random.iter().map(|digit| char::from(b'0' + digit)));
            let digits: String = digits.take(length.max(kept.len())).collect();
            let mut number = format!("+{country_code}{prefix}{digits}");
            number.truncate("+".len() + 15);
            number
        },
    )
}

#[test]
fn every_number_is_decided_as_the_library_decides() {
    let util = PhoneNumberUtil::new().unwrap();
    let mut regions: Vec<Region> = util.get_supported_regions().collect();
    regions.sort();
    let half: Vec<Region> = regions.iter().copied().step_by(2).collect();
    let codes: Vec<String> = half.iter().map(ToString::to_string).collect();
    let policy = NumberPolicy::new(Some(&codes.iter().map(String::as_str).collect::<Vec<_>>())).unwrap();
    let is_as_expected = |e164: &str| {
        let refused = policy.dialable(e164).err();
        assert_eq!(refused, expected(&util, e164, &half), "{e164}");
        refused.is_none()
    };

    for digits in 10..10_000 {
        is_as_expected(&format!("+{digits}"));
    }
    let examples = examples(&util);
    for (country_code, digits) in &examples {
        is_as_expected(&format!("+{country_code}{digits}"));
    }
    let dialled = Cell::new(0);
    let config = ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() };
    let outcome = TestRunner::new(config).run(&number(examples), |e164| {
        dialled.set(dialled.get() + usize::from(is_as_expected(&e164)));
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(dialled.get() > 500, "only {} numbers are dialled", dialled.get());
}
