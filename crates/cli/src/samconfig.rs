//! `samconfig.toml` of the current folder: which stack `sam deploy` deploys there, and where.

use std::{fs, io::ErrorKind, path::Path};

use toml_edit::{DocumentMut, Item, TomlError};

const FILE: &str = "samconfig.toml";

/// What the file says, as far as it says it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct SamConfig {
    pub(crate) stack_name: Option<String>,
    pub(crate) region: Option<String>,
}

impl SamConfig {
    /// Reads the file in the current folder; a folder without one says nothing.
    pub(crate) fn read() -> Result<Self, SamConfigError> {
        match fs::read_to_string(Path::new(FILE)) {
            Ok(text) => Self::parse(&text),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(SamConfigError::Unreadable(error)),
        }
    }

    /// What holds for `sam deploy` in [the default environment](https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html):
    /// its own parameters, else those of all commands.
    fn parse(text: &str) -> Result<Self, SamConfigError> {
        let document: DocumentMut = text.parse().map_err(SamConfigError::Malformed)?;
        let parameter = |name: &str| {
            ["deploy", "global"].iter().find_map(|command| {
                let environment = document.get("default")?.get(command)?;
                environment.get("parameters")?.get(name).and_then(Item::as_str).map(str::to_owned)
            })
        };
        Ok(Self { stack_name: parameter("stack_name"), region: parameter("region") })
    }
}

/// Why the file does not say which stack is meant.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SamConfigError {
    #[error("samconfig.toml cannot be read ({0}); name the stack with --stack and --region")]
    Unreadable(std::io::Error),
    #[error("samconfig.toml is not TOML ({}); mend it", .0.message())]
    Malformed(TomlError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deploys_own_parameters_go_before_those_of_all_commands() {
        let read = |text: &str| SamConfig::parse(text).unwrap();
        let global = "[default.global.parameters]\nstack_name = \"a\"\nregion = \"ap-northeast-1\"\n";
        let region = Some("ap-northeast-1".to_owned());
        assert_eq!(read(global), SamConfig { stack_name: Some("a".to_owned()), region: region.clone() });
        let both = format!("{global}[default.deploy.parameters]\nstack_name = \"b\"\n");
        assert_eq!(read(&both), SamConfig { stack_name: Some("b".to_owned()), region });
        assert_eq!(read("version = 0.1"), SamConfig::default());
    }

    #[test]
    fn a_broken_file_is_not_taken_for_an_empty_one() {
        let error = SamConfig::parse("default = ").unwrap_err().to_string();
        assert!(error.starts_with("samconfig.toml is not TOML ("), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }
}
