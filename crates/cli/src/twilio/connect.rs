//! `switchboard twilio connect`.

use std::collections::BTreeSet;

use serde_json::json;
use switchboard::phone_number::PhoneNumber;

use super::{
    TwilioError,
    account::{Kind, Setting, Settings},
    api::Api,
    change::{self, Change, Shown},
    consent,
    credentials::{APP_SID, Credentials, CredentialsError, DEFAULT_REGION, is_sid},
    kept::Kept,
    options::Connect,
    secrets::{SecretChange, Secrets},
    target::Target,
};
use crate::report::Report;

/// Points the numbers and the App at the target, and fills the stack's secrets, as far as that is not done already.
pub(super) async fn connect(
    options: &Connect,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<Report, TwilioError> {
    let target = Target::find(options).await?;
    let credentials = Credentials::read(&environment, target.region())?;
    let app_sid = options.app.clone().or_else(|| environment(APP_SID));
    check_region(&target, &credentials)?;
    let api = Api::new(credentials, options.common.twilio_url.as_deref())?;
    let numbers = changes_of_numbers(&api, options, &target).await?;
    let secrets = match &target.stack {
        Some(stack) if !options.no_secrets => Some(Secrets::read(stack).await?),
        _ => None,
    };
    let app = change_of_app(&api, options, &target, app_sid, secrets.as_ref()).await?;
    let changes_of_secrets = match &secrets {
        Some(secrets) => secrets.changes(api.credentials(), app.sid.as_deref())?,
        None => Vec::new(),
    };
    let plan = Plan { app, numbers, changes_of_secrets, secrets: secrets.as_ref() };
    let shown = plan.shown();
    let difference = change::text(&shown);
    if shown.is_empty() {
        return Ok(report(options, &api, &shown, plan.app.sid.as_deref(), &Outcome::NothingToDo));
    }
    if options.common.dry_run {
        return Ok(report(options, &api, &shown, plan.app.sid.as_deref(), &Outcome::OnlyShown(difference)));
    }
    consent::obtain(&options.common, &difference)?;
    let app_sid = plan.carry_out(&api, options).await?;
    Ok(report(options, &api, &shown, Some(&app_sid), &Outcome::Done))
}

/// A stack signs tokens for its region, and Twilio takes them in that one only.
fn check_region(target: &Target, credentials: &Credentials) -> Result<(), TwilioError> {
    let Some(_) = &target.stack else { return Ok(()) };
    let stack = target.region().unwrap_or(DEFAULT_REGION);
    if stack == credentials.region {
        return Ok(());
    }
    Err(TwilioError::RegionMismatch { stack: stack.to_owned(), environment: credentials.region.clone() })
}

async fn changes_of_numbers(
    api: &Api,
    options: &Connect,
    target: &Target,
) -> Result<Vec<Change>, TwilioError> {
    let mut wanted = wanted(&target.incoming_url, options, target);
    wanted.insert(Setting::VoiceApplicationSid, String::new());
    let numbers: Result<BTreeSet<String>, _> = options
        .numbers
        .iter()
        .map(|number| PhoneNumber::parse(number).map(|number| number.e164().to_owned()))
        .collect();
    let mut changes = Vec::new();
    for number in numbers? {
        let Some(found) = api.number(&number).await? else {
            let account_sid = api.credentials().account_sid.clone();
            return Err(TwilioError::NoNumber { number, account_sid });
        };
        let trunk_sid = found.get(Setting::TrunkSid);
        if !trunk_sid.is_empty() {
            return Err(TwilioError::OnTrunk { number, trunk_sid: trunk_sid.to_owned() });
        }
        changes.push(Change::of(&found, &wanted));
    }
    Ok(changes)
}

async fn change_of_app(
    api: &Api,
    options: &Connect,
    target: &Target,
    app_sid: Option<String>,
    secrets: Option<&Secrets>,
) -> Result<Change, TwilioError> {
    let wanted = wanted(&target.outgoing_url, options, target);
    if let Some(app_sid) = app_sid {
        if !is_sid(&app_sid, "AP") {
            return Err(CredentialsError::NoSid("--app or else TWILIO_APP_SID", "AP").into());
        }
        let Some(app) = api.app(&app_sid).await? else {
            let Credentials { account_sid, region, .. } = api.credentials().clone();
            return Err(TwilioError::NoApp { app_sid, account_sid, region });
        };
        return Ok(Change::of(&app, &wanted));
    }
    // One that was deleted since, or is another account's, is no reason to stop.
    if let Some(app_sid) = secrets.and_then(Secrets::app_sid).filter(|sid| is_sid(sid, "AP"))
        && let Some(app) = api.app(app_sid).await?
    {
        return Ok(Change::of(&app, &wanted));
    }
    let apps = api.apps_named(&target.app_name).await?;
    match &apps[..] {
        [] => Ok(Change::creation(&target.app_name, &wanted)),
        [app] => Ok(Change::of(app, &wanted)),
        _ => {
            let sids: Vec<_> = apps.iter().map(|app| app.sid.as_str()).collect();
            Err(TwilioError::SeveralApps { name: target.app_name.clone(), sids: sids.join(", ") })
        }
    }
}

/// What a number and an App have in common.
fn wanted(voice_url: &str, options: &Connect, target: &Target) -> Settings {
    let mut wanted = vec![
        (Setting::VoiceUrl, voice_url),
        (Setting::VoiceMethod, "POST"),
        (Setting::VoiceFallbackUrl, &target.fallback_url),
        // A file beside the page answers no POST.
        (Setting::VoiceFallbackMethod, "GET"),
    ];
    if let Some(url) = &options.status_callback {
        wanted.extend([(Setting::StatusCallback, url.as_str()), (Setting::StatusCallbackMethod, "POST")]);
    }
    wanted.into_iter().map(|(setting, value)| (setting, value.to_owned())).collect()
}

/// All that is to be changed.
struct Plan<'a> {
    app: Change,
    numbers: Vec<Change>,
    changes_of_secrets: Vec<SecretChange<'a>>,
    secrets: Option<&'a Secrets>,
}

impl Plan<'_> {
    /// In the order in which it is done.
    fn shown(&self) -> Vec<Shown> {
        let app = Some(&self.app).filter(|app| !app.is_empty()).map(Change::shown);
        let secrets = self.changes_of_secrets.iter().map(SecretChange::shown);
        let numbers = self.numbers.iter().filter(|number| !number.is_empty()).map(Change::shown);
        app.into_iter().chain(secrets).chain(numbers).collect()
    }

    /// Changes everything, and returns the App's SID. The numbers come last: a caller reaches the functions when these have
    /// what they need.
    async fn carry_out(&self, api: &Api, options: &Connect) -> Result<String, TwilioError> {
        let path = &options.common.kept;
        let mut kept = Kept::read(path)?.unwrap_or_else(|| Kept::new(api.credentials()));
        kept.check(path, api.credentials())?;
        let changes = || Some(&self.app).into_iter().chain(&self.numbers).filter(|change| !change.is_empty());
        changes().filter(|change| change.sid.is_some()).for_each(|change| kept.add(change));
        if !kept.resources.is_empty() {
            kept.write(path)?;
        }
        let mut done = Vec::new();
        self.steps(api, options, &mut kept, &mut done)
            .await
            .map_err(|cause| TwilioError::half_way(cause, &done, path))
    }

    async fn steps(
        &self,
        api: &Api,
        options: &Connect,
        kept: &mut Kept,
        done: &mut Vec<String>,
    ) -> Result<String, TwilioError> {
        let app_sid = match &self.app.sid {
            Some(sid) if self.app.is_empty() => sid.clone(),
            Some(sid) => {
                api.set(Kind::App, sid, &self.app.values_after()).await?;
                done.push(self.app.subject());
                sid.clone()
            }
            None => {
                let created = api.create_app(&self.app.name, &self.app.values_after()).await?;
                done.push(format!("{} ({}), which was created", self.app.subject(), created.sid));
                kept.add_created(&self.app, &created.sid);
                kept.write(&options.common.kept)?;
                created.sid
            }
        };
        for change in &self.changes_of_secrets {
            let secrets = self.secrets.expect("changes of secrets come from secrets");
            secrets.put(change, &app_sid).await?;
            done.push(change.subject());
        }
        for number in self.numbers.iter().filter(|number| !number.is_empty()) {
            api.set(Kind::Number, number.found_sid(), &number.values_after()).await?;
            done.push(number.subject());
        }
        Ok(app_sid)
    }
}

enum Outcome {
    NothingToDo,
    OnlyShown(String),
    Done,
}

fn report(
    options: &Connect,
    api: &Api,
    changes: &[Shown],
    app_sid: Option<&str>,
    outcome: &Outcome,
) -> Report {
    // Of the secrets no value is kept.
    let kept = match options.common.kept.display() {
        path if changes.iter().any(|change| change.kind != "secret") => {
            format!("{path} has the old values; `switchboard twilio restore` puts them back.\n")
        }
        _ => String::new(),
    };
    let app = app_sid.map(|sid| format!("The TwiML App is {sid}.\n")).unwrap_or_default();
    let text = match outcome {
        Outcome::NothingToDo => format!("Twilio is connected already: nothing is changed.\n{app}"),
        Outcome::OnlyShown(difference) => format!("{difference}Nothing is changed yet.\n"),
        Outcome::Done => format!("Twilio is connected.\n{app}{kept}"),
    };
    let changed = matches!(outcome, Outcome::Done);
    let done = json!({ "changed": changed, "app_sid": app_sid, "changes": changes });
    Report::new(&done, text).with_warning(remark_on_region(&api.credentials().region))
}

/// [Each region has its own settings of a number, and a routing table says which region a call comes
/// to](https://www.twilio.com/docs/global-infrastructure/inbound-call-processing). That table is asked with credentials of
/// us1, which whoever works in another region need not have.
fn remark_on_region(region: &str) -> Option<String> {
    (region != DEFAULT_REGION).then(|| {
        format!(
            "these settings hold in {region}; a call meets them where the number's inbound processing region is {region}, \
             see https://www.twilio.com/docs/global-infrastructure/inbound-processing-api"
        )
    })
}
