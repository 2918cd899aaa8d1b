"""What somebody was told: how, when, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from storage.field_columns import columns_of
from storage.transactions import Reader


class SentNotice(NamedTuple):
    """A message by one way. message: the id shared by all its ways. Instants are UTC."""

    id: int
    message: int
    kind: str
    facts: Mapping[str, Any]
    channel: str
    state: str
    receipt: str | None
    error: str | None
    due_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    maybe_repeated: bool


# By the index of recipients, latest first; what is not due yet was not said yet.
_PAGE = f"""
SELECT {columns_of(SentNotice, message="coalesce(root_id, id)")} FROM outbox
WHERE recipient_id = $1 AND due_at <= $2 AND ($3::bigint IS NULL OR id < $3)
ORDER BY id DESC LIMIT $4
"""


async def of_person(
    reader: Reader, person_id: int, now: datetime, before: int | None, limit: int
) -> Sequence[SentNotice]:
    """Latest first. before: the id before which to begin, None for the latest."""
    rows = await reader.fetch(_PAGE, person_id, now, before, limit)
    return [SentNotice(*row) for row in rows]
