"""AWS on this machine: moto, and what CloudFormation does and moto does not. The argument is the port to listen on.

CloudFormation runs SAM's transform on a template that asks for it; this runs AWS's own translator. It makes every type of
resource; moto.cloudformation makes some, and resources.py the others. It tells a stack's outputs after a change set was
executed too; moto only after a plain creation. It keeps the processed template, and so finds nothing to change in one that
comes out the same.
"""

import json
import os
import sys
import traceback

PORT = sys.argv[1]
REGION = "ap-northeast-1"
# Resources that moto's CloudFormation does not make are asked for like any others, of this server itself.
os.environ.update(
    AWS_ACCESS_KEY_ID="AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY="made-up",
    AWS_DEFAULT_REGION=REGION,
    AWS_ENDPOINT_URL=f"http://127.0.0.1:{PORT}",
    # The policies that AWS keeps itself, of which each function's role has one.
    MOTO_IAM_LOAD_MANAGED_POLICIES="true",
)

from moto.cloudformation import responses
from moto.cloudformation.models import CloudFormationBackend
from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket
from moto.server import main
from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

import resources


class NoManagedPolicies:
    """The template names no managed policy of AWS's, so that none has to be looked up."""

    def load(self):
        return {}


def processed(template, parameters):
    """The template as CloudFormation deploys it, without transforms, and the values of all its parameters, as text."""
    parsed = yaml_parse(template)
    defaults = {name: parameter.get("Default") for name, parameter in parsed.get("Parameters", {}).items()}
    values = {name: str(value) for name, value in (defaults | parameters).items() if value is not None}
    if parsed.get("Transform") != "AWS::Serverless-2016-10-31":
        return template, values
    return json.dumps(transform(parsed, values, NoManagedPolicies()), sort_keys=True), values


template_at = responses.get_stack_from_s3_url
create_stack = CloudFormationBackend.create_stack
create_change_set = CloudFormationBackend.create_change_set
execute_change_set = CloudFormationBackend.execute_change_set


def template_here(template_url, **others):
    # By this name moto knows that the bucket is in the path and not in the host's name.
    return template_at(template_url.replace("127.0.0.1", "localhost"), **others)


def create_transformed_stack(self, name, template, parameters, **others):
    return create_stack(self, name, *processed(template, parameters), **others)


def create_transformed_change_set(self, template, parameters, **others):
    template, parameters = processed(template, parameters)
    return create_change_set(self, template=template, parameters=parameters, **others)


def execute_whole_change_set(self, change_set_name, stack_name=None):
    change_set = self.describe_change_set(change_set_name)
    stack = self.get_stack(change_set.stack_id)
    try:
        execute_change_set(self, change_set_name, stack_name)
    except Exception as error:
        # A resource that cannot be made is told as CloudFormation tells it, and in full to whoever reads this server's output.
        traceback.print_exc()
        rolled_back = "UPDATE_ROLLBACK" if change_set.change_set_type == "UPDATE" else "ROLLBACK"
        stack.status = f"{rolled_back}_COMPLETE"
        stack._add_stack_event(f"{rolled_back}_IN_PROGRESS", resource_status_reason=repr(error))
        stack._add_stack_event(stack.status)
        return
    stack.parameters = change_set.parameters
    stack._parse_template()
    stack.output_map = stack._create_output_map()


responses.get_stack_from_s3_url = template_here
CloudFormationBackend.create_stack = create_transformed_stack
CloudFormationBackend.create_change_set = create_transformed_change_set
CloudFormationBackend.execute_change_set = execute_whole_change_set
# A bucket's policy is kept and answered, and not obeyed: moto knows no request's aws:SecureTransport, and would refuse them all.
FakeBucket.get_permission = lambda *_: PermissionResult.NEUTRAL
resources.register()
main(["--host", "127.0.0.1", "--port", PORT])
