//! `switchboard number list`.

use serde_json::{Value, json};

use super::NumberError;
use crate::{
    registry::{Entry, Registry},
    report::Report,
};

/// Lists the numbers and their clients.
pub(super) async fn list(registry: &impl Registry) -> Result<Report, NumberError> {
    let entries = registry.entries().await?;
    let text = match entries.len() {
        0 => "no number is registered\n".to_owned(),
        _ => entries.iter().map(line).collect(),
    };
    Ok(Report::new(&json!({ "numbers": entries.iter().map(shown).collect::<Vec<_>>() }), text))
}

fn line(entry: &Entry) -> String {
    let open = if entry.client.pairing_key.is_none() { "  (open)" } else { "" };
    format!("{:16}  {}{open}\n", entry.number.e164(), entry.client.name)
}

fn shown(entry: &Entry) -> Value {
    json!({
        "phone_number": entry.number.e164(),
        "client_name": entry.client.name.as_str(),
        "open": entry.client.pairing_key.is_none(),
    })
}
