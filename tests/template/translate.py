"""Prints as JSON the CloudFormation template that AWS SAM makes of the SAM template whose path is given.

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


with open(sys.argv[1], encoding="utf-8") as file:
    template = yaml_parse(file.read())
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":
        # `sam deploy` uploads the built package and puts its address here; the translator takes no folder.
        resource["Properties"]["CodeUri"] = "s3://bucket/package"
json.dump(transform(template, {}, NoManagedPolicies()), sys.stdout)
