//! The parameters take what the functions take, so that a wrong one is refused before anything is deployed.

use std::collections::HashMap;

use regex_lite::Regex;
use serde_json::{Value, json};
use switchboard_lambda::settings::{SettingError, Settings};

use super::{INCOMING, OUTGOING, ROUTES, TOKEN, TRANSLATED, environment, is_of_aws};

/// Reads all that a function reads at start.
type Read = fn(&Settings) -> Result<(), SettingError>;

#[test]
fn a_stack_with_its_default_parameters_starts() {
    for (_, name, _) in ROUTES {
        let settings = deployed_settings(name, &[]);
        let read: Read = if name == TOKEN { all_token_settings } else { all_webhook_settings };
        assert_eq!(read(&settings), Ok(()), "{name}");
    }
}

#[test]
fn every_parameter_has_an_effect() {
    let used = [&TRANSLATED["Resources"], &TRANSLATED["Conditions"]].map(Value::to_string).concat();
    for parameter in TRANSLATED["Parameters"].as_object().unwrap().keys() {
        assert!(used.contains(&format!(r#"{{"Ref":"{parameter}"}}"#)), "{parameter}");
    }
}

#[test]
fn every_parameter_is_asked_for_in_one_group() {
    let groups =
        TRANSLATED["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"].as_array().unwrap();
    let mut asked: Vec<_> = groups
        .iter()
        .flat_map(|group| group["Parameters"].as_array().unwrap())
        .map(|parameter| parameter.as_str().unwrap())
        .collect();
    asked.sort_unstable();
    let mut parameters: Vec<_> =
        TRANSLATED["Parameters"].as_object().unwrap().keys().map(String::as_str).collect();
    parameters.sort_unstable();
    assert_eq!(asked, parameters);
}

#[test]
fn a_parameter_takes_what_the_functions_take() {
    let cases: [(_, _, Read, &[&str]); 6] = [
        (
            "AllowedOrigin",
            TOKEN,
            all_token_settings,
            &["", "*", "https://phone.example.com", "http://localhost:8080"],
        ),
        ("TwilioRegion", TOKEN, all_token_settings, &["", "ie1", "au1"]),
        (
            "MaxCallSeconds",
            INCOMING,
            all_webhook_settings,
            &["", "1", "9999", "79999", "85999", "86399", "86400"],
        ),
        (
            "PublicBaseUrl",
            INCOMING,
            all_webhook_settings,
            &["", "https://phone.example.com/prod", "http://a:8080"],
        ),
        ("AllowedCountries", OUTGOING, all_webhook_settings, &["*", "JP", "JP,US,FR"]),
        ("SpokenLanguage", INCOMING, all_webhook_settings, &["en-US", "ja-JP", "fr-FR"]),
    ];
    for (parameter, function, read, values) in cases {
        for value in values {
            assert!(is_allowed(parameter, value), "{parameter} refuses {value:?}");
            assert_eq!(
                read(&deployed_settings(function, &[(parameter, value)])),
                Ok(()),
                "{parameter}: {value:?}"
            );
        }
    }
}

#[test]
fn a_parameter_refuses_what_the_functions_refuse() {
    let cases: [(_, _, Read, &[&str]); 6] = [
        (
            "AllowedOrigin",
            TOKEN,
            all_token_settings,
            &["phone.example.com", "https://phone.example.com/", "https://"],
        ),
        ("TwilioRegion", TOKEN, all_token_settings, &["IE1", "ie 1", "https://ie1"]),
        (
            "MaxCallSeconds",
            INCOMING,
            all_webhook_settings,
            &["0", "86401", "86500", "90000", "100000", "1h", "-1"],
        ),
        (
            "PublicBaseUrl",
            INCOMING,
            all_webhook_settings,
            &["phone.example.com", "https://", "https://a/?b", "https://a /"],
        ),
        ("AllowedCountries", OUTGOING, all_webhook_settings, &["JPN", "81", "JP,"]),
        ("SpokenLanguage", INCOMING, all_webhook_settings, &["en", "de-DE"]),
    ];
    for (parameter, function, read, values) in cases {
        for value in values {
            assert!(!is_allowed(parameter, value), "{parameter} takes {value:?}");
            let refused = read(&deployed_settings(function, &[(parameter, value)]));
            assert!(refused.is_err(), "{parameter}: {value:?}");
        }
    }
}

#[test]
fn a_parameter_has_the_bounds_of_its_setting() {
    let cases: [(_, _, Read); 2] = [
        ("TokenTtlSeconds", TOKEN, all_token_settings),
        ("DialTimeoutSeconds", INCOMING, all_webhook_settings),
    ];
    for (parameter, function, read) in cases {
        let bounds = &TRANSLATED["Parameters"][parameter];
        let (min, max) = (bounds["MinValue"].as_u64().unwrap(), bounds["MaxValue"].as_u64().unwrap());
        for (value, taken) in [(min - 1, false), (min, true), (max, true), (max + 1, false)] {
            let settings = deployed_settings(function, &[(parameter, &value.to_string())]);
            assert_eq!(read(&settings).is_ok(), taken, "{parameter}: {value}");
        }
    }
}

fn all_token_settings(settings: &Settings) -> Result<(), SettingError> {
    settings.voice_token_signer()?;
    settings.allowed_origin()?;
    Ok(())
}

fn all_webhook_settings(settings: &Settings) -> Result<(), SettingError> {
    settings.auth_tokens()?;
    settings.public_base_url()?;
    settings.call_rules()?;
    settings.number_policy()?;
    Ok(())
}

/// The settings of a deployed function: the template's environment, with `parameters` in place of the defaults, and a
/// secret that has been filled.
fn deployed_settings(function: &str, parameters: &[(&str, &str)]) -> Settings {
    let value = |parameter: &str| {
        let given = parameters.iter().find(|(name, _)| *name == parameter);
        match (given, &TRANSLATED["Parameters"][parameter]["Default"]) {
            (Some((_, value)), _) => (*value).to_owned(),
            (None, Value::String(default)) => default.clone(),
            (None, default) => default.to_string(),
        }
    };
    let references = environment(function).iter().filter(|(name, _)| !is_of_aws(name));
    let environment = references.map(|(name, value_of)| {
        // The only condition of an environment is whether the stack serves the page.
        let value_of = match &value_of["Fn::If"] {
            Value::Null => value_of,
            either if value("AllowedOrigin").is_empty() => &either[1],
            either => &either[2],
        };
        let value = match value_of["Ref"].as_str() {
            Some(parameter) => value(parameter),
            None => value_of["Fn::Sub"]
                .as_str()
                .unwrap()
                .replace("${PageDistribution.DomainName}", "d111.cloudfront.net"),
        };
        (name.clone(), value)
    });
    let sid = |prefix: &str| format!("{prefix}{}", "0123456789abcdef".repeat(2));
    let secret = HashMap::from([
        ("TWILIO_ACCOUNT_SID".to_owned(), sid("AC").into()),
        ("TWILIO_API_KEY_SID".to_owned(), sid("SK").into()),
        ("TWILIO_API_KEY_SECRET".to_owned(), "not-a-real-api-key-secret".to_owned().into()),
        ("TWILIO_APP_SID".to_owned(), sid("AP").into()),
        ("TWILIO_AUTH_TOKEN".to_owned(), "not-a-real-auth-token".to_owned().into()),
    ]);
    Settings::new(environment).completed_by(secret)
}

/// Whether a stack takes `value` for a parameter that is a text.
pub(super) fn is_allowed(parameter: &str, value: &str) -> bool {
    let parameter = &TRANSLATED["Parameters"][parameter];
    match (&parameter["AllowedPattern"], &parameter["AllowedValues"]) {
        (Value::String(pattern), _) => Regex::new(pattern).unwrap().is_match(value),
        (_, Value::Array(values)) => values.contains(&json!(value)),
        _ => true,
    }
}
