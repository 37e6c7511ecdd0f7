//! The world's numbering plans, as the build script has laid them out from those that libphonenumber keeps.

use super::layout::{ORDINARY, ORDINARY_IN_FIRST, OTHER_SERVICE, PREMIUM_RATE, UNPLANNED};

/// The most digits of a country code, of which none begins with another.
const MAX_CODE_DIGITS: usize = 3;

/// Fewer digits behind the country code are no number.
const MIN_NATIONAL_DIGITS: usize = 2;

/// Two bytes, the lower one first.
type Field = [u8; 2];

/// What a number is that ends here, then where each of the ten digits leads. No number is reached from step 0.
type Step = [u8; 2 * 11];

static COUNTRIES: &[[u8; 2]] = include_bytes!(concat!(env!("OUT_DIR"), "/countries")).as_chunks().0;

/// The step behind each country code; 0 where there is no such code.
static FIRST_STEPS: &[Field] = include_bytes!(concat!(env!("OUT_DIR"), "/first_steps")).as_chunks().0;

static STEPS: &[Step] = include_bytes!(concat!(env!("OUT_DIR"), "/steps")).as_chunks().0;

/// A country that has telephone numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Country(usize);

/// What the plans say of a number with a country code.
pub(super) struct Planned {
    pub(super) country_code: usize,
    pub(super) kind: Kind,
}

pub(super) enum Kind {
    /// Fixed, mobile, over the internet or free, and of a country unless it is of none.
    Ordinary(Option<Country>),
    PremiumRate,
    /// Shared-cost, personal, universal access, pager and voicemail numbers.
    OtherService,
    /// No plan has it.
    Unplanned,
}

/// Returns the country that has the ISO 3166 code `code`.
pub(super) fn country(code: &str) -> Option<Country> {
    COUNTRIES.iter().position(|known| known.eq_ignore_ascii_case(code.as_bytes())).map(Country)
}

/// Returns what the plans say of the number with `digits`, the first of which are its country code; `None` where they are
/// no country's, or almost nothing follows.
pub(super) fn look_up(digits: &str) -> Option<Planned> {
    let mut digits = digits.bytes().map(|digit| usize::from(digit - b'0'));
    let mut country_code = 0;
    let first_step = digits.by_ref().take(MAX_CODE_DIGITS).find_map(|digit| {
        country_code = country_code * 10 + digit;
        Some(u16::from_le_bytes(FIRST_STEPS[country_code])).filter(|step| *step != 0)
    })?;
    if digits.len() < MIN_NATIONAL_DIGITS {
        return None;
    }
    let last_step = digits.fold(first_step, |step, digit| field(step, 1 + digit));
    Some(Planned { country_code, kind: kind(field(last_step, 0)) })
}

fn field(step: u16, index: usize) -> u16 {
    u16::from_le_bytes(STEPS[usize::from(step)].as_chunks().0[index])
}

fn kind(field: u16) -> Kind {
    match field {
        UNPLANNED => Kind::Unplanned,
        PREMIUM_RATE => Kind::PremiumRate,
        OTHER_SERVICE => Kind::OtherService,
        ORDINARY => Kind::Ordinary(None),
        in_country => Kind::Ordinary(Some(Country((in_country - ORDINARY_IN_FIRST).into()))),
    }
}
