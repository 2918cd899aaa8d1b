"""Which group's session a time is looked for, and which times are possible.

To open one, buttons name the service and the coach; to move one, the session and its version on the
screen.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.groups import group
from domain.groups.group import GroupSession
from domain.refusals import NoLongerOffered, NotFound
from domain.services.catalogue import Coach
from domain.services.display_zones import of_calendar
from domain.services.service import Service
from domain.services.service_choice import USUAL
from domain.starts.constraints import NONE
from domain.starts.occupancy import EVER, occupancy
from domain.text.field_text import FARTHEST_DAY
from domain.time.spans import epoch
from domain.working_hours.hours import day_span
from handlers.actions.appointments.seating import as_long_as
from handlers.buttons.coach_links import ShowGroup, ShowGroups
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Screen
from handlers.chat.frame.answers import Question
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.calendar import CalendarBounds, month_rows
from handlers.chat.parts.dates import days_of_month, within
from handlers.chat.parts.search import Search
from handlers.queries.groups import group_sessions as queries

WHEN = "group_session.when"


@button("gn")
class GroupMonth(Press):
    """Pick a day in the month of this day: for a new session of this service and coach, or, with
    those 0, for this session as it was at this version."""

    service: int
    coach: int
    session: int
    version: int
    month: date


@button("gd")
class GroupDay(Press):
    """Pick a time of this day; the rest as in `GroupMonth`. part: as in `day_rows`."""

    service: int
    coach: int
    session: int
    version: int
    day: date
    part: str = ""


@button("gt")
class ReviewGroup(Press):
    """The last look at this start (epoch minutes); the rest as in `GroupMonth`."""

    service: int
    coach: int
    session: int
    version: int
    start: int


@button("gk")
class SaveGroup(Press):
    """As reviewed."""

    service: int
    coach: int
    session: int
    version: int
    start: int


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """Which session gets a time. session: the one that moves, None for a new one."""

    service: Service
    coach: Coach
    session: GroupSession | None

    @property
    def of(self) -> tuple[int, int, int, int]:
        """The first fields of its buttons."""
        if self.session is None:
            return self.service.id, self.coach.id, 0, 0
        return 0, 0, self.session.id, self.session.version

    @property
    def facts(self) -> dict[str, int]:
        """The same for its question."""
        return dict(zip(("service", "coach", "session", "version"), self.of, strict=True))

    @property
    def back(self) -> Press:
        """Where it began."""
        return ShowGroup(self.session.id) if self.session else ShowGroups(self.service.id)


async def plan_of(turn: Turn, press: GroupMonth | GroupDay | ReviewGroup | SaveGroup) -> GroupPlan:
    """What a button is about. Raises as `resolve_plan`."""
    return await resolve_plan(turn, press.service, press.coach, press.session, press.version)


async def resolve_plan(
    turn: Turn, service_id: int, coach_id: int, session_id: int = 0, version: int = 0
) -> GroupPlan:
    """What the first fields of a button mean. Raises the refusal that keeps it from being opened or
    moved."""
    if session_id:
        whole = await queries.as_shown(
            turn.database, session_id, version, actor=turn.actor, now=turn.now
        )
        session = whole.session
        coach = turn.catalogue.coaches[session.coach_id]
        service = turn.catalogue.service_for(session.service_id, coach, USUAL)
        return GroupPlan(as_long_as(session, service), coach, session)
    coach_ = turn.catalogue.coaches.get(coach_id)
    if coach_ is None or turn.actor.answering(coach_id) != coach_id:
        raise NotFound
    service = turn.catalogue.service_for(service_id, coach_, USUAL)
    if not service.for_groups or service.id not in coach_.service_ids:
        raise NoLongerOffered
    return GroupPlan(service, coach_, None)


def month_question(turn: Turn, plan: GroupPlan, month: date) -> Question:
    """Ask on which day; or day and time, typed."""
    words, days = turn.words, bounds(turn, plan)
    month = within(month, days)
    rows = month_rows(
        words,
        month,
        days,
        days_of_month(month, days),
        lambda day: GroupDay(*plan.of, day),
        lambda other: GroupMonth(*plan.of, other),
    )
    example = f"{(days.first + timedelta(weeks=4)).isoformat()} 18:00"
    text = words.text(
        "group_session.choose_day" if plan.session is None else "group_session.choose_other_day",
        service=plan.service.title,
        coach=plan.coach.name,
        zone=words.zone(plan.coach.zone),
        example=example,
    )
    return Question(WHEN, Screen(text, (*rows, way_out(words, plan.back))), plan.facts)


def today(turn: Turn, plan: GroupPlan) -> date:
    """Today, on its coach's clock."""
    return turn.now.astimezone(plan.coach.tz).date()


def bounds(turn: Turn, plan: GroupPlan) -> CalendarBounds:
    """The days that can be picked."""
    first = today(turn, plan)
    return CalendarBounds(first, first + timedelta(days=FARTHEST_DAY))


async def in_the_way(turn: Turn, plan: GroupPlan, start: datetime) -> str | None:
    """The message that says what is in the way of this start, None if nothing is."""
    if start <= turn.now:
        return "group_session.way_past"
    if start > turn.now + timedelta(days=FARTHEST_DAY):
        return "group_session.way_far"
    at = epoch(start)
    search = _search(plan)
    then = at, at + 1
    busy = await search.busy(turn, then)
    bearing = await turn.shop.constraints(
        turn.catalogue,
        search.offers,
        then,
        customer=None,
        now=turn.now,
        moving=search.moving or None,
    )
    blocked, constraints = busy.get(plan.coach.id, ()), bearing.get(plan.coach.id, NONE)
    openings = occupancy(plan.service, plan.coach, blocked, then, EVER, constraints)
    reason = group.bar(openings, at)
    return f"group_session.way_{reason}" if reason else None


async def free_starts(turn: Turn, plan: GroupPlan, day: date) -> list[int]:
    """The free starts of a day at which there is no session yet."""
    search, window = _search(plan), day_span(day, day, plan.coach.tz)
    places_left = await search.places_left(turn, window)
    return [start for start in await search.starts(turn, window) if start not in places_left]


def _search(plan: GroupPlan) -> Search:
    """What is looked for: free starts of this service, as if the session did not exist."""
    moving = plan.session.id if plan.session else 0
    offers = ((plan.service, plan.coach),)
    return Search(offers=offers, display_zone=of_calendar(plan.coach.zone), moving=moving)
