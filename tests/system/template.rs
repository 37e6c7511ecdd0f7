//! The template is valid and says what the design says.

mod api;
mod operations;
mod page;
mod parameters;

use std::{collections::BTreeMap, process::Command, sync::LazyLock};

use serde_json::{Map, Value, json};
use switchboard_tests::tools;

const TOKEN: &str = "TwilioRetrieveCapabilityToken";
const INCOMING: &str = "TwilioRetrieveTwimlCallIncoming";
const OUTGOING: &str = "TwilioRetrieveTwimlCallOutgoing";

const ROUTES: [(&str, &str, &str); 3] = [
    ("/twilio/retrieve_capability_token", TOKEN, "CapabilityTokenUrl"),
    ("/twilio/retrieve_twiml/call_incoming", INCOMING, "CallIncomingUrl"),
    ("/twilio/retrieve_twiml/call_outgoing", OUTGOING, "CallOutgoingUrl"),
];

/// Each function's secret.
const SECRETS: [(&str, &str); 3] =
    [(TOKEN, "TwilioTokenSecret"), (INCOMING, "TwilioWebhookSecret"), (OUTGOING, "TwilioWebhookSecret")];

/// What AWS makes of the template when it is deployed.
pub(crate) static TRANSLATED: LazyLock<Value> = LazyLock::new(|| translated(&[]));

#[test]
fn sam_and_its_linter_find_nothing_wrong() {
    for template in ["template.yaml", "tests/events/template.yaml"] {
        let sam = Command::new(tools::sam())
            .args(["validate", "--lint", "--region", "ap-northeast-1", "--template", template])
            .current_dir(tools::repository())
            .env("SAM_CLI_TELEMETRY", "0")
            .output()
            .unwrap();
        let says = String::from_utf8_lossy(&sam.stdout) + String::from_utf8_lossy(&sam.stderr);
        let valid = format!("{} is a valid SAM Template", tools::repository().join(template).display());
        assert!(sam.status.success(), "{says}");
        assert_eq!(says.trim(), valid);
    }
}

#[test]
fn nothing_is_deployed_that_the_design_does_not_name() {
    let mut count = BTreeMap::<&str, usize>::new();
    for resource in TRANSLATED["Resources"].as_object().unwrap().values() {
        *count.entry(resource["Type"].as_str().unwrap()).or_default() += 1;
    }
    assert_eq!(
        count,
        BTreeMap::from([
            ("AWS::ApiGateway::Deployment", 1),
            ("AWS::ApiGateway::RestApi", 1),
            ("AWS::ApiGateway::Stage", 1),
            ("AWS::Budgets::Budget", 1),
            ("AWS::CloudFront::Distribution", 1),
            ("AWS::CloudFront::OriginAccessControl", 1),
            ("AWS::CloudFront::ResponseHeadersPolicy", 1),
            ("AWS::CloudWatch::Alarm", 12),
            ("AWS::CloudWatch::Dashboard", 1),
            ("AWS::DynamoDB::Table", 1),
            ("AWS::IAM::Role", 3),
            ("AWS::Lambda::Function", 3),
            ("AWS::Lambda::Permission", 3),
            ("AWS::Logs::LogGroup", 3),
            ("AWS::S3::Bucket", 1),
            ("AWS::S3::BucketPolicy", 1),
            ("AWS::SNS::Subscription", 1),
            ("AWS::SNS::Topic", 1),
            ("AWS::SNS::TopicPolicy", 1),
            ("AWS::SecretsManager::Secret", 2),
        ]),
    );
}

#[test]
fn the_functions_are_as_designed() {
    for (_, name, _) in ROUTES {
        let function = &TRANSLATED["Resources"][name]["Properties"];
        assert_eq!(function_name(name), name);
        assert_eq!(function["Runtime"], "provided.al2023", "{name}");
        assert_eq!(function["Architectures"], json!([{ "Ref": "Architecture" }]), "{name}");
        assert_eq!(function["MemorySize"], 256, "{name}");
        assert_eq!(function["Timeout"], 10, "{name}");
        let reserved = json!({ "Fn::If": ["ReservesConcurrency", { "Ref": "ReservedConcurrency" }, { "Ref": "AWS::NoValue" }] });
        assert_eq!(function["ReservedConcurrentExecutions"], reserved, "{name}");
    }
    let architecture = &TRANSLATED["Parameters"]["Architecture"];
    assert_eq!(architecture["Default"], "arm64");
    assert_eq!(architecture["AllowedValues"], json!(["arm64", "x86_64"]));
}

/// The exact values, of which none is the API's: the API refers to the functions, and a stack may not have a circle.
#[test]
fn each_function_gets_its_own_settings_and_no_others() {
    let webhook = json!({
        "DIRECTORY_TABLE": { "Ref": "DirectoryTable" },
        "METRICS_NAMESPACE": "Switchboard",
        "TWILIO_SECRET_ARN": { "Ref": "TwilioWebhookSecret" },
        "DIAL_TIMEOUT_SECONDS": { "Ref": "DialTimeoutSeconds" },
        "SPOKEN_LANGUAGE": { "Ref": "SpokenLanguage" },
        "MAX_CALL_SECONDS": { "Ref": "MaxCallSeconds" },
        "PUBLIC_BASE_URL": { "Ref": "PublicBaseUrl" },
    });
    let mut outgoing = webhook.clone();
    outgoing["ALLOWED_COUNTRIES"] = json!({ "Ref": "AllowedCountries" });
    let token = json!({
        "DIRECTORY_TABLE": { "Ref": "DirectoryTable" },
        "METRICS_NAMESPACE": "Switchboard",
        "TWILIO_SECRET_ARN": { "Ref": "TwilioTokenSecret" },
        "TWILIO_REGION": { "Ref": "TwilioRegion" },
        "TOKEN_TTL_SECONDS": { "Ref": "TokenTtlSeconds" },
        "ALLOWED_ORIGIN": {
            "Fn::If": [
                "ServesOwnPage",
                { "Fn::Sub": "https://${PageDistribution.DomainName}" },
                { "Ref": "AllowedOrigin" },
            ],
        },
    });
    for (name, settings) in [(TOKEN, token), (INCOMING, webhook), (OUTGOING, outgoing)] {
        assert_eq!(environment(name), settings.as_object().unwrap(), "{name}");
    }
    assert!(!TRANSLATED.to_string().contains("ACCEPT_UNSIGNED_WEBHOOKS"));
}

#[test]
fn each_function_may_read_the_table_and_its_own_secret_and_write_its_log() {
    for (name, secret) in SECRETS {
        let role = &TRANSLATED["Resources"][name]["Properties"]["Role"]["Fn::GetAtt"][0];
        let role = &TRANSLATED["Resources"][role.as_str().unwrap()]["Properties"];
        assert_eq!(
            role["ManagedPolicyArns"],
            json!(["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]),
            "{name}",
        );
        let policies = role["Policies"].as_array().unwrap();
        assert_eq!(policies.len(), 1, "{name}");
        assert_eq!(
            policies[0]["PolicyDocument"],
            json!({
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": "dynamodb:GetItem",
                        "Resource": { "Fn::GetAtt": ["DirectoryTable", "Arn"] },
                    },
                    {
                        "Effect": "Allow",
                        "Action": "secretsmanager:GetSecretValue",
                        "Resource": { "Ref": secret },
                    },
                ],
            }),
            "{name}",
        );
    }
}

#[test]
fn the_table_outlives_its_stack_and_can_be_restored() {
    assert_eq!(
        TRANSLATED["Resources"]["DirectoryTable"],
        json!({
            "Type": "AWS::DynamoDB::Table",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{ "AttributeName": "phone_number", "AttributeType": "S" }],
                "KeySchema": [{ "AttributeName": "phone_number", "KeyType": "HASH" }],
                "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": true },
                "DeletionProtectionEnabled": true,
            },
        }),
    );
}

#[test]
fn no_credential_passes_through_cloudformation() {
    for (_, secret) in SECRETS {
        let secret = &TRANSLATED["Resources"][secret];
        assert_eq!(secret["Type"], "AWS::SecretsManager::Secret");
        let properties = secret["Properties"].as_object().unwrap();
        assert_eq!(properties.keys().collect::<Vec<_>>(), ["Description"]);
    }
    for parameter in TRANSLATED["Parameters"].as_object().unwrap().values() {
        assert_eq!(parameter.get("NoEcho"), None, "{parameter}");
    }
}

#[test]
fn each_log_expires() {
    for (_, name, _) in ROUTES {
        let log_group = &TRANSLATED["Resources"][name]["Properties"]["LoggingConfig"]["LogGroup"]["Ref"];
        assert_eq!(
            TRANSLATED["Resources"][log_group.as_str().unwrap()]["Properties"],
            json!({
                "LogGroupName": format!("/aws/lambda/{name}"),
                "RetentionInDays": { "Ref": "LogRetentionDays" },
            }),
            "{name}",
        );
    }
    assert_eq!(TRANSLATED["Parameters"]["LogRetentionDays"]["Default"], 30);
}

#[test]
fn the_outputs_are_ready_to_be_pasted() {
    let outputs = TRANSLATED["Outputs"].as_object().unwrap();
    let value = |name: &str| &outputs[name]["Value"];
    for (path, _, output) in ROUTES {
        let url = format!(
            "https://${{SwitchboardApi}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/prod{path}"
        );
        assert_eq!(value(output), &json!({ "Fn::Sub": url }));
    }
    assert_eq!(value("DirectoryTableName"), &json!({ "Ref": "DirectoryTable" }));
    assert_eq!(value("TwilioTokenSecretArn"), &json!({ "Ref": "TwilioTokenSecret" }));
    assert_eq!(value("TwilioWebhookSecretArn"), &json!({ "Ref": "TwilioWebhookSecret" }));
    assert_eq!(value("PageUrl"), &json!({ "Fn::Sub": "https://${PageDistribution.DomainName}" }));
    assert_eq!(value("PageBucketName"), &json!({ "Ref": "PageBucket" }));
    assert_eq!(outputs.len(), 8);
}

#[test]
fn sam_local_invoke_gives_a_container_all_that_env_json_says() {
    let containers = python(&["local_container.py", "tests/events/template.yaml", "tests/events/env.json"]);
    let env_json = tools::repository().join("tests/events/env.json");
    let wanted: Value = serde_json::from_slice(&std::fs::read(env_json).unwrap()).unwrap();
    assert_eq!(wanted.as_object().unwrap().keys().collect::<Vec<_>>(), [TOKEN, INCOMING, OUTGOING]);
    for (_, name, _) in ROUTES {
        let container = &containers[name];
        assert_eq!(container["package"], format!(".aws-sam/build/{name}"));
        assert_eq!(container["layers"], json!(["tests/events/layer"]), "{name}");
        let given = container["environment"].as_object().unwrap();
        for (variable, value) in wanted[name].as_object().unwrap() {
            assert_eq!(given.get(variable), Some(value), "{name}: {variable}");
        }
        // What a stack sets can be tried here too, for SAM drops from env.json what its template does not name.
        for variable in environment(name).keys().filter(|variable| !is_of_aws(variable)) {
            assert!(given.contains_key(variable), "{name}: {variable}");
        }
        // An invocation on this machine needs nothing of AWS.
        assert!(given.keys().all(|variable| !is_of_aws(variable)), "{name}");
    }
}

fn is_of_aws(variable: &str) -> bool {
    ["DIRECTORY_TABLE", "METRICS_NAMESPACE", "TWILIO_SECRET_ARN"].contains(&variable)
}

/// A function's own name, where it is one of several that a number selects too.
fn function_name(function: &str) -> &str {
    let name = &TRANSLATED["Resources"][function]["Properties"]["FunctionName"];
    match &name["Fn::Select"] {
        Value::Null => name.as_str().unwrap(),
        select => select[1][usize::try_from(select[0].as_u64().unwrap()).unwrap()].as_str().unwrap(),
    }
}

fn environment(function: &str) -> &'static Map<String, Value> {
    TRANSLATED["Resources"][function]["Properties"]["Environment"]["Variables"].as_object().unwrap()
}

/// The properties of the one resource of that type.
fn the_only(resource_type: &str) -> &'static Value {
    let mut found = resources(&TRANSLATED).filter(|(_, resource)| resource["Type"] == resource_type);
    let (_, resource) = found.next().unwrap();
    assert_eq!(found.next(), None);
    &resource["Properties"]
}

fn resources(template: &Value) -> impl Iterator<Item = (&String, &Value)> {
    template["Resources"].as_object().unwrap().iter()
}

/// What AWS makes of the template when it is deployed with these parameters, each `NAME=VALUE`.
fn translated(parameters: &[&str]) -> Value {
    python(&[&["translate.py", "template.yaml"], parameters].concat())
}

/// What a program of tests/template prints.
fn python(arguments: &[&str]) -> Value {
    let (program, arguments) = arguments.split_first().unwrap();
    let output = Command::new(tools::python())
        .arg(tools::repository().join("tests/template").join(program))
        .args(arguments)
        .current_dir(tools::repository())
        .output()
        .unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}
