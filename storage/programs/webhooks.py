"""Where webhooks go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from domain.programs.webhooks import COLLECTING, Delivery, WebhookState
from storage.field_columns import cells_by_name, columns_of
from storage.programs.events import Cursor
from storage.transactions import Cells, Reader, Writer


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint. kinds: what it is sent, empty for everything. failing_since: since when every
    try has failed, None if the last one arrived. old_secret_until: until when the old secret signs
    as well, None without one. waiting: messages still to arrive. last_at, last_status, last_error:
    of the last try. missed_at: of the last line of the log that it was told of before it was
    stopped, None if it has missed nothing. catching_up: it is being told what came after that."""

    id: int
    url: str
    description: str
    kinds: tuple[str, ...]
    state: WebhookState
    created_at: datetime
    failing_since: datetime | None
    old_secret_until: datetime | None
    waiting: int = 0
    last_at: datetime | None = None
    last_status: int | None = None
    last_error: str | None = None
    missed_at: datetime | None = None
    catching_up: bool = False


@dataclass(frozen=True, slots=True)
class EndpointCatchUp:
    """An endpoint that is being told what it missed. reached: how far. until: from where on it is
    told like all others."""

    id: int
    kinds: tuple[str, ...]
    reached: Cursor
    until: tuple[int, int]


_OPEN: Final = tuple(map(str, (Delivery.WAITING, Delivery.SENDING)))
# The fields of an endpoint that are more than a column of its row.
_VALUES: Final = {
    "waiting": f"""(SELECT count(*) FROM (SELECT FROM webhook_deliveries d
        WHERE d.endpoint_id = e.id AND d.state IN {_OPEN} LIMIT 1000) w)""",
    "last_at": "l.at",
    "last_status": "l.status",
    "last_error": "l.error",
}
_COLUMNS: Final = columns_of(Endpoint, "e", **_VALUES)
_ENDPOINT: Final = f"""
SELECT {_COLUMNS}
FROM webhook_endpoints e LEFT JOIN LATERAL (
    SELECT a.at, a.status, a.error FROM (
        SELECT id FROM webhook_deliveries WHERE endpoint_id = e.id ORDER BY id DESC LIMIT 100
    ) d CROSS JOIN LATERAL (
        SELECT at, status, error, id FROM webhook_attempts WHERE delivery_id = d.id
        ORDER BY id DESC LIMIT 1
    ) a ORDER BY a.at DESC, a.id DESC LIMIT 1
) l ON true
"""
_ALL: Final = f"{_ENDPOINT} ORDER BY e.id"
_ONE: Final = f"{_ENDPOINT} WHERE e.id = $1"
_LOCK: Final = "SELECT id FROM webhook_endpoints WHERE id = $1 FOR UPDATE"
# Adding one waits for adding another: their number is limited.
_HOLD: Final = "SELECT pg_advisory_xact_lock(7001084)"
_ADD: Final = """
INSERT INTO webhook_endpoints (url, description, kinds, secret, created_at, from_settles, from_id)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
"""
_CHANGE: Final = """
UPDATE webhook_endpoints SET url = $2, description = $3, kinds = $4, state = $5,
    failing_since = CASE WHEN state = $5 THEN failing_since END
WHERE id = $1
"""
_FROM: Final = "UPDATE webhook_endpoints SET from_settles = $2, from_id = $3 WHERE id = $1"
_SECRET: Final = "SELECT secret FROM webhook_endpoints WHERE id = $1"
_ROTATE: Final = """
UPDATE webhook_endpoints SET old_secret = secret, old_secret_until = $3, secret = $2 WHERE id = $1
"""
_COLLECTING: Final = "SELECT count(*) FROM webhook_endpoints WHERE state = ANY ($1::text[])"
_COUNT: Final = "SELECT count(*) FROM webhook_endpoints"
# What is already waiting is not missed. One that was catching up has missed everything from there
# on.
_STOP: Final = """
UPDATE webhook_endpoints e SET state = $2, catching_up = false, (missed_settles, missed_id,
    missed_at) = (SELECT e.missed_settles, e.missed_id, e.missed_at WHERE e.catching_up
        UNION ALL SELECT settles, line_id, line_at FROM webhook_feed WHERE NOT e.catching_up)
WHERE e.id = $1 AND e.state = 'active' RETURNING e.url
"""
_CATCH_UP: Final = """
UPDATE webhook_endpoints SET catching_up = true WHERE id = $1 AND missed_settles IS NOT NULL
"""
_CAUGHT_UP: Final = """
UPDATE webhook_endpoints SET catching_up = false, missed_settles = NULL, missed_id = NULL,
    missed_at = NULL
WHERE id = $1
"""
_BEHIND: Final = """
SELECT id, kinds, missed_settles, missed_id, missed_at, from_settles, from_id
FROM webhook_endpoints WHERE catching_up ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
"""
_REACHED: Final = """
UPDATE webhook_endpoints SET missed_settles = $2, missed_id = $3, missed_at = $4 WHERE id = $1
"""
_ARRIVED: Final = """
UPDATE webhook_endpoints SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL
"""
_FAILED: Final = """
UPDATE webhook_endpoints SET failing_since = coalesce(failing_since, $2) WHERE id = $1
RETURNING failing_since
"""
_START: Final = """
INSERT INTO webhook_feed (id, settles, line_id, line_at) VALUES (1, $1, $2, $3)
ON CONFLICT (id) DO UPDATE SET settles = $1, line_id = $2, line_at = $3
"""


async def every(reader: Reader) -> Sequence[Endpoint]:
    """All of them, oldest first."""
    return [_endpoint(row) for row in await reader.fetch(_ALL)]


async def find(reader: Reader, endpoint_id: int) -> Endpoint | None:
    """One of them."""
    rows = await reader.fetch(_ONE, endpoint_id)
    return _endpoint(rows[0]) if rows else None


async def hold(writer: Writer) -> None:
    """Keeps others from adding one, or letting one collect again, until this transaction ends."""
    await writer.fetch(_HOLD)


async def lock(writer: Writer, endpoint_id: int) -> Endpoint | None:
    """One of them, locked until this transaction ends."""
    await writer.fetch(_LOCK, endpoint_id)
    return await find(writer, endpoint_id)


async def add(
    writer: Writer,
    url: str,
    description: str,
    kinds: Sequence[str],
    secret: str,
    since: Cursor,
    now: datetime,
) -> int:
    """A new one, for what comes after a line of the audit log; its id."""
    values: tuple[Any, ...] = (url, description, list(kinds), secret, now)
    rows = await writer.fetch(_ADD, *values, since.settles, since.id)
    return int(rows[0][0])


async def change(writer: Writer, endpoint: Endpoint) -> None:
    """Saves it. With another state it has not failed yet."""
    kinds, state = list(endpoint.kinds), str(endpoint.state)
    await writer.fetch(_CHANGE, endpoint.id, endpoint.url, endpoint.description, kinds, state)


async def collect_from(writer: Writer, endpoint_id: int, since: Cursor) -> None:
    """It is sent what comes after this line, and nothing earlier."""
    await writer.fetch(_FROM, endpoint_id, since.settles, since.id)


async def catch_up(writer: Writer, endpoint_id: int) -> None:
    """It is to be told what it has missed."""
    await writer.fetch(_CATCH_UP, endpoint_id)


async def caught_up(writer: Writer, endpoint_id: int) -> None:
    """It has caught up, or is not to be told what it missed."""
    await writer.fetch(_CAUGHT_UP, endpoint_id)


async def behind(writer: Writer) -> EndpointCatchUp | None:
    """One that is being told what it missed, locked; None if none is left for us."""
    rows = await writer.fetch(_BEHIND)
    if not rows:
        return None
    id_, kinds, settles, line, at, *until = rows[0]
    return EndpointCatchUp(id_, tuple(kinds), Cursor(settles, line, at), (until[0], until[1]))


async def set_reached(writer: Writer, endpoint_id: int, cursor: Cursor) -> None:
    """How far it has been told."""
    await writer.fetch(_REACHED, endpoint_id, *cursor)


async def delete(writer: Writer, endpoint_id: int) -> None:
    """Deletes it, with what was sent to it."""
    await writer.fetch("DELETE FROM webhook_endpoints WHERE id = $1", endpoint_id)


async def secret(reader: Reader, endpoint_id: int) -> str | None:
    """The secret it signs with."""
    rows = await reader.fetch(_SECRET, endpoint_id)
    return rows[0][0] if rows else None


async def rotate(writer: Writer, endpoint_id: int, secret: str, until: datetime) -> None:
    """Signs with this one from now on, and until then with the previous one, too."""
    await writer.fetch(_ROTATE, endpoint_id, secret, until)


async def collecting(reader: Reader) -> int:
    """How many endpoints collect events."""
    rows = await reader.fetch(_COLLECTING, sorted(map(str, COLLECTING)))
    return int(rows[0][0])


async def count(reader: Reader) -> int:
    """How many there are, whatever their state."""
    return int((await reader.fetch(_COUNT))[0][0])


async def start_feed(writer: Writer, since: Cursor) -> None:
    """Events are read from this line on."""
    await writer.fetch(_START, *since)


async def stop(writer: Writer, endpoint_id: int, state: WebhookState) -> str | None:
    """Stops sending to it, if it was active; its address then."""
    rows = await writer.fetch(_STOP, endpoint_id, str(state))
    return rows[0][0] if rows else None


async def record_success(writer: Writer, endpoint_id: int) -> None:
    """Something has arrived there."""
    await writer.fetch(_ARRIVED, endpoint_id)


async def record_failure(writer: Writer, endpoint_id: int, now: datetime) -> datetime | None:
    """Something has not arrived there; since when nothing has. None if it was deleted."""
    rows = await writer.fetch(_FAILED, endpoint_id, now)
    return rows[0][0] if rows else None


def _endpoint(row: Cells) -> Endpoint:
    cells = cells_by_name(Endpoint, row)
    cells |= {"kinds": tuple(cells["kinds"]), "state": WebhookState(cells["state"])}
    return Endpoint(**cells)
