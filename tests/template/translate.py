"""Prints as JSON the CloudFormation template that AWS SAM makes of the SAM template whose path is given.

Further arguments are parameters, NAME=VALUE; the others have their defaults.
This is the translation that AWS runs when a stack is deployed, from the same library, without credentials.
"""

import json
import os
import sys

# The translator asks boto3 for the partition that the region lies in.
os.environ["AWS_DEFAULT_REGION"] = "ap-northeast-1"

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform


class NoManagedPolicies:
    """The template names no managed policy of AWS's, so that none has to be looked up."""

    def load(self):
        return {}


path, *parameters = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    template = yaml_parse(file.read())
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":
        # `sam deploy` uploads the built package and puts its address here; the translator takes no folder.
        resource["Properties"]["CodeUri"] = "s3://bucket/package"
values = dict(parameter.split("=", 1) for parameter in parameters)
json.dump(transform(template, values, NoManagedPolicies()), sys.stdout)
