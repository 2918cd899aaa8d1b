"""How apps and browsers are reached: FCM's tokens, and web push subscriptions."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple

from domain.messages.notices import Channel
from storage.field_columns import columns_of
from storage.transactions import Reader, Writer

MOST: Final = 10
"""Per person and way; the oldest makes room."""


class PushSubscription(NamedTuple):
    """A subscription. target: the token, or the address that takes messages. p256dh, auth: a
    browser's keys, None for a token. added_at: UTC."""

    id: int
    channel: str
    target: str
    p256dh: bytes | None
    auth: bytes | None
    name: str | None
    added_at: datetime


_OF = f"""
SELECT {columns_of(PushSubscription)} FROM push_subscriptions
WHERE person_id = $1 AND ($2::text IS NULL OR channel = $2) ORDER BY id
"""
# Whoever signs in on a phone has it from then on.
_KEEP = """
INSERT INTO push_subscriptions (person_id, channel, target, p256dh, auth, name, added_at, digest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (channel, digest) DO UPDATE SET person_id = excluded.person_id,
    p256dh = excluded.p256dh, auth = excluded.auth, name = excluded.name,
    added_at = excluded.added_at
RETURNING id
"""
_MAKE_ROOM = f"""
DELETE FROM push_subscriptions WHERE id IN (
    SELECT id FROM push_subscriptions WHERE person_id = $1 AND channel = $2
    ORDER BY added_at DESC, id DESC OFFSET {MOST})
"""
_REMOVE = "DELETE FROM push_subscriptions WHERE person_id = $1 AND id = $2 RETURNING channel"
# Unless it has been registered again meanwhile.
_GONE = "DELETE FROM push_subscriptions WHERE id = $1 AND added_at = $2 RETURNING person_id"


async def of_person(
    reader: Reader, person_id: int, channel: Channel | None = None
) -> Sequence[PushSubscription]:
    """All of a person's, or those of one way, oldest first."""
    return [PushSubscription(*row) for row in await reader.fetch(_OF, person_id, channel)]


async def keep(
    writer: Writer,
    person_id: int,
    channel: Channel,
    target: str,
    keys: tuple[bytes, bytes] | None,
    name: str | None,
    now: datetime,
) -> int:
    """It is this person's from now on, whoever had it; its id."""
    p256dh, auth = keys or (None, None)
    digest = sha256(target.encode()).digest()
    values = person_id, channel, target, p256dh, auth, name, now, digest
    [[id_]] = await writer.fetch(_KEEP, *values)
    await writer.fetch(_MAKE_ROOM, person_id, channel)
    return int(id_)


async def remove(writer: Writer, person_id: int, subscription_id: int) -> str | None:
    """Stop using it; returns its channel, or None if it is not one of theirs."""
    rows = await writer.fetch(_REMOVE, person_id, subscription_id)
    return rows[0][0] if rows else None


async def drop(writer: Writer, subscription: PushSubscription) -> int | None:
    """Its provider no longer knows it; whose it was, None if it has gone or been renewed."""
    rows = await writer.fetch(_GONE, subscription.id, subscription.added_at)
    return rows[0][0] if rows else None
