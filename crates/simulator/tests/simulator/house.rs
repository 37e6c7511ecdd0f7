//! A simulator with a TwiML server of its own, on ports of the system's choice.

use std::collections::BTreeMap;

use switchboard_simulator::{Account, ListedNumber, LookUp, Numbers, Settings, Simulator, Webhooks};
use tokio::net::TcpListener;

use crate::{
    inspector::Inspector,
    tokens::{ACCOUNT, API_KEY, API_SECRET, APP, AUTH_TOKEN},
    twiml_server::TwimlServer,
};

/// The account's number, whose voice URL is `/voice`.
pub(crate) const NUMBER: &str = "+815031234567";
/// A telephone outside.
pub(crate) const TELEPHONE: &str = "+819059876543";
/// A number about which nobody ever says whether it is the account's.
pub(crate) const NEVER_LOOKED_UP: &str = "+815066666666";

pub(crate) struct House {
    /// `127.0.0.1:PORT`
    pub(crate) address: String,
    pub(crate) twiml: TwimlServer,
    inspector: Inspector,
}

/// What an operator has set.
pub(crate) struct Plan {
    /// The App, whose voice URL is `/app`.
    pub(crate) app: Webhooks,
    pub(crate) numbers: BTreeMap<String, Webhooks>,
    /// What a number reaches that nobody has set up.
    pub(crate) others: Option<Webhooks>,
}

impl House {
    pub(crate) async fn open() -> Self {
        Self::open_with(|_, _| {}).await
    }

    /// Opens one with what `change` makes of the plan.
    pub(crate) async fn open_with(change: impl FnOnce(&mut Plan, &TwimlServer)) -> Self {
        let twiml = TwimlServer::open().await;
        let number = (NUMBER.to_owned(), webhooks(&twiml, "/voice"));
        let mut plan = Plan { app: webhooks(&twiml, "/app"), numbers: [number].into(), others: None };
        change(&mut plan, &twiml);
        let account = Account {
            sid: ACCOUNT.to_owned(),
            auth_token: AUTH_TOKEN.into(),
            api_key: Some((API_KEY.to_owned(), API_SECRET.into())),
            app_sid: APP.to_owned(),
        };
        let settings = Settings { account, app: plan.app.clone(), numbers: Box::new(plan) };
        let simulator = Simulator::new(settings).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, simulator.router::<()>()).await });
        let inspector = Inspector::of(&address);
        Self { address, twiml, inspector }
    }

    pub(crate) fn inspector(&self) -> &Inspector {
        &self.inspector
    }
}

/// Webhooks with a voice URL alone.
pub(crate) fn webhooks(twiml: &TwimlServer, path: &str) -> Webhooks {
    Webhooks { voice: twiml.post(path), fallback: None, status: None }
}

impl Numbers for Plan {
    fn listed(&self) -> Vec<ListedNumber> {
        let label = |number: &String| ListedNumber { number: number.clone(), label: "a test".to_owned() };
        self.numbers.keys().map(label).collect()
    }

    fn webhooks<'a>(&'a self, number: &'a str) -> LookUp<'a> {
        Box::pin(async move {
            if number == NEVER_LOOKED_UP {
                std::future::pending::<()>().await;
            }
            self.numbers.get(number).cloned()
        })
    }

    fn webhooks_of_others(&self) -> Option<Webhooks> {
        self.others.clone()
    }
}
