//! What may not grow unnoticed: what an answer takes and what is deployed, as far as no machine's mood is in it.

use std::{collections::BTreeMap, env::consts::ARCH, fs};

use serde::Deserialize;

use crate::{
    contestant::{Kind, Places},
    failure::Failure,
    instructions, package,
    question::Function,
};

/// The allowed figures of one function.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Allowed {
    instructions_per_answer: u64,
    package_bytes: u64,
    /// Why the figures are what they are since they were last changed.
    reason: String,
}

/// The figures by processor and function.
type AllAllowed = BTreeMap<String, BTreeMap<String, Allowed>>;

/// How far a figure may be below what is allowed, in percent, before the allowed one is to follow: what was won once could
/// otherwise be lost again unseen.
const SLACK_PERCENT: u64 = 5;

/// Measures all functions and compares.
///
/// # Errors
///
/// [`Failure`] names every figure that is too great, or so small that the allowed one should follow.
pub(crate) fn gate(places: &Places) -> Result<(), Failure> {
    let path = places.bench.join("allowed.toml");
    let text = fs::read_to_string(&path).map_err(|error| Failure::on(&path, &error))?;
    let allowed: AllAllowed =
        toml::from_str(&text).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
    let Some(allowed) = allowed.get(ARCH) else {
        println!("figures: {} allows nothing for {ARCH}, so nothing is compared", path.display());
        return Ok(());
    };
    let mut wrong = Vec::new();
    for function in Function::ALL {
        let name = function.name();
        let Some(allowed) = allowed.get(name) else {
            wrong.push(format!("{name} is not in {}", path.display()));
            continue;
        };
        let program = places.program(Kind::Switchboard, function, None);
        let instructions = instructions::per_answer(&program, function, &places.scratch)?;
        let bytes = package::zipped_bytes(&program.folder, &places.scratch)?;
        println!("figures: {name}: {instructions} instructions an answer, {bytes} bytes as a zip file");
        wrong.extend(verdict(
            name,
            "instructions an answer",
            instructions,
            allowed.instructions_per_answer,
            allowed,
        ));
        wrong.extend(verdict(name, "bytes as a zip file", bytes, allowed.package_bytes, allowed));
    }
    if wrong.is_empty() {
        return Ok(());
    }
    wrong.push(format!("what is allowed, and why, is in {}", path.display()));
    Err(Failure(wrong.join("\n")))
}

/// What is wrong with a figure, if anything.
fn verdict(
    name: &str,
    what: &str,
    figure: u64,
    most: u64,
    Allowed { reason, .. }: &Allowed,
) -> Option<String> {
    let least = most - most * SLACK_PERCENT / 100;
    if figure > most {
        Some(format!("{name}: {figure} {what}, and {most} are allowed ({reason})"))
    } else if figure < least {
        Some(format!(
            "{name}: {figure} {what}, so much fewer than the {most} allowed that these should follow"
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_right_up_to_what_is_allowed_and_a_little_below() {
        let allowed = Allowed { instructions_per_answer: 0, package_bytes: 0, reason: "so".to_owned() };
        let is_right = |figure| verdict("f", "of it", figure, 1000, &allowed).is_none();
        assert_eq!([949, 950, 1000, 1001].map(is_right), [false, true, true, false]);
    }
}
