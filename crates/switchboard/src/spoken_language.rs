//! The languages in which a refused caller is told why.

/// A language that [Twilio's `<Say>`](https://www.twilio.com/docs/voice/twiml/say) speaks and this project writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SpokenLanguage {
    /// American English.
    #[default]
    English,
    /// Japanese.
    Japanese,
    /// French.
    French,
}

impl SpokenLanguage {
    /// Returns the language of a BCP 47 tag: `en-US`, `ja-JP` or `fr-FR`; `None` for any other.
    pub fn from_tag(tag: &str) -> Option<Self> {
        [Self::English, Self::Japanese, Self::French].into_iter().find(|language| language.tag() == tag)
    }

    /// The BCP 47 tag, as `<Say language>` takes it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en-US",
            Self::Japanese => "ja-JP",
            Self::French => "fr-FR",
        }
    }
}
