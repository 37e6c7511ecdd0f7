//! What those who deploy tell `sam deploy`, and the other steps have to know.

use std::iter;

/// The arguments behind `--`, as they were typed.
pub(super) struct SamArguments {
    words: Vec<String>,
}

impl SamArguments {
    pub(super) fn new(words: &[String]) -> Self {
        Self { words: words.to_vec() }
    }

    /// All of them, for `sam deploy`.
    pub(super) fn all(&self) -> &[String] {
        &self.words
    }

    /// The value of the option of that name, written `--name value` or `--name=value`.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.values(name).into_iter().next()
    }

    /// The stack's parameters that are set here, as `sam deploy` takes them: the words behind `--parameter-overrides` up to the
    /// next option.
    pub(super) fn parameter_overrides(&self) -> Vec<&str> {
        self.values("--parameter-overrides")
    }

    /// The processor that the functions are built for and deployed on. It has to be the same in both steps, or Lambda is given
    /// executables of the other kind.
    pub(super) fn architecture(&self) -> &str {
        let overrides = self.parameter_overrides();
        let pairs = overrides.iter().flat_map(|word| word.split_whitespace());
        pairs.rev().find_map(|pair| pair.strip_prefix("Architecture=")).unwrap_or("arm64")
    }

    /// How `switchboard` is told of the same stack.
    pub(super) fn for_switchboard(&self) -> Vec<&str> {
        [("--stack-name", "--stack"), ("--region", "--region")]
            .into_iter()
            .filter_map(|(sams, ours)| Some([ours, self.value(sams)?]))
            .flatten()
            .collect()
    }

    fn values(&self, name: &str) -> Vec<&str> {
        let Some(position) = self.words.iter().position(|word| {
            word.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        }) else {
            return Vec::new();
        };
        let first = self.words[position].strip_prefix(name).and_then(|rest| rest.strip_prefix('='));
        let others = self.words[position + 1..].iter().map(String::as_str);
        iter::empty().chain(first).chain(others.take_while(|word| !word.starts_with("--"))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> SamArguments {
        SamArguments::new(&line.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn the_other_steps_are_told_what_sam_is_told() {
        let arguments = read(
            "--stack-name phone --parameter-overrides AllowedCountries=JP Architecture=x86_64 --region=eu-west-1",
        );
        assert_eq!(arguments.for_switchboard(), ["--stack", "phone", "--region", "eu-west-1"]);
        assert_eq!(arguments.parameter_overrides(), ["AllowedCountries=JP", "Architecture=x86_64"]);
        assert_eq!(arguments.architecture(), "x86_64");
    }

    #[test]
    fn what_is_not_said_is_as_in_samconfig_and_the_template() {
        let arguments = read("--no-confirm-changeset");
        assert!(arguments.for_switchboard().is_empty());
        assert!(arguments.parameter_overrides().is_empty());
        assert_eq!(arguments.architecture(), "arm64");
        assert_eq!(arguments.value("--stack-name"), None);
        assert_eq!(read("--stack-named phone").value("--stack-name"), None);
    }
}
