//! Where the directory is.

use std::path::PathBuf;

use crate::{options::Common, stack::StackOptions};

/// The file in the current folder, where nothing else is named.
const DEFAULT_FILE: &str = "directory.toml";

/// Where the directory is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    File(PathBuf),
    Table { name: String, endpoint_url: Option<String> },
    Stack(StackOptions),
}

impl Place {
    /// Returns what the command line names, else what the environment names, else the file of the current folder.
    pub(crate) fn choose(
        common: &Common,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, PlaceError> {
        if common.stack.is_some() {
            let options = StackOptions { stack: common.stack.clone(), region: common.region.clone() };
            return Ok(Self::Stack(options));
        }
        let (file, table) = match (&common.directory, &common.table) {
            (None, None) => {
                (environment("DIRECTORY_FILE").map(PathBuf::from), environment("DIRECTORY_TABLE"))
            }
            (file, table) => (file.clone(), table.clone()),
        };
        match (file, table) {
            (Some(_), Some(_)) => Err(PlaceError::Both),
            (None, Some(name)) => Ok(Self::Table { name, endpoint_url: common.endpoint_url.clone() }),
            (_, None) if common.endpoint_url.is_some() => Err(PlaceError::EndpointWithoutTable),
            (file, None) => Ok(Self::File(file.unwrap_or_else(|| DEFAULT_FILE.into()))),
        }
    }
}

/// Why no place can be chosen.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PlaceError {
    #[error("DIRECTORY_FILE and DIRECTORY_TABLE are both set; choose one with --directory or --table")]
    Both,
    #[error("--endpoint-url is where a table is; name the table with --table")]
    EndpointWithoutTable,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(common: &Common, environment: &[(&str, &str)]) -> Result<Place, PlaceError> {
        Place::choose(common, |name| {
            environment.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned())
        })
    }

    const FILE: (&str, &str) = ("DIRECTORY_FILE", "numbers.toml");
    const TABLE: (&str, &str) = ("DIRECTORY_TABLE", "Numbers");

    #[test]
    fn the_command_line_goes_before_the_environment_and_that_before_the_default() {
        let file = |path: &str| Ok(Place::File(path.into()));
        let table = |name: &str| Ok(Place::Table { name: name.to_owned(), endpoint_url: None });
        let nothing = Common::default();
        assert_eq!(choose(&nothing, &[]), file("directory.toml"));
        assert_eq!(choose(&nothing, &[FILE]), file("numbers.toml"));
        assert_eq!(choose(&nothing, &[TABLE]), table("Numbers"));
        assert_eq!(choose(&nothing, &[FILE, TABLE]), Err(PlaceError::Both));
        let named = Common { directory: Some("mine.toml".into()), ..Common::default() };
        assert_eq!(choose(&named, &[FILE, TABLE]), file("mine.toml"));
        let named = Common { table: Some("Mine".to_owned()), ..Common::default() };
        assert_eq!(choose(&named, &[FILE, TABLE]), table("Mine"));
        let named = Common { stack: Some("mine".to_owned()), ..Common::default() };
        let stack = StackOptions { stack: Some("mine".to_owned()), region: None };
        assert_eq!(choose(&named, &[FILE, TABLE]), Ok(Place::Stack(stack)));
    }

    #[test]
    fn an_endpoint_is_a_tables() {
        let endpoint_url = Some("http://localhost:8000".to_owned());
        let common = Common { endpoint_url: endpoint_url.clone(), ..Common::default() };
        assert_eq!(choose(&common, &[TABLE]), Ok(Place::Table { name: "Numbers".to_owned(), endpoint_url }));
        assert_eq!(choose(&common, &[]), Err(PlaceError::EndpointWithoutTable));
    }
}
