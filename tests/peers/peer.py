"""Asks Twilio's own Python library what the tests want to know.

Reads one JSON request a line and writes one JSON answer a line, `{"answer": ...}` or `{"error": "..."}`, until its input
ends. `peer.mjs` does the same with Twilio's library for Node.js; `src/peer.rs` is the other end of both.
"""

import json
import sys

# aiohttp's, on which Twilio's library depends. It has the `getall` by which that library finds repeated parameters; given
# a plain dictionary, the library would see one value a name, and fail on a list of them.
from multidict import MultiDict
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant
from twilio.jwt.client import ClientCapabilityToken
from twilio.request_validator import RequestValidator


def sign(request):
    validator = RequestValidator(request["auth_token"])
    return validator.compute_signature(request["url"], parameters(request))


def validate(request):
    validator = RequestValidator(request["auth_token"])
    return validator.validate(request["url"], parameters(request), request["signature"])


def parameters(request):
    return MultiDict((name, value) for name, value in request["parameters"])


def access_token(request):
    grant = VoiceGrant(incoming_allow=True, outgoing_application_sid=request["app_sid"])
    token = AccessToken(
        request["account_sid"],
        request["key_sid"],
        request["key_secret"],
        grants=[grant],
        identity=request["identity"],
        ttl=request["ttl"],
        region=request["region"],
    )
    return token.to_jwt()


def capability_token(request):
    token = ClientCapabilityToken(request["account_sid"], request["auth_token"], ttl=request["ttl"])
    token.allow_client_incoming(request["client_name"])
    token.allow_client_outgoing(request["app_sid"])
    return token.to_jwt()


def decode(request):
    # Without a secret the library skips the signature instead of refusing it.
    if not request["secret"]:
        raise ValueError("there is no secret to verify with")
    kinds = {"access": AccessToken, "capability": ClientCapabilityToken}
    decoded = kinds[request["kind"]].from_jwt(request["token"], request["secret"])
    # The library verifies algorithm, signature and expiry, but reads a token of either kind as one of the other.
    is_access_token = decoded.headers.get("cty") == "twilio-fpa;v=1"
    if is_access_token != (request["kind"] == "access"):
        raise ValueError("the token is of the other kind")
    return {"header": decoded.headers, "claims": decoded.payload}


OPERATIONS = {
    "sign": sign,
    "validate": validate,
    "access_token": access_token,
    "capability_token": capability_token,
    "decode": decode,
}


def answer(line):
    try:
        request = json.loads(line)
        return {"answer": OPERATIONS[request["operation"]](request)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def main():
    # As bytes, because a text stream's encoding is the locale's and its lines end at lone carriage returns as well.
    for line in sys.stdin.buffer:
        print(json.dumps(answer(line)), flush=True)


main()
