//! An account at Twilio, as far as numbers and TwiML Apps go. It keeps what it is told, and holds every request against
//! Twilio's own description of its API.

mod description;
mod request;

use std::{
    io::Write,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError, Weak},
    thread,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use self::{description::Description, request::Request};

/// The account's SID.
pub const ACCOUNT_SID: &str = "ACa0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0";

/// Its API key.
pub const API_KEY_SID: &str = "SKb1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1";

/// The key's secret.
pub const API_KEY_SECRET: &str = "planted-api-key-secret";

/// Its Auth Token.
pub const AUTH_TOKEN: &str = "not-a-real-auth-token";

/// When every answer is given, by the account's clock.
const DATE: &str = "Wed, 21 Oct 2026 07:28:00 GMT";

/// An account that serves as long as its value. A request that Twilio's description does not allow fails the test.
pub struct Twilio {
    address: SocketAddr,
    account: Arc<Mutex<Account>>,
    _description: Arc<Description>,
}

/// A refusal that is played instead of an answer.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The method and a part of the path of the requests that are refused, `POST /Applications`.
    pub of: (&'static str, &'static str),
    /// How many of them are.
    pub times: usize,
    /// The status, Twilio's code, and what it says.
    pub status: u16,
    /// Twilio's code.
    pub code: u64,
    /// What it says.
    pub message: &'static str,
    /// The header `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
}

struct Account {
    /// Weak, since the thread that serves has no end, and would hold it as long.
    description: Weak<Description>,
    numbers: Vec<Value>,
    apps: Vec<Value>,
    /// A SID is never given again, even when its App is gone.
    apps_ever: usize,
    refusals: Vec<Refusal>,
    changes: Vec<String>,
    violations: Vec<String>,
}

/// A status, further headers, and a body.
type Answer = (u16, String, Value);

impl Twilio {
    /// Starts an account that has nothing.
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
        let address = listener.local_addr().expect("a listener knows its address");
        let description = Description::shared();
        let account = Arc::new(Mutex::new(Account {
            description: Arc::downgrade(&description),
            numbers: Vec::new(),
            apps: Vec::new(),
            apps_ever: 0,
            refusals: Vec::new(),
            changes: Vec::new(),
            violations: Vec::new(),
        }));
        let served = Arc::clone(&account);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let Ok(request) = Request::read(&connection) else { continue };
                let answer = with(&served, |account| account.answer(&request));
                // A client that goes away needs no answer.
                write(connection, &answer).ok();
            }
        });
        Self { address, account, _description: description }
    }

    /// The URL for `--twilio-url`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Gives the account a number, set to what a new number is set to and to `settings` besides. Returns its SID.
    pub fn add_number(&self, e164: &str, settings: Value) -> String {
        with(&self.account, |account| {
            let sid = format!("PN{:032x}", account.numbers.len() + 1);
            account.numbers.push(merged(
                json!({
                    "sid": sid, "phone_number": e164,
                    "voice_url": "https://demo.twilio.com/welcome/voice/", "voice_method": "POST",
                    "voice_fallback_url": "", "voice_fallback_method": "POST",
                    "status_callback": "", "status_callback_method": "POST",
                    "voice_application_sid": null, "trunk_sid": null,
                    "sms_url": "https://sms.example/mine",
                }),
                settings,
            ));
            sid
        })
    }

    /// Gives the account an App with those settings. Returns its SID.
    pub fn add_app(&self, friendly_name: &str, settings: Value) -> String {
        with(&self.account, |account| account.add_app(friendly_name, settings))
    }

    /// Takes every App away.
    pub fn remove_apps(&self) {
        with(&self.account, |account| account.apps.clear());
    }

    /// The numbers, in full.
    pub fn numbers(&self) -> Vec<Value> {
        with(&self.account, |account| account.numbers.clone())
    }

    /// The Apps, in full.
    pub fn apps(&self) -> Vec<Value> {
        with(&self.account, |account| account.apps.clone())
    }

    /// What was asked that changes something, `POST /Applications.json`, since this was called last.
    pub fn take_changes(&self) -> Vec<String> {
        with(&self.account, |account| std::mem::take(&mut account.changes))
    }

    /// Refuses as `refusal` says.
    pub fn play(&self, refusal: Refusal) {
        with(&self.account, |account| account.refusals.push(refusal));
    }
}

impl Drop for Twilio {
    fn drop(&mut self) {
        let violations = with(&self.account, |account| std::mem::take(&mut account.violations));
        if !thread::panicking() {
            assert!(violations.is_empty(), "not as Twilio's description says: {violations:#?}");
        }
    }
}

impl Account {
    fn answer(&mut self, request: &Request) -> Answer {
        let Some(description) = self.description.upgrade() else { return not_found() };
        self.violations.extend(description.violations(request));
        let method = request.method.as_str();
        let base = format!("/2010-04-01/Accounts/{ACCOUNT_SID}");
        let Some(path) = request.path().strip_prefix(&base) else { return not_found() };
        let path = path.to_owned();
        if method != "GET" {
            self.changes.push(format!("{method} {path}"));
        }
        if let Some(refusal) = self.refusal(method, &path) {
            let retry = refusal.retry_after.map(|seconds| format!("retry-after: {seconds}\r\n"));
            return (
                refusal.status,
                retry.unwrap_or_default(),
                refusal_body(refusal.status, refusal.code, refusal.message),
            );
        }
        if !is_authentic(request) {
            return (401, String::new(), refusal_body(401, 20003, "Authenticate"));
        }
        match (method, path.as_str()) {
            ("GET", "/IncomingPhoneNumbers.json") => {
                // Twilio finds parts of numbers.
                let wanted = request.query("PhoneNumber").unwrap_or_default();
                let found =
                    self.numbers.iter().filter(|number| text(number, "phone_number").contains(&wanted));
                ok(json!({ "incoming_phone_numbers": found.collect::<Vec<_>>() }))
            }
            ("GET", "/Applications.json") => {
                let wanted = request.query("FriendlyName").unwrap_or_default();
                let found = self.apps.iter().filter(|app| text(app, "friendly_name") == wanted);
                ok(json!({ "applications": found.collect::<Vec<_>>() }))
            }
            ("POST", "/Applications.json") => {
                let sid = self.add_app("", json!({}));
                let app = self.apps.iter_mut().find(|app| text(app, "sid") == sid);
                let app = app.expect("it was just added");
                change(app, &request.form());
                (201, String::new(), app.clone())
            }
            _ => self.answer_for_one(request, &path),
        }
    }

    fn answer_for_one(&mut self, request: &Request, path: &str) -> Answer {
        let one = path.trim_start_matches('/').strip_suffix(".json").and_then(|path| path.split_once('/'));
        let (list, sid) = match one {
            Some(("IncomingPhoneNumbers", sid)) => (&mut self.numbers, sid),
            Some(("Applications", sid)) => (&mut self.apps, sid),
            _ => return not_found(),
        };
        let Some(place) = list.iter().position(|one| text(one, "sid") == sid) else { return not_found() };
        match request.method.as_str() {
            "POST" => change(&mut list[place], &request.form()),
            "DELETE" => {
                list.remove(place);
                return (204, String::new(), Value::Null);
            }
            _ => {}
        }
        ok(list[place].clone())
    }

    fn add_app(&mut self, friendly_name: &str, settings: Value) -> String {
        self.apps_ever += 1;
        let sid = format!("AP{:032x}", self.apps_ever);
        let app = json!({ "sid": sid, "friendly_name": friendly_name, "status_callback": "", "status_callback_method": "POST" });
        self.apps.push(merged(app, settings));
        sid
    }

    fn refusal(&mut self, method: &str, path: &str) -> Option<Refusal> {
        let refusal = self
            .refusals
            .iter_mut()
            .find(|refusal| refusal.times > 0 && refusal.of.0 == method && path.contains(refusal.of.1))?;
        refusal.times -= 1;
        Some(refusal.clone())
    }
}

fn is_authentic(request: &Request) -> bool {
    let basic = |(user, password): (&str, &str)| {
        format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))
    };
    let accepted = [(API_KEY_SID, API_KEY_SECRET), (ACCOUNT_SID, AUTH_TOKEN)];
    accepted.map(basic).contains(&request.authorization)
}

/// Sets what a form names, `VoiceUrl` for `voice_url`. An empty SID is none, as Twilio has it.
fn change(resource: &mut Value, form: &[(String, String)]) {
    for (name, value) in form {
        let mut key = String::new();
        for (place, letter) in name.char_indices() {
            if letter.is_ascii_uppercase() && place > 0 {
                key.push('_');
            }
            key.push(letter.to_ascii_lowercase());
        }
        let is_none = value.is_empty() && key.ends_with("_sid");
        resource[key] = if is_none { Value::Null } else { json!(value) };
    }
}

fn merged(mut resource: Value, settings: Value) -> Value {
    let Value::Object(settings) = settings else { panic!("settings are names and values") };
    resource.as_object_mut().expect("a resource has names and values").extend(settings);
    resource
}

fn text<'a>(resource: &'a Value, name: &str) -> &'a str {
    resource[name].as_str().unwrap_or_default()
}

fn ok(body: Value) -> Answer {
    (200, String::new(), body)
}

fn not_found() -> Answer {
    (404, String::new(), refusal_body(404, 20404, "The requested resource was not found"))
}

/// As <https://www.twilio.com/docs/usage/twilios-response> has it.
fn refusal_body(status: u16, code: u64, message: &str) -> Value {
    let more = format!("https://www.twilio.com/docs/errors/{code}");
    json!({ "code": code, "message": message, "more_info": more, "status": status })
}

fn with<T>(account: &Mutex<Account>, done: impl FnOnce(&mut Account) -> T) -> T {
    done(&mut account.lock().unwrap_or_else(PoisonError::into_inner))
}

fn write(mut connection: TcpStream, (status, headers, body): &Answer) -> std::io::Result<()> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let head = format!(
        "HTTP/1.1 {status} Said\r\ndate: {DATE}\r\ncontent-type: application/json\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
        body.len(),
    );
    connection.write_all((head + &body).as_bytes())
}
