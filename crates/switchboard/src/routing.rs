//! Who is connected to whom.

use std::time::Duration;

use crate::{
    client_name::ClientName,
    directory::{Directory, DirectoryError},
    number_policy::{NumberPolicy, Undialable},
    phone_number::PhoneNumber,
    refusal::Refusal,
    spoken_language::SpokenLanguage,
    twiml::{Callee, Dial, Response, Verb},
    webhook::{Form, RepeatedParameter, parameter},
};

/// The bounds that an operator sets to every call.
#[derive(Clone, Debug)]
pub struct CallRules {
    /// How long a callee is rung.
    pub dial_timeout: Duration,
    /// How long a connected call may last; `None` leaves it to Twilio.
    pub max_call: Option<Duration>,
    /// The language of what a refused caller hears.
    pub spoken_language: SpokenLanguage,
}

/// Where a call goes.
#[derive(Debug, PartialEq, Eq)]
pub enum Route {
    /// A telephone calls a client.
    ToClient(ClientName),
    /// A client calls a telephone.
    ToNumber {
        /// The client's own number, shown to the called party.
        caller_id: PhoneNumber,
        /// The number that is dialled.
        number: PhoneNumber,
        /// Whether the client's own call rings until the number answers.
        answer_on_bridge: bool,
    },
}

/// Why a call goes nowhere.
#[derive(Debug, thiserror::Error)]
pub enum Unrouted {
    /// The caller is told why.
    #[error("refused: {}", .0.name())]
    Refused(Refusal),
    /// It cannot be known now where the call goes: Twilio must try elsewhere.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
}

/// Finds the client that rings when a telephone calls: the one to which `To` is registered.
///
/// # Errors
///
/// [`Unrouted::Refused`] when `To` is not registered, or a parameter is missing or repeated; [`Unrouted::Directory`] when
/// the directory has no answer.
pub async fn route_incoming(form: &Form, directory: &dyn Directory) -> Result<Route, Unrouted> {
    refuse_repeated(form)?;
    let called = required(form, parameter::TO)?;
    let (_, client) = registered(called, directory).await?;
    Ok(Route::ToClient(client))
}

/// Finds the telephone that rings when a client calls.
///
/// The numbers come from the browser, which may send anything; Twilio vouches only for the client's name in `From`. So
/// the caller's number must be registered to that very client, and `policy` decides what it may dial. How the client's own
/// call rings is the client's business, and a call is not refused for it.
///
/// # Errors
///
/// [`Unrouted::Refused`] when the caller is not a client, its number is not registered to it, the number it dials is not
/// dialable, or a parameter is missing or repeated; [`Unrouted::Directory`] when the directory has no answer.
pub async fn route_outgoing(
    form: &Form,
    directory: &dyn Directory,
    policy: &NumberPolicy,
) -> Result<Route, Unrouted> {
    refuse_repeated(form)?;
    let client = ClientName::from_address(required(form, parameter::FROM)?).ok_or(Refusal::NotAClient)?;
    let caller = required(form, parameter::CALLER)?;
    let called = required(form, parameter::CALLED)?;
    let (caller_id, owner) = registered(caller, directory).await?;
    if owner != client {
        return Err(Refusal::UnknownTwilioNumber(caller.to_owned()).into());
    }
    let answer_on_bridge = form.single(parameter::ANSWER_ON_BRIDGE) == Ok(Some("true"));
    Ok(Route::ToNumber { caller_id, number: policy.dialable(called)?, answer_on_bridge })
}

/// The Twilio number that `text` writes and the client it is registered to.
async fn registered(text: &str, directory: &dyn Directory) -> Result<(PhoneNumber, ClientName), Unrouted> {
    let unknown = || Refusal::UnknownTwilioNumber(text.to_owned());
    let number = PhoneNumber::parse(text).map_err(|_| unknown())?;
    let client = directory.client_for(&number).await?.ok_or_else(unknown)?;
    Ok((number, client.name))
}

fn refuse_repeated(form: &Form) -> Result<(), RepeatedParameter> {
    [parameter::TO, parameter::FROM, parameter::CALLER, parameter::CALLED]
        .into_iter()
        .try_for_each(|name| form.single(name).map(drop))
}

fn required<'a>(form: &'a Form, name: &'static str) -> Result<&'a str, Refusal> {
    form.single(name)?.filter(|value| !value.is_empty()).ok_or(Refusal::MissingParameter(name))
}

impl Route {
    /// The instructions that connect the call, within the bounds of `rules`.
    pub fn response(self, rules: &CallRules) -> Response {
        let (caller_id, callee, answer_on_bridge) = match self {
            Self::ToClient(client) => (None, Callee::Client(client), false),
            Self::ToNumber { caller_id, number, answer_on_bridge } => {
                (Some(caller_id), Callee::Number(number), answer_on_bridge)
            }
        };
        let (timeout, time_limit) = (rules.dial_timeout, rules.max_call);
        Response(vec![Verb::Dial(Dial { timeout, caller_id, time_limit, answer_on_bridge, callee })])
    }
}

impl Refusal {
    /// The instructions that tell the caller why, once, and end the call.
    pub fn response(&self, rules: &CallRules) -> Response {
        let language = rules.spoken_language;
        Response(vec![Verb::Say { language: language.tag(), text: self.sentence(language) }, Verb::Hangup])
    }
}

impl From<RepeatedParameter> for Refusal {
    fn from(repeated: RepeatedParameter) -> Self {
        Self::RepeatedParameter(repeated)
    }
}

impl From<Refusal> for Unrouted {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<RepeatedParameter> for Unrouted {
    fn from(repeated: RepeatedParameter) -> Self {
        Self::Refused(repeated.into())
    }
}

impl From<Undialable> for Unrouted {
    fn from(reason: Undialable) -> Self {
        Self::Refused(Refusal::Undialable(reason))
    }
}
