//! `switchboard number remove`.

use serde_json::json;
use switchboard::phone_number::PhoneNumber;

use super::NumberError;
use crate::{registry::Registry, report::Report};

/// Removes a number. A token that its client has stays valid until it expires.
pub(super) async fn remove(written: &str, registry: &impl Registry) -> Result<Report, NumberError> {
    let number = PhoneNumber::parse(written)?;
    registry.remove(&number).await?;
    let text = format!("{} is removed\n", number.e164());
    Ok(Report::new(&json!({ "phone_number": number.e164() }), text))
}
