"""Finding a time: the part that booking and moving share.

    1 choose_day    month calendar, free days green; never a dead end; their usual time first
    2 choose_slot   the day's free starts, by morning, afternoon, evening → book.summary

Days are on the coach's clock; with anyone, on the business's. Sessions online or by phone are
looked for on the reader's own clock (`domain.services.display_zones`).
"""

from datetime import date, datetime, timedelta

from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.services.display_zones import leading, of_business
from domain.services.meeting import Meeting
from domain.services.service import Service
from domain.time.spans import moment
from domain.working_hours.hours import day_span
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import CoachCard, EditZone, PickSlot, ShowAppointment, ShowMonth
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.buttons.wait_links import wait_row
from handlers.chat.customer.services import with_description
from handlers.chat.customer.steps_back import before_calendar
from handlers.chat.customer.usual import usual_row
from handlers.chat.frame.answers import LISTENS, Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import why_empty
from handlers.chat.parts.calendar import CalendarBounds, month_rows, shown_days
from handlers.chat.parts.day import PickDay, day_screen, hour_of, known_part
from handlers.chat.parts.months import look_up, skip_toast
from handlers.chat.parts.search import Search, bounds_of, in_range, search_for
from handlers.wording.words import Html, zone_info
from storage.tap_facts import BusyQuery

WEEK = timedelta(days=7)
MOVING = f"{LISTENS}move"


async def choose_day(turn: Turn, press: ShowMonth) -> Reply:
    """The month calendar, or the next one with a free day."""
    search = await search_for(turn, press.service, press.coach, press.moving, press.choice)
    await search.let_go_of_hold(turn)
    return await _listening(turn, search, await show_month(turn, search, press.day))


async def _listening(turn: Turn, search: Search, reply: Reply, day: date | None = None) -> Reply:
    """The calendar of a move, or a day of it; a time may also be typed below."""
    if search.moving and reply.screen is not None:
        facts = {"moving": search.moving, "day": day.isoformat() if day else None}
        await ask(turn, Question(MOVING, reply.screen, facts))
    return reply


async def show_month(turn: Turn, search: Search, day: date) -> Reply:
    words, service, choice_text = turn.words, search.service, search.choice.as_text
    month = await look_up(
        day, bounds_of(turn, search), search.zone, lambda window: search.starts(turn, window)
    )
    heading = _heading(turn, search)
    if not month.free and month.soonest is None:
        ever = day_span(month.bounds.first, month.bounds.last, search.zone)
        until = words.day(month.bounds.last)
        text = await why_empty.sentence(
            turn, search, ever, "times.nothing_free", heading=heading, until=until
        )
        wait_rows = _waiting(turn, search, month.bounds.first, month.bounds.last)
        return Reply(Screen(text, (*wait_rows, _way_back(turn, search))))
    rows = month_rows(
        words,
        month.day,
        month.bounds,
        month.free,
        lambda d: PickDay(service.id, search.coach_id, search.moving, d, "", choice_text),
        lambda m: ShowMonth(service.id, search.coach_id, search.moving, m, choice_text),
        full=True,
    )
    if month.soonest is not None:
        slot = PickSlot(
            service.id, search.coach_id, search.moving, month.soonest // 60, choice_text
        )
        soonest = words.button_time(moment(month.soonest), search.display_zone)
        next_free = Key(words.label("times.next_free", time=soonest), slot, PRIMARY)
        month_span = day_span(*shown_days(month.day, month.bounds), search.zone)
        text = await why_empty.sentence(
            turn, search, month_span, "times.month_is_full", heading=heading
        )
        text = _with_clock(turn, search, text)
        wait_rows = _waiting(turn, search, *shown_days(month.day, month.bounds))
        return Reply(Screen(text, (*rows[:1], (next_free,), *wait_rows, _way_back(turn, search))))
    text = words.text("times.choose_day", heading=heading, zone=words.zone(search.display_zone))
    if search.moving:
        text = f"{text} {words.text('times.type_too')}"
    else:
        text = with_description(words, text, service)
    if not search.anyway and shown_days(month.day, month.bounds)[1] == month.bounds.last:
        last = words.text("times.bookable_until", day=words.day(month.bounds.last))
        text = f"{text}\n\n{last}"
    usual = await usual_row(turn, search, month.starts)
    rows = (*usual, *rows, *_asking_zone(turn, search), _way_back(turn, search))
    return Reply(Screen(text, rows), toast=skip_toast(words, month))


def _asking_zone(turn: Turn, search: Search) -> tuple[Row, ...]:
    """The way to one's own time and back, for sessions attended from anywhere."""
    service, choice_text = search.service, search.choice.as_text
    if service.meeting is Meeting.ON_SITE or turn.zone is not None:
        return ()
    ask_zone = EditZone(service.id, search.coach_id, search.moving, choice_text)
    return ((Key(turn.words.label("times.own_zone"), ask_zone),),)


async def choose_slot(turn: Turn, press: PickDay) -> Reply:
    """The free starts of a day."""
    search = await search_for(turn, press.service, press.coach, press.moving, press.choice)
    await search.let_go_of_hold(turn)
    return await _listening(turn, search, await _show_day(turn, search, press), press.day)


async def _show_day(turn: Turn, search: Search, press: PickDay) -> Reply:
    bounds = bounds_of(turn, search)
    if not bounds.first <= press.day <= bounds.last:
        return await show_month(turn, search, press.day)
    whole_day = day_span(press.day, press.day, search.zone)
    openings = await search.read(turn, whole_day)
    starts = openings.starts(whole_day)
    if not starts:
        return await _empty_day(turn, search, bounds, press.day)
    part = known_part(press.part)
    choice_text = search.choice.as_text
    day = PickDay(search.service.id, search.coach_id, search.moving, press.day, part, choice_text)
    heading = _heading(turn, search)
    places_left = tuple((await search.places_left(turn, whole_day)).items())
    waits = not search.moving and openings.has_taken_starts(whole_day, starts)
    words, zone = turn.words, search.display_zone
    return Reply(day_screen(words, heading, zone, day, tuple(starts), places_left, waits=waits))


async def _empty_day(turn: Turn, search: Search, bounds: CalendarBounds, day: date) -> Reply:
    """Why nothing is free on a day, and the free times before and after it; without any, the
    calendar."""
    words, zone = turn.words, search.zone
    begin, end = day_span(day, day, zone)
    starts = await search.starts(turn, day_span(bounds.first, bounds.last, zone))
    before = [start for start in starts if start < begin][-1:]
    after = [start for start in starts if start >= end][:1]
    if not before and not after:
        return await show_month(turn, search, day)
    why = Html(await why_empty.sentence(turn, search, (begin, end), "times.day_is_full"))
    text = words.text(
        "times.day_empty", heading=_heading(turn, search), day=words.day(day), told=why
    )
    choice_text = search.choice.as_text

    def key(start: int, label: str) -> Row:
        slot = PickSlot(search.service.id, search.coach_id, search.moving, start // 60, choice_text)
        return (Key(label, slot, PRIMARY),)

    def when(start: int) -> str:
        return words.button_time(moment(start), search.display_zone)

    rows = [key(start, words.label("times.next_free", time=when(start))) for start in after]
    rows += [key(start, words.label("times.last_free", time=when(start))) for start in before]
    month = ShowMonth(search.service.id, search.coach_id, search.moving, day, choice_text)
    rows += _waiting(turn, search, day, day)
    return Reply(Screen(_with_clock(turn, search, text), (*rows, way_out(words, month))))


def _with_clock(turn: Turn, search: Search, text: str) -> str:
    """The text above keys that name a time, with the city if it is not on the reader's clock."""
    zone = search.display_zone
    if zone == of_business(turn.catalogue.business.zone, turn.zone):
        return text
    return f"{text}\n\n{turn.words.text('leave.clock', zone=turn.words.zone(zone))}"


def _waiting(turn: Turn, search: Search, first: date, last: date) -> tuple[Row, ...]:
    """The way to be told when something comes free between two days; not for a move."""
    if search.moving:
        return ()
    choice_text = search.choice.as_text
    return (wait_row(turn.words, search.service.id, search.coach_id, first, last, choice_text),)


def day_of_start(
    turn: Turn, service: Service, coach: Coach, start: datetime, choice_text: str, why: int
) -> PickDay:
    """The way back from a chosen start to the others of its day, or of its hour if there are many.

    why: as in `PickSlot`; who named nobody was shown the starts of all coaches.
    """
    venue = turn.catalogue.business.zone if why else coach.zone
    wall = start.astimezone(zone_info(leading(service.meeting, venue, turn.zone)))
    coach_id = 0 if why else coach.id
    return PickDay(service.id, coach_id, 0, wall.date(), hour_of(wall), choice_text)


def _heading(turn: Turn, search: Search) -> str:
    service = search.service.title
    if search.appointment:
        mine = search.appointment.customer_id == turn.person.id
        other = (
            turn.words.user_text("coach", search.appointment.coach_name)
            if mine
            else turn.words.user_text("customer", search.appointment.customer_name)
        )
        now = turn.words.button_time(search.appointment.starts_at, search.display_zone)
        return turn.words.label("times.heading_move", service=service, other=other, now=now)
    if len(search.coaches) != 1:
        return turn.words.label("times.heading_anyone", service=service)
    return turn.words.label("times.heading", service=service, coach=search.coaches[0].name)


def _way_back(turn: Turn, search: Search) -> Row:
    """Back to the choice before this one; of a move, to the receipt or the coach's card."""
    back = None if search.moving else before_calendar(turn, search)
    if search.moving:
        theirs = search.coaches[0].person_id == turn.person.id
        back = CoachCard(search.moving) if theirs else ShowAppointment(search.moving)
    return way_out(turn.words, back)


def _month_busy(press: ShowMonth, now: datetime) -> BusyQuery | None:
    """The busy times of what the calendar shows, at least four weeks from today."""
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


def _midnight(day: date) -> datetime:
    return in_range((day - date(1970, 1, 1)).days * 86400)


SCRIPT = Script(
    presses={
        ShowMonth: Step(choose_day, Permission.BOOK, busy=_month_busy),
        PickDay: Step(choose_slot, Permission.BOOK, busy=_day_busy),
    }
)
