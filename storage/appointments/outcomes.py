"""What coaches say about their sessions: not a new version, as it is news to nobody else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, bindparam, text

from domain.appointments.appointment import Appointment, Status
from domain.time.spans import Span, moment
from storage.appointments.appointment_rows import SELECT, A, of_row
from storage.prepared import PreparedStatement
from storage.transactions import Reader, Writer

LONGEST: Final = timedelta(days=2)  # no session is this long
_BEGUN = "UPDATE appointments SET begun_at = $3, updated_at = $3 WHERE coach_id = $1 AND id = $2"
_SAID = "UPDATE appointments SET outcome_at = $3, updated_at = $3 WHERE coach_id = $1 AND id = $2"
_UNSAID = PreparedStatement(
    SELECT.where(
        and_(
            A.coach_id == bindparam("coach"),
            A.starts_at >= bindparam("start"),
            A.starts_at < bindparam("end"),
            A.ends_at > bindparam("since"),
            A.ends_at <= bindparam("until"),
        ),
        text("status IN ('confirmed', 'completed') AND begun_at IS NULL AND outcome_at IS NULL"),
    ).order_by(A.starts_at, A.id)
)

_COUNTS = """
SELECT status, count(*) FROM appointments
WHERE starts_at >= $1 AND starts_at < $2 AND ends_at > $3 AND ends_at <= $4
    AND status IN ('confirmed', 'completed') AND begun_at IS NULL AND outcome_at IS NULL
GROUP BY status
"""


async def set_begun(writer: Writer, session: Appointment, now: datetime) -> Appointment:
    """It is in progress. The row is locked."""
    await writer.fetch(_BEGUN, session.coach_id, session.id, now)
    return replace(session, begun_at=now)


async def set_said(writer: Writer, session: Appointment, now: datetime) -> Appointment:
    """Its coach has said what became of it. The row is locked."""
    await writer.fetch(_SAID, session.coach_id, session.id, now)
    return replace(session, outcome_at=now)


async def unsaid(
    reader: Reader, coach_id: int, since: datetime, until: datetime
) -> Sequence[Appointment]:
    """The sessions that ended in `(since, until]` without a word about them, in order."""
    # Limited to those that began not long before: an index has their starts.
    start = since - LONGEST
    rows = await _UNSAID.rows(
        reader, coach=coach_id, start=start, end=until, since=since, until=until
    )
    return [of_row(row) for row in rows]


async def unsaid_counts(
    reader: Reader, window: Span, since: datetime, until: datetime
) -> Mapping[Status, int]:
    """How many such sessions of all coaches start in a window (epoch seconds), by their state."""
    rows = await reader.fetch(_COUNTS, *map(moment, window), since, until)
    return {Status(status): count for status, count in rows}
