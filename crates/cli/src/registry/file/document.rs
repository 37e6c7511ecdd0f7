//! The text of a directory file, changed where it must be and nowhere else.

use std::{collections::HashSet, fmt};

use switchboard::{
    client_name::ClientName,
    directory::{
        Client,
        attribute::{CLIENT_NAME, PAIRING_KEY_SHA256, PHONE_NUMBER},
    },
    pairing_key::PairingKeyHash,
    phone_number::PhoneNumber,
};
use toml_edit::{DocumentMut, Item, Table, TomlError, Value};

use super::{Entry, FileRegistryError, RegistryError};

/// The array of tables that a directory file is.
const NUMBERS: &str = "number";

/// A directory file's text: comments, order and blanks survive every change.
pub(super) struct Document(DocumentMut);

impl Document {
    /// Returns the document of `text`, which was read as a directory before.
    pub(super) fn parse(text: &str) -> Result<Self, FileRegistryError> {
        let document: DocumentMut = text.parse().map_err(|_: TomlError| FileRegistryError::NoToml)?;
        match document.get(NUMBERS) {
            None | Some(Item::ArrayOfTables(_)) => Ok(Self(document)),
            Some(_) => Err(FileRegistryError::Inline),
        }
    }

    /// Writes `entries` behind everything else, comments at the end included.
    pub(super) fn add(&mut self, entries: &[Entry]) -> Result<(), RegistryError> {
        let mut registered: HashSet<String> =
            self.tables().filter_map(number_of).map(|number| number.e164().to_owned()).collect();
        let mut text = self.to_string();
        for entry in entries {
            if !registered.insert(entry.number.e164().to_owned()) {
                return Err(RegistryError::AlreadyRegistered(entry.number.clone()));
            }
            if !text.is_empty() {
                text.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
            }
            text.push_str(&written(entry));
        }
        *self = Self::parse(&text)?;
        Ok(())
    }

    /// Removes the entry of `number`, and the comment that stands directly above it. A comment that a blank line sets apart,
    /// such as the heading of the file, stays.
    pub(super) fn remove(&mut self, number: &PhoneNumber) -> Result<(), RegistryError> {
        let index = self.index_of(number)?;
        let tables = self.0[NUMBERS].as_array_of_tables_mut().expect("an entry was found in it");
        let removed = tables.get(index).map(heading).unwrap_or_default();
        let kept = set_apart(&removed);
        tables.remove(index);
        if let Some(next) = tables.get_mut(index) {
            let joined = joined(kept, &heading(next), index == 0);
            next.decor_mut().set_prefix(joined);
        } else {
            let trailing = self.0.trailing().as_str().unwrap_or_default().to_owned();
            self.0.set_trailing(joined(kept, &trailing, index == 0));
        }
        Ok(())
    }

    /// Writes the hash of the new key where the old one stood, or behind the entry's other values.
    pub(super) fn rekey(
        &mut self,
        number: &PhoneNumber,
        key: &PairingKeyHash,
    ) -> Result<ClientName, RegistryError> {
        let index = self.index_of(number)?;
        let tables = self.0[NUMBERS].as_array_of_tables_mut().expect("an entry was found in it");
        let table = tables.get_mut(index).expect("an entry was found there");
        let mut hash = Value::from(key.to_string());
        match table.get_mut(PAIRING_KEY_SHA256).and_then(Item::as_value_mut) {
            Some(old) => {
                // The blanks and the comment around it.
                *hash.decor_mut() = old.decor().clone();
                *old = hash;
            }
            None => drop(table.insert(PAIRING_KEY_SHA256, Item::Value(hash))),
        }
        let name = table.get(CLIENT_NAME).and_then(Item::as_str).unwrap_or_default();
        Ok(Client::parse(name, None).expect("a directory's clients have names").name)
    }

    fn tables(&self) -> impl Iterator<Item = &Table> {
        self.0.get(NUMBERS).and_then(Item::as_array_of_tables).into_iter().flatten()
    }

    fn index_of(&self, number: &PhoneNumber) -> Result<usize, RegistryError> {
        self.tables()
            .position(|table| number_of(table).as_ref() == Some(number))
            .ok_or_else(|| RegistryError::NotRegistered(number.clone()))
    }
}

impl fmt::Display for Document {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

fn number_of(table: &Table) -> Option<PhoneNumber> {
    PhoneNumber::parse(table.get(PHONE_NUMBER)?.as_str()?).ok()
}

/// The entry as text. Neither a number nor a client name nor a hash has a character to escape.
fn written(entry: &Entry) -> String {
    let (number, client) = (entry.number.e164(), &entry.client.name);
    let key = entry.client.pairing_key.as_ref().map(|key| format!("{PAIRING_KEY_SHA256} = \"{key}\"\n"));
    let key = key.unwrap_or_default();
    format!("[[{NUMBERS}]]\n{PHONE_NUMBER} = \"{number}\"\n{CLIENT_NAME} = \"{client}\"\n{key}")
}

/// The blank lines and comments above a table.
fn heading(table: &Table) -> String {
    table.decor().prefix().and_then(toml_edit::RawString::as_str).unwrap_or_default().to_owned()
}

/// The part of a heading that a blank line sets apart from the table below it.
fn set_apart(heading: &str) -> &str {
    let (mut length, mut read) = (0, 0);
    for line in heading.split_inclusive('\n') {
        read += line.len();
        if line.trim().is_empty() {
            length = read;
        }
    }
    heading[..length].trim_end()
}

/// What a removed entry leaves, and what followed it, a blank line apart.
fn joined(kept: &str, next: &str, at_start: bool) -> String {
    let next = next.trim_start_matches(['\r', '\n']);
    match (kept, at_start) {
        ("", at_start) if at_start || next.is_empty() => next.to_owned(),
        ("", _) => format!("\n{next}"),
        (kept, _) if next.is_empty() => format!("{kept}\n\n"),
        (kept, _) => format!("{kept}\n\n{next}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"# The numbers of this house.
# Ask Hanako before you edit.

# Reception
[[number]]
phone_number = "+81-50-3123-4567" # as on the cards
client_name = "Reception"
pairing_key_sha256 = "4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631"  # for the tablet

# Out of hours, not in use:
# phone_number = "+815000000000"

# Workshop
[[number]]
client_name   = 'Workshop'
phone_number  = '+12025550123'
# The end.
"#;

    fn number(text: &str) -> PhoneNumber {
        PhoneNumber::parse(text).unwrap()
    }

    fn changed(text: &str, change: impl FnOnce(&mut Document)) -> String {
        let mut document = Document::parse(text).unwrap();
        change(&mut document);
        document.to_string()
    }

    fn added(text: &str, entries: &[Entry]) -> String {
        changed(text, |document| document.add(entries).unwrap())
    }

    fn removed(text: &str, written: &str) -> String {
        changed(text, |document| document.remove(&number(written)).unwrap())
    }

    fn entry(written: &str, key: Option<&str>) -> Entry {
        let key = key.map(|key| PairingKeyHash::of(key).to_string());
        Entry { number: number(written), client: Client::parse("Desk", key.as_deref()).unwrap() }
    }

    #[test]
    fn an_entry_is_added_behind_everything_else() {
        assert_eq!(added("", &[entry("+8150", None)]), written(&entry("+8150", None)));
        let both = [entry("+8150", None), entry("+81-51", Some("correct horse"))];
        let expected = format!(
            "{FILE}\n[[number]]\nphone_number = \"+8150\"\nclient_name = \"Desk\"\n\n[[number]]\nphone_number = \
             \"+8151\"\nclient_name = \"Desk\"\npairing_key_sha256 = \
             \"4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631\"\n"
        );
        assert_eq!(added(FILE, &both), expected);
        assert!(
            added("# only a comment", &[entry("+8150", None)]).starts_with("# only a comment\n\n[[number]]")
        );
    }

    #[test]
    fn a_number_that_is_there_is_not_added_however_it_is_written() {
        let mut document = Document::parse(FILE).unwrap();
        for twice in [vec![entry("+8150 3123 4567", None)], vec![entry("+8150", None), entry("+81-50", None)]]
        {
            assert!(matches!(document.add(&twice), Err(RegistryError::AlreadyRegistered(_))));
        }
        assert_eq!(document.to_string(), FILE);
    }

    #[test]
    fn a_removed_entry_takes_its_own_comment_and_leaves_the_others() {
        assert_eq!(
            removed(FILE, "+815031234567"),
            "# The numbers of this house.\n# Ask Hanako before you edit.\n\n# Out of hours, not in use:\n# phone_number \
             = \"+815000000000\"\n\n# Workshop\n[[number]]\nclient_name   = 'Workshop'\nphone_number  = \
             '+12025550123'\n# The end.\n"
        );
        let first_only = FILE.split("# Workshop").next().unwrap();
        assert_eq!(removed(FILE, "+12025550123"), format!("{first_only}# The end.\n"));
        let none = removed(&removed(FILE, "+12025550123"), "+815031234567");
        for comment in ["# The numbers of this house.", "# Out of hours", "# The end."] {
            assert!(none.contains(comment), "{none}");
        }
    }

    #[test]
    fn what_is_added_and_removed_again_leaves_no_trace() {
        let file = FILE.replace("# The end.\n", "");
        assert_eq!(removed(&added(&file, &[entry("+8150", None)]), "+8150"), file);
        assert_eq!(removed(&added("", &[entry("+8150", None)]), "+8150"), "");
    }

    #[test]
    fn a_number_that_is_not_there_is_neither_removed_nor_given_a_key() {
        let mut document = Document::parse(FILE).unwrap();
        let (absent, key) = (number("+8150"), PairingKeyHash::of("key"));
        assert!(matches!(document.remove(&absent), Err(RegistryError::NotRegistered(_))));
        assert!(matches!(document.rekey(&absent, &key), Err(RegistryError::NotRegistered(_))));
        assert_eq!(document.to_string(), FILE);
    }

    #[test]
    fn a_new_key_stands_in_the_place_of_the_old_one_or_behind_the_other_values() {
        let (new, hash) = (PairingKeyHash::of("new"), PairingKeyHash::of("new").to_string());
        let old = PairingKeyHash::of("correct horse").to_string();
        let rekeyed =
            |written: &str| changed(FILE, |document| drop(document.rekey(&number(written), &new).unwrap()));
        assert_eq!(rekeyed("+815031234567"), FILE.replace(&old, &hash));
        let expected =
            FILE.replace("'+12025550123'\n", &format!("'+12025550123'\npairing_key_sha256 = \"{hash}\"\n"));
        assert_eq!(rekeyed("+12025550123"), expected);
    }

    #[test]
    fn an_inline_array_is_left_to_its_author() {
        let inline = r#"number = [{ phone_number = "+8150", client_name = "a" }]"#;
        assert!(matches!(Document::parse(inline), Err(FileRegistryError::Inline)));
    }
}
