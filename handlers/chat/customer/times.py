"""Finding a time: the part that booking and moving share.

    1 choose_day    month calendar, free days green; never a dead end
    2 choose_slot   the day's free starts, by morning, afternoon, evening → book.summary

Days are the coach's own; where anyone may do it, the business's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.appointment import Appointment, coach_may_change, customer_may_move
from domain.catalogue import Coach, Service
from domain.hours import day_span
from domain.refusals import NoLongerOffered, NotFound
from domain.slots import horizon
from domain.spans import Span, epoch, moment
from handlers.actions.deciding import rules_of
from handlers.chat.frame.buttons import Press
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.screen import PRIMARY, Key, Reply, Row, Screen
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.calendar import Bounds, month_rows
from handlers.chat.parts.day import PickDay, day_screen, hour_of, known_part
from handlers.chat.parts.links import Book, CoachCard, PickSlot, ShowAppointment, ShowMonth
from handlers.chat.parts.months import Month, look_up
from handlers.wording.words import Words, zone_info
from storage import appointments
from storage.arrivals import BusyQuery
from storage.blocked import Blocked

# Buttons can be forged: instants far from any booking would overflow dates near the year 9999.
EARLIEST, LATEST = 946_684_800, 32_503_680_000  # the years 2000 and 3000
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Search:
    """Whose free starts of which service are looked for.

    moving: the id of an appointment, 0 for a new one. found: that appointment.
    """

    service: Service
    coaches: tuple[Coach, ...]
    zone: ZoneInfo
    moving: int
    found: Appointment | None = None

    @property
    def coach_id(self) -> int:
        """The coach on the buttons: 0 for anyone."""
        return self.coaches[0].id if len(self.coaches) == 1 else 0

    async def starts(self, turn: Turn, window: Span) -> Sequence[int]:
        """The free starts in a window, epoch seconds."""
        blocked = await self.busy(turn, window)
        return turn.free.of_any(self.service, self.coaches, blocked, window, epoch(turn.now))

    async def busy(self, turn: Turn, window: Span) -> Mapping[int, Blocked]:
        """Blocked time that can meet a session starting in the window."""
        ids = tuple(coach.id for coach in self.coaches)
        reach = 60 * (self.service.buffer_before + self.service.minutes + self.service.buffer_after)
        around = (window[0] - reach, window[1] + reach)
        return await turn.blocked(ids, around, without=self.moving or None)


async def search_for(turn: Turn, service_id: int, coach_id: int, moving: int) -> Search:
    """What a button asks to search. Raises NoLongerOffered, and NotFound for what is not theirs."""
    if moving:
        return await search_for_move(turn, moving)
    service = turn.catalogue.services.get(service_id)
    able = turn.catalogue.coaches_for(service_id)
    coaches = able if coach_id == 0 else tuple(c for c in able if c.id == coach_id)
    if service is None or service.hidden or not coaches:
        raise NoLongerOffered
    zone = coaches[0].tz if len(coaches) == 1 else zone_info(turn.catalogue.business.zone)
    return Search(service, coaches, zone, 0)


async def search_for_move(turn: Turn, moving: int) -> Search:
    """The appointment's own service and coach, though they may not be offered any more.

    Raises what keeps this person from moving it: before they look for a time, not after.
    """
    async with turn.database.read() as reader:
        found = await appointments.by_id(reader, moving)
    if found is None:
        raise NotFound
    coach = turn.catalogue.coaches.get(found.coach_id)
    service = turn.catalogue.services.get(found.service_id)
    if coach is None or service is None:
        raise NotFound
    may_move(turn, found)
    return Search(service, (coach,), coach.tz, moving, found)


def may_move(turn: Turn, found: Appointment) -> None:
    """Whether this person, its customer or its coach, may move the appointment now.

    Raises TooSoon past the customer's notice, AlreadyDecided when it is closed or has begun,
    NotFound for whom it is no business of.
    """
    if found.customer_id == turn.person.id:
        customer_may_move(found, rules_of(turn.catalogue, found), turn.now)
    else:
        coach_may_change(found, turn.actor.answering(found.coach_id), turn.now)


async def choose_day(turn: Turn, press: ShowMonth) -> Reply:
    """The month calendar, or the next one that has a free day."""
    search = await search_for(turn, press.service, press.coach, press.moving)
    return await show_month(turn, search, press.day)


async def show_month(turn: Turn, search: Search, day: date) -> Reply:
    words, service = turn.words, search.service
    month = await look_up(
        day, bounds_of(turn, search), search.zone, lambda window: search.starts(turn, window)
    )
    heading = _heading(turn, search)
    if not month.free and month.soonest is None:
        text = words.text("times.nothing_free", heading=heading)
        return Reply(Screen(text, (_way_back(turn, search),)))
    rows = month_rows(
        words,
        month.day,
        month.bounds,
        month.free,
        lambda d: PickDay(service.id, search.coach_id, search.moving, d, ""),
        lambda m: ShowMonth(service.id, search.coach_id, search.moving, m),
    )
    if month.soonest is not None:
        slot = PickSlot(service.id, search.coach_id, search.moving, month.soonest // 60)
        soonest = words.button_time(moment(month.soonest), search.zone.key)
        next_free = Key(words.label("times.next_free", time=soonest), slot, PRIMARY)
        text = words.text("times.month_is_full", heading=heading)
        return Reply(Screen(text, (*rows[:1], (next_free,), _way_back(turn, search))))
    text = words.text("times.choose_day", heading=heading, zone=words.zone(search.zone.key))
    return Reply(Screen(text, (*rows, _way_back(turn, search))), toast=skipped(words, month))


def skipped(words: Words, month: Month) -> str | None:
    """Why another month is shown than the one that was asked for."""
    if month.skipped is None:
        return None
    return words.label("times.month_skipped", month=words.month(month.skipped))


async def choose_slot(turn: Turn, press: PickDay) -> Reply:
    """The free starts of a day."""
    search = await search_for(turn, press.service, press.coach, press.moving)
    bounds = bounds_of(turn, search)
    if not bounds.first <= press.day <= bounds.last:
        return await show_month(turn, search, press.day)
    starts = await search.starts(turn, day_span(press.day, press.day, search.zone))
    if not starts:
        reply = await show_month(turn, search, press.day)
        return Reply(reply.screen, toast=turn.words.label("times.day_is_full"))
    part = known_part(press.part)
    day = PickDay(search.service.id, search.coach_id, search.moving, press.day, part)
    heading = _heading(turn, search)
    return Reply(day_screen(turn.words, heading, search.zone.key, day, tuple(starts)))


def day_of_start(service: Service, coach: Coach, start: datetime) -> PickDay:
    """The way back from a chosen start to the others of its day, and of its hour if it has many."""
    wall = start.astimezone(coach.tz)
    return PickDay(service.id, coach.id, 0, wall.date(), hour_of(wall))


def bounds_of(turn: Turn, search: Search) -> Bounds:
    """Today and the last day that can be booked, on the clock of the search."""
    now = epoch(turn.now)
    end = max(horizon(search.service, coach, now) for coach in search.coaches)
    today = turn.now.astimezone(search.zone).date()
    return Bounds(today, moment(end - 1).astimezone(search.zone).date())


def _heading(turn: Turn, search: Search) -> str:
    service = search.service.title
    if search.found:
        mine = search.found.customer_id == turn.person.id
        other = (
            turn.words.named("coach", search.found.coach_name)
            if mine
            else turn.words.named("customer", search.found.customer_name)
        )
        now = turn.words.button_time(search.found.starts_at, search.zone.key)
        return turn.words.label("times.heading_move", service=service, other=other, now=now)
    if len(search.coaches) != 1:
        return turn.words.label("times.heading_anyone", service=service)
    return turn.words.label("times.heading", service=service, coach=search.coaches[0].name)


def _way_back(turn: Turn, search: Search) -> Row:
    """Back to where the search began: the booking, the receipt, or the coach's card."""
    back: Press = Book()
    if search.moving:
        theirs = search.coaches[0].person_id == turn.person.id
        back = CoachCard(search.moving) if theirs else ShowAppointment(search.moving)
    return way_out(turn.words, back)


def _month_busy(press: ShowMonth, now: datetime) -> BusyQuery | None:
    """As much as the calendar shows, which is at least four weeks from today."""
    if press.moving:
        return None
    today = _midnight(now.date())
    first = max(_midnight(press.day.replace(day=1)), today)
    last = first.replace(day=1) + timedelta(days=35)
    around = timedelta(days=3)
    return BusyQuery(_coaches(press.coach), first - around, max(last, today + 4 * WEEK + around))


def _day_busy(press: PickDay, now: datetime) -> BusyQuery | None:
    if press.moving:
        return None
    day = _midnight(press.day)
    return BusyQuery(_coaches(press.coach), day - timedelta(days=2), day + timedelta(days=3))


def _coaches(coach_id: int) -> tuple[int, ...] | None:
    return (coach_id,) if coach_id else None


def in_range(seconds: int) -> datetime:
    """An instant of a button as UTC; forged ones are brought to where dates can be reckoned."""
    return moment(min(max(seconds, EARLIEST), LATEST))


def _midnight(day: date) -> datetime:
    return in_range((day - date(1970, 1, 1)).days * 86400)


SCRIPT = Script(
    presses={
        ShowMonth: Step(choose_day, busy=_month_busy),
        PickDay: Step(choose_slot, busy=_day_busy),
    }
)
