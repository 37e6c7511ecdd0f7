//! The tools that `cargo xtask test` installs, and the executables under test.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The repository's root.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository")
}

/// The Python interpreter that has the SAM CLI, cfn-lint and Twilio's library.
pub fn python() -> PathBuf {
    installed("venv/bin/python")
}

/// The AWS SAM CLI.
pub fn sam() -> PathBuf {
    installed("venv/bin/sam")
}

/// A server that plays the control planes of AWS's services, CloudFormation's among them.
pub fn moto_server() -> PathBuf {
    installed("venv/bin/moto_server")
}

/// The checker of templates' security.
pub fn checkov() -> PathBuf {
    installed("checkov/bin/checkov")
}

/// The folder of the programs that ask other people's libraries, with Node.js's packages in it.
pub fn peers() -> PathBuf {
    with_packages("tests/peers")
}

/// The folder with a server that holds requests against a description, and Twilio's description of its API.
pub fn prism() -> PathBuf {
    with_packages("tests/prism")
}

fn with_packages(folder: &str) -> PathBuf {
    let packages = repository().join(folder).join("node_modules");
    assert!(packages.is_dir(), "{} is missing: run `cargo xtask test`", packages.display());
    repository().join(folder)
}

/// A server that speaks DynamoDB's protocol.
pub fn dynoxide() -> PathBuf {
    installed("dynoxide/bin/dynoxide")
}

/// AWS's Runtime Interface Emulator for this machine's processor, which lies inside the SAM CLI.
pub fn runtime_interface_emulator() -> PathBuf {
    let architecture = if env::consts::ARCH == "aarch64" { "arm64" } else { env::consts::ARCH };
    let emulator = format!("site-packages/samcli/local/rapid/aws-lambda-rie-{architecture}");
    let versions = installed("venv/lib").read_dir().expect("a venv's lib is a folder").flatten();
    let mut emulators = versions.map(|python| python.path().join(&emulator)).filter(|path| path.is_file());
    emulators.next().unwrap_or_else(|| panic!("the SAM CLI has no {emulator}: run `cargo xtask test`"))
}

/// The folder in which `cargo xtask test` has `sam build` leave the functions' executables, by their logical names in the
/// template. Not SAM's own folder, from which `sam deploy` would ship what was built for this machine.
pub fn sam_build() -> PathBuf {
    let folder = repository().join("target/sam");
    assert!(folder.is_dir(), "{} is missing: run `cargo xtask test`, which builds it", folder.display());
    folder
}

/// An executable of this workspace as the tests' own profile builds it.
pub fn executable(name: &str) -> PathBuf {
    let test = env::current_exe().expect("a process knows its executable");
    let path = test.ancestors().nth(2).expect("a test lies in target/PROFILE/deps").join(name);
    assert!(path.is_file(), "{} is missing: run `cargo build --workspace`", path.display());
    path
}

fn installed(path: &str) -> PathBuf {
    let tools = env::var_os("SWITCHBOARD_TOOLS").map(PathBuf::from);
    let path = tools.unwrap_or_else(|| repository().join("target/tools")).join(path);
    assert!(path.exists(), "{} is missing: run `cargo xtask test`, which installs it", path.display());
    path
}
