"""Tells Twilio which telephone rings when a client calls.

Whatever number the client asks for is dialled: Twilio's package has nothing that says which numbers are dear, or emergency
services', and so this peer has no policy, unlike the function it is compared with.
"""

from twilio.twiml.voice_response import Dial

from directory import e164, recent_client_for
from webhook import NOT_VALID, connected, forbidden, refused, signed_form, unknown_number


def handler(event, _context):
    form = signed_form(event)
    if form is None:
        return forbidden()
    scheme, _, name = form.get("From", "").partition(":")
    caller = form.get("callerPhoneNumber")
    called = form.get("callOutgoingPhoneNumber")
    if scheme != "client" or not caller or not called:
        return refused(NOT_VALID)
    # The number comes from the browser, which may send anything; Twilio vouches only for the client's name.
    client = recent_client_for(e164(caller))
    if not client or client["client_name"] != name:
        return refused(unknown_number(caller))
    dial = Dial(timeout=60, caller_id=caller)
    dial.number(called)
    return connected(dial)
