//! Every check of the project, in the order in which they fail soonest.

use std::{
    env::{self, consts::ARCH},
    ffi::OsString,
    path::Path,
    process::Command,
    time::Instant,
};

use crate::{
    dependencies, fuzz, repository,
    run::{Failure, cargo, npm, run},
    secrets, suite,
    tools::{self, python_programs},
};

/// What is done, said while it is done, and the function that does it with the tools.
pub(crate) type Check = (&'static str, fn(&Path) -> Result<(), Failure>);

const CHECKS: [Check; 11] = [
    ("licences and sources of what is built in", |_| dependencies::check()),
    ("formatting", |_| run(cargo().args(["fmt", "--all", "--check"]))),
    ("clippy, every warning an error", |_| {
        run(cargo().args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--features",
            "switchboard-fuzz/libfuzzer",
            "--locked",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ]))
    }),
    ("documentation", |_| {
        run(cargo()
            .args(["doc", "--workspace", "--no-deps", "--locked", "--quiet"])
            .env("RUSTDOCFLAGS", "-D warnings"))
    }),
    ("the softphone: types, unit tests, build", |_| run(npm("web").args(["run", "--silent", "check"]))),
    ("sam build: the three executables, optimised; some minutes", sam_build),
    ("unit, property and system tests", suite::run),
    ("fuzz targets: half a minute each, and a minute to build them", fuzz::briefly),
    ("every screen of the softphone, in three languages at two sizes, with axe", |_| {
        run(npm("web").args(["run", "--silent", "screens"]))
    }),
    ("the softphone in a real browser", |_| run(npm("web").args(["run", "--silent", "e2e"]))),
    ("no secret and no phone number in the output of the tests", |_| secrets::check()),
];

/// Installs what is missing and runs every check.
pub(crate) fn test() -> Result<(), Failure> {
    in_turn(&CHECKS, "all checks passed")
}

/// Installs what is missing and does what `checks` say, the first failure ending it; `held` is the last word.
pub(crate) fn in_turn(checks: &[Check], held: &str) -> Result<(), Failure> {
    let began = Instant::now();
    println!("[0/{}] tools", checks.len());
    let tools = tools::install()?;
    for (number, (name, check)) in checks.iter().enumerate() {
        println!("[{}/{}] {name} ({} s)", number + 1, checks.len(), began.elapsed().as_secs());
        check(&tools)?;
    }
    println!("{held} in {} s", began.elapsed().as_secs());
    Ok(())
}

/// Builds for this machine's processor, so that the executables can be run here, and into a folder of the tests' own:
/// production's default is arm64, and `sam deploy` ships whatever lies in SAM's folder.
pub(crate) fn sam_build(tools: &Path) -> Result<(), Failure> {
    let architecture = if ARCH == "aarch64" { "arm64" } else { "x86_64" };
    let mut path = OsString::from(python_programs(tools));
    path.push(":");
    path.push(env::var_os("PATH").unwrap_or_default());
    run(Command::new(python_programs(tools).join("sam"))
        .args(["build", "--build-dir", "target/sam"])
        .args(["--parameter-overrides", &format!("Architecture={architecture}")])
        .current_dir(repository())
        .env("PATH", path)
        .env("SAM_CLI_TELEMETRY", "0"))
}
