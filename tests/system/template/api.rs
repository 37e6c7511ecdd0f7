//! API Gateway as the template has it: the routes, who reads a form, what another origin's page may read.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{ROUTES, TOKEN, TRANSLATED, resources, the_only, translated};

#[test]
fn the_api_has_the_three_routes_at_stage_prod() {
    assert_eq!(the_only("AWS::ApiGateway::Stage")["StageName"], "prod");
    let paths = the_only("AWS::ApiGateway::RestApi")["Body"]["paths"].as_object().unwrap();
    assert_eq!(paths.len(), ROUTES.len());
    for (path, function, _) in ROUTES {
        let methods = paths[path].as_object().unwrap();
        assert_eq!(methods.keys().collect::<Vec<_>>(), ["options", "post"], "{path}");
        let integration = &methods["post"]["x-amazon-apigateway-integration"];
        let proxy = json!({ "httpMethod": "POST", "type": "aws_proxy", "uri": uri(function) });
        let expected = match function {
            TOKEN => proxy,
            _ => json!({ "Fn::If": ["GatewayMapsWebhooks", mapped(function), proxy] }),
        };
        assert_eq!(*integration, expected, "{path}");
    }
    let condition = json!({ "Fn::Equals": [{ "Ref": "WebhookMapping" }, "gateway"] });
    assert_eq!(TRANSLATED["Conditions"]["GatewayMapsWebhooks"], condition);
    assert_eq!(TRANSLATED["Parameters"]["WebhookMapping"]["Default"], "function");
}

#[test]
fn each_route_has_a_limit_of_its_own() {
    let settings = &the_only("AWS::ApiGateway::Stage")["MethodSettings"];
    let expected: Vec<_> = ROUTES
        .iter()
        .map(|(path, function, _)| {
            let limit =
                json!({ "Ref": if *function == TOKEN { "TokensPerSecond" } else { "WebhooksPerSecond" } });
            json!({
                "HttpMethod": "POST",
                "ResourcePath": format!("/{}", path.replace('/', "~1")),
                "ThrottlingRateLimit": limit,
                "ThrottlingBurstLimit": limit,
            })
        })
        .collect();
    assert_eq!(*settings, json!(expected));
}

/// The integration of a webhook whose form API Gateway reads.
fn mapped(function: &str) -> Value {
    let template = |of: &str, name: &str| json!({ "Fn::FindInMap": ["WebhookTemplates", of, name] });
    json!({
        "httpMethod": "POST",
        "type": "aws",
        "uri": uri(function),
        // What is not a form is refused, and not handed on unread.
        "passthroughBehavior": "never",
        "requestTemplates": { "application/x-www-form-urlencoded": template("Form", "ToJson") },
        "responses": {
            "default": {
                "statusCode": "200",
                "responseTemplates": { "application/xml": template("Answer", "ToXml") },
            },
            "(\\n|.)+": {
                "statusCode": "503",
                "responseTemplates": { "text/plain": template("Error", "ToText") },
            },
        },
    })
}

fn uri(function: &str) -> Value {
    let uri = format!(
        "arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{{function}.Arn}}/invocations"
    );
    json!({ "Fn::Sub": uri })
}

#[test]
fn a_page_of_the_allowed_origin_may_call_every_route_and_read_every_failure() {
    let allowed_origin = json!({
        "Fn::If": [
            "ServesOwnPage",
            { "Fn::Sub": "'https://${PageDistribution.DomainName}'" },
            { "Fn::Sub": "'${AllowedOrigin}'" },
        ],
    });
    let body = &the_only("AWS::ApiGateway::RestApi")["Body"];
    for (path, ..) in ROUTES {
        let integration = &body["paths"][path]["options"]["x-amazon-apigateway-integration"];
        assert_eq!(integration["type"], "mock", "{path}");
        assert_eq!(
            integration["responses"]["default"]["responseParameters"],
            json!({
                "method.response.header.Access-Control-Allow-Headers": "'Content-Type,Authorization'",
                "method.response.header.Access-Control-Allow-Methods": "'OPTIONS,POST'",
                "method.response.header.Access-Control-Allow-Origin": allowed_origin,
                "method.response.header.Access-Control-Max-Age": "'600'",
            }),
            "{path}",
        );
    }
    let failures = &body["x-amazon-apigateway-gateway-responses"];
    for failure in ["DEFAULT_4XX", "DEFAULT_5XX"] {
        assert_eq!(
            failures[failure]["responseParameters"],
            json!({ "gatewayresponse.header.Access-Control-Allow-Origin": allowed_origin }),
            "{failure}",
        );
    }
}

#[test]
fn the_stage_gets_a_new_snapshot_when_the_api_changes_and_only_then() {
    let snapshot = |parameters: &[&str]| {
        let template = translated(parameters);
        let stage = resources(&template).find(|(_, resource)| resource["Type"] == "AWS::ApiGateway::Stage");
        stage.unwrap().1["Properties"]["DeploymentId"]["Ref"].as_str().unwrap().to_owned()
    };
    let as_it_is = snapshot(&[]);
    let of_another_page = snapshot(&["AllowedOrigin=https://phone.example.com"]);
    assert_eq!(snapshot(&[]), as_it_is);
    assert_eq!(snapshot(&["TokenTtlSeconds=60", "AllowedCountries=JP"]), as_it_is);
    assert_eq!(snapshot(&["AllowedOrigin=https://phone.example.com"]), of_another_page);
    let distinct = [
        as_it_is,
        of_another_page,
        snapshot(&["AllowedOrigin=*"]),
        snapshot(&["WebhookMapping=gateway"]),
        snapshot(&["WebhookMapping=gateway", "AllowedOrigin=*"]),
    ];
    assert_eq!(BTreeSet::from(distinct.clone()).len(), distinct.len(), "{distinct:?}");
}

/// A parameter that the API needs and that is not there would be deployed and not served.
#[test]
fn the_snapshot_follows_every_parameter_that_the_api_depends_on() {
    let name = &TRANSLATED["Resources"][TOKEN]["Properties"]["FunctionName"];
    let api = &the_only("AWS::ApiGateway::RestApi")["Body"];
    let conditions = TRANSLATED["Conditions"].as_object().unwrap();
    let asked = conditions.iter().filter(|(name, _)| api.to_string().contains(&format!("\"{name}\"")));
    let depends_on =
        asked.map(|(_, condition)| condition).chain([api]).map(Value::to_string).collect::<String>();
    for parameter in TRANSLATED["Parameters"].as_object().unwrap().keys() {
        let reference = json!({ "Ref": parameter });
        let depends =
            depends_on.contains(&reference.to_string()) || depends_on.contains(&format!("${{{parameter}}}"));
        let is_followed = name["Fn::Select"][1].as_array().unwrap().contains(&reference);
        assert_eq!(is_followed, depends, "{parameter}");
    }
}
