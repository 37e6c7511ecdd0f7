//! Why a call is not put through, and the sentence that its caller hears.

use crate::{number_policy::Undialable, spoken_language::SpokenLanguage, webhook::RepeatedParameter};

/// The most characters of a refused number that are spoken: every real number fits, and nobody listens to more.
const MAX_SPOKEN_CHARACTERS: usize = 40;

/// Why a call is not put through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The Twilio number of the call, given here as it was sent, is not registered, or not to the client that calls.
    UnknownTwilioNumber(String),
    /// A parameter that the call cannot do without was not sent or is empty.
    MissingParameter(&'static str),
    /// A parameter that decides the call was sent more than once.
    RepeatedParameter(RepeatedParameter),
    /// The caller is not a client, and only clients may call out.
    NotAClient,
    /// The number to be called may not be dialled.
    Undialable(Undialable),
}

impl Refusal {
    /// A short name for logs and metrics: lower case, words joined by underscores, nothing from the call.
    pub fn name(&self) -> &'static str {
        match self {
            Self::UnknownTwilioNumber(_) => "unknown_twilio_number",
            Self::MissingParameter(_) => "missing_parameter",
            Self::RepeatedParameter(_) => "repeated_parameter",
            Self::NotAClient => "not_a_client",
            Self::Undialable(reason) => reason.name(),
        }
    }

    /// What the caller hears, once.
    pub fn sentence(&self, language: SpokenLanguage) -> String {
        use SpokenLanguage::{English, French, Japanese};
        match self {
            Self::UnknownTwilioNumber(number) => {
                let number: String = number.chars().take(MAX_SPOKEN_CHARACTERS).collect();
                match language {
                    English => format!("An error occurred. Your Twilio phone number {number} is invalid."),
                    Japanese => format!("エラーが発生しました。お使いのTwilio電話番号 {number} は無効です。"),
                    French => {
                        format!("Une erreur est survenue. Votre numéro Twilio {number} n'est pas valide.")
                    }
                }
            }
            Self::MissingParameter(_) | Self::RepeatedParameter(_) | Self::NotAClient => match language {
                English => "An error occurred. The call cannot be placed, because its request is not valid.",
                Japanese => "エラーが発生しました。通話の要求が正しくないため、おつなぎできません。",
                French => "Une erreur est survenue. L'appel est impossible, car sa demande n'est pas valide.",
            }
            .to_owned(),
            Self::Undialable(reason) => reason.sentence(language).to_owned(),
        }
    }
}

impl Undialable {
    fn name(self) -> &'static str {
        match self {
            Self::NotInternational => "not_international",
            Self::EmergencyOrShort => "emergency_or_short",
            Self::NotInUse => "not_in_use",
            Self::PremiumRate => "premium_rate",
            Self::Satellite => "satellite",
            Self::OtherService => "other_service",
            Self::CountryNotAllowed => "country_not_allowed",
        }
    }

    fn sentence(self, language: SpokenLanguage) -> &'static str {
        use SpokenLanguage::{English, French, Japanese};
        match (self, language) {
            (Self::NotInternational, English) => {
                "The number cannot be called. Please dial a plus sign, the country code, and the number."
            }
            (Self::NotInternational, Japanese) => {
                "この番号にはおかけになれません。プラス記号と国番号から始めてダイヤルしてください。"
            }
            (Self::NotInternational, French) => {
                "Ce numéro ne peut pas être appelé. Composez le signe plus, l'indicatif du pays, puis le numéro."
            }
            (Self::EmergencyOrShort, English) => {
                "Emergency and short numbers cannot be called from this phone. Please use another telephone."
            }
            (Self::EmergencyOrShort, Japanese) => {
                "この電話から緊急通報や短い番号にはおかけになれません。別の電話をお使いください。"
            }
            (Self::EmergencyOrShort, French) => {
                "Ce téléphone ne peut pas appeler les numéros d'urgence ni les numéros courts. Utilisez un autre téléphone."
            }
            (Self::NotInUse, English) => {
                "There is no such phone number. Please check the number and dial again."
            }
            (Self::NotInUse, Japanese) => {
                "おかけになった電話番号は存在しません。番号をお確かめのうえ、おかけ直しください。"
            }
            (Self::NotInUse, French) => "Ce numéro n'existe pas. Vérifiez-le et recommencez.",
            (Self::PremiumRate, English) => "Premium-rate numbers cannot be called from this phone.",
            (Self::PremiumRate, Japanese) => "この電話から有料サービスの番号にはおかけになれません。",
            (Self::PremiumRate, French) => "Ce téléphone ne peut pas appeler les numéros surtaxés.",
            (Self::Satellite, English) => "Satellite phones cannot be called from this phone.",
            (Self::Satellite, Japanese) => "この電話から衛星電話にはおかけになれません。",
            (Self::Satellite, French) => "Ce téléphone ne peut pas appeler les téléphones satellite.",
            (Self::OtherService, English) => "Numbers of this kind cannot be called from this phone.",
            (Self::OtherService, Japanese) => "この電話からこの種類の番号にはおかけになれません。",
            (Self::OtherService, French) => "Ce téléphone ne peut pas appeler ce type de numéro.",
            (Self::CountryNotAllowed, English) => "Numbers in this country cannot be called from this phone.",
            (Self::CountryNotAllowed, Japanese) => "この電話からこの国の番号にはおかけになれません。",
            (Self::CountryNotAllowed, French) => "Ce téléphone ne peut pas appeler les numéros de ce pays.",
        }
    }
}
