//! Calls that come in: from a client, from a telephone outside, and from the account itself.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::{
    conversation::Conversation,
    exchange::Exchange,
    journal::{CallLog, CallRecord, Direction, Status, Way},
    leg::{Ending, Leg, LegEvent, Line},
    media::MediaLeg,
    number::e164,
    outside::{OutsideLine, OutsidePhone},
    parameters::{About, Pairs, Parameters},
    settings::Webhooks,
    sid::new_sid,
    signalling::{ClientLine, ClientSound, Connection, NewLine},
    trunk::TrunkEnd,
};

/// The end of a line within the account that comes in, and what comes from it.
pub(crate) type FarEnd = (Arc<TrunkEnd>, UnboundedReceiver<LegEvent>);

/// A client's wish to call.
pub(crate) struct Invitation<'a> {
    pub(crate) identity: &'a str,
    /// The SDK's own name for the call.
    pub(crate) temporary_sid: String,
    /// The sound that it offers.
    pub(crate) offer: &'a str,
    /// What its page passed to `device.connect`.
    pub(crate) wishes: Pairs,
    /// All of the message.
    pub(crate) payload: &'a Value,
}

/// A client calls: the TwiML App is asked what to do.
pub(crate) async fn from_client(
    exchange: &Arc<Exchange>,
    connection: &Arc<Connection>,
    invitation: Invitation<'_>,
) {
    let Invitation { identity, temporary_sid, offer, wishes, payload } = invitation;
    let sid = new_sid("CA");
    let from = format!("client:{identity}");
    let (mut parameters, log) = begin(exchange, &sid, &from, "");
    log.signal(Way::In, "invite", payload);
    let (media, answer, heard) = match MediaLeg::answering(offer).await {
        Ok(leg) => leg,
        Err(error) => {
            log.note(format!("the client's offer of sound has no use: {error}"));
            log.status(Status::Failed);
            let error = json!({ "code": 31400, "message": "the description of sound cannot be read" });
            connection.send("hangup", &json!({ "callsid": temporary_sid, "error": error }));
            return;
        }
    };
    let new = NewLine {
        sid: sid.clone(),
        temporary_sid: Some(temporary_sid),
        identity: identity.to_owned(),
        sound: ClientSound::of_caller(media, offer, answer),
        log: log.clone(),
    };
    let (line, events) = ClientLine::new(connection.clone(), new, heard);
    exchange.clients.add_line(line.clone());
    parameters.add("ApplicationSid", &exchange.settings.account.app_sid);
    for name in parameters.add_wishes(wishes) {
        log.note(format!("the client's own parameter {name} is left out, as Twilio sends one of that name"));
    }
    let leg = Leg::new(sid, log, line, events);
    let app = exchange.settings.app.clone();
    Conversation::begin(exchange, leg, parameters, app);
}

/// A telephone outside dials `to`: the number's webhooks are asked what to do.
pub(crate) async fn from_outside(
    exchange: &Arc<Exchange>,
    phone: &Arc<OutsidePhone>,
    name: String,
    to: &str,
    offer: Option<&str>,
) {
    let Some(being) = phone.being() else { return };
    let sid = new_sid("CA");
    let number = e164(to);
    let (parameters, log) = begin(exchange, &sid, &being.number, number.as_deref().unwrap_or(to));
    log.signal(Way::In, "dial", &json!({ "to": to, "sdp": offer }));
    let (line, events) = OutsideLine::new(phone, name, log.clone());
    let webhooks = match &number {
        Some(number) => webhooks_of(exchange, number).await,
        None => None,
    };
    let Some(webhooks) = webhooks else {
        log.note("this is not a number of the account");
        log.status(Status::Failed);
        line.over(Ending::Unreachable);
        return;
    };
    line.give_sound(offer).await;
    let leg = Leg::new(sid, log, line, events);
    Conversation::begin(exchange, leg, parameters, webhooks);
}

/// The account calls one of its own numbers: the other end of the line comes in as a call of its own.
pub(crate) fn from_trunk(
    exchange: &Arc<Exchange>,
    from: &str,
    to: &str,
    webhooks: Webhooks,
    (line, events): FarEnd,
) {
    let sid = new_sid("CA");
    let (parameters, log) = begin(exchange, &sid, from, to);
    log.note("this call comes from the account itself");
    let leg = Leg::new(sid, log, line, events);
    Conversation::begin(exchange, leg, parameters, webhooks);
}

async fn webhooks_of(exchange: &Exchange, number: &str) -> Option<Webhooks> {
    let numbers = &exchange.settings.numbers;
    match numbers.webhooks(number).await {
        Some(webhooks) => Some(webhooks),
        None => numbers.webhooks_of_others(),
    }
}

fn begin(exchange: &Exchange, sid: &str, from: &str, to: &str) -> (Parameters, CallLog) {
    let account_sid = &exchange.settings.account.sid;
    let about = About { account_sid, sid, from, to, direction: Direction::Inbound };
    let log = exchange.journal.begin(CallRecord::new(&about, None));
    (Parameters::of(&about), log)
}
