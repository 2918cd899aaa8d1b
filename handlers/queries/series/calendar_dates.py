"""The dates of a series for a calendar."""

from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.refusals import AlreadyDecided
from domain.roles import Actor
from handlers.queries.appointments.sessions import confirmed
from handlers.queries.series import series
from storage.transactions import Database


async def for_calendar(
    database: Database, appointment_id: int, *, actor: Actor, now: datetime
) -> list[Appointment]:
    """The upcoming confirmed dates of this date's series, at least one. Raises AlreadyDecided if
    there is none, NotFound as `series.of`."""
    view = await series.of(database, appointment_id, actor=actor)
    dates = confirmed(view.ahead(now))
    if not dates:
        raise AlreadyDecided(view.appointment.id, view.appointment.status)
    return dates
