//! What holds for long and under attack, at full length: the same tests that `cargo xtask test` runs briefly.

use std::path::Path;

use crate::{
    fuzz, repository,
    run::{Failure, cargo},
    sam_build, suite,
    test::{Check, Turns},
};

const PARTS: [Check; 3] = [
    ("sam build: the three executables, optimised; some minutes", |tools| sam_build::start(tools)?.finish()),
    ("a minute's load, a million calls, signatures and answers", endure),
    ("fuzz targets: ten minutes each", fuzz::at_length),
];

/// Installs what is missing and runs every part.
pub(crate) fn soak() -> Result<(), Failure> {
    let mut turns = Turns::begin(PARTS.len())?;
    turns.take(&PARTS)?;
    turns.end("everything held");
    Ok(())
}

fn endure(tools: &Path) -> Result<(), Failure> {
    let mut tests = cargo();
    tests
        .args(["test", "--package", "switchboard-tests", "--test", "soak", "--profile", "soak", "--locked"])
        .args(["--no-fail-fast", "--", "--no-capture", "--test-threads", "1"])
        .env("SWITCHBOARD_TOOLS", tools)
        .env("SWITCHBOARD_SOAK", "1");
    suite::keep_output(&mut tests, &repository().join("target/soak-output.log"))
}
