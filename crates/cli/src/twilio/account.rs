//! What a call meets in an account at Twilio: its numbers and its TwiML Apps.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::api::{Api, ApiError, Parameter};

/// Twilio's status for what is not there.
const NOT_FOUND: u16 = 404;

/// A setting of a number or an App that says where a call goes, named as Twilio's answers name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Setting {
    VoiceUrl,
    VoiceMethod,
    VoiceFallbackUrl,
    VoiceFallbackMethod,
    StatusCallback,
    StatusCallbackMethod,
    /// A number's. [Where it is set, the number's own URLs are ignored](https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource).
    VoiceApplicationSid,
    /// A number's. Where it is set, URLs and App are ignored.
    TrunkSid,
}

impl Setting {
    const ALL: [Self; 8] = [
        Self::VoiceUrl,
        Self::VoiceMethod,
        Self::VoiceFallbackUrl,
        Self::VoiceFallbackMethod,
        Self::StatusCallback,
        Self::StatusCallbackMethod,
        Self::VoiceApplicationSid,
        Self::TrunkSid,
    ];

    /// Its name in answers, `voice_url`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::VoiceUrl => "voice_url",
            Self::VoiceMethod => "voice_method",
            Self::VoiceFallbackUrl => "voice_fallback_url",
            Self::VoiceFallbackMethod => "voice_fallback_method",
            Self::StatusCallback => "status_callback",
            Self::StatusCallbackMethod => "status_callback_method",
            Self::VoiceApplicationSid => "voice_application_sid",
            Self::TrunkSid => "trunk_sid",
        }
    }

    /// Whether it is `GET` or `POST`, for the URL beside it.
    pub(crate) fn is_method(self) -> bool {
        matches!(self, Self::VoiceMethod | Self::VoiceFallbackMethod | Self::StatusCallbackMethod)
    }

    /// Its name in a form, `VoiceUrl`.
    fn form_name(self) -> String {
        format!("{self:?}")
    }
}

/// Settings and their values. An empty value is one that is not set; posted, it takes away what was set, as
/// [Twilio's own libraries have it](https://github.com/twilio/twilio-csharp/issues/392).
pub(crate) type Settings = BTreeMap<Setting, String>;

/// Which kind of thing has settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// [A number](https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource).
    Number,
    /// [A TwiML App](https://www.twilio.com/docs/usage/api/applications).
    App,
}

impl Kind {
    fn folder(self) -> &'static str {
        match self {
            Self::Number => "IncomingPhoneNumbers",
            Self::App => "Applications",
        }
    }

    fn name_of_name(self) -> &'static str {
        match self {
            Self::Number => "phone_number",
            Self::App => "friendly_name",
        }
    }

    fn path(self, sid: &str) -> String {
        format!("/{}/{sid}.json", self.folder())
    }

    fn path_of_list(self) -> String {
        format!("/{}.json", self.folder())
    }

    /// What Twilio says of one. A name or a setting that it does not mention is empty.
    fn read(self, body: &Value) -> Resource {
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let settings = Setting::ALL.map(|setting| (setting, text(setting.name())));
        Resource {
            kind: self,
            sid: text("sid"),
            name: text(self.name_of_name()),
            settings: settings.into_iter().collect(),
        }
    }
}

/// A number or an App, as Twilio has it.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) kind: Kind,
    /// `PN…` or `AP…`.
    pub(crate) sid: String,
    /// The number in E.164, or the App's friendly name.
    pub(crate) name: String,
    settings: Settings,
}

impl Resource {
    /// The value of `setting`, empty where it is not set.
    pub(crate) fn get(&self, setting: Setting) -> &str {
        self.settings.get(&setting).map_or("", String::as_str)
    }
}

impl Api {
    /// Looks for the number `e164`, with its plus sign.
    pub(crate) async fn number(&self, e164: &str) -> Result<Option<Resource>, ApiError> {
        // The filter finds parts of numbers too.
        let found = self.list(Kind::Number, ("PhoneNumber", e164)).await?;
        Ok(found.into_iter().find(|number| number.name == e164))
    }

    /// Looks for the App `sid`. That it is found, or is not, also tells that the credentials are good; asking for the account
    /// would not, since [a standard API key may not read it](https://www.twilio.com/docs/iam/api-keys/keys-in-console).
    pub(crate) async fn app(&self, sid: &str) -> Result<Option<Resource>, ApiError> {
        self.resource(Kind::App, sid).await
    }

    /// The Apps of exactly that friendly name.
    pub(crate) async fn apps_named(&self, friendly_name: &str) -> Result<Vec<Resource>, ApiError> {
        let mut apps = self.list(Kind::App, ("FriendlyName", friendly_name)).await?;
        apps.retain(|app| app.name == friendly_name);
        Ok(apps)
    }

    /// Looks for the resource `sid`.
    pub(crate) async fn resource(&self, kind: Kind, sid: &str) -> Result<Option<Resource>, ApiError> {
        match self.get(&kind.path(sid), &[]).await {
            Ok(answer) => Ok(Some(kind.read(&answer))),
            Err(ApiError::Refused { status: NOT_FOUND, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Changes what `settings` names, and nothing else.
    pub(crate) async fn set(&self, kind: Kind, sid: &str, settings: &Settings) -> Result<(), ApiError> {
        self.post_settings(&kind.path(sid), None, settings).await.map(drop)
    }

    /// Creates an App.
    pub(crate) async fn create_app(
        &self,
        friendly_name: &str,
        settings: &Settings,
    ) -> Result<Resource, ApiError> {
        let name = ("FriendlyName", friendly_name);
        let created = self.post_settings(&Kind::App.path_of_list(), Some(name), settings).await?;
        Ok(Kind::App.read(&created))
    }

    /// Deletes the App `sid`.
    pub(crate) async fn delete_app(&self, sid: &str) -> Result<(), ApiError> {
        self.delete(&Kind::App.path(sid)).await
    }

    async fn post_settings(
        &self,
        path: &str,
        name: Option<Parameter<'_>>,
        settings: &Settings,
    ) -> Result<Value, ApiError> {
        let named: Vec<_> = settings.iter().map(|(setting, value)| (setting.form_name(), value)).collect();
        let settings = named.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let form: Vec<_> = name.into_iter().chain(settings).collect();
        self.post(path, &form).await
    }

    async fn list(&self, kind: Kind, filter: Parameter<'_>) -> Result<Vec<Resource>, ApiError> {
        // As many on a page as an account can have Apps: https://www.twilio.com/docs/usage/api/applications.
        let answer = self.get(&kind.path_of_list(), &[filter, ("PageSize", "1000")]).await?;
        let name = match kind {
            Kind::Number => "incoming_phone_numbers",
            Kind::App => "applications",
        };
        let found = answer[name].as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(found.iter().map(|found| kind.read(found)).collect())
    }
}
