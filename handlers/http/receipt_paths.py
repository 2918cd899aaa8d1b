"""Where providers report what became of messages."""

TWILIO = "/webhooks/twilio/{message:[0-9]{1,18}}"


def twilio(message_id: int) -> str:
    """The path for a text message, by its outbox row: we know that before the provider has named
    it."""
    return f"/webhooks/twilio/{message_id}"
