//! Who answers: our functions, the peers that others would deploy, and a function that does nothing.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::Serialize;
use serde_json::json;

use crate::{
    environment::Program,
    question::{AUTH_TOKEN, CLIENT, Function, NUMBER_E164},
    secure_endpoint::Trust,
};

/// What an answer is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// Ours.
    Switchboard,
    /// Python with Twilio's library, on AWS's runtime client.
    Python,
    /// The same for Node.js.
    Nodejs,
    /// Rust with `lambda_http`, which does nothing.
    Empty,
}

impl Kind {
    /// In the order of a table.
    pub(crate) const ALL: [Self; 4] = [Self::Switchboard, Self::Empty, Self::Python, Self::Nodejs];

    /// What it is called in a table.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Switchboard => "Switchboard",
            Self::Empty => "empty function",
            Self::Python => "Python",
            Self::Nodejs => "Node.js",
        }
    }
}

/// Where everybody looks numbers up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Directory {
    /// A file.
    File,
    /// A DynamoDB table, over TLS.
    Table,
}

/// Where everything is that is measured.
pub(crate) struct Places {
    /// A folder for each of our functions, under its name in the template, as `sam build` leaves them.
    pub(crate) functions: PathBuf,
    /// The folder of the empty function.
    pub(crate) empty: PathBuf,
    /// The Python interpreter that has the peers' packages.
    pub(crate) python: PathBuf,
    /// The repository's `tests/bench`.
    pub(crate) bench: PathBuf,
    /// A folder for what is made while measuring.
    pub(crate) scratch: PathBuf,
}

/// A DynamoDB that everybody may use.
pub(crate) struct Table {
    /// Its URL.
    pub(crate) endpoint: String,
    /// The table's name.
    pub(crate) name: String,
    /// What makes it trusted.
    pub(crate) trust: Trust,
}

impl Places {
    /// Writes the directory's files.
    pub(crate) fn write_directory(&self) -> io::Result<()> {
        let entry = json!({ "phone_number": NUMBER_E164, "client_name": CLIENT });
        let toml = format!("[[number]]\nphone_number = \"{NUMBER_E164}\"\nclient_name = \"{CLIENT}\"\n");
        fs::write(self.directory_file(Kind::Switchboard), toml)?;
        fs::write(self.directory_file(Kind::Python), json!([entry]).to_string())
    }

    /// The peers' is JSON, which their languages read by themselves.
    fn directory_file(&self, kind: Kind) -> PathBuf {
        self.scratch.join(if kind == Kind::Switchboard { "directory.toml" } else { "directory.json" })
    }

    /// The folder that is deployed, for those that are one executable.
    pub(crate) fn package(&self, kind: Kind, function: Function) -> Option<PathBuf> {
        match kind {
            Kind::Switchboard => Some(self.functions.join(function.resource())),
            Kind::Empty => Some(self.empty.clone()),
            Kind::Python | Kind::Nodejs => None,
        }
    }

    /// What is run to answer for `function`.
    pub(crate) fn program(&self, kind: Kind, function: Function, table: Option<&Table>) -> Program {
        let handler = format!("{}.handler", function.name().replace('-', "_"));
        let (command, folder) = match kind {
            Kind::Switchboard | Kind::Empty => {
                let folder = self.package(kind, function).expect("these are executables");
                (vec![folder.join("bootstrap")], folder)
            }
            Kind::Python => {
                let command =
                    vec![self.python.clone(), "-m".into(), "awslambdaric".into(), handler.clone().into()];
                (command, self.bench.join("python"))
            }
            Kind::Nodejs => {
                let command = vec![
                    "node".into(),
                    "node_modules/aws-lambda-ric/index.mjs".into(),
                    handler.clone().into(),
                ];
                (command, self.bench.join("nodejs"))
            }
        };
        let mut environment = self.environment(kind, table);
        environment.insert("_HANDLER".to_owned(), handler);
        environment.insert("LAMBDA_TASK_ROOT".to_owned(), shown(&folder));
        Program { command, folder, environment }
    }

    fn environment(&self, kind: Kind, table: Option<&Table>) -> BTreeMap<String, String> {
        let mut environment: BTreeMap<_, _> = [
            ("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef"),
            ("TWILIO_APP_SID", "AP0123456789abcdef0123456789abcdef"),
            ("TWILIO_API_KEY_SID", "SK0123456789abcdef0123456789abcdef"),
            ("TWILIO_API_KEY_SECRET", "0123456789abcdef0123456789abcdef"),
            ("TWILIO_AUTH_TOKEN", AUTH_TOKEN),
            ("ALLOWED_ORIGIN", "https://phone.example"),
            // As the template sets it: what the functions log for CloudWatch is a part of what they cost.
            ("METRICS_NAMESPACE", "Switchboard"),
            ("AWS_DEFAULT_REGION", "ap-northeast-1"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/bench"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[$LATEST]0"),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
        // What interpreters need, and valgrind.
        for name in ["PATH", "HOME"] {
            environment.insert(name.to_owned(), std::env::var(name).unwrap_or_default());
        }
        let mut set = |name: &str, value: String| environment.insert(name.to_owned(), value);
        match table {
            None => {
                set("DIRECTORY_FILE", shown(&self.directory_file(kind)));
            }
            Some(Table { endpoint, name, trust }) => {
                set("DIRECTORY_TABLE", name.clone());
                set("AWS_ENDPOINT_URL_DYNAMODB", endpoint.clone());
                match kind {
                    Kind::Switchboard | Kind::Empty => set("SSL_CERT_FILE", shown(&trust.bundle)),
                    Kind::Python => set("AWS_CA_BUNDLE", shown(&trust.bundle)),
                    Kind::Nodejs => set("NODE_EXTRA_CA_CERTS", shown(&trust.authority)),
                };
            }
        }
        environment
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
