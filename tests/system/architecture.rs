//! Each outside library is named where the design says, and nowhere else.

use std::{
    fs,
    path::{Path, PathBuf},
};

use switchboard_tests::tools;

/// The product's own sources, without tests and developers' tools.
fn sources() -> Vec<PathBuf> {
    let mut sources = Vec::new();
    for folder in ["crates/switchboard/src", "crates/lambda/src", "crates/local/src", "functions"] {
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

/// The files that have a line of code with `name` in it.
fn files_naming(name: &str) -> Vec<String> {
    let names = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(name))
    };
    let mut files: Vec<_> = sources().into_iter().filter(names).collect();
    files.sort();
    let relative = |path: PathBuf| path.strip_prefix(tools::repository()).unwrap().display().to_string();
    files.into_iter().map(relative).collect()
}

#[test]
fn each_library_has_its_file() {
    for (library, files) in [
        ("quick_xml::", &["crates/switchboard/src/twiml.rs"][..]),
        ("aws_sdk_dynamodb::", &["crates/switchboard/src/directory/dynamodb.rs"]),
        ("aws_sdk_secretsmanager::", &["crates/lambda/src/aws.rs"]),
        ("lambda_http::", &["crates/lambda/src/event.rs"]),
        ("lambda_runtime::", &["crates/lambda/src/serve.rs"]),
        ("jsonwebtoken::", &["crates/switchboard/src/voice_token.rs"]),
        ("rlibphonenumber::", &["crates/switchboard/src/number_policy.rs"]),
        ("serde_urlencoded::", &["crates/switchboard/src/webhook/form.rs"]),
        ("toml::", &["crates/switchboard/src/directory/file.rs"]),
    ] {
        assert_eq!(files_naming(library), files, "{library}");
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
