"""Gives a browser the token that makes it a client."""

import hashlib
import hmac
import json
import os

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from directory import client_for, e164
from request import body, header

ACCOUNT_SID = os.environ["TWILIO_ACCOUNT_SID"]
API_KEY_SID = os.environ["TWILIO_API_KEY_SID"]
API_KEY_SECRET = os.environ["TWILIO_API_KEY_SECRET"]
APP_SID = os.environ["TWILIO_APP_SID"]
ALLOWED_ORIGIN = os.environ["ALLOWED_ORIGIN"]

TTL_SECONDS = 3600


def handler(event, _context):
    try:
        number = e164(json.loads(body(event))["twilioPhoneNumber"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return answer(400, None)
    client = client_for(number)
    # One answer for every reason, so that nobody learns which numbers are registered.
    token = sign(client["client_name"]) if client and admits(client, event) else None
    return answer(200, token)


def admits(client, event):
    """Whether the browser presents the key that the client demands, where it demands one."""
    expected = client.get("pairing_key_sha256")
    if expected is None:
        return True
    scheme, _, key = (header(event, "authorization") or "").partition(" ")
    presented = hashlib.sha256(key.encode()).hexdigest()
    return scheme == "Bearer" and hmac.compare_digest(presented, expected.lower())


def sign(name):
    token = AccessToken(ACCOUNT_SID, API_KEY_SID, API_KEY_SECRET, identity=name, ttl=TTL_SECONDS)
    token.add_grant(VoiceGrant(incoming_allow=True, outgoing_application_sid=APP_SID))
    return token.to_jwt()


def answer(status, token):
    return {
        "statusCode": status,
        "headers": {
            "content-type": "application/json",
            "cache-control": "no-store",
            "access-control-allow-origin": ALLOWED_ORIGIN,
        },
        "body": json.dumps({"capabilityToken": token, "success": token is not None}),
    }
