"""What a proxy event of API Gateway's says that its request was."""

import base64


def body(event):
    """The body as it was sent: an event may hold it as base64."""
    sent = event["body"] or ""
    return base64.b64decode(sent).decode() if event["isBase64Encoded"] else sent


def header(event, name):
    """The value of a header, or nothing. Names are compared without their case, which differs between HTTP/1.1 and HTTP/2."""
    return next((value for key, value in (event["headers"] or {}).items() if key.lower() == name), None)
