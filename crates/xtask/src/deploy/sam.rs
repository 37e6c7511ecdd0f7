//! `sam build` and `sam deploy`, and what their end means.

use std::{
    io::{self, Read, Write},
    path::{self, Path},
    process::{Command, ExitStatus, Stdio},
};

use super::sam_arguments::SamArguments;
use crate::{
    repository,
    run::{Failure, not_run, on_file, run},
};

/// Builds the functions into SAM's own folder, for the processor that they are deployed on.
pub(super) fn build(arguments: &SamArguments) -> Result<(), Failure> {
    let mut build = sam();
    build.arg("build");
    let overrides = arguments.parameter_overrides();
    if !overrides.is_empty() {
        build.arg("--parameter-overrides").args(overrides);
    }
    run(&mut build).map_err(|failure| {
        Failure::Found(format!("{failure}; what it says above names the cause; mend that and run this again"))
    })
}

/// Deploys what was built, in `built` or in SAM's own folder. Whoever has to confirm the changes is asked.
pub(super) fn deploy(arguments: &SamArguments, built: Option<&Path>) -> Result<(), Failure> {
    let mut deploy = sam();
    deploy.arg("deploy");
    if let Some(folder) = built {
        let folder = path::absolute(folder).map_err(on_file(folder))?;
        deploy.arg("--template-file").arg(folder.join("template.yaml"));
        // SAM would look for its settings beside the template.
        deploy.arg("--config-file").arg(repository().join("samconfig.toml"));
    }
    deploy.args(arguments.all());
    let (status, said) = told(&mut deploy).map_err(|source| not_run(&deploy, source))?;
    outcome(status.success(), &status.to_string(), &said).map_err(Failure::Found)
}

/// What the end of `sam deploy` means. It succeeds too where the changes were not confirmed, and then a page would be published
/// for functions that are not there.
fn outcome(is_success: bool, status: &str, said: &str) -> Result<(), String> {
    let says = |sentence: &str| said.contains(sentence);
    if is_success && (says("Successfully created/updated stack") || says("No changes to deploy")) {
        return Ok(());
    }
    if is_success {
        return Err("the stack was left as it is, since the changes were not confirmed; the page was not published either; run \
                    this again to be asked again"
            .to_owned());
    }
    if ["credentials", "ExpiredToken", "InvalidClientTokenId", "security token"].into_iter().any(says) {
        return Err("sam deploy has no credentials that AWS takes; sign in with `aws sso login`, or set AWS_PROFILE, or \
                    AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and run this again"
            .to_owned());
    }
    if says("Aborted!") {
        return Err("sam deploy asks whether to deploy the changes, and nobody is there to answer; where none is to be asked, \
                    add `-- --no-confirm-changeset`"
            .to_owned());
    }
    Err(format!(
        "sam deploy failed ({status}); what it says above names the cause; once that is mended run this again, which does only \
         what is left"
    ))
}

/// Runs `command` to its end, and returns all that it said as well as showing it. Without waiting for whole lines, because a
/// question has none.
fn told(command: &mut Command) -> io::Result<(ExitStatus, String)> {
    let (mut reader, writer) = io::pipe()?;
    let also = writer.try_clone()?;
    let mut child = command.stdin(Stdio::inherit()).stdout(writer).stderr(also).spawn()?;
    // The command keeps its ends of the pipe until they are replaced, and the pipe would never end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut said = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let length = reader.read(&mut chunk)?;
        if length == 0 {
            break;
        }
        io::stdout().write_all(&chunk[..length])?;
        io::stdout().flush()?;
        said.extend_from_slice(&chunk[..length]);
    }
    Ok((child.wait()?, String::from_utf8_lossy(&said).into_owned()))
}

fn sam() -> Command {
    let mut sam = Command::new("sam");
    sam.current_dir(repository());
    sam
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_stack_that_is_as_it_should_be_is_a_success() {
        assert_eq!(
            outcome(true, "", "\nSuccessfully created/updated stack - switchboard in ap-northeast-1"),
            Ok(())
        );
        assert_eq!(outcome(true, "", "No changes to deploy. Stack switchboard is up to date"), Ok(()));
        let refused = outcome(true, "", "Deploy this changeset? [y/N]: n\n").unwrap_err();
        assert!(refused.starts_with("the stack was left as it is"), "{refused}");
    }

    #[test]
    fn a_failure_says_what_to_do() {
        let failure = |said| outcome(false, "exit status: 1", said).unwrap_err();
        assert!(failure("Unable to locate credentials").starts_with("sam deploy has no credentials"));
        assert!(failure("The security token included in the request is expired").contains("sso login"));
        assert!(failure("Deploy this changeset? [y/N]: Aborted!").contains("--no-confirm-changeset"));
        assert!(failure("ROLLBACK_COMPLETE").starts_with("sam deploy failed (exit status: 1); "));
    }
}
