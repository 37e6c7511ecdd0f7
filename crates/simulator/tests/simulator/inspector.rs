//! Whoever reads the journal.

use reqwest::{Client, Response};
use serde_json::Value;
use tokio::time::timeout;

use crate::clock::PATIENCE;

pub(crate) struct Inspector {
    address: String,
    http: Client,
}

impl Inspector {
    pub(crate) fn of(address: &str) -> Self {
        // Nothing here is served over https, and to load certificates takes its time.
        let http = Client::builder().tls_certs_only([]).build().unwrap();
        Self { address: address.to_owned(), http }
    }

    /// The whole journal, as it is served.
    pub(crate) async fn text(&self) -> String {
        let response = self.get("/simulator/calls").await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "application/json");
        response.text().await.unwrap()
    }

    pub(crate) async fn journal(&self) -> Value {
        serde_json::from_str(&self.text().await).unwrap()
    }

    /// The journal once it is as it should be: read again each time that the simulator says that it has changed.
    pub(crate) async fn once(&self, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let mut events = self.events().await;
        let coming = async {
            loop {
                let journal = self.journal().await;
                if is_so(&journal) {
                    return journal;
                }
                events.chunk().await.unwrap().expect("the events go on");
            }
        };
        if let Ok(journal) = timeout(PATIENCE, coming).await {
            return journal;
        }
        panic!("never {what}: {:#}", self.journal().await)
    }

    /// The journal once every call is in progress.
    pub(crate) async fn talking(&self) -> Value {
        self.once("talking", |journal| calls(journal).iter().all(|call| call["status"] == "in-progress"))
            .await
    }

    /// The call that is the first to fit, from the newest on, once it is over.
    pub(crate) async fn over(&self, fits: impl Fn(&Value) -> bool) -> Value {
        let ended = |call: &&Value| fits(call) && !call["endedAtMs"].is_null();
        let journal = self.once("over", |journal| calls(journal).iter().any(|call| ended(&call))).await;
        calls(&journal).iter().find(ended).unwrap().clone()
    }

    pub(crate) async fn events(&self) -> Response {
        self.get("/simulator/events").await
    }

    async fn get(&self, path: &str) -> Response {
        self.http.get(format!("http://{}{path}", self.address)).send().await.unwrap()
    }
}

pub(crate) fn calls(journal: &Value) -> &[Value] {
    journal["calls"].as_array().unwrap()
}

/// The steps of a call that are of this kind.
pub(crate) fn steps<'a>(call: &'a Value, kind: &str) -> Vec<&'a Value> {
    call["steps"].as_array().unwrap().iter().filter(|step| step["kind"] == kind).collect()
}

/// The codes and weights of what went wrong in a call.
pub(crate) fn faults(call: &Value) -> Vec<(u64, &str)> {
    let steps = steps(call, "fault").into_iter();
    steps.map(|step| (step["code"].as_u64().unwrap(), step["severity"].as_str().unwrap())).collect()
}
