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

REACH = timedelta(days=2)  # a session that began this long ago may still be running


@dataclass(frozen=True, slots=True)
class Week:
    """A week on the clock of its coach. monday: its first day.

    next_session: the first session after it, looked up only if the week is empty. now: UTC.
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
    """The week starting on a day; what blocked time is for only its coach is told. Raises NotFound,
    NotAllowed."""
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
        # What blocked time is for is the coach's own business.
        own = actor.coach_id == coach.id and any(one.block for one in coach.leaves)
        noted = await leave.with_notes(reader, coach) if own else coach
        rows = entries(noted, catalogue.closures, blocked, sessions, monday, epoch(now))
        later = max(end, now)
        none = not any(entry.of for entry in rows)
        next_session = await calendar.next_session(reader, coach.id, later) if none else None
    return Week(coach, monday, now, rows, next_session)
