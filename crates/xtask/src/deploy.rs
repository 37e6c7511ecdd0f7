//! From a clone to the address of a phone: `cargo xtask deploy`.
//!
//! | module | its one thing |
//! |---|---|
//! | [`needed`] | what has to be installed, all that is missing named at once |
//! | [`sam_arguments`] | what those who deploy tell `sam deploy`, and the other steps have to know |
//! | [`sam`] | `sam build` and `sam deploy`, and what their end means |
//! | [`page`] | the page, built and published |

mod needed;
mod page;
mod sam;
mod sam_arguments;

use std::path::PathBuf;

use clap::Args;

use self::{page::Published, sam_arguments::SamArguments};
use crate::run::Failure;

/// What `cargo xtask deploy` takes.
#[derive(Args)]
pub(crate) struct Options {
    /// Builds nothing: deploys what `sam build` left in this folder, and publishes web/dist as it is with the `switchboard` that
    /// lies beside this executable
    #[arg(long, value_name = "FOLDER")]
    built: Option<PathBuf>,

    /// Further arguments of `sam deploy`, such as --parameter-overrides AllowedCountries=JP
    #[arg(last = true, value_name = "SAM DEPLOY'S")]
    sam: Vec<String>,
}

/// Says each step before it is taken; the first that fails ends it. What was done by then is found done the next time.
pub(crate) fn deploy(options: &Options) -> Result<(), Failure> {
    let arguments = SamArguments::new(&options.sam);
    let built = options.built.as_deref();
    let steps = if built.is_some() { 3 } else { 5 };
    println!("[1/{steps}] what it takes: is it here?");
    needed::check(&arguments, built.is_some())?;
    if built.is_none() {
        println!("[2/{steps}] sam build: the three functions, optimised; minutes the first time");
        sam::build(&arguments)?;
    }
    println!("[{}/{steps}] sam deploy: the stack", if built.is_some() { 2 } else { 3 });
    sam::deploy(&arguments, built)?;
    if built.is_none() {
        println!("[4/{steps}] npm run build: the page, in web");
        page::build()?;
    }
    println!("[{steps}/{steps}] switchboard page publish: the page's files, into the stack's bucket");
    let published = page::publish(&arguments, built.is_some())?;
    print!("{}", ending(&published, &arguments));
    Ok(())
}

/// What is said last: what to do next.
fn ending(Published { stack, page, uploaded, unchanged }: &Published, arguments: &SamArguments) -> String {
    let named = [&[""], arguments.for_switchboard().as_slice()].concat().join(" ");
    let region = arguments.value("--region").map(|region| format!(" --region {region}")).unwrap_or_default();
    format!(
        "{} files were uploaded, and {unchanged} were there already

The phone is at {page}

Next, with Twilio's credentials in the environment (README, \"Deploy it\"):
  cargo switchboard twilio connect --number +81…{named}
  cargo switchboard number add +81… DeviceId_0001 --stack {stack}{region}
  cargo switchboard doctor --number +81…{named}
",
        uploaded.len()
    )
}
