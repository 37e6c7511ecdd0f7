//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::{doctor::DoctorOptions, page::PageCommand, pairing_link::PageUrl, twilio::TwilioCommand};

/// The operator's tool of Switchboard.
#[derive(Debug, Parser)]
#[command(name = "switchboard", version)]
pub(crate) enum Options {
    /// The numbers of the directory, and the clients that they ring
    #[command(subcommand)]
    Number(NumberCommand),

    /// The page that is the phone, and the bucket that the stack serves it from
    #[command(subcommand)]
    Page(PageCommand),

    /// Twilio's side of a call: its numbers and its TwiML App
    #[command(subcommand)]
    Twilio(TwilioCommand),
    /// Checks a stack, or a running `cargo local`, and says what is wrong and how to mend it
    Doctor(DoctorOptions),
}

/// `switchboard number …`.
#[derive(Debug, Subcommand)]
pub(crate) enum NumberCommand {
    /// Registers a number, makes its pairing key, and shows the link that pairs a browser
    Add(Add),
    /// Lists the numbers and their clients
    List(List),
    /// Removes a number
    Remove(Remove),
    /// Gives a number a new pairing key; the one before it opens nothing any more
    Rekey(Rekey),
    /// Registers every number of a CSV file, or none of them
    Import(Import),
    /// Prints the directory as CSV, which `import` reads
    Export(Export),
}

impl NumberCommand {
    /// What every command takes.
    pub(crate) fn common(&self) -> &Common {
        match self {
            Self::Add(Add { common, .. })
            | Self::List(List { common })
            | Self::Remove(Remove { common, .. })
            | Self::Rekey(Rekey { common, .. })
            | Self::Import(Import { common, .. })
            | Self::Export(Export { common }) => common,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The number, E.164 with optional hyphens and blanks
    pub(crate) phone_number: String,

    /// The client that it rings: 1 to 121 letters, digits and underscores
    pub(crate) client_name: String,

    /// Makes no key: whoever knows the number is given its token
    #[arg(long)]
    pub(crate) open: bool,

    #[command(flatten)]
    pub(crate) link: LinkOptions,

    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// The number, E.164 with optional hyphens and blanks
    pub(crate) phone_number: String,

    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Rekey {
    /// The number, E.164 with optional hyphens and blanks
    pub(crate) phone_number: String,

    #[command(flatten)]
    pub(crate) link: LinkOptions,

    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// A CSV file with the columns `phone_number`, `client_name` and, where you have it, `pairing_key_sha256`
    pub(crate) file: PathBuf,

    /// Makes no keys: a line without `pairing_key_sha256` lets whoever knows its number have the token
    #[arg(long)]
    pub(crate) open: bool,

    /// The softphone's address, for the pairing links [default: the stack's page, or that of `cargo local`]
    #[arg(long, value_name = "URL", value_parser = PageUrl::parse)]
    pub(crate) page: Option<PageUrl>,

    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) common: Common,
}

/// How a pairing link is shown.
#[derive(Debug, Args)]
pub(crate) struct LinkOptions {
    /// The softphone's address, for the pairing link [default: the stack's page, or that of `cargo local`]
    #[arg(long, value_name = "URL", value_parser = PageUrl::parse)]
    pub(crate) page: Option<PageUrl>,

    /// Draws the QR code although the output is no terminal
    #[arg(long, conflicts_with = "json")]
    pub(crate) qr: bool,
}

/// What every command takes.
#[derive(Debug, Default, Args)]
pub(crate) struct Common {
    /// The directory's TOML file [default: `DIRECTORY_FILE`, or directory.toml in this folder]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["table", "stack"])]
    pub(crate) directory: Option<PathBuf>,

    /// The directory's `DynamoDB` table, instead of a file [default: `DIRECTORY_TABLE`]
    #[arg(long, value_name = "NAME", conflicts_with = "stack")]
    pub(crate) table: Option<String>,

    /// Where the table is, if not at AWS: a server on this machine, without credentials
    #[arg(long, value_name = "URL", conflicts_with_all = ["directory", "stack"])]
    pub(crate) endpoint_url: Option<String>,

    /// The deployed stack whose table it is; its page is the one of the links
    #[arg(long, value_name = "NAME")]
    pub(crate) stack: Option<String>,

    /// The stack's region [default: that of samconfig.toml in this folder, or the AWS CLI's]
    #[arg(long, value_name = "REGION", requires = "stack")]
    pub(crate) region: Option<String>,

    /// Prints one JSON object, for scripts
    #[arg(long)]
    pub(crate) json: bool,
}
