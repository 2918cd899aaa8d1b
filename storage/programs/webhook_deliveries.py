"""What webhooks are sent: made from events, claimed, tried, and listed.

A row is claimed under a lease, as in the outbox: when its owner dies, it is claimed again once the
lease has run out, and sent with the same id. Claims are made per endpoint, so a slow one takes
nothing from the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from domain.programs.webhooks import TEST, Delivery
from storage import batches
from storage.field_columns import columns_of, values_of
from storage.programs.events import Cursor
from storage.transactions import Cells, Reader, Writer


@dataclass(frozen=True, slots=True)
class Collector:
    """An endpoint that events are kept for, from a line of the audit log on."""

    id: int
    kinds: tuple[str, ...]
    since: tuple[int, int]


@dataclass(frozen=True, slots=True)
class EndpointMessage:
    """Something to be sent to one endpoint. body: JSON, as it is sent."""

    endpoint_id: int
    message_id: str
    kind: str
    body: str


@dataclass(frozen=True, slots=True)
class ClaimedDelivery:
    """A message for its claimer to send now. attempts: how often it has failed before. secrets:
    what it is signed with."""

    id: int
    endpoint_id: int
    message_id: str
    kind: str
    body: str
    attempts: int
    url: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LoggedDelivery:
    """A message in an endpoint's log. done_at: when it arrived, or was given up."""

    id: int
    message_id: str
    kind: str
    state: Delivery
    created_at: datetime
    due_at: datetime
    attempts: int
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryAttempt:
    """One try. status: of the answer, None if there was none, and error says why. answer: its
    beginning."""

    at: datetime
    status: int | None
    milliseconds: int
    answer: str
    error: str | None


_FEED: Final = """
SELECT settles, line_id, line_at FROM webhook_feed WHERE id = 1 FOR UPDATE SKIP LOCKED
"""
_COLLECTORS: Final = """
SELECT id, kinds, from_settles, from_id FROM webhook_endpoints WHERE state IN ('active', 'paused')
"""
_READ: Final = "UPDATE webhook_feed SET settles = $1, line_id = $2, line_at = $3 WHERE id = 1"
# One deleted meanwhile is sent nothing, and holds up no others. In the order of events: hence no
# join.
_ADD: Final = f"""
WITH there AS (SELECT id FROM webhook_endpoints WHERE id = ANY ($3::bigint[]) FOR KEY SHARE)
INSERT INTO webhook_deliveries ({columns_of(EndpointMessage)}, created_at, due_at)
SELECT {columns_of(EndpointMessage)}, $2, $2
FROM json_populate_recordset(NULL::webhook_deliveries, $1::json)
WHERE endpoint_id = ANY (ARRAY(SELECT id FROM there))
ON CONFLICT (endpoint_id, message_id) DO NOTHING RETURNING id
"""
_SECRETS: Final = """
array_remove(ARRAY[e.secret, CASE WHEN e.old_secret_until > $1 THEN e.old_secret END], NULL)
"""
_CLAIM: Final = f"""
WITH due AS (
    SELECT d.id FROM webhook_endpoints e CROSS JOIN LATERAL (
        SELECT w.id FROM webhook_deliveries w
        WHERE w.endpoint_id = e.id AND w.state IN ('waiting', 'sending') AND w.due_at <= $1
            AND (w.state = 'waiting' OR w.leased_until <= $1)
            AND (e.state = 'active' OR w.kind = '{TEST}')
        ORDER BY w.due_at, w.id LIMIT $3 FOR UPDATE SKIP LOCKED
    ) d WHERE e.id <> ALL ($4::bigint[]) LIMIT $2
), claimed AS (
    UPDATE webhook_deliveries w SET state = 'sending', owner = $5, leased_until = $6
    FROM due WHERE w.id = due.id RETURNING w.*
)
SELECT {columns_of(ClaimedDelivery, "c", url="e.url", secrets=_SECRETS)}
FROM claimed c JOIN webhook_endpoints e ON e.id = c.endpoint_id ORDER BY c.due_at, c.id
"""
_SETTLE: Final = """
UPDATE webhook_deliveries SET state = $3, due_at = $4, attempts = $5, done_at = $6,
    owner = NULL, leased_until = NULL
WHERE id = $1 AND owner = $2 AND state = 'sending' RETURNING id
"""
_ATTEMPT: Final = f"""
INSERT INTO webhook_attempts (delivery_id, {columns_of(DeliveryAttempt)})
SELECT id, $2, $3, $4, $5, $6 FROM webhook_deliveries WHERE id = $1
"""
_SENT: Final = f"SELECT {columns_of(LoggedDelivery)} FROM webhook_deliveries"
_LOG: Final = f"""
{_SENT} WHERE endpoint_id = $1 AND id < $2 AND ($4::text IS NULL OR state = $4)
ORDER BY id DESC LIMIT $3
"""
_FIND: Final = f"{_SENT} WHERE endpoint_id = $1 AND id = $2"
_BODY: Final = "SELECT body FROM webhook_deliveries WHERE id = $1"
_ATTEMPTS: Final = f"""
SELECT {columns_of(DeliveryAttempt)} FROM webhook_attempts
WHERE delivery_id = $1 ORDER BY id DESC LIMIT 100
"""
_AGAIN: Final = """
state = 'waiting', due_at = $2, attempts = 0, done_at = NULL, owner = NULL, leased_until = NULL
"""
_REPLAY: Final = f"""
UPDATE webhook_deliveries SET {_AGAIN} WHERE endpoint_id = $1 AND id = $3 AND state <> 'sending'
RETURNING id
"""
_REPLAY_SINCE: Final = f"""
UPDATE webhook_deliveries SET {_AGAIN} WHERE id IN (
    SELECT id FROM webhook_deliveries
    WHERE endpoint_id = $1 AND created_at >= $3 AND state = ANY ($4::text[]) AND kind <> '{TEST}'
    ORDER BY id LIMIT $5)
RETURNING id
"""
_FORGET: Final = f"""
DELETE FROM webhook_deliveries WHERE id IN (
    SELECT id FROM webhook_deliveries WHERE created_at < $1 AND state <> 'sending'
    ORDER BY created_at LIMIT {batches.BATCH})
RETURNING id
"""


async def feed(writer: Writer) -> Cursor | None:
    """How far events have been read, locked; None if somebody else is reading."""
    rows = await writer.fetch(_FEED)
    return Cursor(*rows[0]) if rows else None


async def collectors(reader: Reader) -> Sequence[Collector]:
    """The endpoints that events are kept for."""
    rows = await reader.fetch(_COLLECTORS)
    return [Collector(id_, tuple(kinds), tuple(since)) for id_, kinds, *since in rows]


async def read_up_to(writer: Writer, cursor: Cursor) -> None:
    """Everything before has been made into messages."""
    await writer.fetch(_READ, *cursor)


async def add(writer: Writer, messages: Sequence[EndpointMessage], now: datetime) -> Sequence[int]:
    """To be sent as soon as possible, each once; the ids of the new ones."""
    if not messages:
        return []
    rows = [{name: getattr(one, name) for name in EndpointMessage.__slots__} for one in messages]
    endpoints = sorted({one.endpoint_id for one in messages})
    new_rows = await writer.fetch(_ADD, orjson.dumps(rows).decode(), now, endpoints)
    return [row[0] for row in new_rows]


async def claim(
    writer: Writer,
    owner: str,
    now: datetime,
    lease: timedelta,
    *,
    most: int,
    most_each: int,
    without: Sequence[int] = (),
) -> Sequence[ClaimedDelivery]:
    """What is due, which nobody else gets until `now + lease`.

    most: in all; most_each: per endpoint. without: endpoints to leave alone.
    """
    values: tuple[Any, ...] = (now, most, most_each, list(without), owner, now + lease)
    return [_claimed_delivery(row) for row in await writer.fetch(_CLAIM, *values)]


async def settle(
    writer: Writer,
    owner: str,
    delivery_id: int,
    state: Delivery,
    *,
    attempts: int,
    due_at: datetime,
    done_at: datetime | None,
) -> bool:
    """Stores the outcome of a try; whether the message was still ours."""
    values: tuple[Any, ...] = (str(state), due_at, attempts, done_at)
    return bool(await writer.fetch(_SETTLE, delivery_id, owner, *values))


async def note(writer: Writer, delivery_id: int, attempt: DeliveryAttempt) -> None:
    """Store how a try ended, unless its endpoint was deleted."""
    await writer.fetch(_ATTEMPT, delivery_id, *values_of(attempt))


async def log(
    reader: Reader, endpoint_id: int, before: int, most: int, state: Delivery | None = None
) -> Sequence[LoggedDelivery]:
    """What an endpoint was sent before one, newest first."""
    state_value = None if state is None else str(state)
    return [
        _logged_delivery(row)
        for row in await reader.fetch(_LOG, endpoint_id, before, most, state_value)
    ]


async def find(reader: Reader, endpoint_id: int, delivery_id: int) -> LoggedDelivery | None:
    """One message of an endpoint."""
    rows = await reader.fetch(_FIND, endpoint_id, delivery_id)
    return _logged_delivery(rows[0]) if rows else None


async def body(reader: Reader, delivery_id: int) -> str:
    """What was sent, or is waiting to be."""
    rows = await reader.fetch(_BODY, delivery_id)
    return rows[0][0] if rows else ""


async def attempts(reader: Reader, delivery_id: int) -> Sequence[DeliveryAttempt]:
    """How each try of a message ended, newest first."""
    return [DeliveryAttempt(*row) for row in await reader.fetch(_ATTEMPTS, delivery_id)]


async def replay(writer: Writer, endpoint_id: int, delivery_id: int, now: datetime) -> bool:
    """Send it again, unless it is being sent; whether it exists and now waits."""
    return bool(await writer.fetch(_REPLAY, endpoint_id, now, delivery_id))


async def replay_since(
    writer: Writer,
    endpoint_id: int,
    since: datetime,
    states: Sequence[Delivery],
    most: int,
    now: datetime,
) -> int:
    """Send again what was created since, oldest first; how many."""
    state_values = [str(state) for state in states]
    return len(await writer.fetch(_REPLAY_SINCE, endpoint_id, now, since, state_values, most))


async def forget_older(writer: Writer, before: datetime) -> int:
    """Deletes a batch of those created before an instant, with their tries; how many."""
    return len(await writer.fetch(_FORGET, before))


def _claimed_delivery(row: Cells) -> ClaimedDelivery:
    delivery = ClaimedDelivery(*row)
    return replace(delivery, secrets=tuple(delivery.secrets))


def _logged_delivery(row: Cells) -> LoggedDelivery:
    delivery = LoggedDelivery(*row)
    return replace(delivery, state=Delivery(delivery.state))
