//! What S3 and CloudFront answer: the page's files, and who gets them.

use serde_json::{Value, json};

use super::account::text;

pub(super) fn the_page_is_private_and_served_over_https(answers: &Value) {
    let page = &answers["page"];
    let bucket = text(&answers["outputs"]["PageBucketName"]);
    let blocked = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];
    for block in blocked {
        assert_eq!(page["public_access"][block], true, "{block}");
    }
    let encryption = &page["encryption"]["Rules"][0]["ApplyServerSideEncryptionByDefault"];
    assert_eq!(encryption["SSEAlgorithm"], "AES256");
    assert_eq!(page["distributions"].as_array().unwrap().len(), 1);
    let distribution = &page["distributions"][0];
    let files = format!("arn:aws:s3:::{bucket}/*");
    assert_eq!(
        page["policy"]["Statement"],
        json!([
            {
                "Effect": "Allow",
                "Principal": { "Service": "cloudfront.amazonaws.com" },
                "Action": "s3:GetObject",
                "Resource": files,
                "Condition": { "StringEquals": { "AWS:SourceArn": distribution["ARN"] } },
            },
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [format!("arn:aws:s3:::{bucket}"), files],
                "Condition": { "Bool": { "aws:SecureTransport": "false" } },
            },
        ]),
    );
    let config = &distribution["DistributionConfig"];
    assert_eq!(answers["outputs"]["PageUrl"], format!("https://{}", text(&distribution["DomainName"])));
    let origin = format!("{bucket}.s3.ap-northeast-1.amazonaws.com");
    assert_eq!(config["Origins"]["Items"][0]["DomainName"], origin);
    assert_eq!(config["DefaultRootObject"], "index.html");
    assert_eq!(config["DefaultCacheBehavior"]["ViewerProtocolPolicy"], "redirect-to-https");
    let headers = text(&config["DefaultCacheBehavior"]["ResponseHeadersPolicyId"]);
    assert!(headers.starts_with("PageHeaders-"), "{headers}");
    let missing = &config["CustomErrorResponses"]["Items"][0];
    assert_eq!((&missing["ErrorCode"], &missing["ResponseCode"]), (&json!(403), &json!("200")));
    let control = &page["access_controls"][0];
    assert_eq!(
        (&control["SigningBehavior"], &control["SigningProtocol"]),
        (&json!("always"), &json!("sigv4"))
    );
}

/// The files' own tests are those of `switchboard page publish`.
pub(super) fn every_file_is_there_with_its_headers(answers: &Value) {
    let objects = &answers["page"]["objects"];
    let served = |key: &str| (text(&objects[key]["content_type"]), text(&objects[key]["cache_control"]));
    assert_eq!(served("index.html"), ("text/html; charset=utf-8", "no-cache"));
    assert_eq!(served("config.json"), ("application/json", "no-cache"));
    assert_eq!(served("service-worker.js"), ("text/javascript; charset=utf-8", "no-cache"));
    assert_eq!(served("fallback.xml"), ("application/xml", "no-cache"));
    let hashed = objects.as_object().unwrap().iter().filter(|(key, _)| key.starts_with("assets/"));
    let kept: Vec<_> = hashed.map(|(_, object)| text(&object["cache_control"])).collect();
    assert!(kept.len() >= 3, "{kept:?}");
    assert!(kept.iter().all(|kept| *kept == "public, max-age=31536000, immutable"), "{kept:?}");
    let token = text(&answers["outputs"]["CapabilityTokenUrl"]);
    let api = token.strip_suffix("/twilio/retrieve_capability_token").unwrap();
    assert_eq!(answers["page"]["config"]["api"], api);
    assert_eq!(answers["page"]["config"]["languages"], json!(["en", "ja", "fr"]));
}
