"""Series: sessions that repeat. Each date is an appointment, found here by its series."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam

from domain.appointments.appointment import Appointment
from domain.series.series import Rhythm, Unit
from storage.appointments.appointment_rows import SELECT, A, of_row
from storage.prepared import PreparedStatement
from storage.tables.appointments import appointments
from storage.transactions import Reader, Writer

_ADD: Final = """
INSERT INTO series (coach_id, customer_id, service_id, unit, every, created_at, look_at, times)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7) RETURNING id
"""
_RHYTHM: Final = "SELECT unit, every FROM series WHERE coach_id = $1 AND id = $2"
_JOIN: Final = """
UPDATE appointments SET series_id = $3, series_nr = $4, series_of = $5
WHERE coach_id = $1 AND id = $2
"""
_TIMES: Final = "SELECT times FROM series WHERE coach_id = $1 AND id = $2"
_EXTEND: Final = """
WITH longer AS (
    UPDATE appointments SET series_of = $3::int WHERE coach_id = $1 AND series_id = $2
)
UPDATE series SET look_at = $5::timestamptz, times = coalesce(times, $4::int)
WHERE coach_id = $1 AND id = $2
"""
# Several replicas look at the same time: each takes what no other has locked.
_DUE: Final = """
SELECT coach_id, id FROM series WHERE look_at <= $1
ORDER BY look_at LIMIT $2::int FOR NO KEY UPDATE SKIP LOCKED
"""
_LOOK_AGAIN: Final = "UPDATE series SET look_at = $3 WHERE coach_id = $1 AND id = $2"
# In one order, so that two who lock them wait for each other at the first.
_DATES = SELECT.where(
    A.coach_id == bindparam("coach"), A.series_id == bindparam("series")
).order_by(A.id)
_READ = PreparedStatement(_DATES)
_LOCKED = PreparedStatement(_DATES.with_for_update(of=appointments, key_share=True))


async def add(
    writer: Writer,
    *,
    coach_id: int,
    customer_id: int,
    service_id: int,
    rhythm: Rhythm,
    now: datetime,
    times: int | None = None,
) -> int:
    """A new series, without dates yet; its id. times: how many it is to have."""
    [[series_id]] = await writer.fetch(
        _ADD, coach_id, customer_id, service_id, rhythm.unit.value, rhythm.every, now, times
    )
    return int(series_id)


async def extend(
    writer: Writer, coach_id: int, series_id: int, *, of: int, times: int, now: datetime
) -> None:
    """It now has this many dates, which is no news about any of them; and another end.

    times: how many it had at first, if that is not known.
    """
    await writer.fetch(_EXTEND, coach_id, series_id, of, times, now)


async def times(reader: Reader, coach_id: int, series_id: int) -> int | None:
    """How many dates were booked at first; None if unknown."""
    [[number]] = await reader.fetch(_TIMES, coach_id, series_id)
    return None if number is None else int(number)


async def due(writer: Writer, now: datetime, limit: int) -> list[tuple[int, int]]:
    """The series, each with its coach, whose end there may be something to say about; locked."""
    return [(coach, series) for coach, series in await writer.fetch(_DUE, now, limit)]


async def look_again(writer: Writer, coach_id: int, series_id: int, at: datetime | None) -> None:
    """When there may be more to say; None for never."""
    await writer.fetch(_LOOK_AGAIN, coach_id, series_id, at)


async def join(writer: Writer, appointment: Appointment, series_id: int, nr: int, of: int) -> None:
    """Make an existing appointment a date of a series. Not a new version: nothing else changes."""
    await writer.fetch(_JOIN, appointment.coach_id, appointment.id, series_id, nr, of)


async def rhythm(reader: Reader, coach_id: int, series_id: int) -> Rhythm:
    """The rhythm with which the series began."""
    [[unit, every]] = await reader.fetch(_RHYTHM, coach_id, series_id)
    return Rhythm(Unit(unit), every)


async def dates(
    reader: Reader, coach_id: int, series_id: int, *, lock: bool = False
) -> list[Appointment]:
    """All that is or was a date of the series, in order of time. lock: as in
    `appointments.by_id`."""
    statement = _LOCKED if lock else _READ
    sessions = [
        of_row(row) for row in await statement.rows(reader, coach=coach_id, series=series_id)
    ]
    return sorted(sessions, key=lambda a: (a.starts_at, a.id))
