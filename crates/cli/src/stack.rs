//! The deployed stack, as far as its outputs tell.

use std::collections::HashMap;

use aws_config::SdkConfig;
use aws_sdk_cloudformation::{Client as CloudFormation, error::ProvideErrorMetadata};
use clap::Args;

use crate::{
    aws::{self, reason},
    samconfig::{SamConfig, SamConfigError},
};

/// The stack's name where nothing says another.
const DEFAULT_NAME: &str = "switchboard";

/// Which stack is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub(crate) struct StackOptions {
    /// The stack's name [default: that of samconfig.toml in this folder, or switchboard]
    #[arg(long, value_name = "NAME")]
    pub(crate) stack: Option<String>,

    /// The stack's region [default: that of samconfig.toml in this folder, or the AWS CLI's]
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
}

/// A stack that was deployed from `template.yaml`.
pub(crate) struct Stack {
    name: String,
    outputs: HashMap<String, String>,
    parameters: HashMap<String, String>,
    sdk_config: SdkConfig,
}

/// What a stack says about itself, named as in `template.yaml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    PageUrl,
    PageBucketName,
    CapabilityTokenUrl,
    CallIncomingUrl,
    CallOutgoingUrl,
    DirectoryTableName,
    TwilioTokenSecretArn,
    TwilioWebhookSecretArn,
}

impl Stack {
    /// Asks CloudFormation for the stack that `options` name, or else `samconfig.toml`.
    pub(crate) async fn open(options: &StackOptions) -> Result<Self, StackError> {
        let SamConfig { stack_name, region } = SamConfig::read()?;
        let name = options.stack.clone().or(stack_name).unwrap_or_else(|| DEFAULT_NAME.to_owned());
        let sdk_config = aws::sdk_config(options.region.clone().or(region)).await;
        let Some(region) = sdk_config.region().map(ToString::to_string) else {
            return Err(StackError::NoRegion);
        };
        let asked = CloudFormation::new(&sdk_config).describe_stacks().stack_name(&name).send().await;
        let described = asked.map_err(|error| match (error.code(), error.message()) {
            // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
            (Some("ValidationError"), Some(message)) if message.contains("does not exist") => {
                StackError::NotThere { name: name.clone(), region: region.clone() }
            }
            _ => StackError::NotRead { name: name.clone(), region: region.clone(), reason: reason(&error) },
        })?;
        let Some(stack) = described.stacks.unwrap_or_default().into_iter().next() else {
            return Err(StackError::NotThere { name, region });
        };
        let outputs = stack.outputs.unwrap_or_default().into_iter();
        let parameters = stack.parameters.unwrap_or_default().into_iter();
        Ok(Self {
            name,
            outputs: outputs.filter_map(|output| Some((output.output_key?, output.output_value?))).collect(),
            parameters: parameters
                .filter_map(|parameter| Some((parameter.parameter_key?, parameter.parameter_value?)))
                .collect(),
            sdk_config,
        })
    }

    /// The stack's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What the stack says of `output`.
    pub(crate) fn output(&self, output: Output) -> Result<&str, StackError> {
        let value = self.outputs.get(&format!("{output:?}"));
        value.map(String::as_str).ok_or_else(|| StackError::NoOutput { name: self.name.clone(), output })
    }

    /// The value of the stack's parameter of that name; `None` where it is empty, or the stack has none of that name.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The region and credentials with which the stack was found, for its parts.
    pub(crate) fn sdk_config(&self) -> &SdkConfig {
        &self.sdk_config
    }
}

/// Why nothing is known of a stack.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StackError {
    #[error(transparent)]
    SamConfig(#[from] SamConfigError),
    #[error("no region is known; name it with --region or AWS_REGION")]
    NoRegion,
    #[error(
        "there is no stack {name} in {region}; deploy it with `cargo xtask deploy`, or name another with --stack and --region"
    )]
    NotThere { name: String, region: String },
    #[error("the stack {name} in {region} cannot be asked for ({reason}); check AWS's credentials")]
    NotRead { name: String, region: String, reason: String },
    #[error("the stack {name} has no output {output:?}; deploy this version of the template")]
    NoOutput { name: String, output: Output },
}
