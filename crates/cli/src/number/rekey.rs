//! `switchboard number rekey`.

use switchboard::{pairing_key::PairingKey, phone_number::PhoneNumber};

use super::{NumberError, registered::Registered};
use crate::{options::Rekey, pairing_link::PageUrl, registry::Registry, report::Report};

/// Gives a number a new pairing key, whether it had one or was open.
pub(super) async fn rekey(
    options: &Rekey,
    registry: &impl Registry,
    page: &PageUrl,
) -> Result<Report, NumberError> {
    let page = options.link.page.as_ref().unwrap_or(page);
    let number = PhoneNumber::parse(&options.phone_number)?;
    let key = PairingKey::generate();
    let name = registry.rekey(&number, &key.hash()).await?;
    let registered = Registered::with_key(number, name, key, page);
    Ok(Report::new(&registered.shown(), registered.text(&options.link)))
}
