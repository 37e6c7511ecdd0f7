//! What is examined: three routes and a page, wherever they are.

use secrecy::SecretString;
use switchboard::phone_number::PhoneNumber;

use super::{
    finding::Finding,
    http::{Answer, Http, Url},
    twilio_values::{AUTH_TOKEN, TwilioValues},
};

/// Three routes and a page.
pub(super) struct Target {
    pub(super) http: Http,
    pub(super) place: Place,
    pub(super) token_url: String,
    pub(super) incoming: Webhook,
    pub(super) outgoing: Webhook,
    /// The page's address, without a slash at its end.
    pub(super) page: String,
    /// Whether pages of any origin may read the API's answers, as somebody chose.
    pub(super) is_for_any_origin: bool,
    /// The `TWILIO_REGION` of the functions.
    pub(super) region: Option<String>,
    /// What the functions should have of Twilio, as far as it is known.
    pub(super) expected: TwilioValues,
    /// What signs a webhook as Twilio would, or why that is not known.
    pub(super) signer: Result<Signer, String>,
}

/// Where the three routes and the page are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a stack at AWS.
    Stack,
    /// In `cargo local`.
    ThisMachine,
}

/// A webhook's two addresses.
pub(super) struct Webhook {
    /// Where it answers.
    pub(super) url: String,
    /// What its caller signs.
    pub(super) signed_url: String,
}

/// What signs a webhook.
pub(super) struct Signer {
    pub(super) auth_token: SecretString,
    /// Whose it is, to be told.
    pub(super) source: &'static str,
}

/// A number that is tried.
#[derive(Clone)]
pub(super) struct Line {
    number: PhoneNumber,
    is_typed: bool,
    pub(super) client: Option<KnownClient>,
}

/// What the directory says of a number.
#[derive(Clone)]
pub(super) struct KnownClient {
    pub(super) name: String,
    pub(super) is_open: bool,
}

impl Target {
    /// The page's origin, as a browser sends it.
    pub(super) fn origin(&self) -> String {
        let url = Url::parse(&self.page).map(|url| url.origin().ascii_serialization());
        url.unwrap_or_else(|_| self.page.clone())
    }

    /// Whether nothing leads from Twilio to it: `cargo local` without a tunnel.
    pub(super) fn is_closed(&self) -> bool {
        let is_here = |host: &str| matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        self.place == Place::ThisMachine
            && Url::parse(&self.incoming.signed_url).is_ok_and(|url| url.host_str().is_some_and(is_here))
    }

    /// The base of the API, with the stage: the `api` of the page's `config.json`.
    pub(super) fn api(&self) -> &str {
        self.token_url.strip_suffix("/twilio/retrieve_capability_token").unwrap_or(&self.token_url)
    }

    /// What to say of a route's answer that is neither of its own: `function` is the name that its log has.
    pub(super) fn failed(&self, name: &'static str, url: &str, function: &str, answer: &Answer) -> Finding {
        let status = answer.status;
        let log = match self.place {
            Place::Stack => format!("the log group /aws/lambda/{function}"),
            Place::ThisMachine => "what `cargo local` printed".to_owned(),
        };
        let (message, mend) = match status {
            // API Gateway's, when a function ends without an answer.
            500 | 502 | 504 => (
                format!("{url} answers {status}: the function failed or does not start"),
                format!("fill its secret, and see {log}"),
            ),
            503 => (
                format!("{url} answers 503: the directory cannot be read, or its entry is malformed"),
                format!("see {log}"),
            ),
            429 => (
                format!("{url} answers 429: too many requests"),
                "wait, or deploy with higher limits".to_owned(),
            ),
            _ => (
                format!("{url} answers {status}, as none of the three functions does"),
                "deploy this version of the template, and see what else answers there".to_owned(),
            ),
        };
        Finding::wrong(name, message, mend)
    }

    /// What to do where nothing answers.
    pub(super) fn mend_of_silence(&self) -> &'static str {
        match self.place {
            Place::Stack => "check this machine's network, and that the stack was deployed to its end",
            Place::ThisMachine => "start `cargo local`, or name its address with --local",
        }
    }
}

impl Signer {
    /// Returns what signs as Twilio would: the operator's Auth Token before the functions', since the operator's is Twilio's
    /// own, and the functions' may be the wrong one. `source` says whose theirs is.
    pub(super) fn find(
        environment: &TwilioValues,
        functions: &TwilioValues,
        source: &'static str,
    ) -> Result<Self, String> {
        let signer = |values: &TwilioValues, source| {
            values.secret(AUTH_TOKEN).map(|token| Self { auth_token: token.clone(), source })
        };
        signer(environment, "TWILIO_AUTH_TOKEN of the environment")
            .or_else(|| signer(functions, source))
            .ok_or_else(|| "no Auth Token is known to sign with; set TWILIO_AUTH_TOKEN".to_owned())
    }
}

impl Line {
    /// Returns a number as the operator typed it.
    pub(super) fn typed(number: PhoneNumber, client: Option<KnownClient>) -> Self {
        Self { number, is_typed: true, client }
    }

    /// Returns a number that was found.
    pub(super) fn found(number: PhoneNumber, client: KnownClient) -> Self {
        Self { number, is_typed: false, client: Some(client) }
    }

    pub(super) fn e164(&self) -> &str {
        self.number.e164()
    }

    /// The number for a command that is to be typed.
    pub(super) fn argument(&self) -> &str {
        if self.is_typed { self.e164() } else { UNTOLD }
    }

    /// The number as it may be shown: whole only to whoever typed it, because output ends in tickets and logs.
    pub(super) fn shown(&self) -> String {
        if self.is_typed { self.number.as_written().to_owned() } else { masked(self.e164()) }
    }
}

/// What stands for a number in a command that is to be typed, where it is not for the output.
pub(super) const UNTOLD: &str = "+…";

/// What tells numbers of one's own apart, and tells nobody else a number.
pub(super) fn masked(number: &str) -> String {
    let from = number.char_indices().nth_back(1).map_or(0, |(index, _)| index);
    format!("the number …{}", &number[from..])
}
