"""Series: sessions that repeat. Each date of one is an appointment, found here by its series."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam

from domain.appointment import Appointment
from domain.series import Rhythm, Unit
from storage.appointment_rows import SELECT, A, of_row
from storage.prepared import Prepared
from storage.tables.appointments import appointments
from storage.transactions import Reader, Writer

_ADD: Final = """
INSERT INTO series (coach_id, customer_id, service_id, unit, every, created_at)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
"""
_RHYTHM: Final = "SELECT unit, every FROM series WHERE coach_id = $1 AND id = $2"
_JOIN: Final = """
UPDATE appointments SET series_id = $3, series_nr = $4, series_of = $5
WHERE coach_id = $1 AND id = $2
"""
# In one order, so that two who lock them wait for each other at the first.
_DATES = SELECT.where(
    A.coach_id == bindparam("coach"), A.series_id == bindparam("series")
).order_by(A.id)
_READ = Prepared(_DATES)
_LOCKED = Prepared(_DATES.with_for_update(of=appointments, key_share=True))


async def add(
    writer: Writer,
    *,
    coach_id: int,
    customer_id: int,
    service_id: int,
    rhythm: Rhythm,
    now: datetime,
) -> int:
    """A new series, without dates yet; its id."""
    [[series_id]] = await writer.fetch(
        _ADD, coach_id, customer_id, service_id, rhythm.unit.value, rhythm.every, now
    )
    return int(series_id)


async def join(writer: Writer, appointment: Appointment, series_id: int, nr: int, of: int) -> None:
    """Make what stands already a date of a series. Not a new version: nothing of it changes."""
    await writer.fetch(_JOIN, appointment.coach_id, appointment.id, series_id, nr, of)


async def rhythm(reader: Reader, coach_id: int, series_id: int) -> Rhythm:
    """By which rhythm the series was begun."""
    [[unit, every]] = await reader.fetch(_RHYTHM, coach_id, series_id)
    return Rhythm(Unit(unit), every)


async def dates(
    reader: Reader, coach_id: int, series_id: int, *, lock: bool = False
) -> list[Appointment]:
    """All that is or was a date of the series, by time. lock: as of `appointments.by_id`."""
    statement = _LOCKED if lock else _READ
    found = [of_row(row) for row in await statement.rows(reader, coach=coach_id, series=series_id)]
    return sorted(found, key=lambda a: (a.starts_at, a.id))
