//! How large a function is when it is deployed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    contestant::{Kind, Places},
    failure::Failure,
    question::Function,
    report::Package,
};

/// Zips a folder as the SAM CLI does before it uploads one: with Python's own zip, at its usual level.
const ZIP: &str = "import shutil, sys; shutil.make_archive(sys.argv[1], 'zip', sys.argv[2])";

/// Returns the packages of all contestants. A peer's has its dependencies, without what Lambda's own runtime has.
pub(crate) fn all(places: &Places) -> Result<Vec<Package>, Failure> {
    let mut packages = Vec::new();
    for (kind, function) in Function::ALL
        .map(|function| (Kind::Switchboard, Some(function)))
        .into_iter()
        .chain([Kind::Empty, Kind::Python, Kind::Nodejs].map(|kind| (kind, None)))
    {
        let folder = match kind {
            Kind::Python => python(places)?,
            Kind::Nodejs => nodejs(places)?,
            _ => places
                .package(kind, function.unwrap_or(Function::IncomingTwiml))
                .expect("these are executables"),
        };
        let bytes = zipped_bytes(&folder, &places.scratch)?;
        #[expect(clippy::cast_precision_loss, reason = "a few million")]
        packages.push(Package { kind, function, zip_mb: bytes as f64 / 1e6 });
    }
    Ok(packages)
}

/// Returns the bytes of `folder` as a zip file, which is written into `scratch`.
pub(crate) fn zipped_bytes(folder: &Path, scratch: &Path) -> Result<u64, Failure> {
    let archive = scratch.join("package");
    run(Command::new("python3").args(["-c", ZIP]).arg(&archive).arg(folder))?;
    let archive = archive.with_extension("zip");
    let length = archive.metadata().map_err(|error| Failure::on(&archive, &error))?.len();
    Ok(length)
}

fn python(places: &Places) -> Result<PathBuf, Failure> {
    let (from, to) = (places.bench.join("python"), places.scratch.join("python"));
    copy(&from, &to, "py")?;
    run(Command::new(&places.python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", "--target"])
        .arg(&to)
        .arg("--requirement")
        .arg(from.join("requirements.txt"))
        .arg("--constraint")
        .arg(from.join("constraints.txt")))?;
    Ok(to)
}

fn nodejs(places: &Places) -> Result<PathBuf, Failure> {
    let (from, to) = (places.bench.join("nodejs"), places.scratch.join("nodejs"));
    copy(&from, &to, "mjs")?;
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(from.join(name), to.join(name)).map_err(|error| Failure::on(&from.join(name), &error))?;
    }
    run(Command::new("npm")
        .args(["ci", "--omit=dev", "--no-fund", "--no-audit", "--loglevel=error"])
        .stdout(Stdio::null())
        .current_dir(&to))?;
    Ok(to)
}

/// Copies the files whose names end with `.extension`.
fn copy(from: &Path, to: &Path, extension: &str) -> Result<(), Failure> {
    let failed = |error| Failure::on(from, &error);
    fs::create_dir_all(to).map_err(failed)?;
    for file in from.read_dir().map_err(failed)?.flatten() {
        if file.path().extension().is_some_and(|found| found == extension) {
            fs::copy(file.path(), to.join(file.file_name())).map_err(failed)?;
        }
    }
    Ok(())
}

fn run(command: &mut Command) -> Result<(), Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.stdin(Stdio::null()).status();
    let status = status.map_err(|error| Failure(format!("{program} cannot be run: {error}")))?;
    if status.success() { Ok(()) } else { Err(Failure(format!("{command:?} failed ({status})"))) }
}
