//! What tells an operator how the stack does: alarms, the dashboard, traces, the budget.

use std::collections::{BTreeMap, BTreeSet};

use regex_lite::Regex;
use serde_json::{Value, json};
use switchboard_lambda::settings::Settings;
use switchboard_tests::embedded_metrics::Metric;

use super::{
    INCOMING, OUTGOING, ROUTES, TOKEN, TRANSLATED, environment, parameters::is_allowed, resources, the_only,
    translated,
};
use crate::metrics::emitted;

/// What the alarms of one function are named after.
const ALARMS_OF: [(&str, &str); 3] =
    [(TOKEN, "CapabilityToken"), (INCOMING, "CallIncoming"), (OUTGOING, "CallOutgoing")];

#[test]
fn every_function_has_alarms_for_errors_for_throttles_and_for_slow_answers() {
    for (function, alarms) in ALARMS_OF {
        for (alarm, metric, statistic, threshold) in [
            ("Errors", "Errors", ("Statistic", "Sum"), json!(1)),
            ("Throttles", "Throttles", ("Statistic", "Sum"), json!(1)),
            ("Slow", "Duration", ("ExtendedStatistic", "p99"), json!({ "Ref": "SlowAnswerMilliseconds" })),
        ] {
            let alarm = &TRANSLATED["Resources"][format!("{alarms}{alarm}")]["Properties"];
            assert_eq!(alarm["Namespace"], "AWS/Lambda", "{alarms}");
            assert_eq!(alarm["MetricName"], metric, "{alarms}");
            let of_the_function = json!([{ "Name": "FunctionName", "Value": { "Ref": function } }]);
            assert_eq!(alarm["Dimensions"], of_the_function, "{alarms}{metric}");
            assert_eq!(alarm[statistic.0], statistic.1, "{alarms}{metric}");
            assert_eq!(alarm["Threshold"], threshold, "{alarms}{metric}");
        }
    }
}

#[test]
fn whatever_a_caller_got_from_the_gateway_instead_of_an_answer_is_an_alarm() {
    let alarm = &TRANSLATED["Resources"]["ServerErrors"]["Properties"];
    assert_eq!((&alarm["Namespace"], &alarm["MetricName"]), (&json!("AWS/ApiGateway"), &json!("5XXError")));
    let stage = &the_only("AWS::ApiGateway::Stage")["StageName"];
    let api = &the_only("AWS::ApiGateway::RestApi")["Name"];
    let dimensions = json!([{ "Name": "ApiName", "Value": api }, { "Name": "Stage", "Value": stage }]);
    assert_eq!(alarm["Dimensions"], dimensions);
}

#[test]
fn an_alarm_says_what_it_means_and_what_to_do_and_is_silent_while_nobody_calls() {
    for (name, alarm) in alarms() {
        let description = alarm["AlarmDescription"].as_str().unwrap();
        assert!(description.len() <= 1024 && description.matches(". ").count() >= 1, "{name}: {description}");
        assert_eq!(alarm["TreatMissingData"], "notBreaching", "{name}");
    }
}

#[test]
fn alarms_are_there_in_any_case_and_tell_somebody_where_there_is_an_address() {
    let told = json!({ "Fn::If": ["MailsAlarms", [{ "Ref": "AlarmTopic" }], { "Ref": "AWS::NoValue" }] });
    for (name, alarm) in alarms() {
        assert_eq!(TRANSLATED["Resources"][name].get("Condition"), None, "{name}");
        assert_eq!((&alarm["AlarmActions"], &alarm["OKActions"]), (&told, &told), "{name}");
    }
    for name in ["AlarmTopic", "AlarmTopicPolicy", "AlarmSubscription"] {
        assert_eq!(TRANSLATED["Resources"][name]["Condition"], "MailsAlarms", "{name}");
    }
    let has_address = json!({ "Fn::Not": [{ "Fn::Equals": [{ "Ref": "AlarmEmail" }, ""] }] });
    assert_eq!(TRANSLATED["Conditions"]["MailsAlarms"], has_address);
    assert_eq!(TRANSLATED["Parameters"]["AlarmEmail"]["Default"], "");
    let topic = json!({ "Ref": "AlarmTopic" });
    assert_eq!(
        *the_only("AWS::SNS::Subscription"),
        json!({ "TopicArn": topic, "Protocol": "email", "Endpoint": { "Ref": "AlarmEmail" } }),
    );
    assert_eq!(
        the_only("AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"],
        json!([{
            "Effect": "Allow",
            "Principal": { "Service": "cloudwatch.amazonaws.com" },
            "Action": "sns:Publish",
            "Resource": topic,
            "Condition": { "StringEquals": { "AWS:SourceAccount": { "Ref": "AWS::AccountId" } } },
        }]),
    );
}

/// A metric that is renamed would leave its alarm silent for ever, and one that nobody looks at costs as much as another.
#[tokio::test]
async fn what_is_watched_is_what_the_functions_tell_and_all_of_it_is_shown() {
    let told = emitted().await;
    for (name, alarm) in alarms().filter(|(_, alarm)| alarm["Namespace"] == "Switchboard") {
        let watched = Metric {
            namespace: "Switchboard".to_owned(),
            name: alarm["MetricName"].as_str().unwrap().to_owned(),
            dimensions: BTreeMap::new(),
        };
        assert!(told.contains(&watched) && alarm.get("Dimensions").is_none(), "{name}");
    }
    let mut shown = BTreeSet::new();
    for line in widgets().iter().flat_map(lines) {
        let of_it: Vec<_> = told.iter().filter(|metric| shows(&line, metric)).collect();
        let is_ours = line[0] == "Switchboard" || line[0]["expression"].is_string();
        assert_eq!(of_it.is_empty(), !is_ours, "{line}");
        shown.extend(of_it.into_iter().cloned());
    }
    assert_eq!(shown, told);
}

#[test]
fn the_functions_take_the_namespace_that_is_watched() {
    for (_, function, _) in ROUTES {
        let namespace = environment(function)["METRICS_NAMESPACE"].as_str().unwrap();
        let settings = Settings::new([("METRICS_NAMESPACE".to_owned(), namespace.to_owned())]);
        assert_eq!(settings.metrics_namespace(), Ok(Some("Switchboard")));
    }
}

#[test]
fn the_dashboard_shows_every_alarm_and_what_aws_counts() {
    let alarm_widget = widgets().into_iter().find(|widget| widget["type"] == "alarm").unwrap();
    let shown: BTreeSet<_> = alarm_widget["properties"]["alarms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|arn| arn.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(shown, alarms().map(|(name, _)| format!("${{{name}.Arn}}")).collect());

    let of_aws: BTreeSet<_> = widgets()
        .iter()
        .flat_map(lines)
        .filter(|line| line[0].as_str().is_some_and(|namespace| namespace.starts_with("AWS/")))
        .map(|line| format!("{} {}", line[1].as_str().unwrap(), line[3].as_str().unwrap()))
        .collect();
    let lambdas = ROUTES.iter().flat_map(|(_, function, _)| {
        ["Duration", "Errors", "Throttles"].map(|metric| format!("{metric} ${{{function}}}"))
    });
    let gateways = ["Latency", "IntegrationLatency", "Count", "4XXError", "5XXError"]
        .map(|metric| format!("{metric} ${{AWS::StackName}}"));
    assert_eq!(of_aws, lambdas.chain(gateways).collect());
}

#[test]
fn no_widget_of_the_dashboard_lies_upon_another() {
    let mut taken = BTreeSet::new();
    for widget in widgets() {
        let side = |name: &str| widget[name].as_u64().unwrap();
        assert!(side("x") + side("width") <= 24, "{widget}");
        for x in side("x")..side("x") + side("width") {
            for y in side("y")..side("y") + side("height") {
                assert!(taken.insert((x, y)), "{widget}");
            }
        }
    }
}

#[test]
fn traces_are_recorded_and_allowed_only_where_they_are_asked_for() {
    let tracing = |template: &Value| {
        let functions = ROUTES.map(|(_, function, _)| {
            let function = &template["Resources"][function]["Properties"];
            let role = function["Role"]["Fn::GetAtt"][0].as_str().unwrap();
            let policies = template["Resources"][role]["Properties"]["ManagedPolicyArns"].to_string();
            (function.get("TracingConfig").cloned(), policies.contains("Xray"))
        });
        let is_same = functions.iter().all(|function| *function == functions[0]);
        assert!(is_same, "{functions:?}");
        functions.into_iter().next().unwrap()
    };
    assert_eq!(TRANSLATED["Parameters"]["Tracing"]["Default"], "Disabled");
    assert_eq!(tracing(&TRANSLATED), (None, false));
    let mode = json!({ "Mode": { "Ref": "Tracing" } });
    assert_eq!(tracing(&translated(&["Tracing=Active"])), (Some(mode), true));
    let of_the_stage = &the_only("AWS::ApiGateway::Stage")["TracingEnabled"];
    assert_eq!(*of_the_stage, json!({ "Fn::If": ["Traces", true, false] }));
    assert_eq!(TRANSLATED["Conditions"]["Traces"], json!({ "Fn::Equals": [{ "Ref": "Tracing" }, "Active"] }));
}

#[test]
fn a_budget_is_refused_without_an_address_and_told_to_it() {
    let is_set = |parameter: &str| json!({ "Fn::Not": [{ "Fn::Equals": [{ "Ref": parameter }, ""] }] });
    let rule = &TRANSLATED["Rules"]["BudgetNeedsAddress"];
    assert_eq!(rule["RuleCondition"], is_set("MonthlyBudget"));
    assert_eq!(rule["Assertions"][0]["Assert"], is_set("AlarmEmail"));
    assert!(rule["Assertions"][0]["AssertDescription"].is_string());

    let has_budget = json!({ "Fn::And": [{ "Condition": "MailsAlarms" }, is_set("MonthlyBudget")] });
    assert_eq!(TRANSLATED["Conditions"]["HasBudget"], has_budget);
    let budget = &TRANSLATED["Resources"]["Budget"];
    assert_eq!(budget["Condition"], "HasBudget");
    let limit = json!({ "Amount": { "Ref": "MonthlyBudget" }, "Unit": "USD" });
    assert_eq!(budget["Properties"]["Budget"]["BudgetLimit"], limit);
    let notifications = budget["Properties"]["NotificationsWithSubscribers"].as_array().unwrap();
    let told: Vec<_> = notifications.iter().map(|told| &told["Notification"]["NotificationType"]).collect();
    assert_eq!(told, ["ACTUAL", "FORECASTED"]);
    for notification in notifications {
        let subscriber = json!([{ "SubscriptionType": "EMAIL", "Address": { "Ref": "AlarmEmail" } }]);
        assert_eq!(notification["Subscribers"], subscriber);
    }
}

#[test]
fn an_address_and_a_budget_are_what_they_are_called() {
    for (parameter, taken, refused) in [
        (
            "AlarmEmail",
            &["", "ops@example.com"][..],
            &["ops", "ops@example", "a@example.com, b@example.com"][..],
        ),
        ("MonthlyBudget", &["", "1", "20"], &["0", "-1", "9.99", "20 USD", "10000000"]),
        ("Tracing", &["Active", "Disabled"], &["PassThrough", ""]),
    ] {
        assert!(taken.iter().all(|value| is_allowed(parameter, value)), "{parameter}");
        assert!(!refused.iter().any(|value| is_allowed(parameter, value)), "{parameter}");
    }
}

/// The alarms' properties by name.
fn alarms() -> impl Iterator<Item = (&'static String, &'static Value)> {
    let alarms = resources(&TRANSLATED).filter(|(_, resource)| resource["Type"] == "AWS::CloudWatch::Alarm");
    alarms.map(|(name, alarm)| (name, &alarm["Properties"]))
}

/// The dashboard's widgets, references and all.
fn widgets() -> Vec<Value> {
    let body = the_only("AWS::CloudWatch::Dashboard")["DashboardBody"]["Fn::Sub"].as_str().unwrap();
    let mut body: Value = serde_json::from_str(body).expect("the body is JSON");
    serde_json::from_value(body["widgets"].take()).unwrap()
}

/// What a widget draws: lists of a namespace, a name, dimensions and values, or of an expression alone.
fn lines(widget: &Value) -> Vec<Value> {
    widget["properties"]["metrics"].as_array().cloned().unwrap_or_default()
}

/// Whether a line is of that metric, by itself or by a search.
fn shows(line: &Value, metric: &Metric) -> bool {
    if let Some(expression) = line[0]["expression"].as_str() {
        return is_found(expression, metric);
    }
    let named = line.as_array().unwrap().iter().map_while(Value::as_str).collect::<Vec<_>>();
    let dimensions = named[2..].chunks(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect();
    *metric == Metric { namespace: named[0].to_owned(), name: named[1].to_owned(), dimensions }
}

/// Whether `SEARCH('{NAMESPACE,DIMENSION,…} MetricName="…" DIMENSION="…"', …)` finds that metric:
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html>.
fn is_found(expression: &str, metric: &Metric) -> bool {
    let syntax = r#"^SEARCH\('\{(\w+),([\w,]+)\} MetricName="(\w+)" (\w+)="([\w-]+)"', 'Sum', 300\)$"#;
    let found =
        Regex::new(syntax).unwrap().captures(expression).expect("a search is as simple as the others");
    let dimensions: Vec<_> = found[2].split(',').collect();
    metric.namespace == found[1]
        && metric.dimensions.keys().eq(dimensions)
        && metric.name == found[3]
        && metric.dimensions.get(&found[4]).is_some_and(|value| *value == found[5])
}
