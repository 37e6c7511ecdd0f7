//! A webhook's parameters.

/// The parameters in the order in which they came, names and values decoded. A name may come more than once.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Returns the parameters of an `application/x-www-form-urlencoded` body. Bytes that are not UTF-8 become U+FFFD, as
    /// the [URL standard](https://url.spec.whatwg.org/#urlencoded-parsing) has it.
    ///
    /// # Errors
    ///
    /// [`InvalidForm`] when `body` cannot be read as a form at all.
    pub fn parse(body: &[u8]) -> Result<Self, InvalidForm> {
        let pairs = serde_urlencoded::from_bytes(body)?;
        Ok(Self(pairs))
    }

    /// All parameters.
    pub fn parameters(&self) -> &[(String, String)] {
        &self.0
    }

    /// The value of a parameter that decides something, `None` when it was not sent.
    ///
    /// # Errors
    ///
    /// [`RepeatedParameter`] when it was sent more than once: readers that pick different ones of its values would
    /// disagree about what was authorised.
    pub fn single(&self, name: &'static str) -> Result<Option<&str>, RepeatedParameter> {
        let mut values = self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let first = values.next();
        if values.next().is_some() { Err(RepeatedParameter(name)) } else { Ok(first) }
    }
}

impl From<Vec<(String, String)>> for Form {
    fn from(parameters: Vec<(String, String)>) -> Self {
        Self(parameters)
    }
}

/// A body is not a form.
#[derive(Debug, thiserror::Error)]
#[error("the body is not a form")]
pub struct InvalidForm(#[from] serde_urlencoded::de::Error);

/// A parameter that decides something was sent more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} was sent more than once")]
pub struct RepeatedParameter(pub &'static str);

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(body: &str) -> Vec<(String, String)> {
        Form::parse(body.as_bytes()).unwrap().parameters().to_vec()
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn names_and_values_are_decoded_and_kept_in_order() {
        assert_eq!(
            parameters("To=%2B815031234567&Empty=&a+b=c%26d&Emoji=%F0%9F%93%9E&To=x"),
            [
                pair("To", "+815031234567"),
                pair("Empty", ""),
                pair("a b", "c&d"),
                pair("Emoji", "📞"),
                pair("To", "x")
            ],
        );
    }

    #[test]
    fn broken_escapes_and_bytes_are_read_without_an_error() {
        assert_eq!(
            parameters("a=%&b=%zz&c=%ff&&=&d"),
            [pair("a", "%"), pair("b", "%zz"), pair("c", "\u{fffd}"), pair("", ""), pair("d", ""),]
        );
        assert!(parameters("").is_empty());
    }

    #[test]
    fn a_parameter_that_decides_is_single_or_refused() {
        let form = Form::parse(b"To=1&From=2&From=2&to=3").unwrap();
        assert_eq!(form.single("To"), Ok(Some("1")));
        assert_eq!(form.single("Missing"), Ok(None));
        assert_eq!(form.single("From"), Err(RepeatedParameter("From")));
    }
}
