//! The fuzz targets of `tests/fuzz`: built once, each tried for a while on what is kept of it and what comes of that.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Mutex, PoisonError},
    thread,
};

use crate::{
    repository,
    run::{Failure, cargo, not_run, on_file, run, shown},
};

/// A target, by the name of its function, its folder and, behind `fuzz_`, its executable.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    name: &'static str,
    /// Longer inputs find nothing that shorter ones do not, and take longer.
    max_bytes: u32,
    /// A folder beside its own with more to begin with.
    more: Option<&'static str>,
}

const TARGETS: [Target; 5] = [
    Target { name: "event", max_bytes: 4096, more: Some("tests/events") },
    Target { name: "directory_file", max_bytes: 1024, more: None },
    Target { name: "signature_url", max_bytes: 512, more: None },
    Target { name: "phone_number", max_bytes: 64, more: None },
    Target { name: "form", max_bytes: 512, more: None },
];

const BRIEF_SECONDS: u32 = 30;

const LONG_SECONDS: u32 = 600;

/// An input that takes longer is as bad as one that ends the process: none that is known takes one second.
const MAX_SECONDS_AN_INPUT: u32 = 10;

const MAX_MEGABYTES: u32 = 1024;

/// The target of that name.
pub(crate) fn named(name: &str) -> Result<Target, String> {
    let names = TARGETS.map(|target| target.name).join(", ");
    TARGETS.into_iter().find(|target| target.name == name).ok_or(format!("the targets are {names}"))
}

/// Tries every target briefly.
pub(crate) fn briefly(_tools: &Path) -> Result<(), Failure> {
    build()?;
    try_all(BRIEF_SECONDS)
}

/// Tries every target for long, and keeps what was found in the repository.
pub(crate) fn at_length(_tools: &Path) -> Result<(), Failure> {
    build()?;
    try_all(LONG_SECONDS)?;
    TARGETS.iter().try_for_each(keep)
}

/// Tries one target until it is stopped, or on one input.
pub(crate) fn one(target: &Target, input: Option<&Path>) -> Result<(), Failure> {
    build()?;
    let mut command = match input {
        Some(input) => {
            let mut command = executable(target)?;
            command.arg(input);
            command
        }
        None => search(target)?,
    };
    run(command.stdout(Stdio::null()))
}

/// Builds the executables beside the ordinary build, of which they share all that libFuzzer does not watch.
fn build() -> Result<(), Failure> {
    run(cargo()
        .args(["build", "--workspace", "--locked", "--quiet", "--config", "tests/fuzz/instrumented.toml"])
        .args(["--features", "switchboard-fuzz/libfuzzer", "--bin", "fuzz_*"])
        // Whoever has one of their own would build targets of which libFuzzer sees nothing.
        .env_remove("RUSTC_WRAPPER"))
}

/// Tries every target for `seconds`, as many at once as there are processors, and names all that fail.
fn try_all(seconds: u32) -> Result<(), Failure> {
    let waiting = Mutex::new(TARGETS.iter());
    let failures = Mutex::new(Vec::new());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(target) = next() {
                    if let Err(failure) = try_for(target, seconds) {
                        let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
                        failures.push(failure.to_string());
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    if failures.is_empty() { Ok(()) } else { Err(Failure::Found(failures.join("\n"))) }
}

fn try_for(target: &Target, seconds: u32) -> Result<(), Failure> {
    println!("  {}: {seconds} s", target.name);
    let mut command = search(target)?;
    command.arg(format!("-max_total_time={seconds}"));
    let log = logged(&mut command, &folder(target).join("log"))
        .map_err(|(failure, log)| broken(target, &log).map_or(failure, Failure::Found))?;
    let figures = figures(&log).ok_or_else(|| Failure::Found(format!("{} did not run", shown(&command))))?;
    println!("  figures: fuzz {}: {figures}", target.name);
    Ok(())
}

/// Adds to what is kept of a target those of its new inputs that reach more of the code.
fn keep(target: &Target) -> Result<(), Failure> {
    let mut command = executable(target)?;
    // A place counts that is reached at all: by how often it is reached, ten times as many inputs would be kept.
    command
        .args(["-set_cover_merge=1", "-use_counters=0", &format!("-max_len={}", target.max_bytes)])
        .arg(kept(target))
        .arg(folder(target).join("found"));
    logged(&mut command, &folder(target).join("merge-log")).map(drop).map_err(|(failure, _)| failure)
}

/// The target's executable, which writes what the functions log to standard output and all else to the other.
fn executable(target: &Target) -> Result<Command, Failure> {
    // It asks for the folder of an input that fails before there is one.
    fs::create_dir_all(folder(target)).map_err(on_file(folder(target)))?;
    let mut command = Command::new(repository().join(format!("target/debug/fuzz_{}", target.name)));
    command.args([
        format!("-timeout={MAX_SECONDS_AN_INPUT}"),
        format!("-rss_limit_mb={MAX_MEGABYTES}"),
        format!("-artifact_prefix={}/", folder(target).display()),
    ]);
    Ok(command)
}

/// The search for new inputs, from those that are kept.
fn search(target: &Target) -> Result<Command, Failure> {
    let found = folder(target).join("found");
    if found.exists() {
        fs::remove_dir_all(&found).map_err(on_file(&found))?;
    }
    fs::create_dir_all(&found).map_err(on_file(&found))?;
    let mut command = executable(target)?;
    command.args([&format!("-max_len={}", target.max_bytes), "-print_final_stats=1"]);
    let dictionary = repository().join(format!("tests/fuzz/dictionaries/{}", target.name));
    if dictionary.exists() {
        command.arg(format!("-dict={}", dictionary.display()));
    }
    command.args([found, kept(target)]).args(target.more.map(|more| repository().join(more)));
    Ok(command)
}

/// Where a target's inputs are kept for good.
fn kept(target: &Target) -> PathBuf {
    repository().join("tests/fuzz/corpus").join(target.name)
}

/// Where a run leaves its log and what it found.
fn folder(target: &Target) -> PathBuf {
    repository().join("target/fuzz").join(target.name)
}

/// Runs `command` and returns what libFuzzer said, which is in the file at `path` too.
fn logged(command: &mut Command, path: &Path) -> Result<String, (Failure, String)> {
    let failed = |failure| (failure, String::new());
    let file = File::create(path).map_err(on_file(path)).map_err(failed)?;
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file).status();
    let status = status.map_err(|source| failed(not_run(command, source)))?;
    let log = fs::read(path).map_err(on_file(path)).map_err(failed)?;
    let log = String::from_utf8_lossy(&log).into_owned();
    if status.success() { Ok(log) } else { Err((Failure::Failed { command: shown(command), status }, log)) }
}

/// What libFuzzer's last line says: `#28848 DONE   cov: 3330 ft: 8065 corp: 322/228Kb …`.
fn figures(log: &str) -> Option<String> {
    let done = log.lines().rfind(|line| line.contains("\tDONE "))?;
    let runs = done.split_whitespace().next()?.strip_prefix('#')?;
    let after = |name: &str| done.split_once(name)?.1.split([' ', '/']).find(|word| !word.is_empty());
    Some(format!("{runs} runs, coverage {}, corpus {}", after("cov:")?, after("corp:")?))
}

/// Which input broke a target, how, and how to try it again.
fn broken(target: &Target, log: &str) -> Option<String> {
    let input = log.lines().find_map(|line| Some(line.split_once("Test unit written to ")?.1))?;
    let input = Path::new(input).strip_prefix(repository()).unwrap_or(Path::new(input)).display();
    let mut lines = log.lines().skip_while(|line| !line.contains("panicked at "));
    let panic = lines.next().and_then(|line| line.split_once("panicked at ")).zip(lines.next());
    let panic = panic.map(|((_, place), message)| format!("{place} {message}"));
    let error = || log.lines().find_map(|line| Some(line.split_once("ERROR: libFuzzer: ")?.1.to_owned()));
    let reason = panic.or_else(error).unwrap_or_default();
    let name = target.name;
    Some(format!(
        "fuzz target {name} fails on {input} ({reason}); `cargo xtask fuzz {name} {input}` tries it again"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_those_of_libfuzzers_last_line() {
        let log = "#35\tINITED cov: 3016 ft: 6490 corp: 27/25Kb exec/s: 0 rss: 45Mb\n\
            #28848\tDONE   cov: 3330 ft: 8065 corp: 322/228Kb lim: 2904 exec/s: 2219 rss: 48Mb\n\
            stat::number_of_executed_units: 28848\n";
        assert_eq!(figures(log).as_deref(), Some("28848 runs, coverage 3330, corpus 322"));
        assert_eq!(figures("INFO: Seed: 1"), None);
    }

    #[test]
    fn a_failure_names_the_input_the_reason_and_the_command_to_run_again() {
        let [event, ..] = TARGETS;
        let written = |name: &str| {
            let path = folder(&event).join(name);
            format!("artifact_prefix='x'; Test unit written to {}\nBase64: eA==\n", path.display())
        };
        let panicked =
            "thread '<unnamed>' (7) panicked at tests/fuzz/src/event.rs:5:9:\nno form\nnote: run with";
        let killed = "==7== ERROR: libFuzzer: timeout after 11 seconds";
        for (reason, name, shown) in [
            (panicked, "crash-1a", "tests/fuzz/src/event.rs:5:9: no form"),
            (killed, "timeout-2b", "timeout after 11 seconds"),
        ] {
            let input = format!("target/fuzz/event/{name}");
            assert_eq!(
                broken(&event, &format!("{reason}\n{}", written(name))),
                Some(format!(
                    "fuzz target event fails on {input} ({shown}); `cargo xtask fuzz event {input}` tries it again"
                ))
            );
        }
        assert_eq!(broken(&event, "no such file"), None);
    }
}
