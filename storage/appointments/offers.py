"""Offers of other times: what they hold, how many there are, and which of them have lapsed.

An offer is in its appointment's row, and what it holds are further claims of that appointment: a
search that ignores an appointment ignores its offers, and whatever releases it releases them. They
expire with the offer. A trigger removes them on any other change of the appointment.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import asyncpg
from sqlalchemy import and_, bindparam, or_, text

from domain.appointments.appointment import Appointment
from domain.appointments.claims import ClaimReason
from domain.services.service import Service
from domain.time.spans import Span, epoch, moment
from storage.appointments import claims, resources
from storage.appointments.appointment_rows import SELECT, A, blocked_by, of_row
from storage.appointments.resources import ResourceUnits
from storage.prepared import PreparedStatement
from storage.tables.appointments import ASKED, AWAITED, OFFERING, OPEN, appointments
from storage.transactions import Reader, Writer

# An offer's claims are numbered from here, those of an appointment's rooms below.
FIRST = 100

_EXPIRED = """
DELETE FROM claims USING unnest($2::tstzrange[]) kept (span)
WHERE claims.resource_id = $1 AND claims.span && kept.span AND claims.expires_at <= $3
"""
_HOLD = f"""
INSERT INTO claims (resource_id, holder_id, nr, span, reason, created_at, expires_at)
SELECT $1, $2, {FIRST} + nr, span, 'proposal', $4, $5
FROM unnest($3::tstzrange[]) WITH ORDINALITY kept (span, nr) ORDER BY nr
ON CONFLICT ON CONSTRAINT claims_no_overlap DO NOTHING RETURNING nr
"""
_ON_OFFER = """
SELECT coalesce(sum(cardinality(proposed) + coalesce(cardinality(suggested), 0)), 0)
FROM appointments
WHERE coach_id = $1 AND id <> $2 AND offer_until > $3 AND offer_version = version
    AND status IN ('pending', 'confirmed') AND rescue_id IS NULL
"""
_MINUTES = "SELECT offer_minutes, answer_minutes FROM business WHERE id = 1"
# Like `calendar.ended_sessions`: each replica takes what no other has locked, series date by date.
_DUE = (
    SELECT.limit(bindparam("limit"))
    .order_by(A.starts_at, A.coach_id)
    .with_for_update(of=appointments, key_share=True, skip_locked=True)
)
# A lapsed request takes its offer with it: a look that finds it locked leaves it.
_STAYS = and_(
    text("status = 'pending'"),
    or_(A.answer_by <= bindparam("now"), A.starts_at <= bindparam("now")),
).is_not(text("true"))
_LAPSED = PreparedStatement(
    _DUE.where(
        *(OFFERING, A.offer_until <= bindparam("now"), A.offer_version == A.version),
        *(_STAYS, OPEN),
    )
)
_UNDECIDED = PreparedStatement(
    _DUE.where(
        *(ASKED, A.asked_until <= bindparam("now"), A.asked_version == A.version),
        *(_STAYS, OPEN),
    )
)
_QUESTIONS = PreparedStatement(
    SELECT.where(
        ASKED,
        A.asked_coach_id == bindparam("coach"),
        A.asked_until > bindparam("now"),
        A.asked_version == A.version,
        A.starts_at > bindparam("now"),
        OPEN,
    ).order_by(A.starts_at, A.id)
)
_OVERDUE = PreparedStatement(
    _DUE.where(
        AWAITED,
        A.answer_by <= bindparam("now"),
        A.starts_at > bindparam("now"),
        # While an offer is open, the request waits for its reader.
        and_(A.offer_version == A.version, A.offer_until > bindparam("now")).is_not(text("true")),
        OPEN,
    )
)


class AnswerTimeouts(NamedTuple):
    """How long (minutes) other times are on offer, and a request waits for its coach."""

    offer: int
    answer: int


async def answer_timeouts(reader: Reader) -> AnswerTimeouts:
    """The business's settings for both."""
    [row] = await reader.fetch(_MINUTES)
    return AnswerTimeouts(*row)


async def on_offer(reader: Reader, coach_id: int, now: datetime, *, without: int) -> int:
    """How many of a coach's times are on offer, in either direction. Those of a rescue do not
    count. without: an appointment whose offer does not count."""
    [[count]] = await reader.fetch(_ON_OFFER, coach_id, without, now)
    return int(count)


def blocked_span(service: Service, starts_at: datetime) -> Span:
    """What a session of this service would block, epoch seconds."""
    return _span(blocked_by(service, starts_at))


async def own(reader: Reader, appointment: Appointment) -> list[Span]:
    """What an appointment has of its coach's time, apart from its offers."""
    span = await claims.span_of(reader, appointment.coach_id, appointment.id)
    return [] if span is None else [_span(span)]


async def hold(
    writer: Writer,
    of: Appointment,
    spans: Sequence[Span],
    *,
    until: datetime,
    now: datetime,
    coach_id: int | None = None,
) -> bool:
    """Hold its coach's time for an appointment without an offer; whether all of it was free.

    coach_id: another coach's time, None for its own coach's.

    spans: in order, none overlaps another, or the appointment's own. If not all are free, some may
    be rows: the transaction must be rolled back. Requires that coach's `movers_turn`.
    """
    ranges = list(map(_range, spans))
    if not ranges:
        return True
    whose = coach_id or of.coach_id
    await writer.fetch(_EXPIRED, whose, ranges, now)
    rows = await writer.fetch(_HOLD, whose, of.id, ranges, now, until)
    return len(rows) == len(ranges)


async def hold_rooms(
    writer: Writer,
    of: Appointment,
    rooms: Sequence[tuple[ResourceUnits, Sequence[Span]]],
    *,
    until: datetime,
    now: datetime,
) -> None:
    """Hold units of locked rooms and devices, each over these spans.

    Raises ResourceOccupied, like `resources.take`.
    """
    number = FIRST
    for room, spans in rooms:
        for span in map(_range, spans):
            await resources.take(
                writer,
                [room],
                span,
                holder_id=of.id,
                reason=ClaimReason.PROPOSAL,
                now=now,
                until=until,
                after=number,
            )
            number += room.units


def _span(span: asyncpg.Range) -> Span:
    return epoch(span.lower), epoch(span.upper)


def _range(span: Span) -> asyncpg.Range:
    return asyncpg.Range(moment(span[0]), moment(span[1]))


async def with_lapsed_offer(writer: Writer, now: datetime, limit: int) -> list[Appointment]:
    """Appointments with an offer that nobody answered in time, locked."""
    return [of_row(row) for row in await _LAPSED.rows(writer, now=now, limit=limit)]


async def with_lapsed_handover(writer: Writer, now: datetime, limit: int) -> list[Appointment]:
    """Appointments that a colleague was asked to take over but did not answer in time; locked."""
    return [of_row(row) for row in await _UNDECIDED.rows(writer, now=now, limit=limit)]


async def questions(reader: Reader, coach_id: int, now: datetime) -> list[Appointment]:
    """The sessions of others that this coach is asked to take over now, soonest first."""
    return [of_row(row) for row in await _QUESTIONS.rows(reader, coach=coach_id, now=now)]


async def overdue(writer: Writer, now: datetime, limit: int) -> list[Appointment]:
    """Requests for upcoming times that their coach has not answered in time, locked."""
    return [of_row(row) for row in await _OVERDUE.rows(writer, now=now, limit=limit)]
