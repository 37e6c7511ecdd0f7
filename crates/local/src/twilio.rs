//! Twilio's part, played by the simulator: the account that the settings name, and whom it asks about a call.

mod webhooks_file;

use std::{collections::BTreeMap, path::Path, sync::Arc};

use switchboard::{directory::Directory, phone_number::PhoneNumber};
use switchboard_lambda::settings::{SettingError, Settings};
use switchboard_simulator::{
    Account, Callback, ListedNumber, LookUp, Method, Numbers, Settings as SimulatorSettings, Simulator,
    Webhooks,
};

use crate::{
    LocalError,
    directory::Place,
    exchange::{Exchange, Route},
};

use self::webhooks_file::WebhooksFile;
pub(crate) use self::webhooks_file::WebhooksFileError;

/// A simulator for the account of `settings`. It asks the three functions, and where `file` names webhooks, those.
pub(crate) fn simulator(
    exchange: &Exchange,
    settings: &Settings,
    file: Option<&Path>,
) -> Result<Simulator, LocalError> {
    let file = file.map(WebhooksFile::read).transpose()?.unwrap_or_default();
    let fallback = Callback { url: format!("{}/fallback.xml", exchange.address()), method: Method::Get };
    let ours = |route| Webhooks {
        voice: Callback { url: exchange.url(route), method: Method::Post },
        fallback: Some(fallback.clone()),
        status: None,
    };
    let numbers = AccountNumbers {
        directory: exchange.directory.clone(),
        place: exchange.place.clone(),
        ours: ours(Route::CallIncoming),
        others: file.numbers,
    };
    let simulator = Simulator::new(SimulatorSettings {
        account: account(settings)?,
        app: file.app.unwrap_or_else(|| ours(Route::CallOutgoing)),
        numbers: Box::new(numbers),
    });
    Ok(simulator?)
}

fn account(settings: &Settings) -> Result<Account, SettingError> {
    let value = |name| settings.get(name).ok_or(SettingError::Missing(name));
    let api_key = match (settings.get("TWILIO_API_KEY_SID"), settings.get("TWILIO_API_KEY_SECRET")) {
        (Some(sid), Some(secret)) => Some((sid.to_owned(), secret.into())),
        _ => None,
    };
    Ok(Account {
        sid: value("TWILIO_ACCOUNT_SID")?.to_owned(),
        auth_token: value("TWILIO_AUTH_TOKEN")?.into(),
        api_key,
        app_sid: value("TWILIO_APP_SID")?.to_owned(),
    })
}

/// The directory's numbers, and those of the file.
struct AccountNumbers {
    directory: Arc<dyn Directory>,
    place: Place,
    /// The incoming route, which all numbers of the directory call.
    ours: Webhooks,
    others: BTreeMap<String, Webhooks>,
}

impl Numbers for AccountNumbers {
    fn listed(&self) -> Vec<ListedNumber> {
        let others = self.others.iter().map(|(number, webhooks)| ListedNumber {
            number: number.clone(),
            label: webhooks.voice.url.clone(),
        });
        // A broken file has none to offer; every call says what is wrong with it.
        let registered = match &self.place {
            Place::File(_, file) => file.numbers().unwrap_or_default(),
            // A table may be long, and costs money to read.
            Place::Table(_) => Vec::new(),
        };
        let registered = registered.into_iter().filter(|(number, _)| !self.others.contains_key(number));
        let registered =
            registered.map(|(number, client)| ListedNumber { number, label: client.to_string() });
        others.chain(registered).collect()
    }

    fn webhooks<'a>(&'a self, number: &'a str) -> LookUp<'a> {
        Box::pin(async move {
            if let Some(webhooks) = self.others.get(number) {
                return Some(webhooks.clone());
            }
            let number = PhoneNumber::parse(number).ok()?;
            match self.directory.client_for(&number).await {
                Ok(None) => None,
                // While the directory cannot be read, the route says so itself.
                Ok(Some(_)) | Err(_) => Some(self.ours.clone()),
            }
        })
    }

    fn webhooks_of_others(&self) -> Option<Webhooks> {
        Some(self.ours.clone())
    }
}
