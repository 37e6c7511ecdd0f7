//! What an answer costs, beside what others would deploy: the program behind `cargo xtask bench`, and behind one check of
//! `cargo xtask test`.
//!
//! | module | its one thing |
//! |---|---|
//! | [`question`] | what each function is asked, and what a right answer says |
//! | [`contestant`] | who answers, and what is run for it |
//! | [`runtime_api`] | Lambda's side of the Runtime API |
//! | [`environment`] | a process, and what it has used |
//! | [`mod@measure`] | cold starts and warm answers of one contestant |
//! | [`mod@compare`] | all contestants in turns |
//! | [`cpu_share`] | the share of a processor that Lambda gives to little memory |
//! | [`instructions`] | instructions an answer, as valgrind counts them |
//! | [`package`] | what is deployed, as a zip file |
//! | [`secure_endpoint`] | a DynamoDB behind TLS |
//! | [`growth`] | more numbers, more environments |
//! | [`mod@gate`] | what may not grow unnoticed |
//! | [`report`] | tables, targets and a chart |

mod compare;
mod contestant;
mod cpu_share;
mod environment;
mod failure;
mod gate;
mod growth;
mod instructions;
mod measure;
mod package;
mod question;
mod report;
mod runtime_api;
mod secure_endpoint;
mod statistics;

use std::{fs, path::PathBuf, process::ExitCode, thread::available_parallelism};

use aws_sdk_dynamodb::types::AttributeValue;
use clap::{Args, Parser, Subcommand};
use serde_json::Value;
use switchboard_tests::{dynamodb, dynamodb::DynamoDb, tools::repository};

use compare::{Effort, compare};
use contestant::{Places, Table};
use cpu_share::CpuShare;
use failure::Failure;
use question::{CLIENT, Function, NUMBER_E164};
use report::{Machine, Report};

/// What an answer costs.
#[derive(Parser)]
struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures everything and writes a report
    Measure(Measure),
    /// Compares what may not grow unnoticed with what is allowed
    Gate(Built),
}

/// What was built to be measured.
#[derive(Args)]
struct Built {
    /// The functions, as `sam build` leaves them
    #[arg(long, default_value = "target/sam")]
    functions: PathBuf,
    /// The folder with the empty function's executable
    #[arg(long, default_value = "target/lambda/empty-function")]
    empty: PathBuf,
    /// The Python interpreter that has the peers' packages
    #[arg(long, default_value = "python3")]
    python: PathBuf,
}

#[derive(Args)]
struct Measure {
    #[command(flatten)]
    built: Built,
    /// What a browser measured of the page, as JSON
    #[arg(long)]
    page: Option<PathBuf>,
    /// The folder for the report
    #[arg(long, default_value = "target/bench")]
    out: PathBuf,
    #[command(flatten)]
    effort: Effort,
}

fn main() -> ExitCode {
    let done = scratch().and_then(|scratch| match Options::parse().command {
        Command::Measure(options) => measure(&options, &places(&options.built, &scratch)?),
        Command::Gate(built) => gate::gate(&places(&built, &scratch)?),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn scratch() -> Result<tempfile::TempDir, Failure> {
    tempfile::tempdir().map_err(|error| Failure(format!("there is no place for temporary files: {error}")))
}

fn places(built: &Built, scratch: &tempfile::TempDir) -> Result<Places, Failure> {
    let places = Places {
        // Processes run in folders of their own.
        functions: repository().join(&built.functions),
        empty: repository().join(&built.empty),
        python: built.python.clone(),
        bench: repository().join("tests/bench"),
        scratch: scratch.path().to_owned(),
    };
    places.write_directory().map_err(|error| Failure::on(&places.scratch, &error))?;
    Ok(places)
}

fn measure(options: &Measure, places: &Places) -> Result<(), Failure> {
    fs::create_dir_all(&options.out).map_err(|error| Failure::on(&options.out, &error))?;
    let log = options.out.join("process.log");
    let page = options.page.as_ref().map(read_page).transpose()?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure(error.to_string()))?;
    let (dynamodb, table) = runtime.block_on(open_table(places))?;
    let share = CpuShare::new()
        .inspect_err(|error| {
            println!("no figures at the share of 128 MB: control groups cannot be made ({error})");
        })
        .ok();
    let mut figures = Vec::new();
    for table in [None, Some(&table)] {
        for function in Function::ALL {
            let directory = if table.is_some() { "a table over TLS" } else { "a file" };
            println!("  {}, its directory in {directory}", function.name());
            figures.extend(compare(function, table, places, share.as_ref(), options.effort, &log)?);
        }
    }
    println!("  packages");
    let packages = package::all(places)?;
    let environments = growth::environments::together(places, &log)?;
    let look_ups = growth::directory::look_ups(&runtime, &dynamodb, places, &table, &log)?;
    let report = Report {
        machine: machine(),
        effort: options.effort,
        figures,
        packages,
        look_ups,
        environments,
        page,
    };
    write(&report, options)
}

fn write(report: &Report, options: &Measure) -> Result<(), Failure> {
    let json = serde_json::to_string_pretty(report).expect("strings and numbers serialise");
    let tables = report::tables(report);
    for (name, text) in
        [("report.json", &json), ("report.md", &tables), ("cold-starts.svg", &report::chart(report))]
    {
        let path = options.out.join(name);
        fs::write(&path, text).map_err(|error| Failure::on(&path, &error))?;
    }
    println!("\n{tables}\nThe report is in {}", options.out.display());
    Ok(())
}

fn read_page(path: &PathBuf) -> Result<Value, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::on(path, &error))?;
    serde_json::from_str(&text).map_err(|error| Failure(format!("{}: {error}", path.display())))
}

async fn open_table(places: &Places) -> Result<(DynamoDb, Table), Failure> {
    let dynamodb = DynamoDb::start().await;
    let entry = [("phone_number", NUMBER_E164), ("client_name", CLIENT)];
    dynamodb.put(entry.map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned())))).await;
    let opened = secure_endpoint::open(dynamodb.address(), &places.scratch).await;
    let (endpoint, trust) = opened.map_err(|error| Failure(format!("there is no TLS endpoint: {error}")))?;
    Ok((dynamodb, Table { endpoint, name: dynamodb::TABLE.to_owned(), trust }))
}

fn machine() -> Machine {
    let first = |path: &str, name: &str| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        line.unwrap_or_default().trim_start_matches([' ', '\t', ':']).trim().to_owned()
    };
    Machine {
        processor: first("/proc/cpuinfo", "model name"),
        processors: available_parallelism().map_or(1, Into::into),
        kernel: first("/proc/sys/kernel/osrelease", ""),
    }
}
