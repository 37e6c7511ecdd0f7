//! The directory: a file that is written on the first run, or a table.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use switchboard::directory::{
    Directory, DirectoryError, DirectoryFile, DirectoryFileError, DynamoDbDirectory,
};

use crate::{options::Options, repository};

/// What the default file holds when it is first written.
const FIRST_DIRECTORY: &str = include_str!("../directory.toml");

/// The directory, and where it is.
pub(crate) struct Opened {
    pub(crate) directory: Arc<dyn Directory>,
    pub(crate) place: Place,
}

/// Where the directory is.
#[derive(Clone)]
pub(crate) enum Place {
    /// In a file, shared with [`Opened::directory`] to count its numbers.
    File(PathBuf, Arc<DirectoryFile>),
    /// In a table.
    Table(String),
}

/// Opens the directory that `options` name.
pub(crate) async fn open(options: &Options) -> Result<Opened, OpenError> {
    match &options.table {
        Some(table) => open_table(table, options.endpoint_url.as_deref()).await,
        None => open_file(options.directory.as_deref()),
    }
}

fn open_file(path: Option<&Path>) -> Result<Opened, OpenError> {
    let path = match path {
        Some(path) => path.to_owned(),
        None => default_file()?,
    };
    let file = Arc::new(DirectoryFile::open(&path)?);
    Ok(Opened { directory: file.clone(), place: Place::File(path, file) })
}

/// The file at the repository's root, which is the same from whichever of its folders this is run.
fn default_file() -> Result<PathBuf, OpenError> {
    let path = repository().join("directory.toml");
    let written = match fs::File::create_new(&path) {
        Ok(mut file) => io::Write::write_all(&mut file, FIRST_DIRECTORY.as_bytes()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    };
    written.map_err(|source| OpenError::NotWritten { path: path.clone(), source })?;
    Ok(path)
}

async fn open_table(table: &str, endpoint_url: Option<&str>) -> Result<Opened, OpenError> {
    let sdk_config = match endpoint_url {
        Some(endpoint_url) => local_sdk_config(endpoint_url),
        None => aws_config::load_defaults(BehaviorVersion::latest()).await,
    };
    let directory = DynamoDbDirectory::new(&sdk_config, table.to_owned());
    directory.warm_up().await.map_err(|source| OpenError::Table { table: table.to_owned(), source })?;
    Ok(Opened { directory: Arc::new(directory), place: Place::Table(table.to_owned()) })
}

/// A server on this machine asks for a region and credentials, as the protocol has them, and does not look at them.
fn local_sdk_config(endpoint_url: &str) -> SdkConfig {
    let credentials = Credentials::new("local", "local", None, None, "made up for a local table");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(aws_credential_types::provider::SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint_url)
        .build()
}

/// Why there is no directory.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error(transparent)]
    File(#[from] DirectoryFileError),
    #[error("{} cannot be written ({source}); name another file with --directory", path.display())]
    NotWritten { path: PathBuf, source: io::Error },
    #[error(
        "the table {table} cannot be read ({}); check its name, --endpoint-url, and AWS's region and credentials",
        switchboard_lambda::log::chain(source)
    )]
    Table { table: String, source: DirectoryError },
}
