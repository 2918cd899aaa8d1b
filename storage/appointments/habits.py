"""A person's recent sessions, and those of the next weeks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from domain.appointments.habit import MOST_WEEKS, Visit
from storage.transactions import Reader

MOST: Final = 16  # of each
_AHEAD: Final = timedelta(weeks=MOST_WEEKS)
_VISITS = """
(SELECT id, service_id, coach_id, starts_at, wall_start, series_id FROM appointments
    WHERE customer_id = $1 AND starts_at <= $2 AND status IN ('confirmed', 'completed')
    ORDER BY starts_at DESC LIMIT $4)
UNION ALL
(SELECT id, service_id, coach_id, starts_at, wall_start, series_id FROM appointments
    WHERE customer_id = $1 AND starts_at > $2 AND starts_at <= $3
        AND status IN ('pending', 'confirmed')
    ORDER BY starts_at LIMIT $4)
"""


async def visits(reader: Reader, person_id: int, now: datetime) -> Sequence[Visit]:
    """Those that have begun, latest first, then upcoming ones; without any that are off or were
    missed."""
    rows = await reader.fetch(_VISITS, person_id, now, now + _AHEAD, MOST)
    return [Visit(*row) for row in rows]
