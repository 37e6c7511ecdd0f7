//! What holds for whatever is sent: a property for each text that strangers or operators write, as an ordinary function
//! from bytes. [libFuzzer](https://llvm.org/docs/LibFuzzer.html) looks for bytes with which one does not hold.
//!
//! | target | its bytes are |
//! |---|---|
//! | [`fn@event`] | an event's JSON, answered by all three functions |
//! | [`fn@form`] | a webhook's body |
//! | [`fn@signature_url`] | a URL, a signature and a form, a line each |
//! | [`fn@phone_number`] | a phone number |
//! | [`fn@directory_file`] | a directory file |
//!
//! `cargo xtask test` tries each for half a minute, `cargo xtask soak` for ten minutes, and `cargo xtask fuzz event` that one
//! until it is stopped. An input with which a property does not hold is left in `target/fuzz/event`, and `cargo xtask fuzz
//! event INPUT` tries it again. It moves to `corpus/event` when it is mended: there the fuzzer begins, and the tests below
//! try all that lies there, without libFuzzer. Inputs that have a name there were written by hand; soak adds the others.
//!
//! A new target is a function here with its test, a file in `targets` with its `[[bin]]`, a folder in `corpus`, and a line in
//! `crates/xtask/src/fuzz.rs`. Words that it would hardly come upon by chance lie in `dictionaries`.

mod at_once;
mod directory_file;
mod event;
mod form;
mod phone_number;
mod signature_url;

pub use directory_file::directory_file;
pub use event::event;
pub use form::form;
pub use phone_number::phone_number;
pub use signature_url::signature_url;

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// Tries every file of a folder that belongs to this package.
    fn try_kept(folder: &str, property: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let inputs: Vec<_> = files.filter(|path| path.is_file()).collect();
        assert!(!inputs.is_empty());
        for path in inputs {
            // The name of the last one is the one to look at.
            println!("{}", path.display());
            property(&fs::read(path).unwrap());
        }
    }

    #[test]
    fn what_is_kept_of_events_holds() {
        try_kept("../events", crate::event);
        try_kept("corpus/event", crate::event);
    }

    #[test]
    fn what_is_kept_of_forms_holds() {
        try_kept("corpus/form", crate::form);
    }

    #[test]
    fn what_is_kept_of_signatures_holds() {
        try_kept("corpus/signature_url", crate::signature_url);
    }

    #[test]
    fn what_is_kept_of_phone_numbers_holds() {
        try_kept("corpus/phone_number", crate::phone_number);
    }

    #[test]
    fn what_is_kept_of_directory_files_holds() {
        try_kept("corpus/directory_file", crate::directory_file);
    }
}
