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
    environment,
    options::NumberCommand,
    pairing_link::{InvalidPageUrl, PageUrl},
    place::{Place, PlaceError},
    registry::{FileRegistry, Registry, RegistryError, TableRegistry},
    report::Report,
    stack::{Output, Stack, StackError},
};

/// Does what `command` says to the directory that it names, and returns what was done.
pub(crate) async fn run(command: &NumberCommand) -> Result<Report, NumberError> {
    match Place::choose(command.common(), environment::variable)? {
        Place::File(path) => carry_out(command, &FileRegistry::new(path), &PageUrl::local()).await,
        Place::Table { name, endpoint_url } => {
            let registry = TableRegistry::open(name, endpoint_url.as_deref()).await;
            carry_out(command, &registry, &PageUrl::local()).await
        }
        Place::Stack(options) => {
            let stack = Stack::open(&options).await?;
            let table = stack.output(Output::DirectoryTableName)?.to_owned();
            let page = PageUrl::parse(stack.output(Output::PageUrl)?)?;
            carry_out(command, &TableRegistry::at(stack.sdk_config(), table), &page).await
        }
    }
}

/// `page` is the softphone's address where the command names none.
async fn carry_out(
    command: &NumberCommand,
    registry: &impl Registry,
    page: &PageUrl,
) -> Result<Report, NumberError> {
    match command {
        NumberCommand::Add(options) => add::add(options, registry, page).await,
        NumberCommand::List(_) => list::list(registry).await,
        NumberCommand::Remove(options) => remove::remove(&options.phone_number, registry).await,
        NumberCommand::Rekey(options) => rekey::rekey(options, registry, page).await,
        NumberCommand::Import(options) => import::import(options, registry, page).await,
        NumberCommand::Export(_) => export::export(registry).await,
    }
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NumberError {
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error(transparent)]
    Stack(#[from] StackError),
    #[error(transparent)]
    Page(#[from] InvalidPageUrl),
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
