"""Events: what has changed, in order, for readers who follow it.

    cursor = await events.newest(reader)
    while (page := await events.read_after(reader, cursor, 500)) is not None:
        …  # page.events, oldest first
        cursor = page.cursor

They are the lines of the audit log, written in the transaction that makes the change, so followers
cost writers no further statement. Transactions do not commit in the order of their ids, nor of the
numbers they draw: reading "all after the last one" misses what commits late. So each line says when
it settles: the newest transaction that had begun to write, or was over, when it was written. It is
read once every transaction up to that one is over, and from then on nothing can come before it. Of
two changes of one thing the later settles no earlier and has the higher id, so their order holds.

A transaction that writes for long, in any database of the server, holds back what comes after it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from domain.programs.events import LoggedChange, kind_of
from storage.transactions import Cells, Reader

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_TEXT: Final = re.compile("[0-9a-f]{1,16}-[0-9a-f]{1,16}-[0-9a-f]{1,16}", re.ASCII)
_LARGEST: Final = 2**63 - 1

# A condition that would include lines without `settles` would not use the index.
SETTLED: Final = """
l.settles IS NOT NULL AND l.settles < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
"""
# The line at the cursor is read with those after it. If it is not there, something is missing.
AFTER: Final = f"""
SELECT l.settles, l.id, l.at, l.action, l.entity, l.entity_id, l.actor_id,
    coalesce(l.coach_id, w.coach_id),
    l.before IS NOT NULL, l.after IS NOT NULL,
    coalesce(l.before ->> 'status', l.before ->> 'state'),
    coalesce(l.after ->> 'status', l.after ->> 'state'),
    l.after ->> 'starts_at', (l.facts ->> 'version')::bigint,
    coalesce(a.customer_id, s.customer_id, w.person_id),
    coalesce(a.service_id, s.service_id, w.service_id, g.service_id),
    a.session_id, a.series_id, a.id
FROM audit l
LEFT JOIN appointments a ON a.coach_id = l.coach_id AND a.id = CASE l.entity
    WHEN 'appointment' THEN l.entity_id
    WHEN 'message' THEN (l.after ->> 'appointment')::bigint END
LEFT JOIN series s ON l.entity = 'series' AND s.coach_id = l.coach_id AND s.id = l.entity_id
LEFT JOIN sessions g ON l.entity = 'session' AND g.coach_id = l.coach_id AND g.id = l.entity_id
LEFT JOIN waits w ON l.entity = 'wait' AND w.id = l.entity_id
WHERE (l.settles, l.id) >= ($1, $2) AND {SETTLED}
ORDER BY l.settles, l.id LIMIT $3
"""
NEWEST: Final = f"""
SELECT l.settles, l.id, l.at FROM audit l WHERE {SETTLED}
ORDER BY l.settles DESC, l.id DESC LIMIT 1
"""


class Cursor(NamedTuple):
    """A place in the order of events: that of one line. As a text it can be given out and back.

    at: keeps a line from being mistaken for one with the same numbers in an earlier database.
    """

    settles: int
    id: int
    at: datetime

    def __str__(self) -> str:
        return f"{self.settles:x}-{self.id:x}-{(self.at - _EPOCH) // _MICROSECOND:x}"


# Before all events.
START: Final = Cursor(0, 0, _EPOCH)


@dataclass(frozen=True, slots=True)
class Event:
    """One change. kind: one of `domain.programs.events.KINDS`.

    coach_id, person_id: whom it concerns beside the business: the coach, and the customer or the
    person who changed something of their own. facts: JSON values: the action in the audit log, and
    if known status, version, start, and the ids of coach, customer, service, session and series.
    """

    cursor: Cursor
    kind: str
    subject_id: int
    coach_id: int | None
    person_id: int | None
    facts: Mapping[str, Any]

    @property
    def at(self) -> datetime:
        """When it was done, UTC."""
        return self.cursor.at


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events, oldest first. cursor: where to go on; not every line that was read is an event.

    lines: how many were read. people, keys: the people and API keys that any of them is about,
    published or not.
    """

    events: Sequence[Event]
    cursor: Cursor
    is_last: bool
    lines: int = 0
    people: frozenset[int] = frozenset()
    keys: frozenset[int] = frozenset()


def cursor_of(text: str) -> Cursor | None:
    """The cursor in this text; None if it is not one."""
    if _TEXT.fullmatch(text) is None:
        return None
    settles, id_, micros = (int(part, 16) for part in text.split("-"))
    if max(settles, id_) > _LARGEST:
        return None
    try:
        return Cursor(settles, id_, _EPOCH + micros * _MICROSECOND)
    except OverflowError:
        return None


async def read_after(reader: Reader, cursor: Cursor, limit: int) -> EventPage | None:
    """What came after the line at the cursor, among the next `limit` lines.

    None if that line is not there: the database was restored, or has lost commits. What came after
    it is unknown, and the reader has to look at everything again.
    """
    rows = await reader.fetch(AFTER, cursor.settles, cursor.id, limit + 1)
    if cursor != START:
        if not rows or Cursor(*rows[0][:3]) != cursor:
            return None
        rows = rows[1:]
    rows = rows[:limit]
    events = [event for row in rows if (event := _event(row)) is not None]
    reached = Cursor(*rows[-1][:3]) if rows else cursor
    people, keys = (
        frozenset(row[5] for row in rows if row[4] == entity) for entity in ("person", "api_key")
    )
    return EventPage(
        events, reached, is_last=len(rows) < limit, lines=len(rows), people=people, keys=keys
    )


async def newest(reader: Reader) -> Cursor:
    """The newest readable line; START if there is none."""
    rows = await reader.fetch(NEWEST)
    return Cursor(*rows[0]) if rows else START


def _event(row: Cells) -> Event | None:
    action, entity, entity_id, actor_id, coach_id = row[3:8]
    starts_at, version, customer_id, service_id, session_id, series_id, about_id = row[12:]
    *_, is_ = states = row[8:12]
    kind = kind_of(LoggedChange(action, entity, *states))
    if kind is None:
        return None
    facts = {
        "action": action,
        "status": is_,
        "version": version,
        "starts_at": starts_at,
        "coach_id": coach_id,
        "customer_id": customer_id,
        "service_id": service_id,
        "session_id": session_id,
        "series_id": series_id,
        "appointment_id": about_id if entity == "message" else None,
    }
    return Event(
        Cursor(*row[:3]),
        kind,
        entity_id,
        coach_id,
        entity_id if entity == "person" and actor_id == entity_id else customer_id,
        {name: value for name, value in facts.items() if value is not None},
    )
