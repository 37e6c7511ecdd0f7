//! API Gateway's mapping templates, evaluated by Apache Velocity in a process that is asked.

use std::{path::Path, process::Command};

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::{answering::Answering, tools};

/// Where Debian's packages put Java's libraries.
const LIBRARIES: &str = "/usr/share/java";

/// Velocity, and what it needs.
const CLASS_PATH: [&str; 3] = ["velocity.jar", "commons-lang.jar", "commons-collections3.jar"];

/// An engine. Its process ends with it.
pub struct Velocity(Answering);

/// What a template became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluated {
    /// The HTTP status that the template set in the place of its own.
    pub status: Option<u16>,
    /// The text.
    pub text: String,
}

impl Velocity {
    /// Starts the engine.
    pub fn start() -> Self {
        let libraries = CLASS_PATH.map(|library| Path::new(LIBRARIES).join(library));
        for library in &libraries {
            assert!(library.exists(), "{} is missing: run `cargo xtask test`", library.display());
        }
        let class_path = libraries.map(|library| library.display().to_string()).join(":");
        Self(Answering::run(
            Command::new("java")
                .args(["-cp", &class_path, "ApiGateway.java"])
                .current_dir(tools::repository().join("tests/template")),
        ))
    }

    /// What `template` becomes where API Gateway's variables are as `known` says: `body`, `header NAME`, `context NAME`,
    /// `json PATH` or `path PATH`, each with its value.
    pub fn evaluate(&mut self, template: &str, known: &[(&str, &str)]) -> Evaluated {
        let fields = known.iter().flat_map(|(name, value)| [*name, *value]);
        let fields: Vec<_> =
            [template].into_iter().chain(fields).map(|text| BASE64_STANDARD.encode(text)).collect();
        let line = self.0.ask_line(&fields.join(" "));
        let (status, text) = line.trim_end().split_once(' ').expect("a status and a text");
        let text = BASE64_STANDARD.decode(text).ok().and_then(|text| String::from_utf8(text).ok());
        Evaluated {
            status: status.parse().ok().filter(|status| *status != 0),
            text: text.expect("the text is base64 of UTF-8"),
        }
    }
}
