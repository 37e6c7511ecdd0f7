//! What a checker of templates' security finds is mended, or has a reason why not.

use std::{collections::BTreeSet, fs, process::Command};

use serde_json::Value;
use switchboard_tests::tools;

use super::account::text;

/// What is not mended: an identifier of Checkov's a line, and the reason behind it.
const SKIPPED: &str = "tests/checkov-skipped.txt";

#[test]
fn every_finding_has_a_reason_and_every_reason_a_finding() {
    let skipped = fs::read_to_string(tools::repository().join(SKIPPED)).unwrap();
    let entries = skipped.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let reasons: BTreeSet<&str> = entries
        .map(|line| {
            let (check, reason) = line.split_once(": ").unwrap_or_else(|| panic!("{line} gives no reason"));
            assert!(reason.len() > 20, "{line}");
            check
        })
        .collect();
    let report = report();
    assert_eq!(report["summary"]["parsing_errors"], 0, "what is not read is not checked");
    assert!(report["summary"]["passed"].as_u64() > Some(20), "{}", report["summary"]);
    let failed = report["results"]["failed_checks"].as_array().unwrap();
    let found: BTreeSet<&str> = failed.iter().map(|finding| text(&finding["check_id"])).collect();
    let names: BTreeSet<String> = failed
        .iter()
        .map(|finding| {
            format!(
                "{}: {}, {}",
                text(&finding["check_id"]),
                text(&finding["check_name"]),
                text(&finding["resource"])
            )
        })
        .collect();
    let without_reason: Vec<_> = found.difference(&reasons).collect();
    assert!(
        without_reason.is_empty(),
        "mend these, or say in {SKIPPED} why not: {without_reason:?} of {names:#?}"
    );
    let without_finding: Vec<_> = reasons.difference(&found).collect();
    assert!(
        without_finding.is_empty(),
        "{SKIPPED} has reasons for what is no finding any more: {without_finding:?}"
    );
}

fn report() -> Value {
    let checkov = Command::new(tools::checkov())
        .args([
            "--file",
            "template.yaml",
            "--framework",
            "cloudformation",
            "--skip-download",
            "--output",
            "json",
        ])
        .current_dir(tools::repository())
        .output()
        .unwrap();
    // It fails wherever it finds anything.
    serde_json::from_slice(&checkov.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&checkov.stderr)))
}
