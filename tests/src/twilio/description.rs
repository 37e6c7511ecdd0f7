//! Twilio's own description of its API, and the server that holds requests against it.

use std::{collections::BTreeMap, fs, process::Command, sync::Arc};

use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::{ACCOUNT_SID, request::Request};
use crate::{server::Server, shared::Shared, tools};

/// [Twilio's OpenAPI description](https://github.com/twilio/twilio-oai), which Twilio's command-line tool carries.
const FILE: &str = "node_modules/@twilio/cli-core/src/services/twilio-api/twilio_api_v2010.json";

/// The part of it that is kept. The whole takes the server 20 seconds to read, this takes three.
const FOLDERS: [&str; 4] = [
    "IncomingPhoneNumbers.json",
    "IncomingPhoneNumbers/{Sid}.json",
    "Applications.json",
    "Applications/{Sid}.json",
];

/// How Twilio is sent values.
const FORM: &str = "application/x-www-form-urlencoded";

/// What is behind `$ref`, up to its name.
const SCHEMAS: &str = "#/components/schemas/";

/// A [Prism](https://docs.stoplight.io/docs/prism) that knows the description.
pub(super) struct Description {
    prism: Server,
    /// By path below the account, `/Applications/{Sid}.json`, the names that a query or a form may have there.
    parameters: BTreeMap<String, Vec<String>>,
    _folder: TempDir,
}

impl Description {
    /// Returns the one that other tests use at this moment, or starts it.
    pub(super) fn shared() -> Arc<Self> {
        static SHARED: Shared<Description> = Shared::new();
        SHARED.get(Self::start)
    }

    fn start() -> Self {
        let text = fs::read(tools::prism().join(FILE)).expect("Twilio's description is installed");
        let description = cut(serde_json::from_slice(&text).expect("Twilio's description is JSON"));
        let folder = tempfile::tempdir().expect("there is room for a file");
        let path = folder.path().join("description.json");
        fs::write(&path, description.to_string()).expect("the folder is ours");
        let prism = Server::start(|address| {
            let mut prism = Command::new("node");
            prism.current_dir(tools::prism()).args(["node_modules/.bin/prism", "mock", "--errors"]);
            prism
                .args(["--host", &address.ip().to_string(), "--port", &address.port().to_string()])
                .arg(&path);
            prism
        });
        Self { prism, parameters: parameters(&description), _folder: folder }
    }

    /// What about `request` is not as Twilio describes it. No value is repeated.
    pub(super) fn violations(&self, request: &Request) -> Vec<String> {
        let url = format!("http://{}{}", self.prism.address(), request.target);
        let sent = ureq::http::Request::builder()
            .method(request.method.as_str())
            .uri(url)
            .header("authorization", &request.authorization)
            .header("content-type", &request.content_type)
            .body(request.body.clone())
            .expect("what was received can be sent on");
        let config = ureq::config::Config::builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .build();
        let mut answer = ureq::Agent::new_with_config(config).run(sent).expect("Prism answers");
        let said = answer.body_mut().read_to_string().expect("Prism speaks text");
        let said: Value = serde_json::from_str(&said).unwrap_or_default();
        let subject = |what: &str| format!("{} {}: {what}", request.method, request.path());
        let mut violations: Vec<String> = Vec::new();
        match said["type"].as_str().and_then(|kind| kind.rsplit_once('#')) {
            // Prism finds fault with the examples that it makes up as answers too; nobody sees those.
            Some((_, "UNPROCESSABLE_ENTITY" | "VIOLATIONS")) => {
                let all = said["validation"].as_array().into_iter().flatten();
                let ours = all.filter(|violation| violation["location"][0] != "response");
                violations
                    .extend(ours.map(|violation| subject(violation["message"].as_str().unwrap_or("?"))));
            }
            Some((_, kind)) => violations.push(subject(kind)),
            None => {}
        }
        violations.extend(
            self.unknown_parameters(request).iter().map(|name| subject(&format!("no parameter {name}"))),
        );
        violations
    }

    /// Prism lets parameters pass that the description does not have; Twilio would overlook them.
    fn unknown_parameters(&self, request: &Request) -> Vec<String> {
        let (_, below) = request.path().split_once(ACCOUNT_SID).unwrap_or_default();
        let one = below.rfind('/').filter(|slash| *slash > 0);
        let template = one.map_or(below.to_owned(), |slash| format!("{}/{{Sid}}.json", &below[..slash]));
        let known = self.parameters.get(&template).cloned().unwrap_or_default();
        let sent = request.queries().into_iter().chain(request.form());
        sent.map(|(name, _)| name).filter(|name| !known.contains(name)).collect()
    }
}

/// The part of the description that is about numbers and Apps, with empty values allowed.
fn cut(mut description: Value) -> Value {
    let paths = std::mem::take(&mut description["paths"]);
    let Value::Object(paths) = paths else { panic!("a description has paths") };
    let is_kept = |path: &str| {
        FOLDERS.iter().any(|folder| path == format!("/2010-04-01/Accounts/{{AccountSid}}/{folder}"))
    };
    let mut paths: Map<_, _> = paths.into_iter().filter(|(path, _)| is_kept(path)).collect();
    assert_eq!(paths.len(), FOLDERS.len(), "the description has what the tests are about");
    for path in paths.values_mut() {
        let form = &mut path["post"]["requestBody"]["content"][FORM]["schema"];
        for property in form["properties"].as_object_mut().expect("a form has properties").values_mut() {
            // An empty value takes away a URL or an App, which the description does not tell:
            // https://github.com/twilio/twilio-csharp/issues/392.
            if property["format"] == "uri" || property.get("pattern").is_some() {
                *property = json!({ "anyOf": [property, { "type": "string", "maxLength": 0 }] });
            }
        }
    }
    description["paths"] = Value::Object(paths);
    let Value::Object(schemas) = std::mem::take(&mut description["components"]["schemas"]) else {
        panic!("a description has schemas")
    };
    let mut kept = Map::new();
    let mut named = names(&description["paths"]);
    while let Some(name) = named.pop() {
        if !kept.contains_key(&name) {
            named.extend(names(&schemas[&name]));
            kept.insert(name.clone(), schemas[&name].clone());
        }
    }
    description["components"]["schemas"] = Value::Object(kept);
    description
}

/// The names of the schemas to which `part` refers.
fn names(part: &Value) -> Vec<String> {
    match part {
        Value::Object(members) => {
            let named =
                members.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix(SCHEMAS));
            named.map(str::to_owned).into_iter().chain(members.values().flat_map(names)).collect()
        }
        Value::Array(elements) => elements.iter().flat_map(names).collect(),
        _ => Vec::new(),
    }
}

/// By path below the account, the names that a query or a form may have there.
fn parameters(description: &Value) -> BTreeMap<String, Vec<String>> {
    let paths = description["paths"].as_object().expect("a description has paths");
    let names = |path: &Value| -> Vec<String> {
        let parameters = path["get"]["parameters"].as_array().into_iter().flatten();
        let of_query = parameters.filter(|parameter| parameter["in"] == "query");
        let queries = of_query.filter_map(|parameter| parameter["name"].as_str().map(str::to_owned));
        let form = path["post"]["requestBody"]["content"][FORM]["schema"]["properties"].as_object();
        queries.chain(form.into_iter().flat_map(|form| form.keys().cloned())).collect()
    };
    let below = |path: &str| path.split_once("{AccountSid}").unwrap_or_default().1.to_owned();
    paths.iter().map(|(path, described)| (below(path), names(described))).collect()
}
