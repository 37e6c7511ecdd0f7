//! `config.json`, which tells the page where its API is.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::routes::CAPABILITY_TOKEN;

/// The built page's `config.json` with the address of the stack's API; its other values stay as they were written. The result
/// is the same for the same values, so that a page which has not changed is not uploaded again.
pub(super) fn for_api(built: &[u8], capability_token_url: &str) -> Result<Vec<u8>, ConfigError> {
    let api = capability_token_url
        .strip_suffix(CAPABILITY_TOKEN)
        .ok_or_else(|| ConfigError::NotTheRoute(capability_token_url.to_owned()))?;
    let mut values: BTreeMap<String, Box<RawValue>> =
        serde_json::from_slice(built).map_err(ConfigError::Malformed)?;
    let api = serde_json::value::to_raw_value(api).expect("a text is JSON");
    values.insert("api".to_owned(), api);
    let mut config = serde_json::to_vec_pretty(&values).expect("what was JSON is JSON again");
    config.push(b'\n');
    Ok(config)
}

/// Why there is no `config.json` for the stack.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error(
        "the page's config.json is not a JSON object ({0}); mend web/public/config.json and build the page again"
    )]
    Malformed(serde_json::Error),
    #[error(
        "the stack's CapabilityTokenUrl {0} does not end in {CAPABILITY_TOKEN}; deploy this version of the template"
    )]
    NotTheRoute(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str =
        "https://a1.execute-api.ap-northeast-1.amazonaws.com/prod/twilio/retrieve_capability_token";

    #[test]
    fn the_api_is_the_stacks_and_the_rest_is_the_pages() {
        let built =
            r#"{ "api": "/prod", "edges": { "+81": ["tokyo"], "": ["roaming"] }, "languages": ["ja"] }"#;
        let config = String::from_utf8(for_api(built.as_bytes(), URL).unwrap()).unwrap();
        let expected = r#"{
  "api": "https://a1.execute-api.ap-northeast-1.amazonaws.com/prod",
  "edges": { "+81": ["tokyo"], "": ["roaming"] },
  "languages": ["ja"]
}
"#;
        assert_eq!(config, expected);
    }

    #[test]
    fn what_cannot_be_completed_is_refused() {
        let refusal = |built: &str, url| for_api(built.as_bytes(), url).unwrap_err().to_string();
        assert!(refusal("[]", URL).starts_with("the page's config.json is not a JSON object ("));
        assert_eq!(
            refusal("{}", "https://phone.example.com"),
            "the stack's CapabilityTokenUrl https://phone.example.com does not end in \
             /twilio/retrieve_capability_token; deploy this version of the template"
        );
    }
}
