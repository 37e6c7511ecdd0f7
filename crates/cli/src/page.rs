//! `switchboard page …`: the page that is the phone, and where the stack serves it from.
//!
//! | module | its one thing |
//! |---|---|
//! | [`options`] | the command line |
//! | [`built`] | the files of a built page, in the order in which they are uploaded |
//! | [`headers`] | what each file is served as, and how long it may be kept |
//! | [`config`] | `config.json`, which tells the page where its API is |
//! | [`bucket`] | what is in the bucket, and putting a file there |
//! | [`publish`] | the command: what differs is uploaded |

mod bucket;
mod built;
mod config;
mod headers;
mod options;
mod publish;

pub(crate) use self::options::PageCommand;

use self::{bucket::BucketError, built::NotAPage, config::ConfigError};
use crate::{report::Report, stack::StackError};

/// Does what `command` says, and returns what was done.
pub(crate) async fn run(command: &PageCommand) -> Result<Report, PageError> {
    match command {
        PageCommand::Publish(options) => publish::publish(options).await,
    }
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PageError {
    #[error(transparent)]
    Stack(#[from] StackError),
    #[error(transparent)]
    Built(#[from] NotAPage),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Bucket(#[from] BucketError),
}
