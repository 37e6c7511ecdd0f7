//! Nothing secret or personal is in the output of the tests.
//!
//! The tests plant values in every place where a real one would stand, and let the functions log as they do in
//! production. A planted value in the output is a leak.

use std::fs;

use crate::{
    repository,
    run::{Failure, on_file},
    suite,
};

/// Functions whose log lines must be in the output: without them nothing would have been checked.
const FUNCTIONS: [&str; 3] = ["capability-token", "incoming-twiml", "outgoing-twiml"];

/// Searches the output of the last run of the tests.
pub(crate) fn check() -> Result<(), Failure> {
    let (planted, output) = (repository().join("tests/planted.txt"), suite::output());
    let planted = fs::read_to_string(&planted).map_err(on_file(planted))?;
    let output = fs::read_to_string(&output).map_err(on_file(output))?;
    search(&planted, &output).map_err(Failure::Found)
}

fn search(planted: &str, output: &str) -> Result<(), String> {
    for function in FUNCTIONS {
        if !output.contains(&format!(r#""function":"{function}""#)) {
            return Err(format!("the output has no log line of {function}, so it proves nothing"));
        }
    }
    for value in planted.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(line) = output.lines().position(|line| line.contains(value)) {
            return Err(format!("line {} of the tests' output has a planted value, {value}", line + 1));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> String {
        FUNCTIONS.map(|function| format!("{{\"function\":\"{function}\"}}\n")).concat()
    }

    #[test]
    fn a_planted_value_anywhere_in_the_output_is_found() {
        let planted = "# Auth Token\ns3cret\n\n+81 50\n";
        assert_eq!(search(planted, &log()), Ok(()));
        let leak = search(planted, &format!("{}a s3cret slips out", log()));
        assert_eq!(leak.unwrap_err(), "line 4 of the tests' output has a planted value, s3cret");
    }

    #[test]
    fn output_without_log_lines_proves_nothing() {
        assert!(search("", "test a ... ok").unwrap_err().contains("no log line of capability-token"));
    }
}
