"""What is known of messages after they were sent."""

from datetime import datetime
from typing import NamedTuple

from domain.messages.channels import Receipt
from storage.field_columns import columns_of
from storage.transactions import Writer


class SentMessage(NamedTuple):
    """A message of the outbox that a receipt is about. provider_id: the provider's id for it.
    receipt: the one so far."""

    id: int
    recipient_id: int
    channel: str
    state: str
    provider_id: str | None
    receipt: Receipt | None


_LOCKED = f"SELECT {columns_of(SentMessage)} FROM outbox WHERE id = $1 FOR UPDATE"
_WRITE = """
UPDATE outbox SET receipt = $2::text,
    provider_id = coalesce(provider_id, $3::text),
    delivered_at = CASE WHEN $2 IN ('delivered', 'read')
        THEN coalesce(delivered_at, $4::timestamptz) ELSE delivered_at END,
    read_at = CASE WHEN $2 = 'read' THEN coalesce(read_at, $4) ELSE read_at END,
    error = coalesce($5, error),
    state = CASE WHEN state <> 'waiting' OR $2 = 'queued' THEN state
        WHEN $2 = 'failed' THEN 'failed' ELSE 'sent' END,
    sent_at = CASE WHEN state = 'waiting' AND $2 IN ('sent', 'delivered', 'read')
        THEN coalesce(sent_at, $4) ELSE sent_at END
WHERE id = $1
"""


async def lock(writer: Writer, message_id: int) -> SentMessage | None:
    """The message, locked until the commit; None if it is gone."""
    rows = await writer.fetch(_LOCKED, message_id)
    if not rows:
        return None
    message = SentMessage(*rows[0])
    return message._replace(receipt=message.receipt and Receipt(message.receipt))


async def write(
    writer: Writer,
    message_id: int,
    receipt: Receipt,
    provider_id: str | None,
    now: datetime,
    error: str | None = None,
) -> None:
    """Stores the receipt. A message waiting to be retried, because the last try got no answer,
    waits no longer: its provider has it."""
    await writer.fetch(_WRITE, message_id, receipt, provider_id, now, error)
