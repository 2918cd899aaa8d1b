"""A coach looks at the days.

/today, the menu    sessions of a day, or the next one at all; the days around it, its week → card;
                    a group's session appears once → group_sessions
/today and a day    that day

Every time is on the clock the coach works by now, whatever it was booked in.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from domain.appointments.appointment import Appointment
from domain.appointments.outcome import outcomes, unsaid
from domain.groups.group import GroupSession
from domain.messages.awareness import CustomerAwareness
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.services.display_zones import of_calendar
from domain.time.spans import moment
from domain.working_hours.hours import day_span
from handlers.buttons.blocked_time_links import BlockTime
from handlers.buttons.book_for_links import BookFor
from handlers.buttons.coach_links import IllToday, OpenGroup
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.limits import LONGEST_TEXT, units_of_html
from handlers.buttons.links import CoachCard, CoachDay, CoachWeek
from handlers.buttons.outcome_links import Outcomes
from handlers.buttons.pages import around, split_into_pages
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.chat.cards import awareness_lines, group_cards
from handlers.chat.coach import day_off
from handlers.chat.coach.groups import group_choices
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.reply import Reply, below
from handlers.chat.frame.script import Command, MenuItem, MenuRow, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.appointments import sessions
from handlers.queries.groups import group_sessions
from handlers.queries.waitlist import waitlist
from handlers.typing.leave import read_leave
from handlers.typing.reading import Ambiguous, ParsedValue, ParseFailure
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import cards

DAY_PAGE = 16  # sessions in one message
LONGEST = LONGEST_TEXT - 200  # of all their lines, as names and titles may be long
FARTHEST = timedelta(days=3660)
Item = Appointment | GroupSession


@button("cp")
class DayPage(Press):
    """Further sessions of a day. page: from 0."""

    day: date
    page: int


async def today(turn: Turn) -> Reply:
    """/today, or with a day after it: "/today tomorrow", "/today 12.8."."""
    words, now = turn.words, turn.now.astimezone(turn.as_coach().tz).date()
    reading = read_leave(turn.text, now, vocabulary_of(words.locale))
    if isinstance(reading, Ambiguous):
        days = dict.fromkeys(stretch.starts.date() for stretch in reading.readings)
        return reading_confirmation.which(
            turn, [reading_confirmation.Option(words.day(d), CoachDay(d)) for d in days]
        )
    day = reading.value.starts.date() if isinstance(reading, ParsedValue) else now
    reply = await show_day(turn, CoachDay(day))
    if isinstance(reading, ParseFailure) and reading.month is not None:
        return below(reading_confirmation.reason(turn, reading), reply)
    return reply


async def show_day(turn: Turn, press: CoachDay | DayPage) -> Reply:
    """The sessions of a day, in the coach's zone, page by page."""
    words, coach = turn.words, turn.as_coach()
    today_ = turn.now.astimezone(coach.tz).date()
    day = min(max(press.day, today_ - FARTHEST), today_ + FARTHEST)
    start, end = day_span(day, day, coach.tz)
    agenda = await sessions.agenda(
        turn.database, coach.id, moment(start), moment(end), actor=turn.actor, now=turn.now
    )
    groups = await _groups(turn, coach, agenda, moment(start), moment(end))
    entries: list[Item] = [*_alone(agenda), *groups]
    entries.sort(key=lambda entry: entry.starts_at)
    next_session = None if entries else agenda.next_session
    page = press.page if isinstance(press, DayPage) else 0
    hearings = await awareness_lines.of_list(turn, _alone(agenda))
    pages = split_into_pages(
        entries, DAY_PAGE, LONGEST, lambda o: units_of_html(_line(turn, o, hearings)) + 1
    )
    page = min(max(page, 0), len(pages) - 1)
    lines = [_line(turn, one, hearings) for one in pages[page]]
    if next_session:
        lines = [words.text("desk.free_day"), _coming(turn, next_session)]
    body = "\n".join(lines) or words.text("desk.free_day")
    if off := await day_off.lines(turn, coach, day):
        body = "\n\n".join((body, "\n".join(off)))
    if day >= today_ and (waiting_line := await _waiting(turn, coach, day)):
        body = f"{body}\n\n{waiting_line}"
    title = words.text("desk.day", day=words.day(day), zone=words.zone(coach.zone))
    rows: list[Row] = [(_key(turn, one),) for one in pages[page] if _leads_on(turn, one)]
    rows += day_off.keys(turn, coach, day)
    if next_session:
        there = next_session.starts_at.astimezone(coach.tz).date()
        to_it = words.label("desk.show_day", day=words.short_day(there))
        rows.append((Key(to_it, CoachDay(there), PRIMARY),))
    if silent := sum(unsaid(a, turn.now) for a in agenda.sessions):
        rows.append((Key(words.plural("outcome.day_key", silent), Outcomes()),))
    rows += around(words, page, len(pages), lambda other: DayPage(day, other))
    rows.append((_day_key(turn, day - timedelta(days=1)), _day_key(turn, day + timedelta(days=1))))
    whole = Key(words.label("desk.week_key"), CoachWeek(day))
    here = Key(words.label("desk.today_key"), CoachDay(today_))
    rows.append((whole,) if day == today_ else (here, whole))
    aside: Row = (Key(words.label("block.key"), BlockTime(day)),) if day >= today_ else ()
    if day == today_:
        aside = (*aside, Key(words.label("ill.key"), IllToday()))
    if aside:
        rows.append(aside)
    if group_choices.services_of(turn, coach):
        rows.append((Key(words.label("group_session.open_key"), OpenGroup(0, coach.id)),))
    if coach.active and coach.service_ids:
        rows.append((Key(words.label("book_for.key"), BookFor(coach.id)),))
    return Reply(Screen(cards.with_title(title, body), (*rows, way_out(words))))


async def _waiting(turn: Turn, coach: Coach, day: date) -> str:
    """How many are waiting for a time on this day; "" if nobody is."""
    number = await waitlist.waiting_on(
        turn.database, turn.catalogue, coach.id, day, actor=turn.actor
    )
    return turn.words.plural("desk.waiting", number) if number else ""


async def _groups(
    turn: Turn, coach: Coach, agenda: sessions.DaySessions, start: datetime, end: datetime
) -> list[GroupSession]:
    """The groups' sessions of the day. No query if nobody works with groups."""
    seats = any(a.session_id is not None for a in agenda.sessions)
    if not seats and not any(s.for_groups for s in turn.catalogue.services.values()):
        return []
    return await group_sessions.of_days(turn.database, coach.id, start, end, actor=turn.actor)


def _alone(agenda: sessions.DaySessions) -> list[Appointment]:
    """The sessions of single customers: a group is listed once, however many are in it."""
    return [a for a in agenda.sessions if a.session_id is None]


def _leads_on(turn: Turn, entry: Item) -> bool:
    """Whether there is anything to do with it."""
    return isinstance(entry, GroupSession) or entry.open or bool(outcomes(entry, turn.now))


def _line(turn: Turn, a: Item, hearings: Mapping[int, CustomerAwareness]) -> str:
    words = turn.words
    if isinstance(a, GroupSession):
        return group_cards.line(turn, a)
    return words.text(
        "desk.line",
        clock=_clock(turn, a),
        customer=a.customer_name,
        service=a.service_title,
        status=awareness_lines.state(turn, a, hearings),
    )


def _coming(turn: Turn, a: Appointment) -> str:
    when = turn.words.at(a.starts_at, of_calendar(turn.as_coach().zone))
    if a.session_id is not None:
        return turn.words.text("desk.next_group", when=when, service=a.service_title)
    return turn.words.text("desk.next_session", when=when, customer=a.customer_name)


def _key(turn: Turn, a: Item) -> Key:
    if isinstance(a, GroupSession):
        return group_cards.key(turn, a)
    clock = _clock(turn, a)
    labels = LabelFitter(turn.words, WHOLE - len(clock))
    return Key(f"{clock} {labels.user_text('customer', a.customer_name)}", CoachCard(a.id))


def _clock(turn: Turn, a: Appointment) -> str:
    """When it begins on the clock the coach works by now, which may not be the one it was booked
    in."""
    return turn.words.clock_at(a.starts_at, of_calendar(turn.as_coach().zone))


def _day_key(turn: Turn, day: date) -> Key:
    return Key(turn.words.short_day(day), CoachDay(day))


SCRIPT = Script(
    commands={"today": Command(today, Permission.WORK)},
    menu=(
        MenuItem(
            "today",
            lambda turn: CoachDay(turn.now.astimezone(turn.as_coach().tz).date()),
            Permission.WORK,
            row=lambda turn: MenuRow.WORK,
            main=lambda turn: True,
        ),
    ),
    presses={CoachDay: Step(show_day, Permission.WORK), DayPage: Step(show_day, Permission.WORK)},
)
