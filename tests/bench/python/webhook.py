"""What the two webhooks have in common: the proof that Twilio sent the request, and the answers."""

import os
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import VoiceResponse

from request import body, header

NOT_VALID = "An error occurred. The call cannot be placed, because its request is not valid."

_validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])


def signed_form(event):
    """The form that Twilio posted, or `None` when its signature is not this account's."""
    form = dict(parse_qsl(body(event), keep_blank_values=True))
    context = event["requestContext"]
    url = f"https://{context['domainName']}{context['path']}"
    signature = header(event, "x-twilio-signature") or ""
    return form if _validator.validate(url, form, signature) else None


def unknown_number(number):
    return f"An error occurred. Your Twilio phone number {number} is invalid."


def connected(dial):
    """The answer that connects the call."""
    response = VoiceResponse()
    response.append(dial)
    return _twiml(response)


def refused(sentence):
    """The answer that tells the caller why there is no call, and ends it."""
    response = VoiceResponse()
    response.say(sentence, language="en-US")
    response.hangup()
    return _twiml(response)


def forbidden():
    """The answer to whoever is not Twilio."""
    text = "X-Twilio-Signature is not this account's"
    return {"statusCode": 403, "headers": {"content-type": "text/plain; charset=utf-8"}, "body": text}


def _twiml(response):
    return {"statusCode": 200, "headers": {"content-type": "application/xml"}, "body": str(response)}
