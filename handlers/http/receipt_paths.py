"""Where providers say what became of messages."""

TWILIO = "/webhooks/twilio/{message:[0-9]{1,18}}"


def twilio(message_id: int) -> str:
    """Of a text message, by its row of the outbox: known before its provider has named it."""
    return f"/webhooks/twilio/{message_id}"
