"""Prints as JSON what an account's services answer, asked through boto3: what is really there after a deployment.

The argument is the stack's name. The account is the one that the environment names.
"""

import ast
import json
import sys

import boto3

stack_name = sys.argv[1]


def client(service):
    return boto3.client(service)


def answer(operation, **arguments):
    response = operation(**arguments)
    response.pop("ResponseMetadata", None)
    return response


def api(gateway, identifier):
    routes = {}
    for resource in gateway.get_resources(restApiId=identifier, limit=500)["items"]:
        for method in resource.get("resourceMethods", {}):
            of_method = {"restApiId": identifier, "resourceId": resource["id"], "httpMethod": method}
            integration = answer(gateway.get_integration, **of_method)
            routes[f"{method} {resource['path']}"] = integration
    stages = gateway.get_stages(restApiId=identifier)["item"]
    deployments = [deployment["id"] for deployment in gateway.get_deployments(restApiId=identifier)["items"]]
    failures = {}
    for kind in ["DEFAULT_4XX", "DEFAULT_5XX"]:
        failures[kind] = answer(gateway.get_gateway_response, restApiId=identifier, responseType=kind)
    return {"routes": routes, "stages": stages, "deployments": deployments, "failures": failures}


def functions(lambdas, iam):
    found = {}
    for listed in lambdas.list_functions()["Functions"]:
        name = listed["FunctionName"]
        function = lambdas.get_function(FunctionName=name)
        role = function["Configuration"]["Role"].rsplit("/", 1)[1]
        policies = iam.list_role_policies(RoleName=role)["PolicyNames"]
        managed = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        found[name] = {
            "configuration": function["Configuration"],
            "concurrency": function.get("Concurrency"),
            "invoked_by": json.loads(lambdas.get_policy(FunctionName=name)["Policy"])["Statement"],
            "trusts": iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"],
            # Moto keeps what CloudFormation gave it, an object, and answers with its text in Python's notation.
            "policies": [
                ast.literal_eval(iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"])
                for policy in policies
            ],
            "managed_policies": [policy["PolicyArn"] for policy in managed],
        }
    return found


def page(s3, cloudfront, bucket):
    objects = {}
    for listed in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
        head = s3.head_object(Bucket=bucket, Key=listed["Key"])
        objects[listed["Key"]] = {
            "content_type": head["ContentType"],
            "cache_control": head.get("CacheControl"),
            "modified": listed["LastModified"],
        }
    distributions = cloudfront.list_distributions()["DistributionList"].get("Items", [])
    config = {}
    if "config.json" in objects:
        config = json.load(s3.get_object(Bucket=bucket, Key="config.json")["Body"])
    controls = cloudfront.list_origin_access_controls()["OriginAccessControlList"].get("Items", [])
    return {
        "objects": objects,
        "config": config,
        "policy": json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"]),
        "public_access": s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"],
        "encryption": s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"],
        "distributions": [
            cloudfront.get_distribution(Id=distribution["Id"])["Distribution"] for distribution in distributions
        ],
        "access_controls": controls,
    }


stack = client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"][0]
outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
gateway = client("apigateway")
apis = gateway.get_rest_apis()["items"]
tables = client("dynamodb")
watch = client("cloudwatch")
notices = client("sns")
account = client("sts").get_caller_identity()["Account"]
print(
    json.dumps(
        {
            "stack": stack_name,
            "status": stack["StackStatus"],
            "outputs": outputs,
            "apis": {found["id"]: found | api(gateway, found["id"]) for found in apis},
            "functions": functions(client("lambda"), client("iam")),
            "table": tables.describe_table(TableName=outputs["DirectoryTableName"])["Table"],
            "backups": tables.describe_continuous_backups(TableName=outputs["DirectoryTableName"])[
                "ContinuousBackupsDescription"
            ],
            "logs": {
                group["logGroupName"]: group.get("retentionInDays")
                for group in client("logs").describe_log_groups()["logGroups"]
            },
            "secrets": [secret["ARN"] for secret in client("secretsmanager").list_secrets()["SecretList"]],
            "topics": [
                {
                    "arn": topic["TopicArn"],
                    "policy": json.loads(
                        notices.get_topic_attributes(TopicArn=topic["TopicArn"])["Attributes"]["Policy"]
                    ),
                    "subscriptions": [
                        [subscription["Protocol"], subscription["Endpoint"]]
                        for subscription in notices.list_subscriptions_by_topic(TopicArn=topic["TopicArn"])[
                            "Subscriptions"
                        ]
                    ],
                }
                for topic in notices.list_topics()["Topics"]
            ],
            "budgets": client("budgets").describe_budgets(AccountId=account)["Budgets"],
            "alarms": {alarm["AlarmName"]: alarm for alarm in watch.describe_alarms()["MetricAlarms"]},
            "dashboards": [entry["DashboardName"] for entry in watch.list_dashboards().get("DashboardEntries", [])],
            "page": page(client("s3"), client("cloudfront"), outputs["PageBucketName"]),
        },
        default=str,
    )
)
