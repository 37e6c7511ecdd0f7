//! All of Switchboard on one machine: `cargo local`.
//!
//! | module | its one thing |
//! |---|---|
//! | [`options`] | the command line |
//! | [`page`] | the softphone, built where it has changed |
//! | [`banner`] | what is printed once everything runs |
//! | [`credentials`] | Twilio credentials: real ones from the environment, or made-up ones |
//! | [`directory`] | the directory: a file that is written on the first run, or a table |
//! | [`exchange`] | the three functions, ready to answer |
//! | [`live`] | Twilio's own calls, which come through a tunnel |
//! | [`gateway`] | what API Gateway does: HTTP to event, reply to HTTP |
//! | [`twilio`] | Twilio's part, played by the simulator |
//! | [`doctor`] | what `switchboard doctor` has to know |
//! | [`samples`] | three requests to paste, and what each answers |
//! | [`start_page`] | the page that says what is running |

mod banner;
mod credentials;
mod directory;
mod doctor;
mod exchange;
mod gateway;
mod live;
mod options;
mod page;
mod samples;
mod start_page;
mod twilio;

use std::{future, net::Ipv4Addr, path::Path, process::ExitCode, sync::Arc};

use clap::Parser;
use tokio::net::TcpListener;

use crate::{exchange::Exchange, live::Live, options::Options};

#[tokio::main]
async fn main() -> ExitCode {
    // Boxed, for the two servers' futures are large.
    match Box::pin(run(Options::parse())).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cargo local: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), LocalError> {
    let (listener, port) = listen(options.port, "--port").await?;
    let (tunnel, live) = match &options.public_url {
        Some(public_url) => {
            let (listener, port) = listen(options.public_port, "--public-port").await?;
            (Some(listener), Some(Live { public_url: public_url.clone(), port }))
        }
        None => (None, None),
    };
    let (exchange, settings) = Exchange::open(&options, port, live).await?;
    let simulator = match &options.numbers {
        _ if exchange.is_simulated => {
            Some(twilio::simulator(&exchange, &settings, options.numbers.as_deref())?)
        }
        Some(_) => return Err(LocalError::NothingToSimulate),
        None => None,
    };
    let page = page::build().inspect_err(|problem| eprintln!("cargo local: {problem}")).ok();
    println!("{}", banner::banner(&exchange, page.is_some()).await);
    let exchange = Arc::new(exchange);
    let server =
        axum::serve(listener, gateway::router(exchange.clone(), page.as_deref(), simulator.as_ref()));
    let webhooks = async {
        match tunnel {
            Some(tunnel) => axum::serve(tunnel, gateway::tunnel_router(exchange)).await,
            None => future::pending().await,
        }
    };
    tokio::select! {
        served = server.into_future() => served.map_err(LocalError::Server),
        served = webhooks => served.map_err(LocalError::Server),
        // At once: an open page holds its connection, and nothing here would be lost.
        interrupted = tokio::signal::ctrl_c() => interrupted.map_err(LocalError::Server),
    }
}

/// Listens on `port`, which `option` chooses, and says which it is. On loopback only: the page and the tokens are for whoever
/// sits at this machine, and a tunnel starts here.
async fn listen(port: u16, option: &'static str) -> Result<(TcpListener, u16), LocalError> {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    let listener = bound.map_err(|source| LocalError::Port { port, source, option })?;
    let port = listener.local_addr().map_err(LocalError::Server)?.port();
    Ok((listener, port))
}

/// The repository's root, where this was compiled.
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("this crate lies in crates/local")
}

/// Why it does not run: one line that names the thing and the mend.
#[derive(Debug, thiserror::Error)]
enum LocalError {
    #[error("port {port} cannot be used ({source}); choose another with {option}")]
    Port { port: u16, source: std::io::Error, option: &'static str },
    #[error("the server failed: {0}")]
    Server(std::io::Error),
    #[error(transparent)]
    Directory(#[from] directory::OpenError),
    #[error("{}", switchboard_lambda::log::chain(.0))]
    NoTls(#[from] switchboard_simulator::NoTls),
    #[error(
        "--numbers is for calls that are simulated, and with credentials Twilio is the real one; add --simulate"
    )]
    NothingToSimulate,
    #[error(
        "--live is for Twilio's own calls, which need credentials of your own; set TWILIO_ACCOUNT_SID and the others in the environment"
    )]
    LiveWithoutCredentials,
    #[error(transparent)]
    Webhooks(#[from] twilio::WebhooksFileError),
    #[error("{0}; set all of Twilio's credentials in the environment, or none of them for made-up ones")]
    Setting(#[from] switchboard_lambda::settings::SettingError),
}
