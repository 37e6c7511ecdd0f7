//! A deployment that fails says why and what to do, and leaves off there.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use switchboard_tests::tools;

use super::account::{Account, xtask_deploy};

#[test]
fn all_that_is_missing_is_named_at_once_before_anything_is_done() {
    let home = tempfile::tempdir().unwrap();
    let mut deploy = xtask_deploy(&home);
    deploy.env("PATH", home.path());
    assert_eq!(
        refusal(&mut deploy),
        "install what is missing, with the lines of README, \"Deploy it\", and run this again; nothing was done yet
  the SAM CLI: pip install aws-sam-cli
  cargo-lambda: pip install cargo-lambda ziglang
  Zig, with which cargo-lambda links: pip install ziglang
  Rust's target aarch64-unknown-linux-gnu: rustup target add aarch64-unknown-linux-gnu
  npm: Node.js 20 or newer, from https://nodejs.org"
    );
    let mut for_a_pc = xtask_deploy(&home);
    for_a_pc.env("PATH", home.path()).args(["--", "--parameter-overrides", "Architecture=x86_64"]);
    assert!(refusal(&mut for_a_pc).contains("rustup target add x86_64-unknown-linux-gnu"));
}

#[test]
fn without_credentials_it_says_so_before_and_after_sam_does() {
    let home = tempfile::tempdir().unwrap();
    let mut deploy = xtask_deploy(&home);
    deploy.arg("--built").arg(tools::sam_build());
    let output = deploy.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("\n  no AWS credentials are in the environment or in ~/.aws; "), "{said}");
    assert!(said.contains("Unable to locate credentials"), "{said}");
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "\ncargo xtask: sam deploy has no credentials that AWS takes; sign in with `aws sso login`, or set AWS_PROFILE, or \
         AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and run this again\n"
    );
}

#[test]
fn where_sam_fails_or_its_changes_are_not_confirmed_no_page_is_published() {
    let account = Account::start("switchboard");
    let mut elsewhere =
        account.deploy(&["--no-confirm-changeset", "--no-resolve-s3", "--s3-bucket", "no-such-bucket"]);
    assert_eq!(
        refusal(&mut elsewhere),
        "sam deploy failed (exit status: 1); what it says above names the cause; once that is mended run this again, which \
         does only what is left"
    );
    assert_eq!(
        refusal(&mut account.deploy(&[])),
        "sam deploy asks whether to deploy the changes, and nobody is there to answer; where none is to be asked, add \
         `-- --no-confirm-changeset`"
    );
    let mut asked = account
        .deploy(&[])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    asked.stdin.take().unwrap().write_all(b"n\n").unwrap();
    let output = asked.wait_with_output().unwrap();
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "\ncargo xtask: the stack was left as it is, since the changes were not confirmed; the page was not published either; \
         run this again to be asked again\n"
    );
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("Deploy this changeset? [y/N]: "), "{said}");
    assert!(!said.contains("page publish"), "{said}");
}

/// What it says last, on standard error.
fn refusal(deploy: &mut Command) -> String {
    let output = deploy.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{}\n{said}", String::from_utf8_lossy(&output.stdout));
    said.strip_prefix("\ncargo xtask: ").unwrap_or_else(|| panic!("{said}")).trim_end().to_owned()
}
