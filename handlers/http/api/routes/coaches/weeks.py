"""A coach's week: hours, free times, sessions, leave, closed days."""

from datetime import datetime
from typing import Literal

from domain.appointments.appointment import Appointment
from domain.appointments.week import Entry, monday_of
from domain.appointments.week_layout import layout
from domain.groups.group import GroupSession
from domain.programs.scopes import Scope
from domain.refusals import NotAllowed, NotFound
from domain.services.display_zones import of_calendar
from domain.time.spans import epoch, moment
from handlers.http.api import fields
from handlers.http.api.call import Call
from handlers.http.api.files import PNG, Download, require_content
from handlers.http.api.route import route
from handlers.http.api.shapes import AnswerShape, Day, Id, RequestShape
from handlers.pictures import week as pictures
from handlers.pictures.drawing import draw_picture
from handlers.queries.coaches import coaches, weeks

EntryKind = Literal["hours", "free", "closed", "leave", "block", "session", "request", "group"]


class WeekEntry(AnswerShape):
    """An entry in a week. appointment_id, session_id: of what it is. label: whose session it is,
    what the group is for, or, for the coach alone, what the time is kept for."""

    kind: EntryKind
    start: datetime
    end: datetime
    label: str | None = None
    appointment_id: int | None = None
    session_id: int | None = None


class CoachWeek(AnswerShape):
    """A week from its Monday on, on the clock of `zone`; each kind in order. next_start: if the
    week has no session, when the next one starts."""

    coach_id: int
    zone: str
    monday: str
    entries: tuple[WeekEntry, ...]
    next_start: datetime | None = None


class WeekQuery(RequestShape):
    """Any day of the week; this week without one."""

    day: Day | None = None


class WeekPictureQuery(WeekQuery):
    """The same, and whether for a dark page."""

    dark: bool = False


@route("GET", "/coaches/{coach_id}/week", Scope.BOOKINGS_READ, refuses=(NotFound, NotAllowed))
async def read(call: Call, coach_id: Id, query: WeekQuery) -> CoachWeek:
    """Read a coach's week, as that coach or for the team."""
    week = await _week(call, coach_id, query)
    coach = week.coach
    return CoachWeek(
        coach_id=coach.id,
        zone=coach.zone,
        monday=week.monday.isoformat(),
        entries=tuple(_entry(call, one) for one in week.entries),
        next_start=week.next_session.starts_at.astimezone(call.zone) if week.next_session else None,
    )


@route(
    "GET",
    "/coaches/{coach_id}/week/picture",
    Scope.BOOKINGS_READ,
    refuses=(NotFound, NotAllowed),
    statuses=(503,),
    files=(PNG,),
)
async def picture(call: Call, coach_id: Id, query: WeekPictureQuery) -> Download:
    """Draw a coach's week, as that coach or for the team."""
    week = await _week(call, coach_id, query)

    def title_of(session: GroupSession) -> str:
        return call.catalogue.services[session.service_id].title

    placed = layout(week.entries, week.monday, week.coach.tz, epoch(call.now))
    zone = of_calendar(week.coach.zone)
    facts = pictures.facts(
        call.words, placed, week.monday, zone, call.now, title_of, dark=query.dark
    )
    name = f"week-{week.monday.isoformat()}.png"
    return Download(name, PNG, require_content(await draw_picture("week", facts)))


async def _week(call: Call, coach_id: int, query: WeekQuery) -> weeks.Week:
    coach = coaches.by_id(call.catalogue, coach_id, actor=call.actor)
    day = call.now.astimezone(coach.tz).date()
    if query.day is not None:
        day = fields.day(query.day, "day", fields.QUERY)
    return await weeks.of_coach(
        call.database,
        call.catalogue,
        coach,
        monday_of(day),
        actor=call.actor,
        now=call.now,
    )


def _entry(call: Call, one: Entry) -> WeekEntry:
    entry = WeekEntry(
        kind=one.kind.value,
        start=moment(one.start).astimezone(call.zone),
        end=moment(one.end).astimezone(call.zone),
        label=one.label or None,
    )
    if isinstance(one.of, Appointment):
        entry.appointment_id, entry.label = one.of.id, one.of.customer_name
    elif one.of is not None:
        service = call.catalogue.services.get(one.of.service_id)
        entry.session_id, entry.label = one.of.id, service.title if service else None
    return entry


ROUTES = (read, picture)
