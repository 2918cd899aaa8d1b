"""A coach's week, for the coach and the team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.appointments.appointment import Appointment
from domain.appointments.week import Entry, entries, window_of
from domain.groups.group import GroupSession
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue, Coach
from domain.time.spans import epoch, moment
from storage.appointments import calendar, session_rows
from storage.transactions import Database
from storage.working_hours import leave

REACH = timedelta(days=2)  # a session that began so long before may last until now


@dataclass(frozen=True, slots=True)
class Week:
    """A week on the clock of its coach. monday: its first day.

    next_session: the first session after it, looked for only where there is none in it. now: UTC.
    """

    coach: Coach
    monday: date
    now: datetime
    entries: Sequence[Entry]
    next_session: Appointment | None = None


async def of_coach(
    database: Database,
    catalogue: Catalogue,
    coach: Coach,
    monday: date,
    *,
    actor: Actor,
    now: datetime,
) -> Week:
    """The week that begins on a day; what time is kept for is told its coach alone. Raises
    NotFound, NotAllowed."""
    actor.require(Permission.SESSIONS)
    if actor.answering(coach.id) != coach.id:
        raise NotFound
    start, end = (moment(instant) for instant in window_of(monday, coach))
    async with database.read() as reader:
        alone = await calendar.agenda(reader, coach.id, start - REACH, end)
        groups = await session_rows.agenda(reader, coach.id, start - REACH, end)
        busy = await calendar.busy(reader, [coach.id], start, end, now=now)
        sessions: list[Appointment | GroupSession] = [a for a in alone if a.session_id is None]
        sessions += groups
        blocked = busy.get(coach.id, ())
        # What time is kept for is nobody's business but the coach's.
        own = actor.coach_id == coach.id and any(one.block for one in coach.leaves)
        noted = await leave.with_notes(reader, coach) if own else coach
        rows = entries(noted, catalogue.closures, blocked, sessions, monday, epoch(now))
        later = max(end, now)
        none = not any(entry.of for entry in rows)
        next_session = await calendar.next_session(reader, coach.id, later) if none else None
    return Week(coach, monday, now, rows, next_session)
