//! Whom a `<Dial>` rings.

use std::sync::Arc;

use serde_json::json;

use super::progress::Progress;
use crate::{
    call,
    conversation::Conversation,
    exchange::Exchange,
    journal::{CallLog, CallRecord, Direction, Status},
    leg::{Ending, Gone, Leg},
    media::MediaLeg,
    outside::{OutsideLine, OutsidePhone},
    parameters::{API_VERSION, About},
    sid::new_sid,
    signalling::{ClientLine, ClientSound, Connection, NewLine},
    trunk::trunk,
    twiml::{CallEvent, Callback, Dial, StatusCallback, Target},
};

/// Somebody who rings.
pub(super) struct Callee {
    pub(super) leg: Leg,
    /// Which of the document's nouns it rings for. A client can be registered at several places.
    pub(super) target: usize,
    progress: Progress,
}

impl Callee {
    pub(super) fn answered(&self) {
        self.leg.log.status(Status::InProgress);
        self.progress.tell(CallEvent::Answered, Status::InProgress, &self.leg.log);
    }

    /// Ends the call, where it is not over yet, and notes what it came to.
    pub(super) fn end(self, ending: Ending, status: Status) {
        self.leg.line.over(ending);
        self.leg.log.status(status);
        self.progress.tell(CallEvent::Completed, status, &self.leg.log);
    }
}

/// What the calls of one `<Dial>` have in common.
struct Dialling<'a> {
    exchange: &'a Arc<Exchange>,
    parent_sid: &'a str,
    /// What callees see.
    caller_id: &'a str,
    source: &'a Callback,
}

/// Lets everybody ring whom `dial` names, and can be reached, and adds each to `callees`.
///
/// # Errors
///
/// [`Gone`] when the caller hangs up before all ring. Those who ring by then have to be told.
pub(super) async fn ring(
    conversation: &mut Conversation,
    dial: &Dial,
    caller_id: &str,
    source: &Callback,
    callees: &mut Vec<Callee>,
) -> Result<(), Gone> {
    let Conversation { exchange, leg, .. } = conversation;
    let parent_sid = leg.sid.clone();
    let log = leg.log.clone();
    let dialling = Dialling { exchange, parent_sid: &parent_sid, caller_id, source };
    for (index, target) in dial.targets.iter().enumerate() {
        match target {
            Target::Client { identity, parameters, status } => {
                let places = exchange.clients.registered(identity);
                if places.is_empty() {
                    log.note(format!("nobody is registered as {identity}"));
                }
                for place in places {
                    let ringing = dialling.client(&place, identity, parameters, status.as_ref(), index);
                    callees.extend(leg.while_here(ringing).await?);
                }
            }
            Target::Number { number, status } => {
                let own = leg.while_here(exchange.settings.numbers.webhooks(number)).await?;
                let phones = &exchange.outside;
                let callee = if let Some(phone) = phones.with_number(number) {
                    dialling.telephone(&phone, number, status.as_ref(), index)
                } else if let Some(webhooks) = own {
                    let (callee, incoming) = dialling.own_number(number, status.as_ref(), index);
                    call::from_trunk(exchange, caller_id, number, webhooks, incoming);
                    callee
                } else if let Some(phone) = phones.with_any_number() {
                    dialling.telephone(&phone, number, status.as_ref(), index)
                } else {
                    log.note(format!(
                        "no telephone outside is {number}, or rings for any number; open /outside"
                    ));
                    continue;
                };
                callees.push(callee);
            }
        }
    }
    Ok(())
}

impl Dialling<'_> {
    async fn client(
        &self,
        place: &Arc<Connection>,
        identity: &str,
        parameters: &[(String, String)],
        status: Option<&StatusCallback>,
        target: usize,
    ) -> Option<Callee> {
        let to = format!("client:{identity}");
        let offered = MediaLeg::offering().await;
        let (sid, log, progress) = self.begin(&to, status);
        let (media, offer, heard) = match offered {
            Ok(leg) => leg,
            Err(error) => {
                log.note(format!("there is no sound to offer: {error}"));
                log.status(Status::Failed);
                return None;
            }
        };
        let new = NewLine {
            sid: sid.clone(),
            temporary_sid: None,
            identity: identity.to_owned(),
            sound: ClientSound::of_callee(media),
            log: log.clone(),
        };
        let (line, events) = ClientLine::new(place.clone(), new, heard);
        self.exchange.clients.add_line(line.clone());
        let mut described = json!({
            "CallSid": sid,
            "From": self.caller_id,
            "To": to,
            "AccountSid": self.exchange.settings.account.sid,
            "ApiVersion": API_VERSION,
        });
        if !parameters.is_empty() {
            let own = serde_urlencoded::to_string(parameters).expect("pairs of text can be encoded");
            described["Params"] = own.into();
        }
        line.invite(&offer, &described);
        progress.tell(CallEvent::Ringing, Status::Ringing, &log);
        Some(Callee { leg: Leg::new(sid, log, line, events), target, progress })
    }

    fn telephone(
        &self,
        phone: &Arc<OutsidePhone>,
        number: &str,
        status: Option<&StatusCallback>,
        target: usize,
    ) -> Callee {
        let (sid, log, progress) = self.begin(number, status);
        let (line, events) = OutsideLine::new(phone, sid.clone(), log.clone());
        line.ring(self.caller_id, number);
        progress.tell(CallEvent::Ringing, Status::Ringing, &log);
        Callee { leg: Leg::new(sid, log, line, events), target, progress }
    }

    /// A number of the account itself. Returns the end of the line that comes in, too.
    fn own_number(
        &self,
        number: &str,
        status: Option<&StatusCallback>,
        target: usize,
    ) -> (Callee, call::FarEnd) {
        let (sid, log, progress) = self.begin(number, status);
        let [(line, events), incoming] = trunk();
        progress.tell(CallEvent::Ringing, Status::Ringing, &log);
        (Callee { leg: Leg::new(sid, log, line, events), target, progress }, incoming)
    }

    fn begin(&self, to: &str, status: Option<&StatusCallback>) -> (String, CallLog, Progress) {
        let sid = new_sid("CA");
        let about = About {
            account_sid: &self.exchange.settings.account.sid,
            sid: &sid,
            from: self.caller_id,
            to,
            direction: Direction::OutboundDial,
        };
        let log = self.exchange.journal.begin(CallRecord::new(&about, Some(self.parent_sid)));
        let progress = Progress::new(self.exchange, &about, self.parent_sid, status, self.source);
        progress.tell(CallEvent::Initiated, Status::Ringing, &log);
        (sid, log, progress)
    }
}
