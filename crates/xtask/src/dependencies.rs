//! What is built in has a licence that `deny.toml` allows, and comes from where its versions are fixed.

use std::{collections::HashMap, fs, path::Path, process::Stdio};

use serde::{Deserialize, de::DeserializeOwned};
use spdx::{Expression, ParseMode};

use crate::{
    repository,
    run::{Failure, cargo, not_run, on_file, shown},
};

/// The folders with packages of npm's that we build with or call. Those of tests/prism are somebody else's programs, which the
/// tests start as they start those of Python's packages.
const NODE_FOLDERS: [&str; 2] = ["web", "tests/peers"];

/// What only builds and tests the page may have this licence too, for nothing of it is in the page.
const ALLOWED_FOR_TOOLS: &str = "MPL-2.0";

/// The part of cargo-deny's configuration that is obeyed here.
#[derive(Deserialize)]
struct Rules {
    licenses: Licences,
    sources: Sources,
}

#[derive(Deserialize)]
struct Licences {
    allow: Vec<String>,
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sources {
    allow_registry: Vec<String>,
}

/// What `cargo metadata` prints.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Crate>,
}

#[derive(Deserialize)]
struct Crate {
    name: String,
    license: Option<String>,
    source: Option<String>,
    manifest_path: String,
}

/// npm's `package-lock.json`.
#[derive(Deserialize)]
struct NodeLock {
    packages: HashMap<String, NodePackage>,
}

#[derive(Deserialize)]
struct NodePackage {
    license: Option<String>,
    integrity: Option<String>,
    resolved: Option<String>,
    #[serde(default)]
    dev: bool,
}

/// Reads `deny.toml` and every lock file, of which Cargo's must be up to date, and names what breaks a rule.
pub(crate) fn check() -> Result<(), Failure> {
    let root = repository();
    let rules: Rules = toml::from_str(&read(&root.join("deny.toml"))?).map_err(found("deny.toml"))?;
    let mut broken: Vec<String> = crates()?.iter().filter_map(|package| rules.broken_by(package)).collect();
    for folder in NODE_FOLDERS {
        let path = root.join(folder).join("package-lock.json");
        let lock: NodeLock = from_json(read(&path)?.as_bytes(), "package-lock.json")?;
        // The package without a name is the folder itself.
        let packages = lock.packages.iter().filter(|(name, _)| !name.is_empty());
        broken.extend(packages.filter_map(|(name, package)| rules.broken_by_node(name, package)));
    }
    broken.sort();
    if broken.is_empty() { Ok(()) } else { Err(Failure::Found(broken.join("\n"))) }
}

impl Rules {
    /// What is wrong with a crate.
    fn broken_by(&self, package: &Crate) -> Option<String> {
        let Crate { name, license, source, manifest_path } = package;
        let is_registry = |source: &str| {
            let registry = source.strip_prefix("registry+");
            registry.is_some_and(|registry| self.sources.allow_registry.iter().any(|url| url == registry))
        };
        let is_from_here = match source {
            Some(source) => is_registry(source),
            None => Path::new(manifest_path).starts_with(repository()),
        };
        if !is_from_here {
            return Some(format!("{name} comes from {}", source.as_deref().unwrap_or(manifest_path)));
        }
        let exceptions = self.licenses.exceptions.iter().filter(|exception| exception.name == *name);
        let also: Vec<&str> = exceptions.flat_map(|exception| &exception.allow).map(String::as_str).collect();
        self.licence_broken_by(name, license.as_deref(), &also)
    }

    /// What is wrong with a package of npm's.
    fn broken_by_node(&self, name: &str, package: &NodePackage) -> Option<String> {
        let registry = "https://registry.npmjs.org/";
        // Without an address npm asks its registry; with a checksum it takes nothing else.
        if package.resolved.as_ref().is_some_and(|address| !address.starts_with(registry)) {
            return Some(format!("{name} comes from {:?}", package.resolved));
        }
        if package.integrity.is_none() {
            return Some(format!("{name} has no checksum"));
        }
        let also: &[&str] = if package.dev { &[ALLOWED_FOR_TOOLS] } else { &[] };
        self.licence_broken_by(name, package.license.as_deref(), also)
    }

    fn licence_broken_by(&self, name: &str, licence: Option<&str>, also: &[&str]) -> Option<String> {
        let Some(licence) = licence else { return Some(format!("{name} states no licence")) };
        let is_allowed = |id: &str| self.licenses.allow.iter().any(|name| name == id) || also.contains(&id);
        // Lax, because older manifests write `MIT/Apache-2.0`.
        let allowed = Expression::parse_mode(licence, ParseMode::LAX).is_ok_and(|expression| {
            expression.evaluate(|asked| {
                asked.addition.is_none() && asked.license.id().is_some_and(|id| is_allowed(id.name))
            })
        });
        (!allowed).then(|| format!("{name} has the licence {licence}, which deny.toml does not allow"))
    }
}

/// Every crate of every target, as Cargo.lock has it.
fn crates() -> Result<Vec<Crate>, Failure> {
    let mut metadata = cargo();
    metadata.args(["metadata", "--locked", "--format-version", "1", "--quiet"]).stderr(Stdio::inherit());
    let output = metadata.output().map_err(|source| not_run(&metadata, source))?;
    if !output.status.success() {
        return Err(Failure::Failed { command: shown(&metadata), status: output.status });
    }
    Ok(from_json::<Metadata>(&output.stdout, "cargo metadata")?.packages)
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(on_file(path))
}

fn from_json<T: DeserializeOwned>(json: &[u8], whose: &str) -> Result<T, Failure> {
    serde_json::from_slice(json).map_err(found(whose))
}

fn found<E: std::fmt::Display>(whose: &str) -> impl FnOnce(E) -> Failure {
    move |error| Failure::Found(format!("{whose}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CRATES_IO: &str = "https://github.com/rust-lang/crates.io-index";

    fn rules() -> Rules {
        Rules {
            licenses: Licences {
                allow: vec!["MIT".to_owned(), "ISC".to_owned()],
                exceptions: vec![Exception { name: "sound".to_owned(), allow: vec!["MPL-2.0".to_owned()] }],
            },
            sources: Sources { allow_registry: vec![CRATES_IO.to_owned()] },
        }
    }

    fn broken(name: &str, license: &str, source: &str) -> bool {
        let package = Crate {
            name: name.to_owned(),
            license: Some(license.to_owned()),
            source: Some(source.to_owned()),
            manifest_path: String::new(),
        };
        rules().broken_by(&package).is_some()
    }

    #[test]
    fn one_allowed_licence_of_a_choice_is_enough_and_all_of_several_are_needed() {
        let registry = format!("registry+{CRATES_IO}");
        for (license, is_broken) in [
            ("MIT", false),
            ("MIT/Apache-2.0", false),
            ("GPL-3.0-only OR MIT", false),
            ("MIT AND ISC", false),
            ("MIT AND OpenSSL", true),
            ("MIT AND (ISC OR Apache-2.0)", false),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("GPL-3.0-only", true),
            ("MPL-2.0", true),
            ("what the author says", true),
        ] {
            assert_eq!(broken("any", license, &registry), is_broken, "{license}");
        }
        assert!(!broken("sound", "MPL-2.0", &registry));
    }

    #[test]
    fn a_crate_comes_from_the_registry_or_from_here() {
        assert!(broken("any", "MIT", "git+https://github.com/a/b#0123"));
        assert!(broken("any", "MIT", "registry+https://example.com/index"));
        let outside = Crate {
            name: "any".to_owned(),
            license: Some("MIT".to_owned()),
            source: None,
            manifest_path: "/elsewhere/Cargo.toml".to_owned(),
        };
        assert!(rules().broken_by(&outside).is_some());
    }

    #[test]
    fn what_is_not_in_the_page_may_be_mpl_and_everything_has_a_checksum() {
        let package = |license: &str, dev, integrity: Option<&str>| NodePackage {
            license: Some(license.to_owned()),
            integrity: integrity.map(str::to_owned),
            resolved: None,
            dev,
        };
        let is_broken = |package| rules().broken_by_node("node_modules/any", &package).is_some();
        assert!(!is_broken(package("MIT", false, Some("sha512-"))));
        assert!(!is_broken(package("MPL-2.0", true, Some("sha512-"))));
        assert!(is_broken(package("MPL-2.0", false, Some("sha512-"))));
        assert!(is_broken(package("MIT", false, None)));
    }
}
