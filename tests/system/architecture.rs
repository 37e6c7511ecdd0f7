//! Each outside library is named where the design says, and nowhere else.

use std::{
    fs,
    path::{Path, PathBuf},
};

use switchboard_tests::tools;

/// What is deployed, what runs it on one machine, and what its operator runs.
const OURS: [&str; 5] =
    ["crates/switchboard/src", "crates/lambda/src", "crates/local/src", "crates/cli/src", "functions"];

/// Twilio's part.
const TWILIOS: [&str; 1] = ["crates/simulator/src"];

fn sources(folders: &[&str]) -> Vec<PathBuf> {
    let mut sources = Vec::new();
    for folder in folders {
        collect(&tools::repository().join(folder), &mut sources);
    }
    sources
}

fn collect(folder: &Path, sources: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(path);
        }
    }
}

/// The files in `folders` that have a line of code with `name` in it.
fn files_naming(name: &str, folders: &[&str]) -> Vec<String> {
    let names = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(name))
    };
    let mut files: Vec<_> = sources(folders).into_iter().filter(names).collect();
    files.sort();
    let relative = |path: PathBuf| path.strip_prefix(tools::repository()).unwrap().display().to_string();
    files.into_iter().map(relative).collect()
}

#[test]
fn each_library_has_its_file() {
    for (library, files) in [
        ("quick_xml::", &["crates/switchboard/src/twiml.rs"][..]),
        (
            "aws_sdk_dynamodb::",
            &[
                "crates/cli/src/registry/table.rs",
                "crates/switchboard/src/directory/dynamodb/retry.rs",
                "crates/switchboard/src/directory/dynamodb.rs",
            ],
        ),
        ("aws_sdk_cloudformation::", &["crates/cli/src/aws.rs", "crates/cli/src/stack.rs"]),
        ("aws_sdk_secretsmanager::", &["crates/cli/src/twilio/secrets.rs", "crates/lambda/src/aws.rs"]),
        ("reqwest::", &["crates/cli/src/doctor/http.rs", "crates/cli/src/twilio/api.rs"]),
        ("httpdate::", &["crates/cli/src/doctor/http.rs"]),
        ("roxmltree::", &["crates/cli/src/doctor/twiml.rs", "crates/switchboard/src/twiml.rs"]),
        ("aws_sdk_s3::", &["crates/cli/src/page/bucket.rs"]),
        ("md5::", &["crates/cli/src/page/built.rs"]),
        ("lambda_http::", &["crates/lambda/src/event.rs"]),
        ("lambda_runtime::", &["crates/lambda/src/serve.rs"]),
        ("jsonwebtoken::", &["crates/switchboard/src/voice_token.rs"]),
        // The build script asks it for the functions; in them there is none of it.
        ("rlibphonenumber::", &["crates/switchboard/src/number_policy/comparison.rs"]),
        ("serde_urlencoded::", &["crates/switchboard/src/webhook/form.rs"]),
        ("toml::", &["crates/local/src/twilio/webhooks_file.rs", "crates/switchboard/src/directory/file.rs"]),
        ("toml_edit::", &["crates/cli/src/registry/file/document.rs", "crates/cli/src/samconfig.rs"]),
        (" csv::", &["crates/cli/src/entries_csv.rs"]),
        ("qrcode::", &["crates/cli/src/qr_code.rs"]),
        ("tempfile::", &["crates/cli/src/registry/file/replace.rs"]),
    ] {
        assert_eq!(files_naming(library, &OURS), files, "{library}");
    }
}

#[test]
fn the_rules_know_no_lambda_no_server_no_clock_and_no_environment() {
    let rules = tools::repository().join("crates/switchboard/src");
    let mut sources = Vec::new();
    collect(&rules, &mut sources);
    for path in sources {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for foreign in ["lambda", "axum", "hyper", "tokio", "env::var", "Instant::now", "SystemTime"] {
            let named =
                code.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(foreign));
            assert!(!named, "{} names {foreign}", path.display());
        }
    }
}

#[test]
fn each_library_of_the_simulator_has_its_module() {
    for (library, module) in [
        ("str0m::", "media"),
        ("symphonia::", "media"),
        ("if_addrs::", "media"),
        ("reqwest::", "webhook"),
        ("roxmltree::", "twiml"),
        ("jsonwebtoken::", "token"),
    ] {
        let files = files_naming(library, &TWILIOS);
        assert!(!files.is_empty(), "{library}");
        for file in files {
            let place = file.strip_prefix("crates/simulator/src/").unwrap();
            assert!(place.starts_with(module), "{file} names {library}");
        }
    }
}

#[test]
fn the_simulator_knows_nothing_of_the_functions() {
    for ours in
        ["switchboard::", "switchboard_", "incoming_twiml::", "outgoing_twiml::", "capability_token::"]
    {
        assert_eq!(files_naming(ours, &TWILIOS), [""; 0], "{ours}");
    }
    let manifest = fs::read_to_string(tools::repository().join("crates/simulator/Cargo.toml")).unwrap();
    let dependencies = manifest.split("[dependencies]").nth(1).unwrap();
    assert!(!dependencies.contains("switchboard"), "{dependencies}");
}

/// `[workspace.lints]` forbids unsafe code, and binds only crates that ask for it.
#[test]
fn every_crate_inherits_the_lints_that_forbid_unsafe_code() {
    let root = tools::repository();
    let workspace = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let tests = ["tests", "tests/bench", "tests/bench/empty", "tests/fuzz"];
    let members = [&["crates/*", "functions/*"], &tests[..]].concat().join("\", \"");
    assert!(workspace.contains(&format!("\nmembers = [\"{members}\"]\n")));
    assert!(workspace.contains("\n[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"));
    let folders = ["crates", "functions"].map(|folder| fs::read_dir(root.join(folder)).unwrap());
    let crates = folders.into_iter().flatten().map(|entry| entry.unwrap().path());
    for member in crates.chain(tests.map(|folder| root.join(folder))) {
        let manifest = fs::read_to_string(member.join("Cargo.toml")).unwrap();
        assert!(manifest.contains("\n[lints]\nworkspace = true\n"), "{}", member.display());
    }
}

#[test]
fn the_operators_tool_knows_the_rules_and_nothing_that_is_deployed() {
    let manifest = fs::read_to_string(tools::repository().join("crates/cli/Cargo.toml")).unwrap();
    let dependencies = manifest.split("[dependencies]").nth(1).unwrap();
    let ours: Vec<_> = dependencies.lines().filter(|line| line.contains("switchboard")).collect();
    assert_eq!(ours, ["switchboard.workspace = true"]);
    for deployed in ["lambda", "incoming-twiml", "outgoing-twiml", "capability-token"] {
        assert!(!dependencies.contains(deployed), "{deployed}");
    }
}
