//! The page as the template serves it: privately kept, over https, with its headers, as the API's only origin.

use std::fs;

use serde_json::{Value, json};
use switchboard_tests::tools;

use super::{TRANSLATED, the_only};

#[test]
fn nobody_but_the_distribution_reads_the_bucket_and_nobody_without_tls() {
    let bucket = the_only("AWS::S3::Bucket");
    for block in ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"] {
        assert_eq!(bucket["PublicAccessBlockConfiguration"][block], true, "{block}");
    }
    let arn = json!({ "Fn::GetAtt": ["PageBucket", "Arn"] });
    let files = json!({ "Fn::Sub": "${PageBucket.Arn}/*" });
    let distribution = "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${PageDistribution}";
    assert_eq!(
        the_only("AWS::S3::BucketPolicy")["PolicyDocument"]["Statement"],
        json!([
            {
                "Effect": "Allow",
                "Principal": { "Service": "cloudfront.amazonaws.com" },
                "Action": "s3:GetObject",
                "Resource": files,
                "Condition": { "StringEquals": { "AWS:SourceArn": { "Fn::Sub": distribution } } },
            },
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [arn, files],
                "Condition": { "Bool": { "aws:SecureTransport": "false" } },
            },
        ]),
    );
    let access = &the_only("AWS::CloudFront::OriginAccessControl")["OriginAccessControlConfig"];
    assert_eq!((&access["SigningBehavior"], &access["SigningProtocol"]), (&json!("always"), &json!("sigv4")));
}

#[test]
fn the_distribution_serves_the_page_over_https_whatever_is_asked_for() {
    let distribution = &the_only("AWS::CloudFront::Distribution")["DistributionConfig"];
    assert_eq!(distribution["DefaultRootObject"], "index.html");
    let behaviour = &distribution["DefaultCacheBehavior"];
    assert_eq!(behaviour["ViewerProtocolPolicy"], "redirect-to-https");
    assert_eq!(behaviour["ResponseHeadersPolicyId"], json!({ "Ref": "PageHeaders" }));
    let origin = &distribution["Origins"][0];
    assert_eq!(origin["DomainName"], json!({ "Fn::GetAtt": ["PageBucket", "RegionalDomainName"] }));
    assert_eq!(origin["OriginAccessControlId"], json!({ "Ref": "PageAccess" }));
    let missing = &distribution["CustomErrorResponses"][0];
    assert_eq!((&missing["ErrorCode"], &missing["ResponseCode"]), (&json!(403), &json!(200)));
    assert_eq!(missing["ResponsePagePath"], "/index.html");
}

#[test]
fn the_page_has_the_headers_that_its_documentation_asks_for() {
    let documented = fs::read_to_string(tools::repository().join("docs/softphone.md")).unwrap();
    let headers = &the_only("AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeadersPolicyConfig"];
    let security = &headers["SecurityHeadersConfig"];
    let policy = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"].as_str().unwrap();
    let api = "https://*.execute-api.${AWS::Region}.${AWS::URLSuffix}";
    assert!(policy.contains(api), "{policy}");
    let documented_policy = format!("Content-Security-Policy: {}\n", policy.replace(api, "https://YOUR-API"));
    assert!(documented.contains(&documented_policy), "{documented_policy}");
    let custom = &headers["CustomHeadersConfig"]["Items"][0];
    let permissions = format!("{}: {}\n", text(&custom["Header"]), text(&custom["Value"]));
    assert!(documented.contains(&permissions), "{permissions}");
    assert_eq!(security["ReferrerPolicy"]["ReferrerPolicy"], "no-referrer");
    assert!(security["StrictTransportSecurity"]["AccessControlMaxAgeSec"].as_u64() >= Some(31_536_000));
    assert_eq!(security["ContentTypeOptions"], json!({ "Override": true }));
}

#[test]
fn only_the_stacks_own_page_may_call_the_api_unless_a_parameter_says_otherwise() {
    assert_eq!(TRANSLATED["Parameters"]["AllowedOrigin"]["Default"], "");
    let condition = json!({ "Fn::Equals": [{ "Ref": "AllowedOrigin" }, ""] });
    assert_eq!(TRANSLATED["Conditions"]["ServesOwnPage"], condition);
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
