"""Messages to many: who gets each, and how far it has come.

People are gone through by id, and a row of the outbox is written for each, a few at a time and only
once: progress is stored in the row that is locked for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import delete, text

from domain.messages.broadcasts import Audience, BroadcastProgress, BroadcastState
from domain.messages.notices import Lane, NoticeKind
from storage import batches
from storage.messages import audiences
from storage.tables.broadcasts import broadcasts
from storage.tables.outbox import UNSENT
from storage.transactions import Autocommit, Cells, Reader, Writer

FAR: Final = timedelta(days=36_500)  # after which rows of a paused one are due
# What the progress message shows.
_SHOWS = "concat_ws(' ', state, sent, failed, missed, people, ended_at IS NOT NULL)"


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A message to many. author_id: the admin who wrote it. ended: nothing of it is under way."""

    id: int
    author_id: int
    audience: Audience
    text: str
    state: BroadcastState
    progress: BroadcastProgress
    created_at: datetime
    ended: bool


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """What became of its outbox rows so far. open: still to be sent."""

    sent: int
    failed: int
    missed: int
    open: int


@dataclass(frozen=True, slots=True)
class StaleProgress:
    """A message in its author's chat whose progress is out of date."""

    broadcast: Broadcast
    telegram_id: int
    message_id: int


# The fields of a message to many that are not columns of the same name.
_AS = {"progress": tuple(field.name for field in fields(BroadcastProgress)), "ended": ("ended_at",)}
_NAMES = tuple(name for field in fields(Broadcast) for name in _AS.get(field.name, (field.name,)))
_COLUMNS = ", ".join(_NAMES)
_FIND = f"SELECT {_COLUMNS} FROM broadcasts WHERE id = $1"
_HOLD = f"{_FIND} FOR UPDATE"
_LATEST = f"""
SELECT {_COLUMNS} FROM broadcasts WHERE state <> 'draft' ORDER BY id DESC LIMIT $1
"""
_ADD = """
INSERT INTO broadcasts (author_id, audience, text, state, created_at)
VALUES ($1, $2::text::jsonb, $3, 'draft', $4) RETURNING id
"""
_BEGIN = """
UPDATE broadcasts SET state = 'running', people = $2, message_id = $3, shown = NULL,
    until_id = (SELECT coalesce(max(id), 0) FROM people)
WHERE id = $1
"""
_SET_STATE = "UPDATE broadcasts SET state = $2 WHERE id = $1"
_OPEN = "SELECT id FROM broadcasts WHERE ended_at IS NULL AND state <> 'draft' ORDER BY id"
_TAKE = f"""
SELECT {_COLUMNS}, last_id, until_id FROM broadcasts
WHERE id = $1 AND ended_at IS NULL AND state <> 'draft' FOR UPDATE SKIP LOCKED
"""
_COUNT = f"""
SELECT count(*) FILTER (WHERE state = 'sent'), count(*) FILTER (WHERE state = 'failed'),
    count(*) FILTER (WHERE state = 'dropped'),
    count(*) FILTER (WHERE {UNSENT})
FROM outbox WHERE broadcast_id = $1
"""
_PUT_OFF = "UPDATE outbox SET due_at = $2 WHERE broadcast_id = $1 AND state = 'waiting'"
_DROP = """
UPDATE outbox SET state = 'dropped', error = 'stopped'
WHERE broadcast_id = $1 AND state = 'waiting'
"""
_SAVE = """
UPDATE broadcasts SET last_id = $2, sent = $3, failed = $4, missed = $5, state = $6, ended_at = $7
WHERE id = $1
"""
_SET_PROGRESS = "UPDATE broadcasts SET sent = $2, failed = $3, missed = $4 WHERE id = $1"
_WATCH = """
UPDATE broadcasts SET message_id = $3, shown = NULL WHERE id = $1 AND author_id = $2
"""
# The replica that sets the time edits the message, until the next is due.
_DUE = f"""
UPDATE broadcasts b SET shown_at = $1, shown = t.now
FROM (
    SELECT b.id, {_SHOWS} AS now, b.shown,
        p.telegram_id
    FROM broadcasts b JOIN people p ON p.id = b.author_id
    WHERE b.message_id IS NOT NULL AND b.state <> 'draft'
        AND (b.shown_at IS NULL OR b.shown_at <= $2)
        AND b.shown IS DISTINCT FROM {_SHOWS}
        AND p.telegram_id IS NOT NULL AND p.unreachable_since IS NULL
    FOR UPDATE OF b SKIP LOCKED
) t
WHERE b.id = t.id
RETURNING {", ".join(f"b.{name}" for name in _NAMES)},
    t.telegram_id, b.message_id
"""
_AGAIN = "UPDATE broadcasts SET shown = NULL WHERE id = $1 AND message_id = $2"
_NO_MORE = "UPDATE broadcasts SET message_id = NULL WHERE id = $1 AND message_id = $2"
_NO_NEWS = "SELECT no_news_at IS NULL FROM people WHERE id = $1"
_SET_NEWS = "UPDATE people SET no_news_at = $2 WHERE id = $1"
_FORGET = delete(broadcasts).where(
    batches.oldest(
        broadcasts.c.id,
        broadcasts.c.created_at,
        text("(ended_at IS NOT NULL OR state = 'draft')"),
    )
)


async def add(writer: Writer, author_id: int, audience: Audience, words: str, now: datetime) -> int:
    """Writes a draft; its id."""
    audience_json = orjson.dumps(audience.to_json()).decode()
    [[id_]] = await writer.fetch(_ADD, author_id, audience_json, words, now)
    return int(id_)


async def find(reader: Reader, broadcast_id: int, *, lock: bool = False) -> Broadcast | None:
    """A message to many. lock: until the commit."""
    rows = await reader.fetch(_HOLD if lock else _FIND, broadcast_id)
    return _of(rows[0]) if rows else None


async def latest(reader: Reader, most: int) -> list[Broadcast]:
    """Those that have begun, latest first."""
    return [_of(row) for row in await reader.fetch(_LATEST, most)]


async def begin(writer: Writer, broadcast_id: int, people: int, message_id: int | None) -> None:
    """It starts now, for the people known by now. message_id: shows its progress."""
    await writer.fetch(_BEGIN, broadcast_id, people, message_id)


async def set_state(
    writer: Writer, broadcast_id: int, state: BroadcastState, now: datetime
) -> None:
    """Sets its state. What waits in the outbox is put off, is due again, or is dropped."""
    await writer.fetch(_SET_STATE, broadcast_id, state)
    if state is BroadcastState.RUNNING:
        await writer.fetch(_PUT_OFF, broadcast_id, now)
    else:
        await hold_back(writer, broadcast_id, state, now)


async def hold_back(
    writer: Writer, broadcast_id: int, state: BroadcastState, now: datetime
) -> None:
    """Puts off what waits in the outbox if it is paused, drops it if it is stopped."""
    if state is BroadcastState.PAUSED:
        await writer.fetch(_PUT_OFF, broadcast_id, now + FAR)
    elif state is BroadcastState.STOPPED:
        await writer.fetch(_DROP, broadcast_id)


async def under_way(reader: Reader) -> Sequence[int]:
    """Those that have begun but not ended."""
    return [row[0] for row in await reader.fetch(_OPEN)]


async def take(writer: Writer, broadcast_id: int) -> tuple[Broadcast, int, int] | None:
    """One that has not ended, locked, with the ids after and up to which people are written to;
    None if another replica has it."""
    rows = await writer.fetch(_TAKE, broadcast_id)
    return (_of(rows[0]), *rows[0][-2:]) if rows else None


async def count(reader: Reader, broadcast_id: int) -> DeliveryCounts:
    """What became of its rows in the outbox."""
    return DeliveryCounts(*(await reader.fetch(_COUNT, broadcast_id))[0])


async def fill(
    writer: Writer, one: Broadcast, after: int, until: int, most: int, now: datetime
) -> tuple[int, int]:
    """Writes outbox rows for the next people; how many, and the id of the last."""
    condition, values = audiences.which(one.audience, now)
    at = len(values)
    rows = await writer.fetch(
        f"""
        WITH following AS (
            SELECT p.id FROM people p
            WHERE p.id > ${at + 1} AND p.id <= ${at + 2} AND {audiences.REACHED} AND {condition}
            ORDER BY p.id LIMIT ${at + 3}
        ), written AS (
            INSERT INTO outbox (key, recipient_id, kind, facts, lane, due_at, broadcast_id)
            SELECT '{NoticeKind.BROADCAST}:' || ${at + 4}::bigint || ':' || id, id,
                '{NoticeKind.BROADCAST}', '{{}}', {Lane.BROADCAST.value}, $1, ${at + 4}::bigint
            FROM following ON CONFLICT (key) DO NOTHING
        )
        SELECT count(*), coalesce(max(id), ${at + 2}) FROM following
        """,
        *values,
        after,
        until,
        most,
        one.id,
    )
    return rows[0][0], rows[0][1]


async def save(
    writer: Writer,
    broadcast_id: int,
    last_id: int,
    counts: DeliveryCounts,
    state: BroadcastState,
    ended_at: datetime | None,
) -> None:
    """Saves its progress."""
    figures = counts.sent, counts.failed, counts.missed
    await writer.fetch(_SAVE, broadcast_id, last_id, *figures, state, ended_at)


async def set_progress(writer: Writer, broadcast_id: int, counts: DeliveryCounts) -> None:
    """Saves what became of its rows so far."""
    figures = counts.sent, counts.failed, counts.missed
    await writer.fetch(_SET_PROGRESS, broadcast_id, *figures)


async def watch(writer: Writer, broadcast_id: int, author_id: int, message_id: int | None) -> None:
    """Sets the message in its author's chat that shows its progress, None for none."""
    await writer.fetch(_WATCH, broadcast_id, author_id, message_id)


async def to_show(autocommit: Autocommit, now: datetime, every: timedelta) -> list[StaleProgress]:
    """The messages for the caller to update now; each at most once in `every`."""
    rows = await autocommit.fetch(_DUE, now, now - every)
    return [StaleProgress(_of(row), *row[-2:]) for row in rows]


async def show_again(autocommit: Autocommit, due: StaleProgress) -> None:
    """The update did not arrive."""
    await autocommit.fetch(_AGAIN, due.broadcast.id, due.message_id)


async def show_no_more(autocommit: Autocommit, due: StaleProgress) -> None:
    """The message no longer exists."""
    await autocommit.fetch(_NO_MORE, due.broadcast.id, due.message_id)


async def wants_news(reader: Reader, person_id: int) -> bool:
    """Whether somebody wants messages to many."""
    rows = await reader.fetch(_NO_NEWS, person_id)
    return bool(rows and rows[0][0])


async def set_no_news(writer: Writer, person_id: int, since: datetime | None) -> None:
    """Since when they want none; None: they want them."""
    await writer.fetch(_SET_NEWS, person_id, since)


async def forget_older(writer: Writer, before: datetime) -> int:
    """Deletes a batch of those written before that have ended; how many."""
    return await writer.run(_FORGET, {"before": before})


def _of(row: Cells) -> Broadcast:
    columns: dict[str, Any] = dict(zip(_NAMES, row[: len(_NAMES)], strict=True))
    audience = columns.pop("audience")
    if isinstance(audience, str):
        audience = orjson.loads(audience)
    return Broadcast(
        audience=Audience.from_json(audience),
        state=BroadcastState(columns.pop("state")),
        progress=BroadcastProgress(**{name: columns.pop(name) for name in _AS["progress"]}),
        ended=columns.pop("ended_at") is not None,
        **columns,
    )
