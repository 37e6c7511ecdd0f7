//! Twilio's own libraries accept our tokens, and we accept their signatures.

mod signatures;
mod tokens;
mod urls;
mod webhooks;

use std::io::Write;

use serde_json::Value;
use switchboard_lambda::{event::Reply, settings::Settings};
use tempfile::NamedTempFile;

const ACCOUNT_SID: &str = "AC0123456789abcdef0123456789abcdef";
const APP_SID: &str = "AP0123456789abcdef0123456789abcdef";
const AUTH_TOKEN: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const CLIENT: &str = "DeviceId_0001";

/// A directory in which +815031234567 is the client's. The file goes with the value.
fn directory() -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    writeln!(file, "[[number]]\nphone_number = \"+815031234567\"\nclient_name = \"{CLIENT}\"").unwrap();
    file
}

fn settings(directory: &NamedTempFile, others: &[(&str, &str)]) -> Settings {
    let directory = ("DIRECTORY_FILE", directory.path().to_str().unwrap());
    let all = [directory].into_iter().chain(others.iter().copied());
    Settings::new(all.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

/// An answer as Lambda returns it.
fn returned(reply: &Reply) -> Value {
    serde_json::to_value(reply).unwrap()
}
