//! AWS's control planes, played by moto: <https://docs.getmoto.org/en/latest/docs/server_mode.html>.

use std::process::Command;

use aws_config::SdkConfig;
use aws_sdk_cloudformation::{Client as CloudFormation, types::Capability};
use aws_sdk_secretsmanager::Client as SecretsManager;
use serde_json::{Map, Value, json};

use crate::{dynamodb, server::Server, tools};

/// Where everything in it is.
pub const REGION: &str = "ap-northeast-1";

/// An account of AWS's that lasts as long as its value: CloudFormation, S3, Secrets Manager, DynamoDB, API Gateway.
pub struct Moto(Server);

impl Moto {
    /// Starts an empty account.
    pub fn start() -> Self {
        Self(Server::start(|address| {
            let mut moto = Command::new(tools::moto_server());
            moto.args(["--host", &address.ip().to_string(), "--port", &address.port().to_string()]);
            moto
        }))
    }

    /// The URL for `AWS_ENDPOINT_URL`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.0.address())
    }

    /// What a program needs in its environment to take this for AWS.
    pub fn environment(&self) -> [(&'static str, String); 5] {
        [
            ("AWS_ENDPOINT_URL", self.endpoint()),
            ("AWS_REGION", REGION.to_owned()),
            ("AWS_DEFAULT_REGION", REGION.to_owned()),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "made-up".to_owned()),
        ]
    }

    /// The SDK's configuration.
    pub fn sdk_config(&self) -> SdkConfig {
        dynamodb::sdk_config(&self.endpoint())
    }

    /// Creates a stack from `template`, which is plain CloudFormation.
    pub async fn create_stack(&self, name: &str, template: &Value) {
        let cloud_formation = CloudFormation::new(&self.sdk_config());
        let stack = cloud_formation.create_stack().stack_name(name).template_body(template.to_string());
        stack.capabilities(Capability::CapabilityIam).send().await.expect("moto creates the stack");
    }

    /// Creates a stack of which only the outputs are known, for programs that read no more of it. It has a directory's table
    /// and two secrets, which its outputs name besides `outputs`.
    pub async fn create_switchboard(&self, name: &str, outputs: &[(&str, &str)]) {
        self.create_switchboard_with(name, outputs, &[]).await;
    }

    /// Creates such a stack, whose parameters have those values.
    pub async fn create_switchboard_with(
        &self,
        name: &str,
        outputs: &[(&str, &str)],
        parameters: &[(&str, &str)],
    ) {
        let parameter = |(name, value): &(&str, &str)| {
            ((*name).to_owned(), json!({ "Type": "String", "Default": value }))
        };
        let parameters: Map<String, Value> = parameters.iter().map(parameter).collect();
        // Its CloudFormation knows no secrets.
        let secrets_manager = SecretsManager::new(&self.sdk_config());
        let mut secrets = Vec::new();
        for secret in ["TwilioTokenSecret", "TwilioWebhookSecret"] {
            let created = secrets_manager.create_secret().name(format!("{name}-{secret}")).send().await;
            secrets.push(created.expect("moto creates the secret").arn);
        }
        let value = |value: Value| json!({ "Value": value });
        let mut all = json!({
            "DirectoryTableName": value(json!({ "Ref": "DirectoryTable" })),
            "TwilioTokenSecretArn": value(json!(secrets[0])),
            "TwilioWebhookSecretArn": value(json!(secrets[1])),
            "PageBucketName": value(json!({ "Ref": "PageBucket" })),
        });
        for (name, output) in outputs {
            all[*name] = value(json!(output));
        }
        let table = json!({
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{ "AttributeName": "phone_number", "AttributeType": "S" }],
            "KeySchema": [{ "AttributeName": "phone_number", "KeyType": "HASH" }],
        });
        let template = json!({
            "Parameters": parameters,
            "Resources": {
                "DirectoryTable": { "Type": "AWS::DynamoDB::Table", "Properties": table },
                "PageBucket": { "Type": "AWS::S3::Bucket" },
            },
            "Outputs": all,
        });
        self.create_stack(name, &template).await;
    }
}
