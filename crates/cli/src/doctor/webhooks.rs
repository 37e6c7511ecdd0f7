//! The two webhooks answer Twilio, and nobody else.

use switchboard::webhook::{Form, SIGNATURE_HEADER, parameter, sign};

use super::{
    finding::Finding,
    http::{Answer, NoAnswer, send},
    target::{Line, Place, Signer, Target, Webhook},
    twiml::{self, Instructions},
};

pub(super) const INCOMING: &str = "call-incoming";
pub(super) const OUTGOING: &str = "call-outgoing";
pub(super) const UNSIGNED: &str = "unsigned";

const INCOMING_FUNCTION: &str = "TwilioRetrieveTwimlCallIncoming";
const OUTGOING_FUNCTION: &str = "TwilioRetrieveTwimlCallOutgoing";

/// Marks the tests' lines in the functions' logs.
const CALL_SID: &str = "CA00000000000000000000000000000000";

/// What a 403 says that is a function's own, and not API Gateway's.
const REFUSED: &str = "X-Twilio-Signature";

/// No Auth Token makes it.
const WRONG_SIGNATURE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// Tries both webhooks with each of `lines`, and without a signature of Twilio's.
pub(super) async fn check(target: &Target, lines: &[Line]) -> Vec<Finding> {
    let mut findings = Vec::new();
    match &target.signer {
        Err(reason) => {
            findings.extend([INCOMING, OUTGOING].map(|name| Finding::not_checked(name, reason.as_str())));
        }
        Ok(_) if lines.is_empty() => {
            let reason = "no number is known that could be tried";
            findings.extend([INCOMING, OUTGOING].map(|name| Finding::not_checked(name, reason)));
        }
        Ok(signer) => {
            for line in lines {
                let (incoming, client) = incoming(target, signer, line).await;
                findings.push(incoming);
                findings.push(match client {
                    Some(client) => outgoing(target, signer, line, &client).await,
                    None => Finding::not_checked(
                        OUTGOING,
                        format!("call_incoming named no client of {}", line.shown()),
                    ),
                });
            }
        }
    }
    findings.push(unsigned(target).await);
    findings
}

/// A telephone calls the number. Also returns the name of the client that rings.
async fn incoming(target: &Target, signer: &Signer, line: &Line) -> (Finding, Option<String>) {
    let form = form(&[(parameter::TO, line.e164()), (parameter::FROM, line.e164())]);
    let url = &target.incoming.url;
    let answer =
        match post(target, &target.incoming, &form, Some(signature(signer, &target.incoming, &form))).await {
            Ok(answer) => answer,
            Err(error) => {
                return (Finding::wrong(INCOMING, format!("{url} {error}"), target.mend_of_silence()), None);
            }
        };
    if answer.status != 200 {
        return (not_answered(target, INCOMING, url, INCOMING_FUNCTION, signer, &answer), None);
    }
    let shown = line.shown();
    let finding = match (twiml::read(&answer.body), &line.client) {
        (Some(Instructions::DialClient(name)), Some(client)) if client.name != name => {
            return (
                Finding::warning(
                    INCOMING,
                    format!("{shown} rings {name}, and the directory says {}", client.name),
                    "try again in half a minute, for which the functions keep an entry",
                ),
                Some(name),
            );
        }
        (Some(Instructions::DialClient(name)), _) => {
            return (Finding::ok(INCOMING, format!("{shown} rings {name}")), Some(name));
        }
        (Some(Instructions::Say), _) => Finding::wrong(
            INCOMING,
            format!("whoever calls {shown} hears that it is invalid"),
            "register it with `switchboard number add`",
        ),
        (_, _) => Finding::wrong(
            INCOMING,
            format!("{url} answers something that dials no client"),
            "deploy this version of the functions, and see what else answers there",
        ),
    };
    (finding, None)
}

/// The client calls its own number: the one number that is dialable wherever it is, and nothing is dialled, because only
/// the instructions come back and nobody carries them out.
async fn outgoing(target: &Target, signer: &Signer, line: &Line, client: &str) -> Finding {
    let from = format!("client:{client}");
    let parameters = [
        (parameter::FROM, from.as_str()),
        (parameter::CALLER, line.e164()),
        (parameter::CALLED, line.e164()),
    ];
    let form = form(&parameters);
    let url = &target.outgoing.url;
    let answer =
        match post(target, &target.outgoing, &form, Some(signature(signer, &target.outgoing, &form))).await {
            Ok(answer) => answer,
            Err(error) => {
                return Finding::wrong(OUTGOING, format!("{url} {error}"), target.mend_of_silence());
            }
        };
    if answer.status != 200 {
        return not_answered(target, OUTGOING, url, OUTGOING_FUNCTION, signer, &answer);
    }
    let shown = line.shown();
    match twiml::read(&answer.body) {
        Some(Instructions::DialNumber) => {
            Finding::ok(OUTGOING, format!("{client} may call, and shows {shown}"))
        }
        // Which of the refusals it is, only the spoken sentence says, in the operator's language.
        Some(Instructions::Say) => Finding::warning(
            OUTGOING,
            format!("{client} may not call {shown} itself, with which this was tried"),
            "let AllowedCountries have the number's own country, unless it is left out on purpose",
        ),
        _ => Finding::wrong(
            OUTGOING,
            format!("{url} answers something that dials no number"),
            "deploy this version of the functions, and see what else answers there",
        ),
    }
}

/// Nobody but Twilio is answered. `cargo local` answers a webhook without any signature, as it says at its start, and refuses
/// a wrong one all the same.
async fn unsigned(target: &Target) -> Finding {
    let (signature, without) = match target.place {
        Place::Stack => (None, "without a signature"),
        Place::ThisMachine => (Some(WRONG_SIGNATURE.to_owned()), "with a wrong signature"),
    };
    let form = form(&[]);
    let routes = [(&target.incoming, INCOMING_FUNCTION), (&target.outgoing, OUTGOING_FUNCTION)];
    for (webhook, function) in routes {
        let url = &webhook.url;
        match post(target, webhook, &form, signature.clone()).await {
            Ok(answer) if answer.status == 403 => {}
            Ok(answer) if answer.status == 200 => {
                return Finding::wrong(
                    UNSIGNED,
                    format!("{url} answers a webhook {without}, whoever sends it"),
                    "remove ACCEPT_UNSIGNED_WEBHOOKS from the function's environment",
                );
            }
            Ok(answer) => return target.failed(UNSIGNED, url, function, &answer),
            Err(error) => {
                return Finding::wrong(UNSIGNED, format!("{url} {error}"), target.mend_of_silence());
            }
        }
    }
    Finding::ok(UNSIGNED, format!("a webhook {without} is refused"))
}

/// Whether one of our functions answers at `url`: it alone refuses a wrong signature in these words.
pub(super) async fn is_refused_by_us(target: &Target, url: &str) -> Result<bool, NoAnswer> {
    let webhook = Webhook { url: url.to_owned(), signed_url: url.to_owned() };
    let answer = post(target, &webhook, &form(&[]), Some(WRONG_SIGNATURE.to_owned())).await?;
    Ok(answer.status == 403 && answer.body.contains(REFUSED))
}

fn not_answered(
    target: &Target,
    name: &'static str,
    url: &str,
    function: &str,
    signer: &Signer,
    answer: &Answer,
) -> Finding {
    if answer.status != 403 || !answer.body.contains(REFUSED) {
        return target.failed(name, url, function, answer);
    }
    let source = signer.source;
    let mend = match target.place {
        Place::Stack => {
            "put the account's Auth Token into the webhook secret as TWILIO_AUTH_TOKEN, and wait two minutes; where a \
             proxy stands before the API, set PublicBaseUrl"
        }
        Place::ThisMachine => "start `cargo local` with the same TWILIO_AUTH_TOKEN",
    };
    Finding::wrong(name, format!("{url} refuses a webhook signed with {source}"), mend)
}

fn form(parameters: &[(&str, &str)]) -> Form {
    let all = [(parameter::CALL_SID, CALL_SID)].iter().chain(parameters);
    all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>().into()
}

fn signature(signer: &Signer, webhook: &Webhook, form: &Form) -> String {
    sign(&signer.auth_token, &webhook.signed_url, form)
}

async fn post(
    target: &Target,
    webhook: &Webhook,
    form: &Form,
    signature: Option<String>,
) -> Result<Answer, NoAnswer> {
    let request = target.http.post(&webhook.url).form(form.parameters());
    send(match signature {
        Some(signature) => request.header(SIGNATURE_HEADER, signature),
        None => request,
    })
    .await
}
