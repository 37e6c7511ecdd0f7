//! An account of AWS's on this machine, and deployments to it.

use std::{
    env::{self, consts::ARCH},
    fs::File,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use switchboard_tests::{moto::REGION, server::Server, tools};
use tempfile::TempDir;

/// An empty account that lasts as long as its value: `tests/rehearsal/aws.py`.
pub(super) struct Account {
    stack: &'static str,
    server: Server,
    home: TempDir,
}

impl Account {
    /// For a stack of that name; samconfig.toml's is `switchboard`.
    pub(super) fn start(stack: &'static str) -> Self {
        let server = Server::start(|address| {
            let mut aws = Command::new(tools::python());
            aws.arg(programs().join("aws.py")).arg(address.port().to_string());
            aws
        });
        Self { stack, server, home: tempfile::tempdir().unwrap() }
    }

    /// What `cargo xtask deploy` says of what the tests have built, with these parameters of the template, when it succeeds.
    pub(super) fn deploys(&self, parameters: &[&str]) -> String {
        let architecture = if ARCH == "aarch64" { "arm64" } else { "x86_64" };
        let architecture = format!("Architecture={architecture}");
        let named: &[&str] = if self.stack == "switchboard" { &[] } else { &["--stack-name", self.stack] };
        let unasked = ["--no-confirm-changeset", "--parameter-overrides", &architecture];
        let sams = [named, &unasked, parameters].concat();
        let output = self.deploy(&sams).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    /// `cargo xtask deploy` of what the tests have built, with further arguments for `sam deploy`.
    pub(super) fn deploy(&self, sams: &[&str]) -> Command {
        let mut deploy = xtask_deploy(&self.home);
        deploy.arg("--built").arg(tools::sam_build()).arg("--").args(sams);
        deploy.envs(self.environment());
        deploy
    }

    /// What the account's services answer about the stack and its parts.
    pub(super) fn answers(&self) -> Value {
        let output = Command::new(tools::python())
            .arg(programs().join("account.py"))
            .arg(self.stack)
            .envs(self.environment())
            .output();
        json(&output.unwrap())
    }

    fn environment(&self) -> [(&'static str, String); 5] {
        [
            ("AWS_ENDPOINT_URL", format!("http://{}", self.server.address())),
            ("AWS_REGION", REGION.to_owned()),
            ("AWS_DEFAULT_REGION", REGION.to_owned()),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "made-up".to_owned()),
        ]
    }
}

/// `cargo xtask deploy` in an environment with SAM and nothing else: no credentials, and nobody who answers.
pub(super) fn xtask_deploy(home: &TempDir) -> Command {
    let mut deploy = Command::new(tools::executable("xtask"));
    let sam = tools::sam();
    let path = [sam.parent().unwrap().to_owned(), PathBuf::from("/usr/bin"), PathBuf::from("/bin")];
    deploy
        .arg("deploy")
        .env_clear()
        .env("PATH", env::join_paths(path).unwrap())
        .env("HOME", home.path())
        .env("LC_ALL", "C.UTF-8")
        .env("SAM_CLI_TELEMETRY", "0")
        // How long SAM waits before it asks what has become of the stack, in seconds.
        .env("SAM_CLI_POLL_DELAY", "0.2")
        // There is no machine's role to be asked for.
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .stdin(Stdio::from(File::open("/dev/null").unwrap()));
    deploy
}

/// What a program of tests/rehearsal prints.
pub(super) fn python(program: &str, arguments: &[&str]) -> Value {
    json(&Command::new(tools::python()).arg(programs().join(program)).args(arguments).output().unwrap())
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

fn programs() -> PathBuf {
    tools::repository().join("tests/rehearsal")
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}
