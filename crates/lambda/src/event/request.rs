//! What a function needs to know of an event.

use std::{borrow::Cow, collections::HashMap};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;
use switchboard::webhook::SIGNATURE_HEADER;

use super::{
    Object, Pairs, Shape,
    pairs::{OneOrMany, Text},
};

/// An event, whatever its shape.
#[derive(Debug)]
pub struct Event<'a> {
    /// Who sent it.
    pub shape: Shape,
    /// The HTTP request's body, decoded; of a bare event the payload itself, as JSON.
    pub body: Cow<'a, [u8]>,
    headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    resource: Option<Cow<'a, str>>,
    called: Option<String>,
}

/// An event that is none of the three shapes, or a body that is not the base64 it says it is.
#[derive(Debug, thiserror::Error)]
#[error("the event is malformed")]
pub struct MalformedEvent {
    /// How its sender expects to be answered, as far as can be told.
    pub shape: Shape,
}

impl<'a> Event<'a> {
    /// Reads an event. No text in it can do more harm than be refused.
    ///
    /// # Errors
    ///
    /// [`MalformedEvent`].
    pub fn read(event: &'a RawValue) -> Result<Self, MalformedEvent> {
        match serde_json::from_str::<Object<ProxiedEvent>>(event.get()) {
            Ok(Object(mut proxied)) => match proxied.request_context.take() {
                Some(Object(context)) => proxied.into_event(context),
                None => Self::read_bare(event),
            },
            Err(_) => match shape_of(event) {
                Shape::Bare => Self::read_bare(event),
                shape => Err(MalformedEvent { shape }),
            },
        }
    }

    fn read_bare(event: &'a RawValue) -> Result<Self, MalformedEvent> {
        match serde_json::from_str::<Object<BareEvent>>(event.get()) {
            Ok(Object(bare)) => Ok(bare.into_event(event)),
            Err(_) => Err(MalformedEvent { shape: Shape::Bare }),
        }
    }

    /// The value of a request header, whatever the case of its name; `None` when it was not sent, or was sent with
    /// different values, of which none can be trusted.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        let (_, first) = values.next()?;
        values.all(|(_, value)| value == first).then_some(first)
    }

    /// Whether a request header was sent at all.
    pub fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(key, _)| key.eq_ignore_ascii_case(name))
    }

    /// The URL that the sender called, without port or query: `public_base_url` and the route's resource where the
    /// operator names a base, else the domain and path that API Gateway reports. The caller's `Host` header has no say.
    pub fn url(&self, public_base_url: Option<&str>) -> Option<String> {
        match public_base_url {
            Some(base) => self.resource.as_ref().map(|resource| format!("{base}{resource}")),
            None => self.called.as_ref().map(|called| format!("https://{called}")),
        }
    }
}

/// The shape of an event that is malformed, or a payload alone: by the names in its request context, since anything else in it
/// may be what is wrong.
fn shape_of(event: &RawValue) -> Shape {
    #[derive(Deserialize)]
    struct Outer {
        #[serde(rename = "requestContext")]
        request_context: HashMap<String, Option<IgnoredAny>>,
    }
    match serde_json::from_str::<Object<Outer>>(event.get()) {
        Ok(Object(outer)) if outer.request_context.get("http").is_some_and(Option::is_some) => Shape::HttpApi,
        Ok(_) => Shape::RestProxy,
        Err(_) => Shape::Bare,
    }
}

/// What is read of a payload alone, besides the payload.
#[derive(Deserialize)]
struct BareEvent<'a> {
    /// A parameter may have this name, like any other; what has something else under it is no payload.
    #[serde(borrow, rename = "requestContext")]
    _parameter: Option<OneOrMany<'a>>,
    /// [`super::pairs::CARRIED`].
    #[serde(rename = "switchboardWebhook")]
    carried: Option<Object<Carried>>,
}

/// What a mapping template of API Gateway knows of a webhook and a form does not say.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Carried {
    signature: Option<String>,
    domain_name: Option<String>,
    path: Option<String>,
    resource: Option<String>,
}

impl<'a> BareEvent<'a> {
    fn into_event(self, event: &'a RawValue) -> Event<'a> {
        let Carried { signature, domain_name, path, resource } =
            self.carried.map(|Object(carried)| carried).unwrap_or_default();
        let signature = signature.map(|signature| (SIGNATURE_HEADER.into(), signature.into()));
        Event {
            shape: Shape::Bare,
            body: event.get().as_bytes().into(),
            headers: signature.into_iter().collect(),
            resource: resource.map(Cow::Owned),
            called: domain_name.zip(path).map(|(domain, path)| domain + &path),
        }
    }
}

/// What is read of a proxy event of either version. A payload alone has none of these names.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProxiedEvent<'a> {
    #[serde(borrow)]
    headers: Option<Pairs<'a>>,
    #[serde(borrow)]
    multi_value_headers: Option<Pairs<'a>>,
    #[serde(borrow)]
    body: Option<Text<'a>>,
    is_base64_encoded: Option<bool>,
    #[serde(borrow)]
    resource: Option<Text<'a>>,
    #[serde(borrow)]
    raw_path: Option<Text<'a>>,
    #[serde(borrow)]
    request_context: Option<Object<RequestContext<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    #[serde(borrow)]
    domain_name: Option<Text<'a>>,
    /// With the stage on execute-api, with the base path on a custom domain.
    #[serde(borrow)]
    path: Option<Text<'a>>,
    #[serde(borrow)]
    stage: Option<Text<'a>>,
    #[serde(borrow)]
    http: Option<Object<Http<'a>>>,
}

#[derive(Deserialize)]
struct Http<'a> {
    #[serde(borrow)]
    path: Option<Text<'a>>,
}

impl<'a> ProxiedEvent<'a> {
    fn into_event(self, context: RequestContext<'a>) -> Result<Event<'a>, MalformedEvent> {
        let shape = if context.http.is_some() { Shape::HttpApi } else { Shape::RestProxy };
        let body = match self.body.unwrap_or_default().0 {
            text if self.is_base64_encoded.unwrap_or(false) => {
                let body = BASE64_STANDARD.decode(text.as_bytes());
                Cow::Owned(body.map_err(|_| MalformedEvent { shape })?)
            }
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
        let mut headers = self.headers.unwrap_or_default().0;
        headers.extend(self.multi_value_headers.unwrap_or_default().0);
        let (path, resource) = match context.http {
            None => (context.path, self.resource.map(|Text(resource)| resource)),
            Some(Object(http)) => {
                let stage = context.stage.as_ref().map(|Text(stage)| &**stage);
                (http.path, self.raw_path.map(|Text(path)| without_stage(path, stage)))
            }
        };
        let called = context.domain_name.zip(path).map(|(Text(domain), Text(path))| [domain, path].concat());
        Ok(Event { shape, body, headers, resource, called })
    }
}

/// The path behind the stage, which format 2.0 keeps in its raw path.
fn without_stage<'a>(path: Cow<'a, str>, stage: Option<&str>) -> Cow<'a, str> {
    let staged = stage.and_then(|stage| path.strip_prefix('/')?.strip_prefix(stage));
    match staged {
        Some(resource) if resource.starts_with('/') => Cow::Owned(resource.to_owned()),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// What is read of an event, which lasts for as long as the tests.
    fn read(event: &Value) -> Result<Event<'static>, MalformedEvent> {
        Event::read(Box::leak(serde_json::value::to_raw_value(event).unwrap()))
    }

    fn rest() -> Value {
        json!({
            "resource": "/call", "path": "/call", "httpMethod": "POST", "body": "To=1",
            "headers": { "x-twilio-signature": "s", "Host": "evil.example:99999" },
            "multiValueHeaders": { "X-Twilio-Signature": ["s"] },
            "requestContext": { "domainName": "abc.execute-api.example", "path": "/prod/call", "stage": "prod" },
        })
    }

    fn http(stage: &str, path: &str) -> Value {
        json!({
            "version": "2.0", "rawPath": path, "body": "VG89MQ==", "isBase64Encoded": true,
            "headers": { "x-twilio-signature": "s" },
            "requestContext": { "domainName": "abc.example", "stage": stage, "http": { "method": "POST", "path": path } },
        })
    }

    #[test]
    fn the_three_shapes_are_told_apart_and_their_bodies_decoded() {
        for (event, shape) in [(rest(), Shape::RestProxy), (http("$default", "/call"), Shape::HttpApi)] {
            let event = read(&event).unwrap();
            assert_eq!((event.shape, &*event.body), (shape, b"To=1".as_slice()));
            assert_eq!(event.header("X-TWILIO-SIGNATURE"), Some("s"));
        }
        let bare = read(&json!({ "To": "+815031234567" })).unwrap();
        assert_eq!((bare.shape, &*bare.body), (Shape::Bare, br#"{"To":"+815031234567"}"#.as_slice()));
    }

    #[test]
    fn the_url_comes_from_the_gateway_or_the_operator_and_never_from_the_caller() {
        let base = Some("https://phone.example/base");
        for (event, called, at_base) in [
            (rest(), "https://abc.execute-api.example/prod/call", "https://phone.example/base/call"),
            (http("$default", "/call"), "https://abc.example/call", "https://phone.example/base/call"),
            (http("prod", "/prod/call"), "https://abc.example/prod/call", "https://phone.example/base/call"),
            (
                http("prod", "/production"),
                "https://abc.example/production",
                "https://phone.example/base/production",
            ),
        ] {
            let event = read(&event).unwrap();
            assert_eq!(event.url(None).as_deref(), Some(called));
            assert_eq!(event.url(base).as_deref(), Some(at_base));
        }
        assert_eq!(read(&json!({ "To": "1" })).unwrap().url(base), None);
    }

    #[test]
    fn a_mapping_template_carries_what_the_form_does_not_say() {
        let carried = json!({ "signature": "s", "domainName": "abc.example", "path": "/prod/call", "resource": "/call" });
        let event = read(&json!({
            "To": "1", "headers": "a parameter", "requestContext": "another", "switchboardWebhook": carried,
        }))
        .unwrap();
        assert_eq!((event.shape, event.header("x-twilio-signature")), (Shape::Bare, Some("s")));
        assert_eq!(event.url(None).as_deref(), Some("https://abc.example/prod/call"));
        assert_eq!(event.url(Some("https://b.example")).as_deref(), Some("https://b.example/call"));
    }

    #[test]
    fn a_proxied_event_that_says_something_twice_is_no_payload() {
        for (event, shape) in [
            (r#"{"requestContext":{},"requestContext":{},"To":"1"}"#, Shape::Bare),
            (r#"{"requestContext":{"http":{},"http":{}},"To":"1"}"#, Shape::HttpApi),
            (r#"{"requestContext":{},"body":"a","body":"b"}"#, Shape::RestProxy),
        ] {
            let event = RawValue::from_string(event.to_owned()).unwrap();
            assert_eq!(Event::read(&event).err().map(|error| error.shape), Some(shape), "{event}");
        }
    }

    #[test]
    fn nobody_carries_anything_in_a_parameter() {
        let twice = r#"{"switchboardWebhook":"x","switchboardWebhook":{"signature":"s"}}"#;
        for event in [r#"{"switchboardWebhook":"x"}"#, r#"{"switchboardWebhook":["x"]}"#, twice] {
            let event = RawValue::from_string(event.to_owned()).unwrap();
            assert_eq!(Event::read(&event).err().map(|error| error.shape), Some(Shape::Bare), "{event}");
        }
    }

    #[test]
    fn a_header_with_two_values_has_none_that_can_be_trusted() {
        let mut event = rest();
        event["multiValueHeaders"]["X-Twilio-Signature"] = json!(["s", "t"]);
        let event = read(&event).unwrap();
        assert_eq!(event.header("x-twilio-signature"), None);
        assert!(event.has_header("x-twilio-signature"));
        assert!(!event.has_header("authorization"));
    }

    #[test]
    fn a_malformed_event_is_answered_in_its_own_shape() {
        let with = |mut event: Value, name: &str, value: Value| {
            event[name] = value;
            read(&event).err().map(|error| error.shape)
        };
        assert_eq!(with(rest(), "headers", json!(5)), Some(Shape::RestProxy));
        assert_eq!(with(rest(), "isBase64Encoded", json!(true)), Some(Shape::RestProxy));
        assert_eq!(with(http("prod", "/"), "body", json!({})), Some(Shape::HttpApi));
        assert_eq!(with(http("prod", "/"), "body", json!("*")), Some(Shape::HttpApi));
        let values = json!([null, null, "To=1", false, "/call", null, { "domainName": "abc.example", "path": "/call" }]);
        let context = json!({ "requestContext": ["abc.example", "/call", "prod", null] });
        for event in
            [json!(null), json!(5), json!("To=1"), json!([]), values, json!({ "requestContext": 5 }), context]
        {
            assert_eq!(read(&event).err().map(|error| error.shape), Some(Shape::Bare), "{event}");
        }
    }

    #[test]
    fn a_malformed_event_has_its_shape_whatever_stands_in_its_context() {
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        for value in ["1e999", r#""\ud800""#, &deep] {
            for (name, shape) in [("path", Shape::RestProxy), ("http", Shape::HttpApi)] {
                let event = format!(r#"{{"requestContext":{{"{name}":{value}}},"headers":5}}"#);
                let event = RawValue::from_string(event).unwrap();
                let read = Event::read(&event);
                assert_eq!(read.err().map(|error| error.shape), Some(shape), "{name}: {value}");
            }
        }
    }

    #[test]
    fn absent_and_null_parts_are_empty() {
        let event = read(&json!({ "requestContext": {}, "headers": null, "body": null })).unwrap();
        assert_eq!((event.shape, event.body.len(), event.url(None)), (Shape::RestProxy, 0, None));
    }
}
