//! The three shapes of an event, and an answer in the same shape.
//!
//! The one file that names `lambda_http`, for the answers' shapes. Its requests are not used: they need fields that a
//! webhook's answer does not depend on, and their URL comes from the caller's headers (see
//! `docs/decisions/0002-events-are-read-here.md`).

mod object;
mod pairs;
mod request;

pub use lambda_http::http::HeaderValue;
use lambda_http::{
    Body,
    aws_lambda_events::apigw::{ApiGatewayProxyResponse, ApiGatewayV2httpResponse},
    http::{HeaderMap, HeaderName, header},
};
use serde::Serialize;
use serde_json::{json, value::RawValue};

pub use object::Object;
pub use pairs::{Pairs, Parameters};
pub use request::{Event, MalformedEvent};

/// Who sent an event, and therefore how its answer is wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A REST API's [proxy integration](https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html).
    RestProxy,
    /// An [HTTP API](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html)
    /// or a function URL: payload format 2.0.
    HttpApi,
    /// The payload alone: `sam local invoke`, or a mapping template of API Gateway.
    Bare,
}

/// An answer, before it is wrapped.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// What kind of text `body` is.
    pub content: Content,
    /// The text itself.
    pub body: String,
    /// The origin whose pages may read the answer.
    pub allowed_origin: Option<HeaderValue>,
}

/// The kind of an answer's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A JSON object, never to be stored, because it may hold a token.
    Json,
    /// TwiML.
    Xml,
    /// A sentence for whoever reads a failed request's answer.
    Text,
}

/// An answer as Lambda returns it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Reply {
    /// To [`Shape::RestProxy`].
    RestProxy(ApiGatewayProxyResponse),
    /// To [`Shape::HttpApi`].
    HttpApi(ApiGatewayV2httpResponse),
    /// To [`Shape::Bare`]: the JSON object, or the TwiML as a string. What is not a success is an object
    /// `{"statusCode": 503, "message": "…"}`, since there is no status line to say so.
    Bare(Box<RawValue>),
}

impl Answer {
    /// Wraps the answer as the sender of an event of that shape expects it.
    pub fn wrapped(self, shape: Shape) -> Reply {
        let status_code = i64::from(self.status);
        match shape {
            Shape::RestProxy => {
                let mut response = ApiGatewayProxyResponse::default();
                response.status_code = status_code;
                response.headers = self.headers();
                response.body = Some(Body::Text(self.body));
                Reply::RestProxy(response)
            }
            Shape::HttpApi => {
                let mut response = ApiGatewayV2httpResponse::default();
                response.status_code = status_code;
                response.headers = self.headers();
                response.body = Some(Body::Text(self.body));
                Reply::HttpApi(response)
            }
            Shape::Bare => Reply::Bare(self.bare()),
        }
    }

    fn headers(&self) -> HeaderMap {
        let fixed = |name: HeaderName, value| (name, HeaderValue::from_static(value));
        let mut headers = HeaderMap::from_iter(match self.content {
            Content::Json => vec![
                fixed(header::CONTENT_TYPE, "application/json"),
                fixed(header::CACHE_CONTROL, "no-store"),
            ],
            Content::Xml => vec![fixed(header::CONTENT_TYPE, "application/xml")],
            Content::Text => vec![fixed(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        });
        if let Some(origin) = &self.allowed_origin {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
        headers
    }

    fn bare(self) -> Box<RawValue> {
        match self.content {
            Content::Json => RawValue::from_string(self.body).expect("the body is JSON"),
            Content::Xml => to_raw(&self.body),
            Content::Text => to_raw(&json!({ "statusCode": self.status, "message": self.body })),
        }
    }
}

fn to_raw(value: &impl Serialize) -> Box<RawValue> {
    serde_json::value::to_raw_value(value).expect("strings and numbers serialise")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn reply(content: Content, status: u16, body: &str, shape: Shape) -> Value {
        let allowed_origin =
            (content == Content::Json).then(|| HeaderValue::from_static("https://phone.example"));
        let answer = Answer { status, content, body: body.to_owned(), allowed_origin };
        serde_json::to_value(answer.wrapped(shape)).unwrap()
    }

    #[test]
    fn a_rest_api_gets_a_proxy_response() {
        assert_eq!(
            reply(Content::Xml, 200, "<Response/>", Shape::RestProxy),
            json!({
                "statusCode": 200, "headers": { "content-type": "application/xml" }, "multiValueHeaders": {},
                "body": "<Response/>", "isBase64Encoded": false,
            }),
        );
    }

    #[test]
    fn an_http_api_gets_a_format_2_response() {
        assert_eq!(
            reply(Content::Json, 200, "{}", Shape::HttpApi),
            json!({
                "statusCode": 200, "multiValueHeaders": {}, "cookies": [], "body": "{}", "isBase64Encoded": false,
                "headers": {
                    "content-type": "application/json", "cache-control": "no-store",
                    "access-control-allow-origin": "https://phone.example",
                },
            }),
        );
    }

    #[test]
    fn a_bare_event_gets_the_payload_alone() {
        assert_eq!(reply(Content::Json, 200, r#"{"success":true}"#, Shape::Bare), json!({ "success": true }));
        assert_eq!(reply(Content::Xml, 200, "<Response/>", Shape::Bare), json!("<Response/>"));
        assert_eq!(
            reply(Content::Text, 403, "no", Shape::Bare),
            json!({ "statusCode": 403, "message": "no" })
        );
    }
}
