//! What Lambda, IAM, DynamoDB and CloudWatch answer: who may do what, what is kept, and what raises an alarm.

use serde_json::{Value, json};

use super::{FUNCTIONS, account::text, api::the_only_api};
use crate::template::TRANSLATED;

pub(super) fn each_function_may_do_its_own_and_no_more(answers: &Value, has_everything: bool) {
    assert_eq!(answers["functions"].as_object().unwrap().len(), FUNCTIONS.len());
    let (api, _) = the_only_api(answers);
    let outputs = &answers["outputs"];
    for (function, path, secret) in FUNCTIONS {
        let answer = &answers["functions"][function];
        let configuration = &answer["configuration"];
        assert_eq!(configuration["Runtime"], "provided.al2023", "{function}");
        let environment = &configuration["Environment"]["Variables"];
        assert_eq!(environment["DIRECTORY_TABLE"], outputs["DirectoryTableName"], "{function}");
        assert_eq!(environment["TWILIO_SECRET_ARN"], outputs[secret], "{function}");
        let allowed = |action: &str, resource: &Value| json!({ "Effect": "Allow", "Action": action, "Resource": resource });
        assert_eq!(
            answer["policies"],
            json!([{
                "Version": "2012-10-17",
                "Statement": [
                    allowed("dynamodb:GetItem", &answers["table"]["TableArn"]),
                    allowed("secretsmanager:GetSecretValue", &outputs[secret]),
                ],
            }]),
            "{function}",
        );
        let mut managed = vec!["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"];
        if has_everything {
            managed.push("arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess");
        }
        assert_eq!(answer["managed_policies"], json!(managed), "{function}");
        let service = &answer["trusts"]["Statement"][0]["Principal"]["Service"];
        assert_eq!(*service, json!(["lambda.amazonaws.com"]), "{function}");
        let callers = answer["invoked_by"].as_array().unwrap();
        assert_eq!(callers.len(), 1, "{function}");
        assert_eq!(callers[0]["Principal"], json!({ "Service": "apigateway.amazonaws.com" }), "{function}");
        let route = format!("arn:aws:execute-api:ap-northeast-1:123456789012:{api}/*/POST{path}");
        assert_eq!(callers[0]["Condition"], json!({ "ArnLike": { "AWS:SourceArn": route } }), "{function}");
        let concurrency =
            if has_everything { json!({ "ReservedConcurrentExecutions": 5 }) } else { Value::Null };
        assert_eq!(answer["concurrency"], concurrency, "{function}");
        assert_eq!(answers["logs"][format!("/aws/lambda/{function}")], 30, "{function}");
    }
}

pub(super) fn the_directory_outlives_mistakes(answers: &Value) {
    let table = &answers["table"];
    assert_eq!(table["KeySchema"], json!([{ "AttributeName": "phone_number", "KeyType": "HASH" }]));
    assert_eq!(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(table["DeletionProtectionEnabled"], true);
    let recovery = &answers["backups"]["PointInTimeRecoveryDescription"];
    assert_eq!(recovery["PointInTimeRecoveryStatus"], "ENABLED");
    assert_eq!(answers["secrets"].as_array().unwrap().len(), 2);
}

/// Whatever alarms the template has, and nobody is told unless there is an address.
pub(super) fn every_alarm_is_set(answers: &Value, has_address: bool) {
    let resources = TRANSLATED["Resources"].as_object().unwrap().iter();
    let alarms: Vec<_> =
        resources.filter(|(_, resource)| resource["Type"] == "AWS::CloudWatch::Alarm").collect();
    let set = answers["alarms"].as_object().unwrap();
    assert_eq!(set.len(), alarms.len());
    let topic = &answers["topics"][0];
    let told = if has_address { json!([topic["arn"]]) } else { json!([]) };
    for (name, alarm) in alarms {
        let wanted = &alarm["Properties"];
        let (_, alarm) = set.iter().find(|(set, _)| set.starts_with(&format!("{name}-"))).unwrap();
        for property in
            ["Namespace", "MetricName", "ComparisonOperator", "TreatMissingData", "AlarmDescription"]
        {
            assert_eq!(alarm[property], wanted[property], "{name}: {property}");
        }
        let threshold = match text_of_reference(&wanted["Threshold"]) {
            Some(parameter) => &TRANSLATED["Parameters"][parameter]["Default"],
            None => &wanted["Threshold"],
        };
        assert_eq!(alarm["Threshold"].as_f64(), threshold.as_f64(), "{name}");
        assert_eq!((&alarm["AlarmActions"], &alarm["OKActions"]), (&told, &told), "{name}");
    }
    let (topics, budgets) = (&answers["topics"], &answers["budgets"]);
    if has_address {
        assert_eq!(topic["subscriptions"], json!([["email", "operator@example.com"]]));
        assert_eq!(topic["policy"]["Statement"][0]["Action"], "sns:Publish");
        assert_eq!(budgets[0]["BudgetLimit"], json!({ "Amount": "50", "Unit": "USD" }));
        assert_eq!(topics.as_array().unwrap().len(), 1);
    } else {
        assert_eq!((topics, budgets), (&json!([]), &json!([])));
    }
    assert_eq!(answers["dashboards"], json!([format!("{}-ap-northeast-1", text(&answers["stack"]))]));
}

fn text_of_reference(value: &Value) -> Option<&str> {
    value.get("Ref").map(text)
}
