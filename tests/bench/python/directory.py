"""Which client a phone number rings.

A client is a dictionary with a `client_name` and, where a browser must present a key to become it, the key's
`pairing_key_sha256`.
"""

import json
import os
import time

# How long a webhook is answered without asking the table again.
FRESH_SECONDS = 30

_kept = {}


def e164(written):
    """The number without the separators that people write: the key of every directory."""
    return written.replace("-", "").replace(" ", "")


def recent_client_for(number):
    """The client that was registered to the number at most 30 seconds ago, or `None`.

    Only for webhooks: a token must not be given for an entry that was removed. Numbers without an entry are not kept, so
    that a number rings as soon as it is registered.
    """
    client, fresh_until = _kept.get(number, (None, 0))
    if time.monotonic() < fresh_until:
        return client
    client = client_for(number)
    if client:
        _kept[number] = (client, time.monotonic() + FRESH_SECONDS)
    return client


def _table(name):
    # Imported here, because a function that reads a file should not wait for an SDK.
    import boto3

    dynamodb = boto3.client("dynamodb")

    def client_for(number):
        found = dynamodb.get_item(TableName=name, Key={"phone_number": {"S": number}})
        entry = found.get("Item")
        return entry and {attribute: value["S"] for attribute, value in entry.items() if "S" in value}

    return client_for


def _file(path):
    with open(path, encoding="utf-8") as file:
        entries = {entry["phone_number"]: entry for entry in json.load(file)}
    return entries.get


# The client that is registered to the number now, or `None`. The table's client is made while the function starts, so that
# no call waits for it.
if "DIRECTORY_TABLE" in os.environ:
    client_for = _table(os.environ["DIRECTORY_TABLE"])
else:
    client_for = _file(os.environ["DIRECTORY_FILE"])
