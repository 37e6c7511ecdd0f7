//! Both directories keep one contract.

use std::{collections::HashMap, error::Error, fs, path::PathBuf, slice};

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use switchboard::{
    directory::{Client, Directory, DirectoryError, DirectoryFile, DirectoryFileError, DynamoDbDirectory},
    phone_number::PhoneNumber,
};
use switchboard_tests::dynamodb::{DynamoDb, TABLE};
use tempfile::TempDir;

const NUMBER: &str = "+815031234567";

/// Of the key `correct horse`, by coreutils' `sha256sum`.
const KEY_SHA256: &str = "4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631";

#[tokio::test]
async fn a_table_keeps_the_contract() {
    keeps_the_contract(&Table::new().await).await;
}

#[tokio::test]
async fn a_file_keeps_the_contract() {
    keeps_the_contract(&File::new()).await;
}

/// A directory and the way its operator changes it.
trait Kept {
    fn directory(&self) -> &dyn Directory;

    /// Makes these the only entries, each an object with the names and values of an item.
    async fn hold(&self, entries: &[Value]);

    async fn look_up(&self, written: &str) -> Result<Option<Client>, DirectoryError> {
        let number = PhoneNumber::parse(written).expect("the test writes a phone number");
        self.directory().client_for(&number).await
    }

    /// The client that the number is registered to.
    async fn client(&self, written: &str) -> Option<Client> {
        self.look_up(written).await.expect("the directory can be read and the entry used")
    }

    /// The name of the client that the number is registered to.
    async fn name(&self, written: &str) -> Option<String> {
        self.client(written).await.map(|client| client.name.to_string())
    }

    /// Whether a browser that presents `key` may become the client that the number is registered to.
    async fn admits(&self, written: &str, key: Option<&str>) -> bool {
        self.client(written).await.expect("the number is registered").admits(key)
    }
}

async fn keeps_the_contract(kept: &impl Kept) {
    a_number_is_found_whatever_its_separators(kept).await;
    a_pairing_key_is_demanded_where_an_entry_has_one(kept).await;
    a_change_is_seen_at_the_next_look_up(kept).await;
    a_malformed_entry_is_an_error_and_never_an_open_client(kept).await;
}

async fn a_number_is_found_whatever_its_separators(kept: &impl Kept) {
    kept.hold(&[entry("DeviceId_0001"), json!({ "phone_number": "+12025550123", "client_name": "a" })]).await;
    for written in [NUMBER, "+81-50-3123-4567", "+81 50 3123 4567", "+8-1-5031234-567 "] {
        assert_eq!(kept.name(written).await.as_deref(), Some("DeviceId_0001"), "{written}");
    }
    assert_eq!(kept.name("+12025550123").await.as_deref(), Some("a"));
    for written in ["+815031234568", "+81503123456", "+8150312345670", "+18150312345"] {
        assert_eq!(kept.name(written).await, None, "{written}");
    }
}

async fn a_pairing_key_is_demanded_where_an_entry_has_one(kept: &impl Kept) {
    for hash in [KEY_SHA256.to_owned(), KEY_SHA256.to_uppercase()] {
        kept.hold(&[paired("DeviceId_0001", &hash)]).await;
        assert!(kept.admits(NUMBER, Some("correct horse")).await);
        assert!(!kept.admits(NUMBER, Some("wrong horse")).await);
        assert!(!kept.admits(NUMBER, None).await);
    }
    kept.hold(&[entry("DeviceId_0001")]).await;
    assert!(kept.admits(NUMBER, None).await);
}

async fn a_change_is_seen_at_the_next_look_up(kept: &impl Kept) {
    kept.hold(&[]).await;
    assert_eq!(kept.name(NUMBER).await, None);
    kept.hold(&[entry("DeviceId_0001")]).await;
    assert_eq!(kept.name(NUMBER).await.as_deref(), Some("DeviceId_0001"));
    kept.hold(&[entry("DeviceId_0002")]).await;
    assert_eq!(kept.name(NUMBER).await.as_deref(), Some("DeviceId_0002"));
    kept.hold(&[paired("DeviceId_0002", KEY_SHA256)]).await;
    assert!(!kept.admits(NUMBER, None).await);
    kept.hold(&[]).await;
    assert_eq!(kept.name(NUMBER).await, None);
}

async fn a_malformed_entry_is_an_error_and_never_an_open_client(kept: &impl Kept) {
    for (malformed, named) in malformed_entries() {
        kept.hold(slice::from_ref(&malformed)).await;
        let error = kept.look_up(NUMBER).await.err().unwrap_or_else(|| panic!("{malformed} was accepted"));
        let told = told(&error);
        assert!(told.contains(named), "{malformed}: {told}");
        // An operator reads this in the log, where no phone number may stand.
        assert!(!told.contains(&NUMBER[1..]), "{told}");
        kept.hold(&[entry("DeviceId_0001")]).await;
        assert_eq!(kept.name(NUMBER).await.as_deref(), Some("DeviceId_0001"), "mended after {malformed}");
    }
}

/// Entries that cannot be used, each with the attribute that the error must name.
fn malformed_entries() -> Vec<(Value, &'static str)> {
    let with = |name: Value| json!({ "phone_number": NUMBER, "client_name": name });
    let with_key =
        |key: Value| json!({ "phone_number": NUMBER, "client_name": "a", "pairing_key_sha256": key });
    vec![
        (json!({ "phone_number": NUMBER }), "client_name"),
        (json!({ "phone_number": NUMBER, "pairing_key_sha256": KEY_SHA256 }), "client_name"),
        (with(json!("Device 0001")), "client_name"),
        (with(json!("")), "client_name"),
        (with(json!("x".repeat(122))), "client_name"),
        (with(json!(1)), "string"),
        (with(json!(true)), "string"),
        (with(json!(["DeviceId_0001"])), "string"),
        (with_key(json!("")), "pairing_key_sha256"),
        (with_key(json!(KEY_SHA256[1..])), "pairing_key_sha256"),
        (with_key(json!(KEY_SHA256.replace('f', "g"))), "pairing_key_sha256"),
        (with_key(json!(1)), "string"),
        (with_key(json!(false)), "string"),
        (with_key(json!([KEY_SHA256])), "string"),
    ]
}

fn entry(client_name: &str) -> Value {
    json!({ "phone_number": NUMBER, "client_name": client_name })
}

fn paired(client_name: &str, pairing_key_sha256: &str) -> Value {
    json!({ "phone_number": NUMBER, "client_name": client_name, "pairing_key_sha256": pairing_key_sha256 })
}

/// An error and its causes, as the log would tell them.
fn told(error: &dyn Error) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {}", told(cause)))
}

/// A [`DynamoDbDirectory`] and its table.
struct Table {
    dynamodb: DynamoDb,
    directory: DynamoDbDirectory,
}

impl Table {
    async fn new() -> Self {
        let dynamodb = DynamoDb::start().await;
        let directory = DynamoDbDirectory::new(&dynamodb.sdk_config(), TABLE.to_owned());
        Self { dynamodb, directory }
    }
}

impl Kept for Table {
    fn directory(&self) -> &dyn Directory {
        &self.directory
    }

    async fn hold(&self, entries: &[Value]) {
        self.dynamodb.clear().await;
        for entry in entries {
            let attributes = entry.as_object().expect("an entry is an object");
            self.dynamodb
                .put(attributes.iter().map(|(name, value)| (name.clone(), attribute_value(value))))
                .await;
        }
    }
}

fn attribute_value(value: &Value) -> AttributeValue {
    match value {
        Value::Null => AttributeValue::Null(true),
        Value::Bool(value) => AttributeValue::Bool(*value),
        Value::Number(value) => AttributeValue::N(value.to_string()),
        Value::String(value) => AttributeValue::S(value.clone()),
        Value::Array(values) => AttributeValue::L(values.iter().map(attribute_value).collect()),
        Value::Object(values) => AttributeValue::M(
            values
                .iter()
                .map(|(name, value)| (name.clone(), attribute_value(value)))
                .collect::<HashMap<_, _>>(),
        ),
    }
}

/// A [`DirectoryFile`] and its file.
struct File {
    directory: DirectoryFile,
    path: PathBuf,
    _folder: TempDir,
}

impl File {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("the system has a folder for temporary files");
        let path = folder.path().join("numbers.toml");
        fs::write(&path, "").expect("the folder is ours");
        let directory = DirectoryFile::open(&path).expect("an empty file is an empty directory");
        Self { directory, path, _folder: folder }
    }

    fn write(&self, text: &str) {
        fs::write(&self.path, text).expect("the folder is ours");
    }
}

impl Kept for File {
    fn directory(&self) -> &dyn Directory {
        &self.directory
    }

    async fn hold(&self, entries: &[Value]) {
        let tables = entries.iter().map(toml_table);
        self.write(&tables.collect::<String>());
    }
}

/// An entry as a `[[number]]` table: a TOML value is written as JSON writes it, if it is neither null nor an object.
fn toml_table(entry: &Value) -> String {
    let values = entry.as_object().expect("an entry is an object").iter();
    let lines = values.map(|(name, value)| format!("{name} = {value}\n"));
    format!("[[number]]\n{}", lines.collect::<String>())
}

#[tokio::test]
async fn an_item_that_cannot_be_used_is_malformed_and_does_not_look_like_an_outage() {
    let table = Table::new().await;
    for (malformed, _) in malformed_entries() {
        table.hold(slice::from_ref(&malformed)).await;
        let found = table.look_up(NUMBER).await;
        assert!(matches!(found, Err(DirectoryError::Malformed(_))), "{malformed}");
    }
    // The other items are no worse for it.
    table.dynamodb.put([string("phone_number", "+12025550123"), string("client_name", "a")]).await;
    assert_eq!(table.name("+12025550123").await.as_deref(), Some("a"));
}

#[tokio::test]
async fn attributes_that_nobody_reads_do_no_harm_in_a_table() {
    let table = Table::new().await;
    let note = ("note".to_owned(), AttributeValue::N("5".to_owned()));
    table.dynamodb.put([string("phone_number", NUMBER), string("client_name", "a"), note]).await;
    assert_eq!(table.name(NUMBER).await.as_deref(), Some("a"));
}

#[tokio::test]
async fn a_table_that_does_not_exist_is_an_outage_and_not_an_empty_directory() {
    let dynamodb = DynamoDb::start().await;
    let directory = DynamoDbDirectory::new(&dynamodb.sdk_config(), "no-such-table".to_owned());
    let number = PhoneNumber::parse(NUMBER).unwrap();
    let error = directory.client_for(&number).await.err().unwrap();
    assert!(matches!(error, DirectoryError::Unreachable(_)));
    assert!(told(&error).contains("ResourceNotFoundException"), "{}", told(&error));
    assert!(directory.warm_up().await.is_err());
}

fn string(name: &str, value: &str) -> (String, AttributeValue) {
    (name.to_owned(), AttributeValue::S(value.to_owned()))
}

#[tokio::test]
async fn a_file_that_breaks_while_it_is_used_fails_as_a_whole_says_its_line_and_can_be_mended() {
    let file = File::new();
    file.hold(&[entry("DeviceId_0001")]).await;
    assert_eq!(file.name(NUMBER).await.as_deref(), Some("DeviceId_0001"));
    let good = toml_table(&entry("DeviceId_0001"));
    for (broken, line) in [
        (format!("{good}[[number]\n"), 4),
        (format!("{good}{}", toml_table(&json!({ "phone_number": "+12025550123" }))), 4),
        (format!("{good}\n{}", toml_table(&entry("DeviceId_0002"))), 5),
        ("# a comment\n[[number]]\nphone_number = 5\nclient_name = \"a\"\n".to_owned(), 3),
    ] {
        // Twice, because what is broken must not be taken for read.
        for _ in 0..2 {
            file.write(&broken);
            let error = file.look_up(NUMBER).await.err().unwrap_or_else(|| panic!("accepted: {broken}"));
            assert!(matches!(error, DirectoryError::Unreachable(_)));
            let place = format!("the directory file {} is broken at line {line}: ", file.path.display());
            assert!(told(&error).contains(&place), "{}", told(&error));
            assert!(file.directory.numbers().is_err());
        }
        file.write(&good);
        assert_eq!(file.name(NUMBER).await.as_deref(), Some("DeviceId_0001"), "mended after {broken}");
    }
}

#[tokio::test]
async fn a_file_that_is_away_for_a_while_is_an_outage_until_it_is_back() {
    let file = File::new();
    file.hold(&[entry("DeviceId_0001")]).await;
    fs::remove_file(&file.path).unwrap();
    let error = file.look_up(NUMBER).await.err().unwrap();
    assert!(matches!(error, DirectoryError::Unreachable(_)));
    assert!(told(&error).contains("numbers.toml cannot be read"), "{}", told(&error));
    file.hold(&[entry("DeviceId_0001")]).await;
    assert_eq!(file.name(NUMBER).await.as_deref(), Some("DeviceId_0001"));
}

#[test]
fn a_file_that_is_broken_or_absent_at_the_start_is_refused_by_name_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("numbers.toml");
    assert!(matches!(DirectoryFile::open(&path), Err(DirectoryFileError::Unreadable { .. })));
    fs::write(&path, format!("\n{}", toml_table(&entry("Device 0001")))).unwrap();
    let error = DirectoryFile::open(&path).err().unwrap();
    assert_eq!(
        error.to_string(),
        format!(
            "the directory file {} is broken at line 2: client_name: a client name has 1 to 121 letters, digits and \
             underscores",
            path.display()
        )
    );
}

#[test]
fn what_a_file_holds_by_mistake_is_not_repeated_where_it_may_be_a_phone_number() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("numbers.toml");
    for (mistaken, message) in [
        ("[[number]]\nphone_number = +815031234567\nclient_name = \"a\"", "line 2: expected a string"),
        ("[[number]]\n\"+81-50-3123-4567\" = \"DeviceId_0001\"", "line 2: expected one of `phone_number`, "),
        ("+815031234567 = \"DeviceId_0001\"", "line 1: "),
        ("\n\"+815031234567\" = \"DeviceId_0001\"", "line 2: expected `number`"),
        ("number = \"+81-50-3123-4567\"", "line 1: expected a sequence"),
        ("[[number]]\nphone_number = +81-50-3123-4567", "line 2: "),
        ("[[number]]\nphone_number = +815031234567\nphone_number = +815031234567", "line 3: "),
        ("[[number]]\nphone_number = \"+815031234567", "line 2: "),
        ("[[number]]\nphone_number = \"+815031234567\" \"+815031234567\"", "line 2: "),
    ] {
        fs::write(&path, mistaken).unwrap();
        let error = DirectoryFile::open(&path).err().unwrap().to_string();
        assert!(error.contains(message), "{mistaken}: {error}");
        assert!(!error.contains("5031234567") && !error.contains("3123-4567"), "{error}");
    }
}

#[tokio::test]
async fn edits_are_seen_however_quickly_they_follow_one_another() {
    let file = File::new();
    for edit in 0..500 {
        let name = format!("DeviceId_{edit:04}");
        file.hold(&[entry(&name)]).await;
        assert_eq!(file.name(NUMBER).await, Some(name));
    }
}

/// File systems differ in how finely they tell time; this is the coarsest of them, on every machine.
#[tokio::test]
async fn an_edit_that_changes_neither_the_length_nor_the_time_of_the_file_is_seen() {
    let file = File::new();
    file.hold(&[entry("DeviceId_0001")]).await;
    let modified = fs::metadata(&file.path).unwrap().modified().unwrap();
    assert_eq!(file.name(NUMBER).await.as_deref(), Some("DeviceId_0001"));
    file.hold(&[entry("DeviceId_0002")]).await;
    fs::File::options().write(true).open(&file.path).unwrap().set_modified(modified).unwrap();
    assert_eq!(fs::metadata(&file.path).unwrap().modified().unwrap(), modified);
    assert_eq!(file.name(NUMBER).await.as_deref(), Some("DeviceId_0002"));
}

#[tokio::test]
async fn a_file_that_another_one_replaces_is_seen() {
    let file = File::new();
    file.hold(&[entry("DeviceId_0001")]).await;
    assert_eq!(file.name(NUMBER).await.as_deref(), Some("DeviceId_0001"));
    // As editors and careful programs save: written beside, then renamed.
    let beside = file.path.with_extension("new");
    fs::write(&beside, toml_table(&entry("DeviceId_0002"))).unwrap();
    fs::rename(&beside, &file.path).unwrap();
    assert_eq!(file.name(NUMBER).await.as_deref(), Some("DeviceId_0002"));
}
