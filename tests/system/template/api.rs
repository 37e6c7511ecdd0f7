//! API Gateway as the template has it: the routes, who reads a form, what another origin's page may read.

use std::{thread, time::Duration};

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
fn a_deployment_takes_a_new_snapshot_even_where_only_a_parameter_changed() {
    let deployment = |template: &Value| {
        let stage = resources(template).find(|(_, resource)| resource["Type"] == "AWS::ApiGateway::Stage");
        stage.unwrap().1["Properties"]["DeploymentId"]["Ref"].as_str().unwrap().to_owned()
    };
    let first = deployment(&TRANSLATED);
    // The translator counts whole seconds.
    thread::sleep(Duration::from_millis(1001));
    assert_ne!(deployment(&translated()), first);
}
