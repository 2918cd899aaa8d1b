"""The sessions that a customer has had with one coach."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from domain.appointments.appointment import Appointment, Status
from domain.appointments.history import VisitCounts
from storage.field_columns import columns_of
from storage.transactions import Reader


class PastSession(NamedTuple):
    """A session that is over or off, and how it ended. starts_at: UTC."""

    id: int
    starts_at: datetime
    service_title: str
    status: Status


_STANDING = """
SELECT count(*) FILTER (
        WHERE status IN ('confirmed', 'completed') AND (starts_at, id) < ($3::timestamptz, $4)
    ),
    count(*) FILTER (WHERE status = 'no_show'),
    (SELECT note FROM customer_notes WHERE coach_id = $1 AND person_id = $2 AND $5::boolean)
FROM appointments WHERE customer_id = $2 AND coach_id = $1
"""
_PAST = f"""
SELECT {columns_of(PastSession)} FROM appointments
WHERE customer_id = $2 AND coach_id = $1 AND (
    status IN ('completed', 'no_show', 'cancelled') OR status = 'confirmed' AND starts_at <= $3
)
ORDER BY starts_at DESC, id DESC LIMIT $4 OFFSET $5
"""


async def visit_counts(reader: Reader, session: Appointment) -> VisitCounts:
    """Their visits before this session, and all they ever missed."""
    return (await visit_counts_and_note(reader, session, note=False))[0]


async def visit_counts_and_note(
    reader: Reader, session: Appointment, *, note: bool
) -> tuple[VisitCounts, str | None]:
    """The same with the coach's note about them. note: whether it is wanted."""
    pair = session.coach_id, session.customer_id
    [[earlier, missed, note_text]] = await reader.fetch(
        _STANDING, *pair, session.starts_at, session.id, note
    )
    return VisitCounts(earlier, missed), note_text


async def past(
    reader: Reader,
    coach_id: int,
    customer_id: int,
    now: datetime,
    *,
    limit: int,
    offset: int = 0,
) -> Sequence[PastSession]:
    """Sessions of the two that took place, are running, were missed or cancelled; latest first."""
    rows = await reader.fetch(_PAST, coach_id, customer_id, now, limit, offset)
    sessions = [PastSession(*row) for row in rows]
    return [one._replace(status=Status(one.status)) for one in sessions]
