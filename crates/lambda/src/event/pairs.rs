//! A JSON object of strings, with nothing lost that was written twice.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};

/// The names and values of a JSON object in the order in which they stand. A name that is written twice, or whose value
/// is a list, comes more than once; one whose value is `null` does not come at all.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pairs(pub Vec<(String, String)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of strings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
        let mut pairs = Vec::new();
        while let Some((name, values)) = map.next_entry::<String, Option<OneOrMany>>()? {
            match values {
                None => {}
                Some(OneOrMany::One(value)) => pairs.push((name, value)),
                Some(OneOrMany::Many(values)) => {
                    pairs.extend(values.into_iter().map(|value| (name.clone(), value)));
                }
            }
        }
        Ok(Pairs(pairs))
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_names_and_lists_keep_every_value() {
        let pairs: Pairs =
            serde_json::from_str(r#"{"To":"1","From":["2","3"],"To":"4","Nothing":null}"#).unwrap();
        let expected = [("To", "1"), ("From", "2"), ("From", "3"), ("To", "4")];
        assert_eq!(pairs.0, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
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
