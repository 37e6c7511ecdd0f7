//! What holds for long and under attack, at full length: the same tests that `cargo xtask test` runs briefly.

use std::{path::Path, time::Instant};

use crate::{
    fuzz, repository,
    run::{Failure, cargo},
    suite,
    test::sam_build,
    tools,
};

type Part = (&'static str, fn(&Path) -> Result<(), Failure>);

const PARTS: [Part; 3] = [
    ("sam build: the three executables, optimised; some minutes", sam_build),
    ("a minute's load, a million calls, signatures and answers", endure),
    ("fuzz targets: ten minutes each", fuzz::at_length),
];

/// Installs what is missing and runs every part, the first failure ending it.
pub(crate) fn soak() -> Result<(), Failure> {
    let began = Instant::now();
    println!("[0/{}] tools", PARTS.len());
    let tools = tools::install()?;
    for (number, (name, part)) in PARTS.iter().enumerate() {
        println!("[{}/{}] {name} ({} s)", number + 1, PARTS.len(), began.elapsed().as_secs());
        part(&tools)?;
    }
    println!("everything held, in {} s", began.elapsed().as_secs());
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
