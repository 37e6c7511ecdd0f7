//! `switchboard number add`.

use std::slice;

use switchboard::{client_name::ClientName, phone_number::PhoneNumber};

use super::{NumberError, registered::Registered};
use crate::{options::Add, pairing_link::PageUrl, registry::Registry, report::Report};

/// Registers a number, with a new pairing key unless it is to be open.
pub(super) async fn add(
    options: &Add,
    registry: &impl Registry,
    page: &PageUrl,
) -> Result<Report, NumberError> {
    let page = options.link.page.as_ref().unwrap_or(page);
    let number = PhoneNumber::parse(&options.phone_number)?;
    let name = ClientName::parse(&options.client_name)?;
    let registered = if options.open {
        Registered::open(number, name, page)
    } else {
        Registered::with_new_key(number, name, page)
    };
    registry.add(slice::from_ref(&registered.entry)).await?;
    let warning = options.open.then(|| {
        format!(
            "{number} is open: whoever knows this number can answer its calls, and make calls that you pay; \
             `switchboard number rekey {number}` gives it a key",
            number = registered.entry.number.e164()
        )
    });
    Ok(Report::new(&registered.shown(), registered.text(&options.link)).with_warning(warning))
}
