//! Events as AWS sends them to a function, with the fields that nobody reads as well.
//!
//! ```
//! use switchboard_tests::events::{Gateway, Post, route};
//!
//! let post = Post::form(route::CALL_INCOMING, &[("To", "+815031234567")]).with_header("X-Twilio-Signature", "…");
//! let event = Gateway::REST_API.event(&post);
//! assert_eq!(event["requestContext"]["path"], "/prod/twilio/retrieve_twiml/call_incoming");
//! ```

use std::fmt::Write;

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};
use switchboard_lambda::RawValue;

/// The three routes, behind the stage or base path.
pub mod route {
    /// A browser asks for its token.
    pub const CAPABILITY_TOKEN: &str = "/twilio/retrieve_capability_token";
    /// Twilio asks who rings when a telephone calls.
    pub const CALL_INCOMING: &str = "/twilio/retrieve_twiml/call_incoming";
    /// Twilio asks who rings when a client calls.
    pub const CALL_OUTGOING: &str = "/twilio/retrieve_twiml/call_outgoing";
}

/// What stands between the internet and a function, and makes an event of a request.
#[derive(Clone, Copy, Debug)]
pub struct Gateway {
    product: Product,
    /// The host that is called.
    pub domain: &'static str,
    /// The stage that answers, `$default` where there is no other.
    pub stage: &'static str,
    /// What stands before the resource in the path that is called: the stage, a base path, or nothing.
    pub path: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Product {
    RestApi,
    HttpApi,
}

impl Gateway {
    /// A REST API at its own domain, as in production.
    pub const REST_API: Self =
        Self::rest_api("a1b2c3d4e5.execute-api.ap-northeast-1.amazonaws.com", "prod", "/prod");
    /// A REST API at a domain of the operator's, under a base path.
    pub const REST_API_AT_BASE_PATH: Self = Self::rest_api("phone.example.com", "prod", "/switchboard");
    /// A REST API that has a domain of the operator's to itself.
    pub const REST_API_AT_DOMAIN: Self = Self::rest_api("phone.example.com", "prod", "");
    /// An HTTP API at its own domain, with the stage that does not show.
    pub const HTTP_API: Self =
        Self::http_api("f6g7h8i9j0.execute-api.ap-northeast-1.amazonaws.com", "$default", "");
    /// An HTTP API at its own domain, with a stage that has a name.
    pub const HTTP_API_WITH_STAGE: Self =
        Self::http_api("f6g7h8i9j0.execute-api.ap-northeast-1.amazonaws.com", "prod", "/prod");
    /// A function's own URL, whose events are an HTTP API's.
    pub const FUNCTION_URL: Self =
        Self::http_api("k1l2m3n4o5p6q7r8s9t0.lambda-url.ap-northeast-1.on.aws", "$default", "");
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::REST_API,
        Self::REST_API_AT_BASE_PATH,
        Self::REST_API_AT_DOMAIN,
        Self::HTTP_API,
        Self::HTTP_API_WITH_STAGE,
        Self::FUNCTION_URL,
    ];

    const fn rest_api(domain: &'static str, stage: &'static str, path: &'static str) -> Self {
        Self { product: Product::RestApi, domain, stage, path }
    }

    const fn http_api(domain: &'static str, stage: &'static str, path: &'static str) -> Self {
        Self { product: Product::HttpApi, domain, stage, path }
    }

    /// The URL at which a resource is called.
    pub fn url(&self, resource: &str) -> String {
        format!("https://{}{}{resource}", self.domain, self.path)
    }

    /// The event that becomes of a request.
    pub fn event(&self, post: &Post) -> Value {
        match self.product {
            Product::RestApi => self.rest_proxy_event(post),
            Product::HttpApi => self.http_api_event(post),
        }
    }

    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>
    fn rest_proxy_event(&self, post: &Post) -> Value {
        let called = format!("{}{}", self.path, post.resource);
        // The stage does not show in this path, unlike a base path.
        let path = if self.path.strip_prefix('/') == Some(self.stage) { &post.resource } else { &called };
        let mut headers = Map::new();
        let mut every_value = Map::new();
        for (name, value) in &post.headers {
            headers.insert(name.clone(), json!(value));
            let values = every_value.entry(name.clone()).or_insert_with(|| json!([]));
            values.as_array_mut().expect("a list was just put there").push(json!(value));
        }
        json!({
            "resource": post.resource, "path": path, "httpMethod": "POST",
            "headers": headers, "multiValueHeaders": every_value,
            "queryStringParameters": null, "multiValueQueryStringParameters": null,
            "pathParameters": null, "stageVariables": null,
            "requestContext": {
                "accountId": "123456789012", "apiId": "a1b2c3d4e5", "domainName": self.domain,
                "domainPrefix": self.domain_prefix(), "extendedRequestId": "Xf9c1H2ANjMEsQQ=",
                "httpMethod": "POST",
                "identity": { "sourceIp": "203.0.113.7", "userAgent": "TwilioProxy/1.1", "accessKey": null },
                "path": called, "protocol": "HTTP/1.1", "requestId": "5d3f0a54-1f1c-4f0b-9d3e-6c1f0f3f8d11",
                "requestTime": "09/Jun/2026:03:14:15 +0000", "requestTimeEpoch": 1_780_974_855_000_u64,
                "resourceId": "x1y2z3", "resourcePath": post.resource, "stage": self.stage,
            },
            "body": post.sent_body(), "isBase64Encoded": post.is_base64_encoded,
        })
    }

    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>
    fn http_api_event(&self, post: &Post) -> Value {
        let path = format!("{}{}", self.path, post.resource);
        let mut headers: Map<String, Value> = Map::new();
        for (name, value) in &post.headers {
            // Format 2.0 has one value a name: it strings repeated ones together.
            let joined = match headers.get(&name.to_lowercase()).and_then(Value::as_str) {
                Some(first) => format!("{first},{value}"),
                None => value.clone(),
            };
            headers.insert(name.to_lowercase(), json!(joined));
        }
        json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "", "headers": headers,
            "requestContext": {
                "accountId": "123456789012", "apiId": "f6g7h8i9j0", "domainName": self.domain,
                "domainPrefix": self.domain_prefix(),
                "http": {
                    "method": "POST", "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7",
                    "userAgent": "TwilioProxy/1.1",
                },
                "requestId": "Xf9c1iXoNjMEJkw=", "routeKey": "$default", "stage": self.stage,
                "time": "09/Jun/2026:03:14:15 +0000", "timeEpoch": 1_780_974_855_000_u64,
            },
            "body": post.sent_body(), "isBase64Encoded": post.is_base64_encoded,
        })
    }

    fn domain_prefix(&self) -> &str {
        self.domain.split('.').next().unwrap_or_default()
    }
}

/// A POST request on its way to a function.
#[derive(Clone, Debug)]
pub struct Post {
    /// The path behind the stage or base path.
    pub resource: String,
    /// Names and values in the order in which they are sent; a name may come more than once.
    pub headers: Vec<(String, String)>,
    /// The body as it is sent.
    pub body: String,
    /// Whether the event holds the body as base64, as an HTTP API's does for forms.
    pub is_base64_encoded: bool,
}

impl Post {
    /// A form, as Twilio posts it.
    pub fn form(resource: &str, parameters: &[(&str, &str)]) -> Self {
        Self::new(resource, "application/x-www-form-urlencoded; charset=UTF-8", form_encoded(parameters))
    }

    /// A JSON value, as the softphone posts it.
    pub fn json(resource: &str, payload: &Value) -> Self {
        Self::new(resource, "application/json", payload.to_string())
    }

    fn new(resource: &str, content_type: &str, body: String) -> Self {
        let post =
            Self { resource: resource.to_owned(), headers: Vec::new(), body, is_base64_encoded: false };
        post.with_header("Content-Type", content_type)
    }

    /// The same request with one header more.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same request, its body as base64 in the event.
    #[must_use]
    pub fn base64_encoded(self) -> Self {
        Self { is_base64_encoded: true, ..self }
    }

    fn sent_body(&self) -> String {
        if self.is_base64_encoded { BASE64_STANDARD.encode(&self.body) } else { self.body.clone() }
    }
}

/// The event that is the payload alone. A parameter that is repeated has a list.
pub fn bare(parameters: &[(&str, &str)]) -> Value {
    let mut event = Map::new();
    for (name, value) in parameters {
        let value = match event.remove(*name) {
            None => json!(value),
            Some(Value::Array(mut values)) => {
                values.push(json!(value));
                Value::Array(values)
            }
            Some(first) => json!([first, value]),
        };
        event.insert((*name).to_owned(), value);
    }
    Value::Object(event)
}

/// Twilio's webhook at [`Gateway::REST_API`], signed with an Auth Token. `parameters` are sorted by name.
pub fn signed(resource: &str, parameters: &[(&str, &str)], auth_token: &str) -> Value {
    let text: String = parameters.iter().flat_map(|(name, value)| [*name, *value]).collect();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, auth_token.as_bytes());
    let signature = hmac::sign(&key, (Gateway::REST_API.url(resource) + &text).as_bytes());
    let post = Post::form(resource, parameters)
        .with_header("X-Twilio-Signature", &BASE64_STANDARD.encode(signature.as_ref()));
    Gateway::REST_API.event(&post)
}

/// An event as the runtime hands it to a function.
pub fn raw(event: &Value) -> Box<RawValue> {
    serde_json::value::to_raw_value(event).expect("a JSON value serialises")
}

/// Parameters as a form's body: every byte escaped that is not a letter or digit, so that nothing depends on which
/// characters a reader lets pass.
pub fn form_encoded(parameters: &[(&str, &str)]) -> String {
    let escaped = |text: &str| {
        text.bytes().fold(String::new(), |mut escaped, byte| {
            match byte {
                b' ' => escaped.push('+'),
                byte if byte.is_ascii_alphanumeric() => escaped.push(char::from(byte)),
                byte => write!(escaped, "%{byte:02X}").expect("writing to a string does not fail"),
            }
            escaped
        })
    };
    let pairs = parameters.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}
