"""Prints as JSON which types of resources moto's CloudFormation makes by itself, and which are made by resources.py."""

import json
import os

# Two of moto's modules ask for a region when they are loaded.
os.environ["AWS_DEFAULT_REGION"] = "ap-northeast-1"

from moto.cloudformation.parsing import get_model_map

from resources import MADE_HERE

print(json.dumps({"by_moto": sorted(get_model_map()), "here": sorted(MADE_HERE)}))
