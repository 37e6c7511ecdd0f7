//! The operator's tool changes both kinds of directory alike, and what it gives out opens the phone.

use std::{
    collections::HashSet,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use switchboard::pairing_key::PairingKeyHash;
use switchboard_tests::{
    cli::Switchboard,
    dynamodb::{DynamoDb, TABLE},
    fault::{Fault, FaultProxy},
    local::Local,
};
use tempfile::TempDir;

const NUMBER: &str = "+815031234567";
const WRITTEN: &str = "+81-50-3123-4567";

/// Of the key `correct horse`, by coreutils' `sha256sum`.
const KEY_SHA256: &str = "4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631";

#[tokio::test]
async fn a_table_keeps_the_contract() {
    let dynamodb = DynamoDb::start().await;
    let endpoint = format!("http://{}", dynamodb.address());
    keeps_the_contract(&["--table", TABLE, "--endpoint-url", &endpoint]);
}

#[test]
fn a_file_keeps_the_contract() {
    let file = File::new("");
    keeps_the_contract(&["--directory", file.path()]);
}

/// Each part leaves the directory empty, as it found it.
fn keeps_the_contract(directory: &[&str]) {
    let switchboard = Switchboard::with(directory);
    a_number_is_added_with_a_key_of_which_the_hash_alone_is_kept(&switchboard);
    a_number_without_a_key_is_added_with_a_warning(&switchboard);
    what_makes_no_sense_is_refused_with_the_reason_and_changes_nothing(&switchboard);
    a_new_key_takes_the_place_of_the_old_one(&switchboard);
    what_is_exported_is_imported_again(&switchboard);
    lines_without_a_hash_are_given_keys(&switchboard);
    an_import_is_all_or_nothing(&switchboard);
    a_thousand_numbers_are_imported_in_seconds(&switchboard);
    a_phone_opens_with_the_key_and_not_without(&switchboard, directory);
    what_is_added_at_once_is_all_there(&switchboard);
}

fn a_number_is_added_with_a_key_of_which_the_hash_alone_is_kept(switchboard: &Switchboard) {
    assert_eq!(switchboard.json(&["list"]), json!({ "numbers": [] }));
    let added = switchboard.json(&["add", WRITTEN, "DeviceId_0001", "--page", "https://phone.example"]);
    let key = added["key"].as_str().unwrap();
    let link = format!("https://phone.example/#number=%2B815031234567&key={key}");
    assert_eq!(
        added,
        json!({ "phone_number": NUMBER, "client_name": "DeviceId_0001", "open": false, "key": key, "link": link })
    );
    assert_eq!(
        switchboard.json(&["list"]),
        json!({ "numbers": [{ "phone_number": NUMBER, "client_name": "DeviceId_0001", "open": false }] })
    );
    let hash = PairingKeyHash::of(key).to_string();
    let kept = json!({ "phone_number": NUMBER, "client_name": "DeviceId_0001", "pairing_key_sha256": hash });
    assert_eq!(switchboard.json(&["export"]), json!({ "numbers": [kept] }));
    assert_eq!(switchboard.text(&["list"]), "+815031234567     DeviceId_0001\n");
    assert_eq!(switchboard.json(&["remove", WRITTEN]), json!({ "phone_number": NUMBER }));
    assert_eq!(switchboard.text(&["list"]), "no number is registered\n");
}

fn a_number_without_a_key_is_added_with_a_warning(switchboard: &Switchboard) {
    let output = switchboard.output(&["add", NUMBER, "a", "--open"]);
    assert!(output.status.success());
    let warning = String::from_utf8(output.stderr).unwrap();
    assert!(warning.starts_with("warning: +815031234567 is open: whoever knows this number"), "{warning}");
    assert_eq!(switchboard.text(&["list"]), "+815031234567     a  (open)\n");
    empty(switchboard);
}

fn what_makes_no_sense_is_refused_with_the_reason_and_changes_nothing(switchboard: &Switchboard) {
    switchboard.text(&["add", NUMBER, "a"]);
    let before = switchboard.text(&["export"]);
    let long = "x".repeat(122);
    for (arguments, reason) in [
        (&["add", "+81 50-3123-4567", "b"][..], "+815031234567 is registered already"),
        (&["add", "+81-50", "b c"], "a client name has 1 to 121 letters, digits and underscores"),
        (&["add", "+81-50", ""], "a client name has 1 to 121 letters, digits and underscores"),
        (&["add", "+81-50", &long], "a client name has 1 to 121 letters, digits and underscores"),
        (&["add", "050-3123-4567", "b"], "a phone number starts with + and a country code"),
        (&["add", "+81(50)", "b"], "a phone number has only digits, hyphens and blanks after the +"),
        (&["remove", "050"], "a phone number starts with + and a country code"),
        (&["remove", "+81-50"], "+8150 is not registered"),
        (&["rekey", "+81-50"], "+8150 is not registered"),
        (&["import", "/nowhere.csv"], "/nowhere.csv cannot be read: No such file or directory (os error 2)"),
    ] {
        assert_eq!(switchboard.refusal(arguments), reason, "{arguments:?}");
        let as_json = [arguments, &["--json"]].concat();
        assert_eq!(switchboard.refusal(&as_json), reason, "{as_json:?}");
    }
    for usage in [&["add", NUMBER][..], &["move"], &["add", NUMBER, "b", "--page", "phone.example"]] {
        assert_eq!(switchboard.output(usage).status.code(), Some(2), "{usage:?}");
    }
    assert_eq!(switchboard.text(&["export"]), before);
    empty(switchboard);
}

fn a_new_key_takes_the_place_of_the_old_one(switchboard: &Switchboard) {
    switchboard.text(&["add", NUMBER, "a", "--open"]);
    let first = switchboard.json(&["rekey", WRITTEN]);
    let second = switchboard.json(&["rekey", WRITTEN]);
    assert_ne!(first["key"], second["key"]);
    let key = second["key"].as_str().unwrap();
    let link = format!("http://localhost:3000/#number=%2B815031234567&key={key}");
    assert_eq!(
        second,
        json!({ "phone_number": NUMBER, "client_name": "a", "open": false, "key": key, "link": link })
    );
    let kept = &switchboard.json(&["export"])["numbers"][0]["pairing_key_sha256"];
    assert_eq!(kept, &json!(PairingKeyHash::of(key).to_string()));
    empty(switchboard);
}

fn what_is_exported_is_imported_again(switchboard: &Switchboard) {
    let csv =
        format!("phone_number,client_name,pairing_key_sha256\n+12025550123,b,\n{NUMBER},a,{KEY_SHA256}\n");
    let imported = import(switchboard, &csv, &["--open", "--json"]);
    assert_eq!(
        serde_json::from_str::<Value>(&imported).unwrap(),
        json!({ "numbers": [
            { "phone_number": "+12025550123", "client_name": "b", "open": true, "key": null,
              "link": "http://localhost:3000/#number=%2B12025550123" },
            { "phone_number": NUMBER, "client_name": "a", "open": false, "key": null, "link": null },
        ] })
    );
    assert_eq!(switchboard.text(&["export"]), csv);
    empty(switchboard);
}

fn lines_without_a_hash_are_given_keys(switchboard: &Switchboard) {
    let imported = import(switchboard, "phone_number,client_name\n+81-50,a\n+81-51,b\n", &["--json"]);
    let imported: Value = serde_json::from_str(&imported).unwrap();
    for (index, number) in ["+8150", "+8151"].iter().enumerate() {
        let key = imported["numbers"][index]["key"].as_str().unwrap();
        let link = imported["numbers"][index]["link"].as_str().unwrap();
        assert_eq!(link, format!("http://localhost:3000/#number=%2B{}&key={key}", &number[1..]));
        let kept = &switchboard.json(&["export"])["numbers"][index];
        assert_eq!(kept["pairing_key_sha256"], json!(PairingKeyHash::of(key).to_string()));
    }
    empty(switchboard);
}

fn an_import_is_all_or_nothing(switchboard: &Switchboard) {
    switchboard.text(&["add", NUMBER, "a"]);
    let before = switchboard.text(&["export"]);
    for (lines, reason) in [
        (
            "+81-50,a,\n\n+81-51,b c,\n",
            "line 4: client_name: a client name has 1 to 121 letters, digits and underscores",
        ),
        ("+81-50,a,\n+8150,b,\n", "line 3: the number is on line 2 already"),
        ("+81-50,a,\n+81-50-3123-4567,b,\n", "line 3: +815031234567 is registered already"),
        (
            "+81-50,a,not-a-hash\n",
            "line 2: pairing_key_sha256: a pairing key's SHA-256 has 64 hexadecimal digits",
        ),
        ("+81-50,a\n", "line 2: 3 values are expected, and 2 are there"),
    ] {
        let file = csv_file(&format!("phone_number,client_name,pairing_key_sha256\n{lines}"));
        assert_eq!(switchboard.refusal(&["import", file.path()]), reason);
        assert_eq!(switchboard.text(&["export"]), before);
    }
    // One that is registered, behind more than one transaction can hold.
    let file = csv_file(&format!("{}{NUMBER},a,\n", numbers(250)));
    assert_eq!(
        switchboard.refusal(&["import", file.path()]),
        "line 252: +815031234567 is registered already"
    );
    assert_eq!(switchboard.text(&["export"]), before);
    empty(switchboard);
}

fn a_thousand_numbers_are_imported_in_seconds(switchboard: &Switchboard) {
    let csv = numbers(1000);
    let began = Instant::now();
    import(switchboard, &csv, &["--open"]);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(switchboard.text(&["export"]), csv);
    let removed = |number: usize| switchboard.text(&["remove", &format!("+8150{number:08}")]);
    removed(0);
    removed(999);
    assert_eq!(switchboard.json(&["list"])["numbers"].as_array().unwrap().len(), 998);
}

/// The directory is not empty here: the numbers before are a crowd.
fn a_phone_opens_with_the_key_and_not_without(switchboard: &Switchboard, directory: &[&str]) {
    let local = Local::start(directory, &[]);
    let opens = |authorization: Option<&str>| {
        let header = authorization.map(|key| format!("Authorization: Bearer {key}"));
        let header: Vec<&str> = header.iter().flat_map(|header| ["-H", header.as_str()]).collect();
        let body = format!(r#"{{"twilioPhoneNumber": "{WRITTEN}"}}"#);
        let answer =
            local.curl("/prod/twilio/retrieve_capability_token", &[&header[..], &["-d", &body]].concat());
        serde_json::from_str::<Value>(&answer).unwrap()["success"] == json!(true)
    };
    let key = |made: &Value| made["key"].as_str().unwrap().to_owned();
    let first = key(&switchboard.json(&["add", NUMBER, "DeviceId_0001"]));
    assert!(opens(Some(&first)));
    assert!(!opens(None));
    assert!(!opens(Some(&PairingKeyHash::of(&first).to_string())));
    let second = key(&switchboard.json(&["rekey", NUMBER]));
    assert!(opens(Some(&second)));
    assert!(!opens(Some(&first)));
    switchboard.text(&["remove", NUMBER]);
    assert!(!opens(Some(&second)));
}

fn what_is_added_at_once_is_all_there(switchboard: &Switchboard) {
    let before = switchboard.json(&["list"])["numbers"].as_array().unwrap().len();
    let number = |index: usize| format!("+1202555{index:04}");
    // Two tools for each number, of which one must be refused.
    let mut tools: Vec<_> = (0..20)
        .map(|index| {
            let mut command = switchboard.number(&["add", &number(index / 2), "a"]);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        })
        .collect();
    let codes: Vec<_> = tools.iter_mut().map(|tool| tool.wait().unwrap().code().unwrap()).collect();
    assert_eq!(codes.iter().filter(|code| **code == 0).count(), 10, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == 1).count(), 10, "{codes:?}");
    assert_eq!(switchboard.json(&["list"])["numbers"].as_array().unwrap().len(), before + 10);
}

#[test]
fn a_file_is_made_by_the_first_number_and_missed_by_everything_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("directory.toml");
    let here = |arguments: &[&str]| {
        let mut command = Switchboard::with(&[]).number(arguments);
        command.current_dir(&folder).output().unwrap()
    };
    for absent in [&["list"][..], &["export"], &["remove", NUMBER], &["rekey", NUMBER]] {
        let output = here(absent);
        assert_eq!(output.status.code(), Some(1), "{absent:?}");
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains("the directory file directory.toml cannot be read"), "{told}");
        assert!(!path.exists());
    }
    assert!(here(&["add", NUMBER, "a"]).status.success());
    assert!(fs::read_to_string(&path).unwrap().starts_with("[[number]]\nphone_number = \"+815031234567\"\n"));
}

#[test]
fn the_environment_names_the_directory_as_it_does_for_the_functions() {
    let (file, other) = (File::new(""), File::new(""));
    let add = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = Switchboard::with(arguments).number(&["add", NUMBER, "a"]);
        command.envs(variables.iter().copied()).output().unwrap()
    };
    assert!(add(&[("DIRECTORY_FILE", file.path())], &[]).status.success());
    assert!(file.text().contains(NUMBER));
    assert!(add(&[("DIRECTORY_TABLE", "Numbers")], &["--directory", other.path()]).status.success());
    assert!(other.text().contains(NUMBER));
    let both = add(&[("DIRECTORY_FILE", file.path()), ("DIRECTORY_TABLE", "Numbers")], &[]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn a_file_that_a_person_keeps_stays_theirs() {
    let text = "# Ours.\n\n# The reception\n[[number]]\nclient_name  = 'Reception' # day and night\nphone_number = \
                '+81 50-3123-4567'\n";
    let file = File::new(text);
    let switchboard = Switchboard::with(&["--directory", file.path()]);
    switchboard.text(&["add", "+12025550123", "a"]);
    assert!(file.text().starts_with(text));
    switchboard.text(&["remove", "+12025550123"]);
    assert_eq!(file.text(), text);
    switchboard.text(&["rekey", NUMBER]);
    assert!(file.text().starts_with(text.trim_end()));
}

#[test]
fn a_broken_file_is_left_as_it_is_and_named_by_its_line() {
    let broken = "[[number]]\nphone_number = \"+815031234567\"\nclient_name = \"a b\"\n";
    let file = File::new(broken);
    let switchboard = Switchboard::with(&["--directory", file.path()]);
    for command in [&["add", "+8150", "a"][..], &["list"], &["remove", NUMBER]] {
        let refusal = switchboard.refusal(command);
        assert!(refusal.contains("is broken at line 1: client_name: "), "{refusal}");
    }
    assert_eq!(file.text(), broken);
}

#[test]
fn a_telephones_camera_reads_the_link_from_the_printed_code() {
    let file = File::new("");
    let switchboard = Switchboard::with(&["--directory", file.path()]);
    let printed = switchboard.text(&["add", NUMBER, "DeviceId_0001", "--qr"]);
    let told = |name: &str| {
        let line = printed.lines().find_map(|line| line.trim_start().strip_prefix(name));
        line.unwrap_or_else(|| panic!("{name} is not printed")).trim().to_owned()
    };
    let (link, key) = (told("link "), told("key "));
    assert_eq!(link, format!("http://localhost:3000/#number=%2B815031234567&key={key}"));
    assert_eq!(photographed(&printed), link);
    assert!(printed.contains("The key is shown this once"));
    assert!(printed.contains("switchboard number rekey +815031234567"));
    // Where no camera can see it, there is no code.
    assert!(!switchboard.text(&["rekey", NUMBER]).contains('█'));
}

/// What the QR code among these lines says: each character is two rows of it.
fn photographed(printed: &str) -> String {
    const DOTS: usize = 4;
    let is_code = |line: &&str| !line.is_empty() && line.chars().all(|character| " ▀▄█".contains(character));
    let lines: Vec<Vec<char>> = printed.lines().filter(is_code).map(|line| line.chars().collect()).collect();
    let is_dark = |x: usize, y: usize| match lines[y / 2][x] {
        '█' => true,
        '▀' => y.is_multiple_of(2),
        '▄' => !y.is_multiple_of(2),
        _ => false,
    };
    let (width, height) = (lines[0].len() * DOTS, lines.len() * 2 * DOTS);
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        if is_dark(x / DOTS, y / DOTS) { 0 } else { 255 }
    });
    let codes = picture.detect_grids();
    assert_eq!(codes.len(), 1, "one code is in the picture");
    codes[0].decode().unwrap().1
}

#[tokio::test]
async fn an_import_that_meets_another_operator_half_way_is_undone() {
    let dynamodb = DynamoDb::start().await;
    let proxy = FaultProxy::before(dynamodb.address());
    let endpoint = proxy.endpoint();
    let switchboard = Switchboard::with(&["--table", TABLE, "--endpoint-url", &endpoint]);
    let (file, last) = (csv_file(&numbers(1000)), "+815000000999");
    // The tool looks whether the numbers are new, writes three groups, and waits for an answer about the fourth.
    proxy.begin_after(4, Fault::Hang);
    let tool = start_import(&switchboard, file.path());
    wait_for_requests(&proxy, 5);
    let taken = [("phone_number", last), ("client_name", "Somebody_else")];
    dynamodb.put(taken.map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned())))).await;
    proxy.end();
    let told = refused(tool);
    assert_eq!(
        told,
        "switchboard: +815000000999 is registered already; nothing is added: the 900 numbers that had been written \
         were removed again\n"
    );
    assert_eq!(dynamodb.keys().await, HashSet::from([last.to_owned()]));
}

#[tokio::test]
async fn an_import_that_loses_the_table_half_way_names_what_it_could_not_undo() {
    let dynamodb = DynamoDb::start().await;
    let proxy = FaultProxy::before(dynamodb.address());
    let endpoint = proxy.endpoint();
    let switchboard = Switchboard::with(&["--table", TABLE, "--endpoint-url", &endpoint]);
    let file = csv_file(&numbers(1000));
    proxy.begin_after(4, Fault::Reset);
    let told = refused(start_import(&switchboard, file.path()));
    let (_, named) =
        told.trim_end().split_once("could not be removed again: ").unwrap_or_else(|| panic!("{told}"));
    let named: HashSet<String> = named.split(' ').map(str::to_owned).collect();
    let there = dynamodb.keys().await;
    // Nothing was heard of the fourth group, so that it may have been written too.
    assert_eq!((there.len(), named.len()), (300, 400));
    assert!(there.is_subset(&named));
}

#[tokio::test]
async fn a_table_of_several_pages_is_listed_whole() {
    let dynamodb = DynamoDb::start().await;
    // A page is a megabyte.
    for index in 0..8 {
        let name = |name: &str, value: String| (name.to_owned(), AttributeValue::S(value));
        let number = name("phone_number", format!("+8150{index:08}"));
        dynamodb.put([number, name("client_name", "a".to_owned()), name("note", "x".repeat(300_000))]).await;
    }
    let endpoint = format!("http://{}", dynamodb.address());
    let switchboard = Switchboard::with(&["--table", TABLE, "--endpoint-url", &endpoint]);
    assert_eq!(switchboard.text(&["list"]).lines().count(), 8);
}

#[test]
fn a_table_that_cannot_be_used_is_named_with_the_mend() {
    let switchboard = Switchboard::with(&["--table", "Numbers", "--endpoint-url", "http://127.0.0.1:1"]);
    for command in [&["list"][..], &["add", NUMBER, "a"], &["remove", NUMBER]] {
        let refusal = switchboard.refusal(command);
        assert!(refusal.starts_with("the table Numbers cannot be used ("), "{refusal}");
        assert!(
            refusal.contains("check its name, --endpoint-url, and AWS's region and credentials"),
            "{refusal}"
        );
    }
}

/// Starts an import, of which the output is not read before its end.
fn start_import(switchboard: &Switchboard, path: &str) -> std::process::Child {
    let mut command = switchboard.number(&["import", path, "--open"]);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

fn wait_for_requests(proxy: &FaultProxy, count: usize) {
    let deadline = Instant::now() + Duration::from_secs(20);
    let mut seen = 0;
    while seen < count {
        assert!(Instant::now() < deadline, "{seen} requests");
        seen += proxy.take_requests();
        std::thread::yield_now();
    }
}

fn refused(tool: std::process::Child) -> String {
    let output = tool.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

/// A CSV file of that many open numbers, in their order.
fn numbers(count: usize) -> String {
    let mut csv = "phone_number,client_name,pairing_key_sha256\n".to_owned();
    for index in 0..count {
        writeln!(csv, "+8150{index:08},Client_{index},").unwrap();
    }
    csv
}

fn import(switchboard: &Switchboard, csv: &str, options: &[&str]) -> String {
    let file = csv_file(csv);
    switchboard.text(&[&["import", file.path()], options].concat())
}

/// Removes every number.
fn empty(switchboard: &Switchboard) {
    for number in switchboard.json(&["list"])["numbers"].as_array().unwrap() {
        switchboard.text(&["remove", number["phone_number"].as_str().unwrap()]);
    }
}

fn csv_file(text: &str) -> File {
    File::named("numbers.csv", text)
}

/// A file in a folder of its own.
struct File {
    path: PathBuf,
    _folder: TempDir,
}

impl File {
    fn new(text: &str) -> Self {
        Self::named("directory.toml", text)
    }

    fn named(name: &str, text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        Self { path, _folder: folder }
    }

    fn path(&self) -> &str {
        self.path.to_str().unwrap()
    }

    fn text(&self) -> String {
        fs::read_to_string(Path::new(&self.path)).unwrap()
    }
}
