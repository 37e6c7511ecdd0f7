//! `switchboard number …`: the commands, a file each.

mod add;
mod export;
mod import;
mod list;
mod registered;
mod rekey;
mod remove;

use switchboard::{client_name::InvalidClientName, phone_number::InvalidPhoneNumber};

use crate::{
    entries_csv::CsvError,
    options::NumberCommand,
    registry::{Registry, RegistryError},
    report::Report,
};

/// Does what `command` says, and returns what was done.
pub(crate) async fn carry_out(
    command: &NumberCommand,
    registry: &impl Registry,
) -> Result<Report, NumberError> {
    match command {
        NumberCommand::Add(options) => add::add(options, registry).await,
        NumberCommand::List(_) => list::list(registry).await,
        NumberCommand::Remove(options) => remove::remove(&options.phone_number, registry).await,
        NumberCommand::Rekey(options) => rekey::rekey(options, registry).await,
        NumberCommand::Import(options) => import::import(options, registry).await,
        NumberCommand::Export(_) => export::export(registry).await,
    }
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NumberError {
    #[error(transparent)]
    PhoneNumber(#[from] InvalidPhoneNumber),
    #[error(transparent)]
    ClientName(#[from] InvalidClientName),
    #[error(transparent)]
    Csv(#[from] CsvError),
    #[error("line {line}: {cause}")]
    Line { line: u64, cause: RegistryError },
    #[error(transparent)]
    Registry(#[from] RegistryError),
}
