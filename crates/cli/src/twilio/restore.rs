//! `switchboard twilio restore`.

use serde_json::json;

use super::{
    TwilioError,
    api::{Api, ApiError},
    change::{self, Change, Shown},
    consent,
    credentials::Credentials,
    kept::{Kept, KeptError, KeptResource},
    options::Restore,
};
use crate::report::Report;

/// What is done with a resource that is kept.
enum Step {
    PutBack(Change),
    Delete(Change),
    /// It is not there any more, or it was created and is to stay.
    Nothing(String),
}

/// Puts back what was kept, and takes it off the file. An App that `connect` created is deleted if that is asked for, and
/// stays on the file otherwise.
pub(super) async fn restore(
    options: &Restore,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<Report, TwilioError> {
    let path = &options.common.kept;
    let mut kept = Kept::read(path)?.ok_or_else(|| KeptError::NotThere(path.clone()))?;
    let credentials = Credentials::read(environment, Some(&kept.region))?;
    kept.check(path, &credentials)?;
    let api = Api::new(credentials, options.common.twilio_url.as_deref())?;
    let mut steps = Vec::new();
    // The other way round: the numbers let go of the App before it may be deleted.
    for resource in kept.resources.iter().rev() {
        steps.push(step(&api, resource, options.delete_app).await?);
    }
    let shown: Vec<Shown> = steps.iter().filter_map(Step::shown).collect();
    let remarks: String = steps.iter().filter_map(Step::remark).collect();
    let difference = change::text(&shown);
    if options.common.dry_run {
        let text = format!("{difference}{remarks}Nothing is changed yet.\n");
        return Ok(report(false, &shown, text));
    }
    if !shown.is_empty() {
        consent::obtain(&options.common, &difference)?;
        let mut done = Vec::new();
        carry_out(&api, &steps, &mut done)
            .await
            .map_err(|cause| TwilioError::half_way(cause.into(), &done, path))?;
    }
    kept.resources.retain(|resource| resource.created && !options.delete_app);
    kept.write(path)?;
    let text = if shown.is_empty() { "Nothing is left to put back." } else { "The old values are back." };
    Ok(report(!shown.is_empty(), &shown, format!("{remarks}{text}\n")))
}

async fn step(api: &Api, kept: &KeptResource, delete_app: bool) -> Result<Step, TwilioError> {
    let Some(resource) = api.resource(kept.kind, &kept.sid).await? else {
        return Ok(Step::Nothing(format!("{} ({}) is not in the account any more.\n", kept.name, kept.sid)));
    };
    let change = Change::of(&resource, &kept.settings);
    Ok(match (kept.created, delete_app) {
        (false, _) => Step::PutBack(change),
        (true, true) => Step::Delete(change),
        (true, false) => Step::Nothing(format!(
            "The TwiML App {} ({}) was created by `connect`, and stays; --delete-app deletes it.\n",
            kept.name, kept.sid
        )),
    })
}

async fn carry_out(api: &Api, steps: &[Step], done: &mut Vec<String>) -> Result<(), ApiError> {
    for step in steps {
        match step {
            Step::PutBack(change) if !change.is_empty() => {
                api.set(change.kind, change.found_sid(), &change.values_after()).await?;
                done.push(change.subject());
            }
            Step::Delete(app) => {
                api.delete_app(app.found_sid()).await?;
                done.push(app.subject());
            }
            Step::PutBack(_) | Step::Nothing(_) => {}
        }
    }
    Ok(())
}

impl Step {
    fn shown(&self) -> Option<Shown> {
        match self {
            Self::PutBack(change) => (!change.is_empty()).then(|| change.shown()),
            Self::Delete(app) => Some(Shown { remark: "to be deleted", ..app.shown() }),
            Self::Nothing(_) => None,
        }
    }

    fn remark(&self) -> Option<&str> {
        match self {
            Self::Nothing(remark) => Some(remark),
            Self::PutBack(_) | Self::Delete(_) => None,
        }
    }
}

fn report(changed: bool, changes: &[Shown], text: String) -> Report {
    Report::new(&json!({ "changed": changed, "changes": changes }), text)
}
