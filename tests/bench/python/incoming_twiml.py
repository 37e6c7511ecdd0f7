"""Tells Twilio which client rings when a telephone calls."""

from twilio.twiml.voice_response import Dial

from directory import e164, recent_client_for
from webhook import NOT_VALID, connected, forbidden, refused, signed_form, unknown_number


def handler(event, _context):
    form = signed_form(event)
    if form is None:
        return forbidden()
    called = form.get("To")
    if not called:
        return refused(NOT_VALID)
    client = recent_client_for(e164(called))
    if not client:
        return refused(unknown_number(called))
    dial = Dial(timeout=60)
    dial.client(client["client_name"])
    return connected(dial)
