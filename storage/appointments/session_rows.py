"""Reading group sessions, who is in them, and which are over."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, bindparam, func, select, text

from domain.appointments.appointment import Appointment
from domain.groups.group import GroupSession, GroupState
from storage.appointments.appointment_rows import SELECT, A, of_row
from storage.prepared import PreparedStatement
from storage.tables.appointments import appointments
from storage.tables.claims import STANDING, sessions
from storage.transactions import Cells, Reader, Writer

S = sessions.c
_COACHES = bindparam("coaches", type_=ARRAY(BigInteger))
_SELECT = select(*(S[field.name] for field in fields(GroupSession)))
_BY_ID = _SELECT.where(S.id == bindparam("id"))
_PLAIN = PreparedStatement(_BY_ID)
_LOCKED = PreparedStatement(_BY_ID.with_for_update(key_share=True))
_AT = PreparedStatement(
    _SELECT.where(S.coach_id == bindparam("coach"), S.starts_at == bindparam("start"), STANDING)
)
_BETWEEN = (S.starts_at >= bindparam("start"), S.starts_at < bindparam("end"))
_STANDING = PreparedStatement(
    _SELECT.where(S.coach_id == func.any(_COACHES), *_BETWEEN, STANDING).order_by(S.starts_at)
)
_AGENDA = PreparedStatement(
    _SELECT.where(
        S.coach_id == bindparam("coach"), *_BETWEEN, text("state IN ('open', 'closed', 'over')")
    ).order_by(S.starts_at)
)
_COMING = PreparedStatement(
    _SELECT.where(
        S.service_id == bindparam("service"), S.starts_at > bindparam("now"), STANDING
    ).order_by(S.starts_at, S.id)
)
# Who has a place in it, or had one until its end.
_SEATS = SELECT.where(
    A.coach_id == bindparam("coach"),
    A.session_id == bindparam("session"),
    text("session_id IS NOT NULL"),
    text("status IN ('held', 'pending', 'confirmed', 'completed', 'no_show')"),
).order_by(A.id)
_SEATS_READ = PreparedStatement(_SEATS)
_SEATS_LOCKED = PreparedStatement(_SEATS.with_for_update(of=appointments, key_share=True))
_SEATED = """
SELECT session_id FROM appointments
WHERE customer_id = $1 AND starts_at >= $2 AND starts_at < $3 AND session_id IS NOT NULL
    AND status IN ('held', 'pending', 'confirmed') AND id IS DISTINCT FROM $4::bigint
"""
# Several replicas look at the same time: each takes what no other has locked.
_END = """
WITH ended AS (
    SELECT coach_id, id FROM sessions WHERE state IN ('open', 'closed') AND ends_at <= $1
    ORDER BY ends_at, coach_id LIMIT $2::int FOR NO KEY UPDATE SKIP LOCKED
), over AS (
    UPDATE sessions s SET state = 'over', version = version + 1 FROM ended e
    WHERE s.coach_id = e.coach_id AND s.id = e.id
), released AS (
    DELETE FROM claims c USING ended e WHERE (c.resource_id = e.coach_id AND c.holder_id = e.id)
        OR (c.holder_id = e.id AND c.nr > 0)
)
SELECT count(*) FROM ended
"""
# Standing ones: as many places as the service has now, and never fewer than are taken. With a
# single place, no session stays open waiting for somebody.
_RESIZE = """
WITH resized AS (
    UPDATE sessions SET capacity = greatest(taken, $2::int), version = version + 1,
        by_hand = by_hand AND $2::int > 1,
        state = CASE WHEN taken = 0 AND $2::int = 1 THEN 'empty' ELSE state END
    WHERE service_id = $1 AND starts_at > $3 AND state IN ('open', 'closed')
    RETURNING coach_id, id, state, taken
), released AS (
    DELETE FROM claims c USING resized r WHERE r.state = 'empty'
        AND ((c.resource_id = r.coach_id AND c.holder_id = r.id)
            OR (c.holder_id = r.id AND c.nr > 0))
)
SELECT count(*) FILTER (WHERE taken > $2::int) FROM resized
"""


async def by_id(reader: Reader, session_id: int, *, lock: bool = False) -> GroupSession | None:
    """The session with this id. lock: other transactions that write it wait for this one."""
    row = await (_LOCKED if lock else _PLAIN).row(reader, id=session_id)
    return None if row is None else _of_row(row)


async def at(reader: Reader, coach_id: int, start: datetime) -> GroupSession | None:
    """A coach's standing session that begins at exactly this instant."""
    row = await _AT.row(reader, coach=coach_id, start=start)
    return None if row is None else _of_row(row)


async def standing(
    reader: Reader, coach_ids: Sequence[int], start: datetime, end: datetime
) -> list[GroupSession]:
    """Coaches' standing sessions that begin in `[start, end)`, soonest first."""
    rows = await _STANDING.rows(reader, coaches=list(coach_ids), start=start, end=end)
    return [_of_row(row) for row in rows]


async def agenda(
    reader: Reader, coach_id: int, start: datetime, end: datetime
) -> list[GroupSession]:
    """A coach's sessions that stand or took place and begin in `[start, end)`, in order."""
    rows = await _AGENDA.rows(reader, coach=coach_id, start=start, end=end)
    return [_of_row(row) for row in rows]


async def coming(reader: Reader, service_id: int, now: datetime) -> list[GroupSession]:
    """All standing sessions of a service that have not begun, soonest first."""
    return [_of_row(row) for row in await _COMING.rows(reader, service=service_id, now=now)]


async def seats(reader: Reader, session: GroupSession, *, lock: bool = False) -> list[Appointment]:
    """Who has a place in it, or had one until its end, in the order in which they came.

    lock: other transactions that write them wait for this one.
    """
    statement = _SEATS_LOCKED if lock else _SEATS_READ
    rows = await statement.rows(reader, coach=session.coach_id, session=session.id)
    return [of_row(row) for row in rows]


async def ids_of_customer(
    reader: Reader,
    customer_id: int,
    start: datetime,
    end: datetime,
    *,
    without: int | None = None,
) -> frozenset[int]:
    """The sessions in which this customer has a seat and which begin in `[start, end)`.

    without: one that does not count.
    """
    rows = await reader.fetch(_SEATED, customer_id, start, end, without)
    return frozenset(int(session_id) for [session_id] in rows)


async def end_past(writer: Writer, now: datetime, limit: int) -> int:
    """Ends sessions whose time has passed, and releases their claims; how many."""
    [[count]] = await writer.fetch(_END, now, limit)
    return int(count)


async def resize(writer: Writer, service_id: int, capacity: int, now: datetime) -> int:
    """Sets the number of places in a service's upcoming sessions; in how many more are taken."""
    [[fuller]] = await writer.fetch(_RESIZE, service_id, capacity, now)
    return int(fuller)


def _of_row(row: Cells) -> GroupSession:
    cells = dict(zip((field.name for field in fields(GroupSession)), row, strict=True))
    cells |= {
        "state": GroupState(cells["state"]),
        "resource_ids": tuple(cells["resource_ids"] or ()),
    }
    return GroupSession(**cells)
