//! The text of a directory file.

use std::{fs, path::Path};

use switchboard::{
    directory::{Directory, DirectoryFile, DirectoryFileError},
    phone_number::PhoneNumber,
};
use tempfile::NamedTempFile;

use crate::at_once::at_once;

/// The most digits in a row that a message may have, as fewer are nobody's number.
const MAX_DIGITS: usize = 6;

/// What is read of a file: its numbers and their clients' names, or what is wrong with it.
type Content = Result<Vec<(String, String)>, Problem>;

#[derive(Debug, PartialEq)]
enum Problem {
    NotText,
    AtLine(usize, String),
}

/// A file is a directory of sorted E.164 numbers, each of which a look-up finds; or it is broken at one of its lines, for a
/// reason that tells no number. What the file held before makes no difference.
pub fn directory_file(bytes: &[u8]) {
    let file = temporary_file();
    let opened_empty = DirectoryFile::open(file.path()).expect("an empty file is an empty directory");
    fs::write(file.path(), bytes).expect("the file can be written");

    let opened = DirectoryFile::open(file.path());
    let content = opened.as_ref().map_err(problem).and_then(read);
    assert_eq!(read(&opened_empty), content, "what was read before makes a difference");
    if let Ok(directory) = &opened {
        assert_eq!(read(directory), content, "read again, the same file has other numbers");
    }
    match (&content, std::str::from_utf8(bytes)) {
        (Ok(numbers), Ok(_)) => can_be_looked_up(numbers, &opened_empty),
        (Err(Problem::AtLine(line, message)), Ok(text)) => names_a_line_and_no_number(*line, message, text),
        (Err(Problem::NotText), Err(_)) => {}
        _ => panic!("a directory is text, and text is a directory or broken at a line"),
    }
}

fn can_be_looked_up(numbers: &[(String, String)], directory: &DirectoryFile) {
    assert!(numbers.is_sorted_by(|(number, _), (next, _)| number < next), "not sorted, or not unique");
    for (text, client) in numbers {
        let number = PhoneNumber::parse(text).expect("a directory's numbers are phone numbers");
        assert!(number.e164() == text, "a number is not plain E.164");
        let found = at_once(directory.client_for(&number)).expect("the file is a directory");
        assert!(found.is_some_and(|found| found.name.as_str() == client), "another client is found");
    }
}

fn names_a_line_and_no_number(line: usize, message: &str, text: &str) {
    let lines = text.split('\n').count();
    assert!((1..=lines).contains(&line), "line {line} of {lines} is named");
    // A number that is written with separators is as easily read.
    let plain = message.replace(['-', ' '], "");
    let digits = plain.split(|character: char| !character.is_numeric()).map(str::len).max();
    assert!(digits <= Some(MAX_DIGITS), "the message repeats a number: {message}");
    assert!(!message.contains(char::is_control), "the message has more than one line: {message:?}");
}

fn read(directory: &DirectoryFile) -> Content {
    let numbers = directory.numbers().map_err(|error| problem(&error))?;
    Ok(numbers.into_iter().map(|(number, client)| (number, client.as_str().to_owned())).collect())
}

fn problem(error: &DirectoryFileError) -> Problem {
    match error {
        DirectoryFileError::Broken { line, message, .. } => Problem::AtLine(*line, message.clone()),
        DirectoryFileError::Unreadable { .. } => Problem::NotText,
    }
}

/// An empty file, in memory where the system keeps files there: there is one for every run.
fn temporary_file() -> NamedTempFile {
    let memory = Path::new("/dev/shm");
    let file = if memory.is_dir() { NamedTempFile::new_in(memory) } else { NamedTempFile::new() };
    file.expect("a file can be made")
}
