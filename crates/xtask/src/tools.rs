//! What the tests need besides Rust, installed once and pinned.
//!
//! The tools are kept in the user's cache folder, under a name made of all their pins: another pin is another folder. A
//! folder counts only when it was completed, and its tools are started before they are believed.

use std::{
    collections::hash_map::DefaultHasher,
    env,
    ffi::OsString,
    fs,
    hash::{Hash, Hasher},
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    repository,
    run::{Failure, npm, npm_has_installed, on_file, run, succeeds},
};

/// A server that speaks DynamoDB's protocol: <https://crates.io/crates/dynoxide-rs>.
const DYNOXIDE: &str = "3.2.0";

/// Python packages that the tests call, in a folder of their own.
struct Venv {
    folder: &'static str,
    /// What they are, said while they are installed.
    packages: &'static str,
    /// Their names and versions, in one file or two.
    requirements: &'static [&'static str],
    /// The versions of the packages that those bring with them.
    constraints: &'static str,
}

const VENVS: [Venv; 2] = [
    Venv {
        folder: "venv",
        packages: "the SAM CLI and other Python packages; two minutes",
        requirements: &["tests/requirements.txt"],
        constraints: "tests/constraints.txt",
    },
    Venv {
        folder: "checkov",
        packages: "Checkov; one minute",
        requirements: &["tests/checkov-requirements.txt"],
        constraints: "tests/checkov-constraints.txt",
    },
];

/// What the peers of `cargo xtask bench` are written with, and Lambda's own runtime brings.
const PEERS: Venv = Venv {
    folder: "venv",
    packages: "the peers' packages for Python",
    requirements: &["tests/bench/python/requirements.txt", "tests/bench/python/runtime-requirements.txt"],
    constraints: "tests/bench/python/constraints.txt",
};

/// The file that says a folder is complete.
const COMPLETE: &str = "complete";

/// Installs what is missing and returns the folder with the tools.
pub(crate) fn install() -> Result<PathBuf, Failure> {
    install_debian_packages()?;
    for folder in ["tests/peers", "tests/prism", "web"] {
        install_node_packages(folder)?;
    }
    let folder = cache_folder()?.join(fingerprint("tools", &python_pins(&VENVS)?));
    if folder.join(COMPLETE).exists() && works(&folder) {
        println!("  the tools in {} are complete", folder.display());
        return Ok(folder);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(on_file(&folder))?;
    }
    fs::create_dir_all(&folder).map_err(on_file(&folder))?;
    for venv in &VENVS {
        install_python_packages(venv, &folder)?;
    }
    install_dynoxide(&folder)?;
    if !works(&folder) {
        return Err(Failure::Found(format!(
            "the tools were installed in {} and do not start",
            folder.display()
        )));
    }
    fs::write(folder.join(COMPLETE), "").map_err(on_file(&folder))?;
    Ok(folder)
}

/// Where the programs of the Python packages are, to be first on the path of whoever calls them.
pub(crate) fn python_programs(tools: &Path) -> PathBuf {
    tools.join("venv/bin")
}

/// The search path of whoever is to find the programs of the Python packages first.
pub(crate) fn path_with_python_programs(tools: &Path) -> OsString {
    let mut path = OsString::from(python_programs(tools));
    path.push(":");
    path.push(env::var_os("PATH").unwrap_or_default());
    path
}

/// Installs what the peers of `cargo xtask bench` need, in a folder of its own. Returns the Python interpreter that has it.
pub(crate) fn install_peers() -> Result<PathBuf, Failure> {
    // With them Node.js's package of the runtime builds its native part.
    install_missing(&[
        ("cmake", succeeds(Command::new("cmake").arg("--version"))),
        ("make", succeeds(Command::new("make").arg("--version"))),
        ("xz-utils", succeeds(Command::new("xz").arg("--version"))),
    ])?;
    if !npm_has_installed("tests/bench/nodejs") {
        install_node_packages("tests/bench/nodejs")?;
    }
    let folder = cache_folder()?.join(fingerprint("peers", &python_pins(&[PEERS])?));
    let python = folder.join(PEERS.folder).join("bin/python");
    if !succeeds(Command::new(&python).args(["-c", "import awslambdaric, boto3, twilio"])) {
        install_python_packages(&PEERS, &folder)?;
    }
    Ok(python)
}

fn install_debian_packages() -> Result<(), Failure> {
    install_missing(&[
        ("chromium", succeeds(Command::new("chromium").arg("--version"))),
        ("default-jdk-headless", succeeds(Command::new("javac").arg("--version"))),
        ("velocity", Path::new("/usr/share/java/velocity.jar").exists()),
        ("curl", succeeds(Command::new("curl").arg("--version"))),
        ("g++", succeeds(Command::new("c++").arg("--version"))),
        ("python3-venv", succeeds(Command::new("python3").args(["-c", "import ensurepip"]))),
        ("valgrind", succeeds(Command::new("valgrind").arg("--version"))),
    ])
}

/// Installs those of Debian's `packages` that are not present.
fn install_missing(packages: &[(&str, bool)]) -> Result<(), Failure> {
    let missing: Vec<&str> =
        packages.iter().filter(|(_, present)| !present).map(|(package, _)| *package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("  installing Debian's {}", missing.join(", "));
    let installed = run(Command::new("apt-get").arg("update").arg("-qq"))
        .and_then(|()| run(Command::new("apt-get").args(["install", "-y", "-qq"]).args(&missing)));
    installed.map_err(|_| Failure::Found(format!("install {} and run this again", missing.join(" and "))))
}

fn install_node_packages(folder: &str) -> Result<(), Failure> {
    println!("  installing what {folder} needs from npm");
    let flags = ["ci", "--no-fund", "--no-audit", "--loglevel=error"];
    run(npm(folder).args(flags))
}

/// What pip is told: the packages that are wanted, and the versions of those that come with them.
fn python_pins(venvs: &[Venv]) -> Result<String, Failure> {
    let mut pins = String::new();
    for file in venvs.iter().flat_map(|venv| venv.requirements.iter().chain([&venv.constraints])) {
        let path = repository().join(file);
        pins += &fs::read_to_string(&path).map_err(on_file(&path))?;
    }
    Ok(pins)
}

fn install_python_packages(venv: &Venv, folder: &Path) -> Result<(), Failure> {
    println!("  installing {}", venv.packages);
    let environment = folder.join(venv.folder);
    run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    run(Command::new(environment.join("bin/python"))
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(venv.requirements.iter().flat_map(|file| ["--requirement", file]))
        .args(["--constraint", venv.constraints])
        .current_dir(repository()))
}

fn install_dynoxide(folder: &Path) -> Result<(), Failure> {
    println!("  building dynoxide; two minutes");
    let features = ["--no-default-features", "--features", "native-sqlite,http-server,cli"];
    run(Command::new("cargo")
        .args(["install", "dynoxide-rs", "--version", DYNOXIDE, "--locked", "--quiet"])
        .args(features)
        .arg("--root")
        .arg(folder.join("dynoxide"))
        // Linked as one unit, as its own profile has it, it would take a minute more.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        // Not among our own executables, where it would be rebuilt with every change of theirs.
        .arg("--target-dir")
        .arg(folder.join("build")))?;
    fs::remove_dir_all(folder.join("build")).map_err(on_file(folder))
}

fn works(folder: &Path) -> bool {
    let programs = python_programs(folder);
    let imports = "import moto.server, twilio, samtranslator";
    succeeds(Command::new(programs.join("sam")).arg("--version").env("SAM_CLI_TELEMETRY", "0"))
        && succeeds(Command::new(programs.join("cfn-lint")).arg("--version"))
        && succeeds(Command::new(programs.join("cargo-lambda")).args(["lambda", "--version"]))
        && succeeds(Command::new(programs.join("python")).args(["-c", imports]))
        && succeeds(Command::new(folder.join("checkov/bin/checkov")).arg("--version"))
        && succeeds(Command::new(folder.join("dynoxide/bin/dynoxide")).arg("--version"))
}

/// The name of a folder with what `pins` say.
fn fingerprint(name: &str, pins: &str) -> String {
    let mut hasher = DefaultHasher::new();
    (pins, DYNOXIDE).hash(&mut hasher);
    format!("{name}-{:016x}", hasher.finish())
}

fn cache_folder() -> Result<PathBuf, Failure> {
    let folder = match (env::var_os("XDG_CACHE_HOME"), env::var_os("HOME")) {
        (Some(cache), _) if !cache.is_empty() => PathBuf::from(cache),
        (_, Some(home)) => PathBuf::from(home).join(".cache"),
        _ => return Err(Failure::Found("HOME is not set, so there is nowhere to keep the tools".to_owned())),
    };
    Ok(folder.join("switchboard"))
}
