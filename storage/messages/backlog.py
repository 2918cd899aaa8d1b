"""What is waiting in the outbox: how much of it is due, and when the next is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, text

from domain.messages.notices import Lane
from storage.messages.outgoing import HOLDS
from storage.tables.outbox import UNSENT, outbox
from storage.transactions import Reader


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due but not sent, by lane (all lanes): how many, and since when the oldest waits."""

    due: Mapping[Lane, int]
    oldest: Mapping[Lane, datetime | None]


_FIRST_WAITING = f"""
SELECT min(due_at) FROM unnest(ARRAY{sorted(map(int, Lane))}) lanes (lane) CROSS JOIN LATERAL (
    SELECT c.due_at FROM outbox c WHERE c.lane = lanes.lane AND c.state = 'waiting'
        AND {HOLDS}
    ORDER BY c.due_at LIMIT 1
) first
"""
_BACKLOG = (
    select(outbox.c.lane, func.count(), func.min(outbox.c.due_at))
    .where(text(UNSENT), outbox.c.due_at <= bindparam("now"))
    .group_by(outbox.c.lane)
)


async def next_due(reader: Reader) -> datetime | None:
    """When the earliest waiting message that still holds is due, in the past or future."""
    [[earliest]] = await reader.fetch(_FIRST_WAITING)
    due_at: datetime | None = earliest
    return due_at


async def backlog_at(reader: Reader, now: datetime) -> Backlog:
    """What is due but not sent."""
    rows = [tuple(row) for row in await reader.rows(_BACKLOG, {"now": now})]
    due = dict.fromkeys(Lane, 0) | {Lane(lane): count for lane, count, _ in rows}
    oldest_by_lane = {Lane(lane): oldest for lane, _, oldest in rows}
    return Backlog(due, dict.fromkeys(Lane) | oldest_by_lane)
