"""Coaches' calendars: what is in them, what blocks them, and what time has overtaken.

Conditions on the status are written into the statements as text: a partial index is of no use to a
prepared statement that only learns the status when it runs.
"""

from collections.abc import Sequence
from datetime import datetime

import asyncpg
from sqlalchemy import ARRAY, BigInteger, and_, bindparam, distinct, func, or_, select, text
from sqlalchemy.dialects.postgresql import TSTZRANGE

from domain.appointments.appointment import Appointment
from storage.appointments.appointment_rows import SELECT, A, of_row
from storage.appointments.busy_spans import (
    BlockedSpans,
    by_coach,
    packed_spans,
    packed_spans_by_coach,
)
from storage.prepared import PreparedStatement
from storage.tables.appointments import OPEN, appointments
from storage.transactions import Reader, Writer

_COACHES = bindparam("coaches", type_=ARRAY(BigInteger))
# Whose claim overlaps the span: the appointment's own, or that of the session in which it is a
# seat.
_MEETING = text(
    """
    (appointments.coach_id, appointments.id) IN (
        SELECT resource_id, holder_id FROM claims
        WHERE resource_id = :coach AND span && :span
        UNION ALL
        SELECT a.coach_id, a.id FROM claims c
            JOIN appointments a ON a.coach_id = c.resource_id AND a.session_id = c.holder_id
        WHERE c.resource_id = :coach AND c.span && :span AND c.reason = 'session'
    )
    """
).bindparams(bindparam("coach", type_=BigInteger), bindparam("span", type_=TSTZRANGE))
_BEGINS_BETWEEN = and_(A.starts_at >= bindparam("start"), A.starts_at < bindparam("end"))
_OF_COACH = SELECT.where(A.coach_id == bindparam("coach")).order_by(A.starts_at)

_AGENDA = PreparedStatement(
    _OF_COACH.where(
        _BEGINS_BETWEEN, text("status IN ('held', 'pending', 'confirmed', 'completed', 'no_show')")
    )
)
_NEXT = PreparedStatement(_OF_COACH.where(OPEN, A.starts_at >= bindparam("since")).limit(1))
_REQUESTS = PreparedStatement(
    _OF_COACH.where(
        or_(
            text("status = 'pending'"),
            and_(
                A.suggested.is_not(None),
                A.offer_version == A.version,
                A.offer_until > bindparam("now"),
            ),
        ),
        OPEN,
    )
)
_HIT = PreparedStatement(
    _OF_COACH.where(OPEN, _MEETING, A.starts_at < bindparam("end"), A.ends_at > bindparam("start"))
)
_BUSY = packed_spans_by_coach(
    "unnest($1::bigint[]) c (id)",
    "$2::timestamptz",
    "$3::timestamptz",
    "$5::timestamptz",
    "holder_id IS DISTINCT FROM $4::bigint",
)
_BLOCKED = f"""
SELECT b.catalogue_version, taken.spans
FROM business b CROSS JOIN LATERAL ({
    packed_spans(
        "$1::bigint",
        "$2::timestamptz",
        "$3::timestamptz",
        "$4::timestamptz",
        "holder_id IS DISTINCT FROM $5::bigint",
    )
}) taken (spans)
WHERE b.id = 1
"""
_LOADS = PreparedStatement(
    # A group is one session, however many seats it has.
    select(A.coach_id, func.count(distinct(func.coalesce(A.session_id, A.id))))
    .where(A.coach_id == func.any(_COACHES), OPEN, _BEGINS_BETWEEN)
    .group_by(A.coach_id)
)
# Several replicas look at the same time: each takes what no other has locked. Seats of groups come
# session by session: their rows are written in one order.
_OVERTAKEN = (
    SELECT.order_by(A.starts_at, A.coach_id)
    .limit(bindparam("limit"))
    .with_for_update(of=appointments, key_share=True, skip_locked=True)
)
_UNANSWERED = PreparedStatement(
    _OVERTAKEN.where(
        or_(
            and_(text("status = 'pending'"), A.starts_at <= bindparam("now")),
            and_(
                text("status = 'held'"),
                or_(A.held_until <= bindparam("now"), A.starts_at <= bindparam("now")),
            ),
        ),
        OPEN,
    )
)
_ENDED = PreparedStatement(
    _OVERTAKEN.where(
        text("status = 'confirmed'"),
        OPEN,
        A.starts_at < bindparam("now"),
        A.ends_at <= bindparam("now"),
    )
)


async def agenda(
    reader: Reader, coach_id: int, start: datetime, end: datetime
) -> list[Appointment]:
    """Sessions that stand or took place and begin in `[start, end)`, in order."""
    rows = await _AGENDA.rows(reader, coach=coach_id, start=start, end=end)
    return [of_row(row) for row in rows]


async def next_session(reader: Reader, coach_id: int, since: datetime) -> Appointment | None:
    """The first standing session that begins at this instant or later."""
    row = await _NEXT.row(reader, coach=coach_id, since=since)
    return None if row is None else of_row(row)


async def requests(reader: Reader, coach_id: int, now: datetime) -> list[Appointment]:
    """What waits for the coach's answer, soonest first: requests, and suggested times."""
    rows = await _REQUESTS.rows(reader, coach=coach_id, now=now)
    return [of_row(row) for row in rows]


async def hit_by(
    reader: Reader, coach_id: int, start: datetime, end: datetime
) -> list[Appointment]:
    """Open sessions that overlap `[start, end)`, in order. Their buffers do not count."""
    span = asyncpg.Range(start, end)
    rows = await _HIT.rows(reader, coach=coach_id, span=span, start=start, end=end)
    return [of_row(row) for row in rows]


async def busy(
    reader: Reader,
    coach_ids: Sequence[int],
    start: datetime,
    end: datetime,
    *,
    without: int | None = None,
    now: datetime | None = None,
) -> dict[int, BlockedSpans]:
    """What blocks each coach in `[start, end)`: spans with their buffers, in no order.

    Coaches with nothing are left out. without: an appointment that does not count. now: holds that
    have expired by then block nothing; if None, all holds block.
    """
    [[coaches, spans]] = await reader.fetch(_BUSY, list(coach_ids), start, end, without, now)
    return by_coach(coaches, spans)


async def busy_with_version(
    reader: Reader,
    coach_id: int,
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    without: int | None = None,
) -> tuple[int, BlockedSpans]:
    """What blocks one coach, and the version of the catalogue, at the same moment: for decisions.

    The rest is as for `busy`.
    """
    [[version, spans]] = await reader.fetch(_BLOCKED, coach_id, start, end, now, without)
    return version, BlockedSpans(spans or b"")


async def load_counts(
    reader: Reader, coach_ids: Sequence[int], start: datetime, end: datetime
) -> dict[int, int]:
    """How many open sessions of each coach begin in `[start, end)`, zero included."""
    rows = await _LOADS.rows(reader, coaches=list(coach_ids), start=start, end=end)
    counts = {row[0]: row[1] for row in rows}
    return dict.fromkeys(coach_ids, 0) | counts


async def unanswered_requests(writer: Writer, now: datetime, limit: int) -> list[Appointment]:
    """Requests not answered before their start and holds that ran out, locked."""
    rows = await _UNANSWERED.rows(writer, now=now, limit=limit)
    return [of_row(row) for row in rows]


async def ended_sessions(writer: Writer, now: datetime, limit: int) -> list[Appointment]:
    """Confirmed sessions that are over, locked."""
    rows = await _ENDED.rows(writer, now=now, limit=limit)
    return [of_row(row) for row in rows]
