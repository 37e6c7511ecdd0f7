use super::*;

const SIDS: [(&str, &str); 3] = [
    ("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef"),
    ("TWILIO_APP_SID", "AP0123456789abcdef0123456789abcdef"),
    ("TWILIO_API_KEY_SID", "SK0123456789abcdef0123456789abcdef"),
];

fn settings(values: &[(&str, &str)]) -> Settings {
    Settings::new(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

/// The complaint about a token function's settings that lack `without` and have `with`.
fn signer_error(without: &str, with: &[(&str, &str)]) -> String {
    let api_key = [&SIDS[..], &[("TWILIO_API_KEY_SECRET", "s3cret")], with].concat();
    let values: Vec<_> = api_key.into_iter().filter(|(name, _)| *name != without).collect();
    settings(&values).voice_token_signer().err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn an_incomplete_or_malformed_credential_is_named() {
    for (without, with, complaint) in [
        ("", &[][..], ""),
        ("TWILIO_ACCOUNT_SID", &[], "TWILIO_ACCOUNT_SID is not set"),
        ("TWILIO_APP_SID", &[], "TWILIO_APP_SID is not set"),
        ("TWILIO_API_KEY_SID", &[], "TWILIO_API_KEY_SID is not set"),
        ("TWILIO_API_KEY_SECRET", &[], "TWILIO_API_KEY_SECRET is not set"),
        (
            "",
            &[("TWILIO_ACCOUNT_SID", "SK0123456789abcdef0123456789abcdef")],
            "TWILIO_ACCOUNT_SID must be AC and 32 letters and digits",
        ),
        ("", &[("TWILIO_APP_SID", "AP0123")], "TWILIO_APP_SID must be AP and 32 letters and digits"),
        ("", &[("TWILIO_REGION", "AU 1")], "TWILIO_REGION must be a Twilio region such as us1, ie1 or au1"),
        (
            "",
            &[("TOKEN_TTL_SECONDS", "86401")],
            "TOKEN_TTL_SECONDS must be a whole number of seconds from 1 to 86400",
        ),
        (
            "",
            &[("TOKEN_TTL_SECONDS", "0")],
            "TOKEN_TTL_SECONDS must be a whole number of seconds from 1 to 86400",
        ),
        (
            "",
            &[("TOKEN_TTL_SECONDS", "1h")],
            "TOKEN_TTL_SECONDS must be a whole number of seconds from 1 to 86400",
        ),
    ] {
        assert_eq!(signer_error(without, with), complaint);
    }
}

#[test]
fn without_an_api_key_the_auth_token_signs_in_the_united_states_only() {
    let error = |values: &[(&str, &str)]| settings(&[&SIDS[..2], values].concat()).voice_token_signer().err();
    assert_eq!(error(&[("TWILIO_AUTH_TOKEN", "t")]), None);
    assert_eq!(error(&[]), Some(SettingError::NoCredential));
    let region = [("TWILIO_AUTH_TOKEN", "t"), ("TWILIO_REGION", "au1")];
    assert_eq!(error(&region), Some(SettingError::RegionNeedsApiKey));
}

#[test]
fn an_empty_value_is_none_and_the_secret_fills_what_the_environment_leaves() {
    let secret =
        [("TWILIO_AUTH_TOKEN", "from the secret"), ("SPOKEN_LANGUAGE", "fr-FR"), ("TWILIO_REGION", "")];
    let settings = settings(&[("TWILIO_AUTH_TOKEN", ""), ("SPOKEN_LANGUAGE", "ja-JP")])
        .completed_by(secret.map(|(name, value)| (name.to_owned(), value.into())).into());
    assert_eq!(settings.get("TWILIO_AUTH_TOKEN"), Some("from the secret"));
    assert_eq!(settings.get("SPOKEN_LANGUAGE"), Some("ja-JP"));
    assert_eq!(settings.get("TWILIO_REGION"), None);
}

#[test]
fn a_webhook_needs_an_auth_token_unless_unsigned_ones_are_accepted() {
    let missing = Some(SettingError::Missing("TWILIO_AUTH_TOKEN"));
    assert_eq!(settings(&[]).auth_tokens().err(), missing);
    assert_eq!(settings(&[("ACCEPT_UNSIGNED_WEBHOOKS", "false")]).auth_tokens().err(), missing);
    assert!(settings(&[("ACCEPT_UNSIGNED_WEBHOOKS", "true")]).auth_tokens().unwrap().is_none());
    assert!(settings(&[("TWILIO_AUTH_TOKEN", "t")]).auth_tokens().unwrap().is_some());
    let guessed = settings(&[("ACCEPT_UNSIGNED_WEBHOOKS", "yes")]).accept_unsigned_webhooks().unwrap_err();
    assert_eq!(guessed.to_string(), "ACCEPT_UNSIGNED_WEBHOOKS must be true or false");
}

#[test]
fn the_rules_of_a_call_have_defaults_and_limits() {
    let rules = settings(&[]).call_rules().unwrap();
    assert_eq!((rules.dial_timeout.as_secs(), rules.max_call), (60, None));
    assert_eq!(rules.spoken_language, SpokenLanguage::English);

    let rules = [("DIAL_TIMEOUT_SECONDS", "5"), ("MAX_CALL_SECONDS", "3600"), ("SPOKEN_LANGUAGE", "ja-JP")];
    let rules = settings(&rules).call_rules().unwrap();
    assert_eq!((rules.dial_timeout.as_secs(), rules.max_call.map(|max| max.as_secs())), (5, Some(3600)));
    assert_eq!(rules.spoken_language, SpokenLanguage::Japanese);

    for (name, value) in
        [("DIAL_TIMEOUT_SECONDS", "601"), ("MAX_CALL_SECONDS", "-1"), ("SPOKEN_LANGUAGE", "en")]
    {
        let complaint = settings(&[(name, value)]).call_rules().unwrap_err().to_string();
        assert!(complaint.starts_with(&format!("{name} must be ")), "{complaint}");
    }
}

#[test]
fn a_public_base_url_loses_its_last_slash_and_must_be_a_url() {
    let base = |url| settings(&[("PUBLIC_BASE_URL", url)]).public_base_url();
    assert_eq!(base("https://phone.example/prod/").unwrap().as_deref(), Some("https://phone.example/prod"));
    assert_eq!(base("http://localhost:3000").unwrap().as_deref(), Some("http://localhost:3000"));
    assert_eq!(base("").unwrap(), None);
    for url in
        ["phone.example", "ftp://phone.example", "https://", "https:///prod", "https://a/?b", "https://a/#b"]
    {
        assert!(base(url).is_err(), "{url}");
    }
}

#[test]
fn an_origin_has_a_scheme_and_no_path() {
    let origin = |origin| settings(&[("ALLOWED_ORIGIN", origin)]).allowed_origin();
    assert_eq!(origin("https://phone.example").unwrap().unwrap(), "https://phone.example");
    assert_eq!(origin("*").unwrap().unwrap(), "*");
    assert_eq!(origin("").unwrap(), None);
    for wrong in ["phone.example", "https://phone.example/", "https://", "https://a\nb"] {
        assert!(origin(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn countries_are_listed_or_all_are_allowed() {
    for any in ["", "*"] {
        assert!(
            settings(&[("ALLOWED_COUNTRIES", any)]).number_policy().unwrap().dialable("+33123456789").is_ok()
        );
    }
    let listed = settings(&[("ALLOWED_COUNTRIES", "JP, US")]).number_policy().unwrap();
    assert!(listed.dialable("+12025550123").is_ok() && listed.dialable("+33123456789").is_err());
    let complaint = settings(&[("ALLOWED_COUNTRIES", "JP,Japan")]).number_policy().err().unwrap().to_string();
    assert_eq!(
        complaint,
        "ALLOWED_COUNTRIES must be country codes such as JP,US, or *; Japan is not a country"
    );
}

#[test]
fn there_is_one_directory() {
    let (table, file) = (("DIRECTORY_TABLE", "Numbers"), ("DIRECTORY_FILE", "numbers.toml"));
    assert_eq!(settings(&[table]).directory(), Ok(DirectorySetting::Table("Numbers")));
    assert_eq!(
        settings(&[file, ("DIRECTORY_TABLE", "")]).directory(),
        Ok(DirectorySetting::File("numbers.toml"))
    );
    assert_eq!(settings(&[]).directory(), Err(SettingError::OneDirectory));
    assert_eq!(settings(&[table, file]).directory(), Err(SettingError::OneDirectory));
}

#[test]
fn no_complaint_repeats_a_value() {
    let secret = "planted-secret-in-the-wrong-place";
    let names = ["TWILIO_ACCOUNT_SID", "TWILIO_APP_SID", "TWILIO_REGION", "TOKEN_TTL_SECONDS"];
    for name in names {
        let complaint = signer_error("", &[(name, secret)]);
        assert!(!complaint.is_empty() && !complaint.contains(secret), "{complaint}");
    }
}

#[test]
fn metrics_have_a_namespace_of_their_own_or_none() {
    let namespace =
        |name| settings(&[("METRICS_NAMESPACE", name)]).metrics_namespace().map(|n| n.map(str::to_owned));
    assert_eq!(namespace(""), Ok(None));
    assert_eq!(namespace("Switchboard"), Ok(Some("Switchboard".to_owned())));
    for refused in ["AWS/Lambda", "Switch board", "電話", &"a".repeat(256)] {
        let error = namespace(refused).unwrap_err().to_string();
        assert_eq!(error, "METRICS_NAMESPACE must be a CloudWatch namespace such as Switchboard");
    }
}
