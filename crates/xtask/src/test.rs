//! Every check of the project, in the order in which they fail soonest.

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use crate::{
    background::Background,
    bench, dependencies, fuzz,
    run::{Failure, cargo, npm, run, workspace_build},
    sam_build, secrets, suite, tools,
};

/// What is done, said while it is done, and the function that does it with the tools.
pub(crate) type Check = (&'static str, fn(&Path) -> Result<(), Failure>);

/// What needs none of the built executables, and is done while they are built.
const BESIDE_THE_BUILD: [Check; 5] = [
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
];

const BEHIND_THE_BUILD: [Check; 6] = [
    ("instructions an answer and the size of each package, against tests/bench/allowed.toml", bench::gate),
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
    // It needs none of the tools, and their installation waits for the network and for single processors. The system tests start
    // what is built here.
    let workspace = Background::start(workspace_build(), "workspace-build.log")?;
    let mut turns = Turns::begin(2 + BESIDE_THE_BUILD.len() + BEHIND_THE_BUILD.len())?;
    println!("  sam build begins, beside what comes first");
    let functions = sam_build::start(&turns.tools)?;
    turns.take_one("everything, built for development; some minutes", |_| workspace.finish())?;
    turns.take(&BESIDE_THE_BUILD)?;
    turns.take_one("sam build: the three executables, optimised; some minutes", |_| functions.finish())?;
    turns.take(&BEHIND_THE_BUILD)?;
    turns.end("all checks passed");
    Ok(())
}

/// Checks that are done one after the other, each said before it is done.
pub(crate) struct Turns {
    tools: PathBuf,
    began: Instant,
    number: usize,
    total: usize,
}

impl Turns {
    /// Installs what is missing for `total` checks.
    pub(crate) fn begin(total: usize) -> Result<Self, Failure> {
        let began = Instant::now();
        println!("[0/{total}] tools");
        Ok(Self { tools: tools::install()?, began, number: 0, total })
    }

    /// Does what `checks` say, the first failure ending it.
    pub(crate) fn take(&mut self, checks: &[Check]) -> Result<(), Failure> {
        checks.iter().try_for_each(|(name, check)| self.take_one(name, check))
    }

    /// Does what `check` says, called `name`.
    pub(crate) fn take_one<T>(
        &mut self,
        name: &str,
        check: impl FnOnce(&Path) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.number += 1;
        println!("[{}/{}] {name} ({} s)", self.number, self.total, self.began.elapsed().as_secs());
        check(&self.tools)
    }

    /// Says `held`, the last word.
    pub(crate) fn end(self, held: &str) {
        println!("{held} in {} s", self.began.elapsed().as_secs());
    }
}
