"""The types of resources that moto's CloudFormation does not make, made through their services' own interfaces.

boto3 checks what it is given against AWS's description of the service, so a property that AWS does not know, or of another
kind, fails here as it would there.
"""

import copy
import json
import uuid

import boto3
from moto.apigateway.models import Deployment, RestAPI, apigateway_backends
from moto.core.common_models import CloudFormationModel
from moto.dynamodb.models.table import Table
from moto.iam.models import Role
from moto.s3.models import FakeBucket


def secret(properties, names):
    made = boto3.client("secretsmanager").create_secret(Name=names.new(), **properties)
    return made["ARN"], {"Id": made["ARN"]}


def bucket_policy(properties, _names):
    policy = json.dumps(properties["PolicyDocument"])
    boto3.client("s3").put_bucket_policy(Bucket=properties["Bucket"], Policy=policy)
    return properties["Bucket"], {}


def stage(properties, _names):
    gateway = boto3.client("apigateway")
    of_api = {"restApiId": properties["RestApiId"], "stageName": properties["StageName"]}
    tracing = properties.get("TracingEnabled", False)
    gateway.create_stage(deploymentId=properties["DeploymentId"], tracingEnabled=tracing, **of_api)
    changes = []
    for setting in properties.get("MethodSettings", []):
        method = f"{setting['ResourcePath']}/{setting['HttpMethod']}"
        for name, path in [("ThrottlingRateLimit", "rateLimit"), ("ThrottlingBurstLimit", "burstLimit")]:
            change = {"op": "replace", "path": f"{method}/throttling/{path}", "value": str(setting[name])}
            changes.append(change)
    gateway.update_stage(patchOperations=changes, **of_api)
    return properties["StageName"], {}


def origin_access_control(properties, _names):
    config = properties["OriginAccessControlConfig"]
    made = boto3.client("cloudfront").create_origin_access_control(OriginAccessControlConfig=config)
    identifier = made["OriginAccessControl"]["Id"]
    return identifier, {"Id": identifier}


def response_headers_policy(_properties, names):
    """Nothing but a name, for moto knows no such policy."""
    return names.new(), {}


def distribution(properties, names):
    config = dict(properties["DistributionConfig"])
    # What CloudFormation writes as a list, CloudFront has as a list that says its length; what it calls IPV6Enabled,
    # CloudFront calls IsIPV6Enabled.
    for name in ["Origins", "CustomErrorResponses"]:
        config[name] = {"Quantity": len(config[name]), "Items": config[name]}
    config["IsIPV6Enabled"] = config.pop("IPV6Enabled")
    for error in config["CustomErrorResponses"]["Items"]:
        error["ResponseCode"] = str(error["ResponseCode"])
    config["CallerReference"] = names.new()
    made = boto3.client("cloudfront").create_distribution(DistributionConfig=config)["Distribution"]
    return made["Id"], {"DomainName": made["DomainName"], "Id": made["Id"]}


def alarm(properties, names):
    name = properties.get("AlarmName", names.new())
    watch = boto3.client("cloudwatch")
    watch.put_metric_alarm(AlarmName=name, **{key: value for key, value in properties.items() if value is not None})
    return name, {"Arn": watch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["AlarmArn"]}


def topic_policy(properties, names):
    for topic in properties["Topics"]:
        boto3.client("sns").set_topic_attributes(
            TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(properties["PolicyDocument"])
        )
    return names.new(), {}


def subscription(properties, _names):
    return boto3.client("sns").subscribe(ReturnSubscriptionArn=True, **properties)["SubscriptionArn"], {}


def budget(properties, _names):
    account = boto3.client("sts").get_caller_identity()["Account"]
    boto3.client("budgets").create_budget(AccountId=account, **properties)
    return properties["Budget"]["BudgetName"], {}


# What moto's CloudFormation does not make, and what does it here. The test holds that none of these is known to it yet.
MADE_HERE = {
    "AWS::ApiGateway::Stage": stage,
    "AWS::Budgets::Budget": budget,
    "AWS::CloudFront::Distribution": distribution,
    "AWS::CloudFront::OriginAccessControl": origin_access_control,
    "AWS::CloudFront::ResponseHeadersPolicy": response_headers_policy,
    "AWS::CloudWatch::Alarm": alarm,
    "AWS::S3::BucketPolicy": bucket_policy,
    "AWS::SNS::Subscription": subscription,
    "AWS::SNS::TopicPolicy": topic_policy,
    "AWS::SecretsManager::Secret": secret,
}


class Names:
    """Names for what the template gives none, made of the resource's own as CloudFormation makes them."""

    def __init__(self, logical_id):
        self.logical_id = logical_id

    def new(self):
        return f"{self.logical_id}-{uuid.uuid4().hex[:12]}"


def model(resource_type, make):
    """Makes moto's CloudFormation know a type of resource."""

    class Made(CloudFormationModel):
        # Moto takes the second part for a service's name.
        __module__ = "resources.cloudformation"

        def __init__(self, identifier, attributes):
            self.physical_resource_id = identifier
            self.attributes = attributes

        @staticmethod
        def cloudformation_name_type():
            return ""

        @staticmethod
        def cloudformation_type():
            return resource_type

        @classmethod
        def has_cfn_attr(cls, _attribute):
            return True

        def get_cfn_attribute(self, attribute):
            return self.attributes[attribute]

        def is_created(self):
            return True

        @classmethod
        def create_from_cloudformation_json(cls, _name, resource, _account, _region, **others):
            return cls(*make(resource.get("Properties", {}), Names(others["LogicalId"])))

    return Made


def body(api, properties, region):
    """The Body, as API Gateway's own import reads it. Moto makes an API of its name alone."""
    backend = apigateway_backends[api.account_id][region]
    document = copy.deepcopy(properties["Body"])
    for methods in document["paths"].values():
        for method in methods.values():
            # A mock calls nothing, and moto wants to know what.
            integration = method["x-amazon-apigateway-integration"]
            integration.setdefault("uri", "")
            integration.setdefault("httpMethod", "")
    # Laxer than OpenAPI as AWS's import is, which takes a method without responses.
    backend.put_rest_api(api.id, document, fail_on_warnings=False)
    for kind, response in document.get("x-amazon-apigateway-gateway-responses", {}).items():
        backend.put_gateway_response(
            api.id,
            kind,
            response.get("statusCode"),
            response.get("responseParameters", {}),
            response.get("responseTemplates", {}),
        )


def access_block(bucket, properties, _region):
    block = properties.get("PublicAccessBlockConfiguration", {})
    # CloudFormation takes a text for a truth value too, and SAM's own bucket has such.
    block = {name: str(value).lower() == "true" for name, value in block.items()}
    boto3.client("s3").put_public_access_block(Bucket=bucket.name, PublicAccessBlockConfiguration=block)


def recovery(table, properties, _region):
    specification = properties.get("PointInTimeRecoverySpecification")
    if specification:
        boto3.client("dynamodb").update_continuous_backups(
            TableName=table.name, PointInTimeRecoverySpecification=specification
        )


def managed_policies(role, properties, _region):
    for policy in properties.get("ManagedPolicyArns", []):
        boto3.client("iam").attach_role_policy(RoleName=role.name, PolicyArn=policy)


# What moto's CloudFormation makes, and leaves something out of that is added here.
COMPLETED_HERE = {RestAPI: body, FakeBucket: access_block, Table: recovery, Role: managed_policies}


def completed(moto_model, complete):
    """Makes moto's own model of a resource whole."""
    make = moto_model.create_from_cloudformation_json.__func__

    def create(cls, name, resource, account, region, **others):
        made = make(cls, name, resource, account, region, **others)
        complete(made, resource.get("Properties", {}), region)
        return made

    moto_model.create_from_cloudformation_json = classmethod(create)


# Moto finds its models among the subclasses that are alive.
MODELS = []


def register():
    for resource_type, make in MADE_HERE.items():
        MODELS.append(model(resource_type, make))
    for moto_model, complete in COMPLETED_HERE.items():
        completed(moto_model, complete)
    # What a Ref to it means, which moto leaves out.
    Deployment.physical_resource_id = property(lambda deployment: deployment.id)
