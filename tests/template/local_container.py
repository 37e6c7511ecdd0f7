"""Prints as JSON, by function, what `sam local invoke` gives to a container: environment, package and layers.

The arguments are a template and an --env-vars file. SAM's own classes read both, because SAM drops without a word
whatever the template does not name.
"""

import json
import sys

from samcli.commands.local.lib.local_lambda import LocalLambdaRunner
from samcli.lib.providers.sam_function_provider import SamFunctionProvider
from samcli.lib.providers.sam_stack_provider import SamLocalStackProvider

template, env_vars = sys.argv[1:]
with open(env_vars, encoding="utf-8") as file:
    values = json.load(file)
stacks, _ = SamLocalStackProvider.get_stacks(template)
functions = SamFunctionProvider(stacks)
runner = LocalLambdaRunner(None, functions, ".", None, aws_region="ap-northeast-1", env_vars_values=values)
json.dump(
    {
        function.name: {
            "environment": runner._make_env_vars(function).resolve(),
            "package": function.codeuri,
            "layers": [layer.codeuri for layer in function.layers],
        }
        for function in functions.get_all()
    },
    sys.stdout,
)
