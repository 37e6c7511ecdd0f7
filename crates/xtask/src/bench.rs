//! What an answer costs, and what keeps it from growing unnoticed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use clap::Args;

use crate::{
    repository,
    run::{Failure, cargo, npm, on_file, run, workspace_build},
    sam_build,
    test::Turns,
    tools,
};

/// Where the report is written.
const REPORT: &str = "target/bench";

/// How much is measured.
#[derive(Args)]
pub(crate) struct Options {
    /// Cold starts of each function and each peer
    #[arg(long, default_value_t = 15)]
    cold_starts: usize,
    /// Warm answers of each
    #[arg(long, default_value_t = 2000)]
    warm_answers: usize,
}

/// Installs what is missing, builds what is measured, and measures it.
pub(crate) fn bench(options: &Options) -> Result<(), Failure> {
    let mut turns = Turns::begin(5)?;
    let python = turns
        .take_one("the peers' packages for Python and Node.js; some minutes the first time", |_| {
            tools::install_peers()
        })?;
    turns.take_one("sam build: the three executables, optimised; some minutes", |tools| {
        sam_build::start(tools)?.finish()
    })?;
    turns.take_one("the empty function, optimised alike", build_empty)?;
    turns.take_one("the page, in a browser", |_| measure_page(options))?;
    turns.take_one("the functions and their peers; a quarter of an hour", |tools| {
        measure(tools, &python, options)
    })?;
    turns.end("everything is measured");
    Ok(())
}

/// Compares what may not grow unnoticed with what `tests/bench/allowed.toml` allows, once the workspace is built.
pub(crate) fn gate(_: &Path) -> Result<(), Failure> {
    run(Command::new(executable()).arg("gate").current_dir(repository()))
}

fn build_empty(tools: &Path) -> Result<(), Failure> {
    run(cargo()
        .args(["lambda", "build", "--release", "--locked", "--quiet", "--package", "empty-function"])
        .env("PATH", tools::path_with_python_programs(tools)))
}

fn measure_page(options: &Options) -> Result<(), Failure> {
    // What the page is served by, what measures the functions afterwards, and the page itself.
    run(&mut workspace_build())?;
    run(npm("web").args(["run", "--silent", "build", "--", "--logLevel", "error"]))?;
    fs::create_dir_all(repository().join(REPORT)).map_err(on_file(REPORT))?;
    let runs = options.cold_starts.to_string();
    run(npm("web").args(["run", "--silent", "bench", "--", "--runs", &runs, "--out"]).arg(page_report()))
}

fn measure(tools: &Path, python: &Path, options: &Options) -> Result<(), Failure> {
    run(Command::new(executable())
        .args(["measure", "--python"])
        .arg(python)
        .arg("--page")
        .arg(page_report())
        .args(["--cold-starts", &options.cold_starts.to_string()])
        .args(["--warm-answers", &options.warm_answers.to_string()])
        .current_dir(repository())
        .env("SWITCHBOARD_TOOLS", tools))
}

fn page_report() -> PathBuf {
    repository().join(REPORT).join("page.json")
}

/// The program that measures, one of the workspace's.
fn executable() -> PathBuf {
    repository().join("target/debug/switchboard-bench")
}
