//! A JSON object of strings, with nothing lost that was written twice.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor, value::SeqAccessDeserializer},
};

/// The member of a payload in which a mapping template of API Gateway carries what it knows of a webhook besides its
/// parameters. Its value is an object, and a parameter's never is, so that nobody can send it through the API.
pub(super) const CARRIED: &str = "switchboardWebhook";

/// The names and values of a JSON object in the order in which they stand. A name that is written twice, or whose value
/// is a list, comes more than once; one whose value is `null` does not come at all.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pairs<'a>(pub Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor { besides: None })
    }
}

/// The parameters of a payload: all of it but the object that a mapping template of API Gateway adds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Parameters(pub Vec<(String, String)>);

impl<'de> Deserialize<'de> for Parameters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Pairs(pairs) = deserializer.deserialize_map(PairsVisitor { besides: Some(CARRIED) })?;
        Ok(Self(pairs.into_iter().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()))
    }
}

struct PairsVisitor {
    besides: Option<&'static str>,
}

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of strings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
        let mut pairs = Vec::new();
        while let Some(Text(name)) = map.next_key()? {
            if self.besides == Some(&*name) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            match map.next_value()? {
                None => {}
                Some(OneOrMany::One(value)) => pairs.push((name, value)),
                Some(OneOrMany::Many(values)) => {
                    pairs.extend(values.into_iter().map(|Text(value)| (name.clone(), value)));
                }
            }
        }
        Ok(Pairs(pairs))
    }
}

/// A string, which stays where it is if nothing in it is escaped.
#[derive(Default, Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// A parameter's value, or its values.
pub(super) enum OneOrMany<'a> {
    One(Cow<'a, str>),
    Many(Vec<Text<'a>>),
}

/// By hand, because a derived reading of either keeps what it reads until it knows which: of a webhook's answer, a twentieth
/// would be that.
impl<'de: 'a, 'a> Deserialize<'de> for OneOrMany<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrManyVisitor)
    }
}

struct OneOrManyVisitor;

impl<'de> Visitor<'de> for OneOrManyVisitor {
    type Value = OneOrMany<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string or a list of strings")
    }

    fn visit_borrowed_str<E: de::Error>(self, value: &'de str) -> Result<OneOrMany<'de>, E> {
        Ok(OneOrMany::One(Cow::Borrowed(value)))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<OneOrMany<'de>, E> {
        Ok(OneOrMany::One(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<OneOrMany<'de>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(values)).map(OneOrMany::Many)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_names_and_lists_keep_every_value() {
        let pairs: Pairs =
            serde_json::from_str(r#"{"To":"1","From":["2","3"],"To":"4","Nothing":null}"#).unwrap();
        let expected = [("To", "1"), ("From", "2"), ("From", "3"), ("To", "4")];
        assert_eq!(pairs.0, expected.map(|(name, value)| (name.into(), value.into())));
    }

    #[test]
    fn what_is_carried_beside_the_parameters_is_none_of_them() {
        let Parameters(parameters) =
            serde_json::from_str(r#"{"To":"1","switchboardWebhook":{"signature":"s"}}"#).unwrap();
        assert_eq!(parameters, [("To".to_owned(), "1".to_owned())]);
    }

    #[test]
    fn anything_but_strings_is_refused() {
        for json in
            ["5", "[]", "\"a\"", "true", r#"{"a":5}"#, r#"{"a":{}}"#, r#"{"a":[null]}"#, r#"{"a":[["b"]]}"#]
        {
            assert!(serde_json::from_str::<Pairs>(json).is_err(), "{json}");
        }
    }
}
