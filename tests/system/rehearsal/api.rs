//! What API Gateway answers: the routes and who reads a form, the limits, who may call.

use serde_json::{Value, json};

use super::{FUNCTIONS, account::text};

/// The functions that Twilio calls.
const WEBHOOKS: [usize; 2] = [1, 2];

pub(super) fn the_routes_are_served(answers: &Value) {
    let (identifier, api) = the_only_api(answers);
    let routes: Vec<_> = api["routes"].as_object().unwrap().keys().cloned().collect();
    let mut expected: Vec<_> =
        FUNCTIONS.iter().flat_map(|(_, path, _)| [post(path), options(path)]).collect();
    expected.sort();
    assert_eq!(routes, expected);
    for ((function, path, _), output) in
        FUNCTIONS.iter().zip(["CapabilityTokenUrl", "CallIncomingUrl", "CallOutgoingUrl"])
    {
        let uri = text(&api["routes"][post(path)]["uri"]);
        let arn = text(&answers["functions"][*function]["configuration"]["FunctionArn"]);
        assert!(uri.ends_with(&format!("/functions/{arn}/invocations")), "{uri}");
        let url = format!("https://{identifier}.execute-api.ap-northeast-1.amazonaws.com/prod{path}");
        assert_eq!(answers["outputs"][output], url);
    }
    let stages = api["stages"].as_array().unwrap();
    assert_eq!((stages.len(), &stages[0]["stageName"]), (1, &json!("prod")));
    assert_eq!(api["deployments"], json!([stages[0]["deploymentId"]]));
}

pub(super) fn functions_read_the_forms(answers: &Value) {
    let (_, api) = the_only_api(answers);
    for (_, path, _) in FUNCTIONS {
        let integration = &api["routes"][post(path)];
        assert_eq!(integration["type"], "aws_proxy", "{path}");
        assert_eq!(integration.get("requestTemplates"), None, "{path}");
    }
}

pub(super) fn the_gateway_reads_the_forms(answers: &Value) {
    let (_, api) = the_only_api(answers);
    assert_eq!(api["routes"][post(FUNCTIONS[0].1)]["type"], "aws_proxy");
    for (_, path, _) in WEBHOOKS.map(|webhook| FUNCTIONS[webhook]) {
        let integration = &api["routes"][post(path)];
        assert_eq!(
            (&integration["type"], &integration["passthroughBehavior"]),
            (&json!("aws"), &json!("never"))
        );
        let requests = integration["requestTemplates"].as_object().unwrap();
        assert_eq!(requests.keys().collect::<Vec<_>>(), ["application/x-www-form-urlencoded"]);
        let template = text(&requests["application/x-www-form-urlencoded"]);
        assert!(template.contains("\"switchboardWebhook\""), "{template}");
        let responses = &integration["integrationResponses"];
        // The one that is chosen where no other's pattern matches.
        assert_eq!(responses["200"].get("selectionPattern"), None, "{path}");
        assert!(text(&responses["200"]["responseTemplates"]["application/xml"]).contains("$input.path('$')"));
        assert_eq!(responses["503"]["selectionPattern"], "(\\n|.)+", "{path}");
        assert_eq!(
            responses["503"]["responseTemplates"],
            json!({ "text/plain": "the function gave no answer" }),
            "{path}"
        );
    }
}

pub(super) fn each_route_has_its_limit(answers: &Value, is_traced: bool) {
    let (_, api) = the_only_api(answers);
    let stage = &api["stages"][0];
    assert_eq!(stage["tracingEnabled"], is_traced);
    for ((_, path, _), limit) in FUNCTIONS.iter().zip([50, 500, 500]) {
        let limits = &stage["methodSettings"][format!("{}/POST", path.replace('/', "~1"))];
        assert_eq!(limits["throttlingRateLimit"], f64::from(limit), "{path}");
        assert_eq!(limits["throttlingBurstLimit"], limit, "{path}");
    }
}

pub(super) fn only_the_page_may_call(answers: &Value) {
    let (_, api) = the_only_api(answers);
    let page = text(&answers["outputs"]["PageUrl"]);
    let origin = format!("'{page}'");
    for (_, path, _) in FUNCTIONS {
        let preflight = &api["routes"][options(path)];
        assert_eq!(preflight["type"], "mock", "{path}");
        let headers = &preflight["integrationResponses"]["200"]["responseParameters"];
        assert_eq!(headers["method.response.header.Access-Control-Allow-Origin"], origin, "{path}");
    }
    for (kind, failure) in api["failures"].as_object().unwrap() {
        let headers = &failure["responseParameters"];
        assert_eq!(headers["gatewayresponse.header.Access-Control-Allow-Origin"], origin, "{kind}");
    }
    let token = &answers["functions"][FUNCTIONS[0].0]["configuration"]["Environment"]["Variables"];
    assert_eq!(token["ALLOWED_ORIGIN"], page);
}

pub(super) fn the_only_api(answers: &Value) -> (&String, &Value) {
    let apis = answers["apis"].as_object().unwrap();
    assert_eq!(apis.len(), 1);
    apis.iter().next().unwrap()
}

fn post(path: &str) -> String {
    format!("POST {path}")
}

fn options(path: &str) -> String {
    format!("OPTIONS {path}")
}
