//! Lays out the world's numbering plans, which `number_policy` asks at every call, as a walk of one step a digit.
//!
//! Reading them at start and compiling their patterns took a cold function longer than everything else that it does.

#[path = "../src/number_policy/layout.rs"]
mod layout;
mod prefix;
mod walk;

use std::{collections::BTreeSet, env, fs, path::Path};

use rlibphonenumber::{PhoneNumberType, PhoneNumberUtil, Region, interfaces::AsOriginal};

use crate::{
    layout::{ORDINARY, ORDINARY_IN_FIRST, OTHER_SERVICE, PREMIUM_RATE, UNPLANNED},
    prefix::NationalPrefix,
    walk::{Patterns, Plan, Steps},
};

/// Country codes have one to three digits.
const COUNTRY_CODES: usize = 1000;

fn main() {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/number_policy/layout.rs");
    let util = PhoneNumberUtil::new().expect("the built-in numbering plans are well-formed");
    let mut countries: Vec<Region> = util.get_supported_regions().collect();
    countries.sort();

    let mut steps = Steps::default();
    let mut first_steps = vec![0; COUNTRY_CODES];
    for country_code in util.get_supported_calling_codes().collect::<BTreeSet<_>>() {
        let kind = |e164: &str| kind(&util, &countries, e164);
        let step = plan(&util, country_code, &kind).lay_out(&mut steps);
        first_steps[usize::try_from(country_code).expect("a country code is positive")] = step;
    }

    let written: String = countries.iter().map(ToString::to_string).collect();
    let fields = steps.all().iter().flat_map(|step| [step.kind].into_iter().chain(step.next));
    write("countries", written.as_bytes());
    write("first_steps", &bytes(first_steps));
    write("steps", &bytes(fields));
}

fn bytes(fields: impl IntoIterator<Item = u16>) -> Vec<u8> {
    fields.into_iter().flat_map(u16::to_le_bytes).collect()
}

fn write(name: &str, content: &[u8]) {
    let directory = env::var_os("OUT_DIR").expect("Cargo says where a build script writes");
    fs::write(Path::new(&directory).join(name), content).expect("the build directory can be written to");
}

/// What the policy has to know of a number: libphonenumber's type, as coarse as the decision is.
fn kind(util: &PhoneNumberUtil, countries: &[Region], e164: &str) -> u16 {
    let number = util.parse(e164, None).expect("two digits behind a country code are parsed");
    let country = util.get_region_for_number(&number).filter(|region| *region != Region::World);
    match util.get_number_type(&number) {
        PhoneNumberType::Unknown => UNPLANNED,
        PhoneNumberType::PremiumRate => PREMIUM_RATE,
        PhoneNumberType::FixedLine
        | PhoneNumberType::Mobile
        | PhoneNumberType::FixedLineOrMobile
        | PhoneNumberType::VoIP
        | PhoneNumberType::TollFree => country.map_or(ORDINARY, |country| {
            let index = countries.binary_search(&country).expect("every region with numbers is supported");
            ORDINARY_IN_FIRST + u16::try_from(index).expect("there are fewer than 700 countries")
        }),
        _ => OTHER_SERVICE,
    }
}

/// Everything that libphonenumber looks at in a number of `country_code`.
fn plan<'a>(util: &PhoneNumberUtil, country_code: i32, kind: &'a dyn Fn(&str) -> u16) -> Plan<'a> {
    let of_region = |region| {
        util.as_original()
            .get_metadata_for_region_or_calling_code(country_code, region)
            .expect("every region of a country code has a plan")
    };
    let regions: Vec<Region> =
        util.get_regions_for_country_calling_code(country_code).expect("the code is in use").collect();
    let mut patterns = BTreeSet::new();
    for plan in regions.iter().copied().map(of_region) {
        let types = [
            &plan.general_desc,
            &plan.fixed_line,
            &plan.mobile,
            &plan.toll_free,
            &plan.premium_rate,
            &plan.shared_cost,
            &plan.personal_number,
            &plan.voip,
            &plan.pager,
            &plan.uan,
            &plan.voicemail,
        ];
        for pattern in
            types.iter().filter_map(|of_type| of_type.national_number_pattern().pattern_base.as_deref())
        {
            patterns.insert(format!("{}$", without_end(pattern)));
        }
        let leading_digits = plan.leading_digits().pattern_base.as_deref();
        patterns.extend(leading_digits.map(|pattern| format!("{}[0-9]*$", without_end(pattern))));
    }
    // A number is parsed by the plan of the first region, whichever it turns out to belong to.
    let main = of_region(regions[0]);
    let prefix = main.national_prefix_for_parsing().pattern_base.as_deref().map(|pattern| {
        NationalPrefix::new(without_end(pattern), main.original.national_prefix_transform_rule())
    });
    Plan::new(country_code, Patterns::new(&patterns.into_iter().collect::<Vec<_>>()), prefix, kind)
}

/// Returns `pattern`, all of which are written as `^(?:…)$`, so that it matches the start of a number.
fn without_end(pattern: &str) -> &str {
    assert!(pattern.starts_with("^(?:"), "{pattern} matches anywhere");
    pattern.strip_suffix(")$").map(|start| &pattern[..=start.len()]).expect("a pattern matches whole numbers")
}
