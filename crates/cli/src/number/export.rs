//! `switchboard number export`.

use serde_json::{Value, json};
use switchboard::directory::attribute::{CLIENT_NAME, PAIRING_KEY_SHA256, PHONE_NUMBER};

use super::NumberError;
use crate::{
    entries_csv,
    registry::{Entry, Registry},
    report::Report,
};

/// Prints the whole directory, with the hashes of its keys.
pub(super) async fn export(registry: &impl Registry) -> Result<Report, NumberError> {
    let entries = registry.entries().await?;
    let shown: Vec<_> = entries.iter().map(shown).collect();
    Ok(Report::new(&json!({ "numbers": shown }), entries_csv::write(&entries)))
}

fn shown(entry: &Entry) -> Value {
    json!({
        PHONE_NUMBER: entry.number.e164(),
        CLIENT_NAME: entry.client.name.as_str(),
        PAIRING_KEY_SHA256: entry.client.pairing_key.as_ref().map(ToString::to_string),
    })
}
