//! A JSON object, and nothing that could stand for one.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

/// What a JSON object says. A struct with derived reading takes a list of its values for itself too: `["+815031234567"]`
/// would be a request for a token.
#[derive(Debug, Default)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Request {
        number: String,
    }

    #[test]
    fn a_list_of_the_values_is_not_the_object() {
        let read = serde_json::from_str::<Object<Request>>;
        assert_eq!(read(r#"{"number":"1","more":[]}"#).unwrap().0.number, "1");
        for json in [r#"["1"]"#, r#""1""#, "null", "{}", r#"{"number":["1"]}"#] {
            assert!(read(json).is_err(), "{json}");
        }
    }
}
