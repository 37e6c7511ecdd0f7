mod server;

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;
use tokio::net::TcpListener;

use super::*;
use crate::{fault::Severity, twiml::Verb};

use self::server::{HANGUP, Server, raw_server, stalling_server};

const AUTH_TOKEN: &str = "planted-auth-token";

fn client(timeout: Duration) -> WebhookClient {
    WebhookClient::new(AUTH_TOKEN.into(), timeout).unwrap()
}

fn parameters(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn ask(method: Method, url: &str) -> Asked {
    client(TIMEOUT)
        .ask(Purpose::Voice, method, url, &parameters(&[("To", "+815031234567"), ("From", "a&b")]))
        .await
}

/// What a URL's failure is reported as.
async fn fault(url: &str) -> Fault {
    ask(Method::Post, url).await.outcome.unwrap_err()
}

fn signature_of(signed: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, AUTH_TOKEN.as_bytes());
    BASE64_STANDARD.encode(hmac::sign(&key, signed.as_bytes()))
}

fn hangs_up(asked: &Asked) -> bool {
    matches!(&asked.outcome, Ok(Answer::Twiml(document)) if document.verbs == [Verb::Hangup])
}

#[tokio::test]
async fn a_post_is_a_signed_form_that_introduces_itself_as_twilio() {
    let server = Server::start().await;
    let url = server.url("/twiml?n=1");
    let asked = ask(Method::Post, &url).await;
    assert!(hangs_up(&asked));
    let [seen] = &server.take()[..] else { panic!("one request") };
    assert_eq!((seen.method.as_str(), seen.path_and_query.as_str()), ("POST", "/twiml?n=1"));
    assert_eq!(seen.body, "To=%2B815031234567&From=a%26b");
    assert_eq!(seen.header("content-type"), "application/x-www-form-urlencoded; charset=UTF-8");
    assert_eq!((seen.header("user-agent"), seen.header("accept")), ("TwilioProxy/1.1", "*/*"));
    assert_eq!(seen.header("x-twilio-signature"), signature_of(&format!("{url}Froma&bTo+815031234567")));
}

#[tokio::test]
async fn a_get_has_the_parameters_in_the_query_and_the_whole_url_signed() {
    let server = Server::start().await;
    let asked = ask(Method::Get, &server.url("/twiml?n=1#rc=2")).await;
    assert!(hangs_up(&asked));
    let [seen] = &server.take()[..] else { panic!("one request") };
    let path_and_query = "/twiml?n=1&To=%2B815031234567&From=a%26b";
    assert_eq!((seen.method.as_str(), seen.path_and_query.as_str()), ("GET", path_and_query));
    assert_eq!(seen.body, "");
    assert_eq!(seen.header("x-twilio-signature"), signature_of(&server.url(path_and_query)));
    assert_eq!(asked.request.url, server.url(path_and_query));
}

#[tokio::test]
async fn a_request_is_recorded_without_the_auth_token() {
    let server = Server::start().await;
    let url = server.url("/twiml");
    let client = client(TIMEOUT);
    let asked = client.ask(Purpose::Fallback, Method::Post, &url, &parameters(&[("To", "1")])).await;
    let mut record = serde_json::to_value(&asked.request).unwrap();
    assert!(record["milliseconds"].take().as_f64().unwrap() > 0.0);
    assert_eq!(
        record,
        json!({
            "purpose": "fallback", "method": "POST", "url": url, "parameters": [["To", "1"]],
            "signature": signature_of(&format!("{url}To1")), "milliseconds": null, "status": 200,
            "contentType": "application/xml; charset=utf-8", "body": HANGUP,
        }),
    );
    assert!(!format!("{:?}{:?}", asked.request, client.auth_token).contains(AUTH_TOKEN));
}

#[tokio::test]
async fn a_user_and_password_in_the_url_are_sent_and_not_recorded() {
    let server = Server::start().await;
    let asked = ask(Method::Post, &server.url("/503").replace("//", "//alice:secret@")).await;
    assert_eq!(server.take()[0].header("authorization"), "Basic YWxpY2U6c2VjcmV0");
    assert_eq!(asked.request.url, server.url("/503"));
    assert!(!asked.outcome.unwrap_err().message.contains("secret"));
}

#[tokio::test]
async fn the_content_type_says_what_the_answer_is() {
    let server = Server::start().await;
    assert!(hangs_up(&ask(Method::Post, &server.url("/html")).await));
    let text = ask(Method::Post, &server.url("/text")).await.outcome;
    assert_eq!(text, Ok(Answer::Text("Hello.".to_owned())));
    let sound = Audio { bytes: b"ID3".to_vec(), content_type: "audio/mpeg".to_owned() };
    let asked = ask(Method::Post, &server.url("/sound")).await;
    assert_eq!((asked.request.body, asked.outcome), (None, Ok(Answer::Audio(sound))));
    let empty = ask(Method::Post, &server.url("/empty")).await.outcome;
    assert_eq!(empty, Ok(Answer::Twiml(crate::twiml::Document::default())));
}

#[tokio::test]
async fn an_answer_that_is_no_use_is_reported_by_its_code_and_recorded() {
    let server = Server::start().await;
    for (path, code) in [
        ("/503", Code::Retrieval),
        ("/404", Code::Retrieval),
        ("/untyped", Code::Retrieval),
        ("/json", Code::ContentType),
        ("/ill-formed", Code::NotXml),
        ("/latin", Code::NotXml),
        ("/large", Code::BodyTooLarge),
        ("/308", Code::InvalidRedirect),
        ("/nowhere", Code::InvalidRedirect),
        ("/ftp", Code::InvalidRedirect),
    ] {
        let asked = ask(Method::Post, &server.url(path)).await;
        assert_eq!(asked.outcome.unwrap_err().code, code, "{path}");
        assert!(asked.request.status.is_some(), "{path}");
    }
    let asked = ask(Method::Post, &server.url("/503")).await;
    assert_eq!(asked.request.body.as_deref(), Some("the directory is down"));
    assert_eq!(ask(Method::Post, &server.url("/large")).await.request.body.unwrap().len(), 65_536);
}

#[tokio::test]
async fn a_server_that_does_not_answer_in_http_is_reported_by_its_code() {
    let unused = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let chunks: &[u8] =
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    let plain = raw_server(Some(b"HTTP/1.1 400 Bad Request\r\n\r\n")).await;
    for (url, code) in [
        (format!("http://{unused}/"), Code::Connection),
        (format!("https://{unused}/"), Code::Connection),
        ("http://nowhere.invalid/".to_owned(), Code::HostName),
        (plain.replace("http:", "https:"), Code::Tls),
        (raw_server(Some(b"What did you say?\r\n\r\n")).await, Code::Protocol),
        (raw_server(Some(b"")).await, Code::Protocol),
        (raw_server(Some(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<Resp")).await, Code::Protocol),
        (raw_server(Some(chunks)).await, Code::EmptyBody),
        ("/prod/call".to_owned(), Code::InvalidUrl),
        ("ftp://a.example/".to_owned(), Code::InvalidUrl),
        ("mailto:alice@a.example".to_owned(), Code::InvalidUrl),
    ] {
        let fault = fault(&url).await;
        assert_eq!((fault.code, fault.severity()), (code, Severity::Error), "{url}: {}", fault.message);
    }
}

#[tokio::test]
async fn a_server_that_takes_too_long_is_given_up() {
    let headers_only: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 9\r\n\r\n<";
    let client = client(Duration::from_millis(200));
    for (answer, status) in [(None, None), (Some(headers_only), Some(200))] {
        let url = match answer {
            None => raw_server(None).await,
            Some(answer) => stalling_server(answer).await,
        };
        let asked = client.ask(Purpose::Voice, Method::Post, &url, &[]).await;
        let fault = asked.outcome.unwrap_err();
        assert_eq!(fault.code, Code::Connection);
        assert_eq!(fault.message, format!("{url} did not answer within 0.2 s; answer first and work later"));
        assert_eq!(asked.request.status, status);
        assert!((200.0..2000.0).contains(&asked.request.milliseconds));
    }
}

#[tokio::test]
async fn a_redirected_form_becomes_a_get_except_by_a_307() {
    let server = Server::start().await;
    let asked = ask(Method::Post, &server.url("/302")).await;
    assert!(hangs_up(&asked));
    assert_eq!(asked.url, server.url("/twiml?x=1"));
    assert_eq!(asked.request.redirects, [server.url("/twiml?x=1")]);
    let [first, second] = &server.take()[..] else { panic!("two requests") };
    assert_eq!((first.method.as_str(), second.method.as_str()), ("POST", "GET"));
    assert_eq!((second.path_and_query.as_str(), second.body.as_str()), ("/twiml?x=1", ""));
    assert_eq!(second.header("x-twilio-signature"), signature_of(&server.url("/twiml?x=1")));

    assert!(hangs_up(&ask(Method::Post, &server.url("/307")).await));
    let [first, second] = &server.take()[..] else { panic!("two requests") };
    assert_eq!(second.method, "POST");
    assert_eq!(second.body, first.body);
}

#[tokio::test]
async fn redirects_come_to_an_end() {
    let server = Server::start().await;
    let asked = ask(Method::Get, &server.url("/round")).await;
    assert_eq!(asked.outcome.unwrap_err().code, Code::TooManyRedirects);
    assert_eq!(server.take().len(), 11);
}

#[tokio::test]
async fn a_sound_is_fetched_without_parameters_and_has_to_be_one() {
    let server = Server::start().await;
    let client = client(TIMEOUT);
    let (record, sound) = client.audio(&server.url("/sound")).await;
    assert_eq!(sound.unwrap().bytes, b"ID3");
    assert_eq!((record.purpose, record.status, record.body), (Purpose::Play, Some(200), None));
    let [seen] = &server.take()[..] else { panic!("one request") };
    assert_eq!((seen.method.as_str(), seen.path_and_query.as_str()), ("GET", "/sound"));
    assert_eq!(seen.header("x-twilio-signature"), signature_of(&server.url("/sound")));
    for (path, code) in
        [("/twiml", Code::PlayContentType), ("/untyped", Code::PlayContentType), ("/503", Code::Retrieval)]
    {
        assert_eq!(client.audio(&server.url(path)).await.1.unwrap_err().code, code, "{path}");
    }
}

#[tokio::test]
async fn whoever_is_notified_may_answer_anything_but_an_error() {
    let server = Server::start().await;
    let client = client(TIMEOUT);
    for (path, outcome) in [
        ("/empty", Ok(())),
        ("/large", Ok(())),
        ("/json", Ok(())),
        ("/503", Err((Code::StatusCallback, Severity::Warning))),
    ] {
        let callback = Callback { url: server.url(path), method: Method::Post };
        let (record, notified) = client.notify(&callback, &parameters(&[("CallStatus", "completed")])).await;
        assert_eq!(notified.map_err(|fault| (fault.code, fault.severity())), outcome, "{path}");
        assert_eq!((record.purpose, record.body), (Purpose::StatusCallback, None));
        assert_eq!(server.take()[0].body, "CallStatus=completed");
    }
}

#[test]
fn a_relative_url_is_relative_to_the_documents() {
    let base = "https://a.example/prod/call?x=1";
    for (written, meant) in [
        ("/status", "https://a.example/status"),
        ("next?y=2", "https://a.example/prod/next?y=2"),
        ("", "https://a.example/prod/call?x=1"),
        ("http://b.example/z", "http://b.example/z"),
    ] {
        assert_eq!(resolve(base, written), Ok(meant.to_owned()));
    }
    assert_eq!(resolve(base, "http://[").unwrap_err().code, Code::InvalidUrl);
}
