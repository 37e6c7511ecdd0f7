//! The number policy against what Google's own libphonenumber knows of every region and every type of number.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
    sync::LazyLock,
};

use serde::Deserialize;
use switchboard::number_policy::{NumberPolicy, Undialable};
use switchboard_tests::tools;

/// What `numbers.mjs` prints.
#[derive(Deserialize)]
struct World {
    plans: Vec<Plan>,
    short: Vec<ShortNumbers>,
}

/// The numbering plan of a region or, where that is `001`, of a country code without one.
#[derive(Deserialize)]
struct Plan {
    region: String,
    country_code: u32,
    numbers: Vec<Example>,
}

#[derive(Deserialize)]
struct Example {
    r#type: Type,
    e164: String,
    /// The region to which libphonenumber counts the number, where several have it.
    owner: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Type {
    FixedLine,
    Mobile,
    FixedLineOrMobile,
    Voip,
    TollFree,
    PremiumRate,
    SharedCost,
    PersonalNumber,
    Pager,
    Uan,
    Voicemail,
}

#[derive(Deserialize)]
struct ShortNumbers {
    region: String,
    country_code: u32,
    /// All there are.
    emergency: Vec<String>,
    /// An example of each kind.
    short: Vec<String>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let printed = Command::new("node").arg("numbers.mjs").current_dir(tools::peers()).output().unwrap();
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    serde_json::from_slice(&printed.stdout).unwrap()
});

/// Why the policy is to refuse a number, `None` where it is to be dialled.
fn reason(plan: &Plan, number: &Example) -> Option<Undialable> {
    match (plan.country_code, number.r#type) {
        (870 | 881 | 882 | 883, _) => Some(Undialable::Satellite),
        (_, Type::PremiumRate) => Some(Undialable::PremiumRate),
        // Universal personal numbers, which libphonenumber counts as VoIP.
        (878, _) => Some(Undialable::OtherService),
        (_, Type::FixedLine | Type::Mobile | Type::FixedLineOrMobile | Type::Voip | Type::TollFree) => None,
        _ => Some(Undialable::OtherService),
    }
}

fn is_country(plan: &Plan) -> bool {
    plan.region != "001"
}

#[test]
fn every_type_of_number_is_dialled_or_refused_in_every_region() {
    let policy = NumberPolicy::new(None).unwrap();
    let mut counts: BTreeMap<Type, usize> = BTreeMap::new();
    for plan in &WORLD.plans {
        for number in &plan.numbers {
            let refused = policy.dialable(&number.e164).err();
            assert_eq!(refused, reason(plan, number), "{} {:?} {}", plan.region, number.r#type, number.e164);
            *counts.entry(number.r#type).or_default() += 1;
        }
    }
    let entities: Vec<_> =
        WORLD.plans.iter().filter(|plan| !is_country(plan)).map(|plan| plan.country_code).collect();
    assert_eq!(entities, [800, 808, 870, 878, 881, 882, 883, 888, 979]);
    assert!(counts[&Type::Mobile] > 240 && counts[&Type::PremiumRate] > 140, "{counts:?}");
    println!("figures: examples of libphonenumber's, each dialled or refused by its type: {counts:?}");
}

/// The most digits of an emergency number. A longer one is a police station's ordinary line without its area code.
const EMERGENCY_DIGITS: usize = 5;

#[test]
fn no_emergency_or_short_number_is_dialled_however_it_is_written() {
    let policy = NumberPolicy::new(None).unwrap();
    let (mut emergency, mut short) = (0, 0);
    for numbers in &WORLD.short {
        emergency += numbers.emergency.len();
        short += numbers.short.len();
        for number in numbers.emergency.iter().chain(&numbers.short) {
            for text in [number.clone(), format!("+{number}"), format!("+{}{number}", numbers.country_code)] {
                let refused = policy.dialable(&text).err();
                assert!(refused.is_some(), "{text} of {} is dialled", numbers.region);
                if number.len() <= EMERGENCY_DIGITS {
                    assert_eq!(refused, Some(Undialable::EmergencyOrShort), "{text} of {}", numbers.region);
                }
            }
        }
    }
    assert!(emergency > 800 && short > 450, "{emergency} and {short}");
    println!(
        "figures: {emergency} emergency numbers and {short} short ones, bare, behind + and behind + and the country code: none dialled"
    );
}

/// The regions that share numbers with another of the same country code, to which libphonenumber counts them, and the types
/// that they share: all there are, but for the free numbers of North America, which its countries have in common.
///
/// `ALLOWED_COUNTRIES` goes by the owner. Whoever calls Åland's mobiles lists Finland too, and Western Sahara is called by
/// listing Morocco. Nothing else would be safe: a list of Jersey alone would admit the free numbers of all Britain.
const SHARED: [(&str, &str, &[Type]); 14] = [
    ("AX", "FI", &[Type::Mobile, Type::TollFree]),
    ("BL", "GP", &[Type::Mobile, Type::Voip, Type::TollFree]),
    ("CC", "AU", &[Type::Mobile, Type::Voip, Type::TollFree]),
    ("CX", "AU", &[Type::Mobile, Type::Voip, Type::TollFree]),
    ("EH", "MA", &[Type::FixedLine, Type::Mobile, Type::FixedLineOrMobile, Type::Voip, Type::TollFree]),
    ("GG", "GB", &[Type::Voip, Type::TollFree]),
    ("IM", "GB", &[Type::Mobile, Type::Voip, Type::TollFree]),
    ("JE", "GB", &[Type::Voip, Type::TollFree]),
    ("KZ", "RU", &[Type::TollFree]),
    // The example of Saint Martin's fixed lines is one of Saint Barthélemy's.
    ("MF", "BL", &[Type::FixedLine, Type::FixedLineOrMobile]),
    ("MF", "GP", &[Type::Mobile, Type::Voip, Type::TollFree]),
    ("SJ", "NO", &[Type::Mobile, Type::Voip, Type::TollFree]),
    ("VA", "IT", &[Type::Mobile, Type::Voip, Type::TollFree]),
    ("YT", "RE", &[Type::TollFree]),
];

#[test]
fn a_list_of_one_country_admits_that_countrys_ordinary_numbers() {
    let mut shared: BTreeMap<(&str, &str), BTreeSet<Type>> = BTreeMap::new();
    let (mut regions, mut admitted) = (0, 0);
    for plan in WORLD.plans.iter().filter(|plan| is_country(plan)) {
        let policy = NumberPolicy::new(Some(&[&plan.region])).unwrap();
        regions += 1;
        for number in plan.numbers.iter().filter(|number| reason(plan, number).is_none()) {
            let is_own = number.owner == plan.region;
            let refused = policy.dialable(&number.e164).err();
            let expected = (!is_own).then_some(Undialable::CountryNotAllowed);
            assert_eq!(refused, expected, "{} {:?} {}", plan.region, number.r#type, number.e164);
            admitted += usize::from(is_own);
            let is_north_americas = plan.country_code == 1 && number.r#type == Type::TollFree;
            if !is_own && !is_north_americas {
                shared.entry((&plan.region, &number.owner)).or_default().insert(number.r#type);
            }
        }
    }
    let expected = SHARED.map(|(region, owner, types)| ((region, owner), types.iter().copied().collect()));
    assert_eq!(shared, expected.into());
    println!("figures: {regions} lists of one country admit {admitted} ordinary numbers of their own");
}

/// What shares +1 with the United States, but for Canada and the Pacific.
const CARIBBEAN: [&str; 20] = [
    "AG", "AI", "BB", "BM", "BS", "DM", "DO", "GD", "JM", "KN", "KY", "LC", "MS", "PR", "SX", "TC", "TT",
    "VC", "VG", "VI",
];

#[test]
fn a_list_of_the_united_states_alone_keeps_everybody_else_out_the_caribbean_included() {
    let policy = NumberPolicy::new(Some(&["US"])).unwrap();
    let mut kept_out = BTreeMap::new();
    for plan in &WORLD.plans {
        for number in plan.numbers.iter().filter(|number| reason(plan, number).is_none()) {
            let is_admitted = policy.dialable(&number.e164).is_ok();
            assert_eq!(is_admitted, number.owner == "US", "{} {}", plan.region, number.e164);
            if !is_admitted {
                *kept_out.entry(plan.region.as_str()).or_insert(0) += 1;
            }
            // Of its own the United States shares nothing but the free numbers.
            assert!(
                !is_admitted || plan.region == "US" || number.r#type == Type::TollFree,
                "{}",
                number.e164
            );
        }
    }
    for region in CARIBBEAN {
        assert!(kept_out[region] >= 2, "{region}");
    }
    let numbers: usize = kept_out.values().sum();
    println!(
        "figures: with US alone {numbers} ordinary numbers of {} other regions are kept out",
        kept_out.len()
    );
}
