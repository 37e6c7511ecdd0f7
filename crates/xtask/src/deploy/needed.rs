//! What has to be installed, all that is missing named at once.

use std::{env, path::PathBuf, process::Command};

use super::sam_arguments::SamArguments;
use crate::run::{Failure, cargo, succeeds};

/// Something that has to be there, and how it is got.
struct Need {
    name: String,
    is_there: bool,
    mend: String,
}

/// Names whatever is missing. Where nothing is built, SAM is enough.
pub(super) fn check(arguments: &SamArguments, is_built: bool) -> Result<(), Failure> {
    let mut needs = vec![sam()];
    if !is_built {
        needs.extend([cargo_lambda(), zig(), target(arguments), npm()]);
    }
    let missing: Vec<_> = needs.iter().filter(|need| !need.is_there).map(Need::shown).collect();
    if !missing.is_empty() {
        let missing = missing.join("\n");
        return Err(Failure::Found(format!(
            "install what is missing, with the lines of README, \"Deploy it\", and run this again; nothing was done yet\n{missing}"
        )));
    }
    if !has_a_sign_of_credentials() {
        println!(
            "  no AWS credentials are in the environment or in ~/.aws; unless this machine has a role, sign in first, with \
             `aws configure sso` or AWS_PROFILE"
        );
    }
    Ok(())
}

impl Need {
    fn new(name: &str, is_there: bool, mend: &str) -> Self {
        Self { name: name.to_owned(), is_there, mend: mend.to_owned() }
    }

    fn shown(&self) -> String {
        format!("  {}: {}", self.name, self.mend)
    }
}

fn sam() -> Need {
    let is_there = succeeds(Command::new("sam").arg("--version").env("SAM_CLI_TELEMETRY", "0"));
    // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/install-sam-cli.html
    Need::new("the SAM CLI", is_there, "pip install aws-sam-cli")
}

fn cargo_lambda() -> Need {
    let is_there = succeeds(cargo().args(["lambda", "--version"]));
    // https://www.cargo-lambda.info/guide/installation.html
    Need::new("cargo-lambda", is_there, "pip install cargo-lambda ziglang")
}

/// The linker for Lambda's processor and C library. Python's package of it has no program of that name.
fn zig() -> Need {
    let is_there = succeeds(Command::new("zig").arg("version"))
        || succeeds(Command::new("python-zig").arg("version"))
        || succeeds(Command::new("python3").args(["-m", "ziglang", "version"]));
    // https://ziglang.org/learn/getting-started/
    Need::new("Zig, with which cargo-lambda links", is_there, "pip install ziglang")
}

fn target(arguments: &SamArguments) -> Need {
    let target = match arguments.architecture() {
        "x86_64" => "x86_64-unknown-linux-gnu",
        _ => "aarch64-unknown-linux-gnu",
    };
    let folder = Command::new("rustc").args(["--print", "target-libdir", "--target", target]).output();
    let is_there = folder.is_ok_and(|folder| {
        let path = String::from_utf8_lossy(&folder.stdout).trim().to_owned();
        folder.status.success() && PathBuf::from(path).is_dir()
    });
    Need::new(&format!("Rust's target {target}"), is_there, &format!("rustup target add {target}"))
}

fn npm() -> Need {
    let is_there = succeeds(Command::new("npm").arg("--version"));
    Need::new("npm", is_there, "Node.js 20 or newer, from https://nodejs.org")
}

/// Whether any place names credentials, of all but a machine's own role:
/// <https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html>. Asked before a build of minutes; `sam deploy`
/// has the last word.
fn has_a_sign_of_credentials() -> bool {
    let named = [
        "AWS_ACCESS_KEY_ID",
        "AWS_PROFILE",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_CONFIG_FILE",
    ];
    let files = ["credentials", "config"];
    let home = env::home_dir().map(|home| home.join(".aws"));
    named.iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
        || home.is_some_and(|folder| files.iter().any(|file| folder.join(file).is_file()))
}
