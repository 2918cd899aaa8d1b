"""What a coach books for a customer, and when.

1 services   what this coach does, in each length; skipped if there is only one
2 month      the free days; the coach's own rules come up at the last look
3 starts     those of a day → book_for_summary
"""

from dataclasses import dataclass
from datetime import date

from domain.roles import Permission
from domain.services import service_choice as choices
from domain.services.catalogue import Coach
from domain.services.display_zones import of_calendar
from domain.services.service import Service
from domain.services.service_choice import USUAL, Choice
from domain.time.spans import moment
from domain.working_hours.hours import day_span
from handlers.buttons.book_for_links import BookFor, ForDay, ForMonth, ForService, ForStart
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import service_key
from handlers.buttons.links import CoachDay
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import why_empty
from handlers.chat.parts.calendar import month_rows, shown_days
from handlers.chat.parts.dates import within
from handlers.chat.parts.day import day_rows, known_part
from handlers.chat.parts.months import look_up, skip_toast
from handlers.chat.parts.search import Search, bounds_of
from handlers.queries.appointments import lookups
from handlers.queries.coaches import coaches
from handlers.queries.people import customers
from storage.people.people import Person


@dataclass(frozen=True, slots=True)
class BookingSearch:
    """What is looked for. service: as its coach does it, with the rules for customers."""

    person: Person
    coach: Coach
    service: Service
    search: Search
    choice: str


async def services(turn: Turn, press: ForService) -> Reply:
    """Ask what; each length of a service is a key."""
    words = turn.words
    coach = coaches.by_id(turn.catalogue, press.coach, actor=turn.actor)
    person = await customers.customer(turn.database, coach.id, press.who, actor=turn.actor)
    options = variants(turn, coach)
    if not options:
        text = words.text("book_for.no_service", coach=coach.name)
        return Reply(Screen(text, (way_out(words, way_back(turn, coach)),)))
    today = turn.now.astimezone(coach.tz).date()
    ways = [(one, ForMonth(one.id, coach.id, person.id, today, choice)) for one, choice in options]
    if len(ways) == 1:
        return await month(turn, ways[0][1])
    keys = [Key(service_key(words, one), way) for one, way in ways]
    rows = page_rows(words, keys, press.page, lambda n: ForService(coach.id, person.id, n), width=1)
    text = words.text("book_for.choose_service", customer=person.name)
    return Reply(Screen(text, (*rows, way_out(words, BookFor(coach.id)))))


async def month(turn: Turn, press: ForMonth) -> Reply:
    """The calendar of a month, or the next one that has a free day."""
    search = await resolve_search(turn, press.service, press.coach, press.who, press.choice)
    return await show_month(turn, search, press.day)


async def show_month(
    turn: Turn, booking_search: BookingSearch, wished: date, toast: str | None = None
) -> Reply:
    words, search = turn.words, booking_search.search
    ids = booking_search.service.id, booking_search.coach.id, booking_search.person.id
    page = await look_up(
        wished,
        bounds_of(turn, search),
        search.zone,
        lambda window: search.starts(turn, window),
    )
    rows = month_rows(
        words,
        page.day,
        page.bounds,
        page.free,
        lambda day: ForDay(*ids, day, "", booking_search.choice),
        lambda day: ForMonth(*ids, day, booking_search.choice),
        full=True,
    )
    question = words.text("book_for.choose_day", zone=words.zone(search.display_zone))
    if page.soonest is not None:
        start = ForStart(*ids, page.soonest // 60, booking_search.choice)
        when = words.button_time(moment(page.soonest), search.display_zone)
        span = day_span(*shown_days(page.day, page.bounds), search.zone)
        question = await why_empty.sentence(turn, search, span, "book_for.month_is_full")
        rows = (*rows, (Key(words.label("times.next_free", time=when), start, PRIMARY),))
    elif not page.free:
        ever = day_span(page.bounds.first, page.bounds.last, search.zone)
        question = await why_empty.sentence(turn, search, ever, "book_for.nothing_free")
    way = way_out(words, _before(turn, booking_search))
    text = f"{heading(turn, booking_search)}\n\n{question}"
    return Reply(Screen(text, (*rows, way)), toast=toast or skip_toast(words, page))


async def starts(turn: Turn, press: ForDay) -> Reply:
    """The free starts of a day."""
    search = await resolve_search(turn, press.service, press.coach, press.who, press.choice)
    return await show_day(turn, search, press.day, known_part(press.part))


async def show_day(
    turn: Turn,
    booking_search: BookingSearch,
    wished: date,
    part: str = "",
    toast: str | None = None,
) -> Reply:
    """toast: the message above; if nothing is left of the day, it says why."""
    words, search = turn.words, booking_search.search
    ids = booking_search.service.id, booking_search.coach.id, booking_search.person.id
    day = within(wished, bounds_of(turn, search))
    span = day_span(day, day, search.zone)
    free = await search.starts(turn, span)
    if not free:
        toast = toast or await why_empty.toast(turn, search, span, "times.day_is_full")
        return await show_month(turn, booking_search, day, toast)
    day_keys = day_rows(
        words,
        search.display_zone,
        free,
        part,
        lambda start, clock: Key(clock, ForStart(*ids, start // 60, booking_search.choice)),
        lambda other: ForDay(*ids, day, other, booking_search.choice),
    )
    back: Press = ForMonth(*ids, day, booking_search.choice)
    if day_keys.within:
        back = ForDay(*ids, day, "", booking_search.choice)
    question = words.text(
        "book_for.choose_time", day=words.day(day), zone=words.zone(search.display_zone)
    )
    text = f"{heading(turn, booking_search)}\n\n{question}"
    return Reply(Screen(text, (*day_keys.rows, way_out(words, back))), toast=toast)


async def resolve_search(
    turn: Turn, service_id: int, coach_id: int, who: int, choice_text: str
) -> BookingSearch:
    """Raises NotFound, NotAllowed; NoLongerOffered if this coach no longer does it."""
    choice = choices.read(choice_text)
    person, service, query = await lookups.of_client(turn, service_id, coach_id, who, choice)
    [coach] = query.coaches
    search = Search.of(query, of_calendar(coach.zone))
    return BookingSearch(person, coach, service, search, choice.as_text)


def heading(turn: Turn, search: BookingSearch) -> str:
    """What is being booked, and for whom; for anyone but the coach, in whose calendar."""
    names = {"service": search.service.title, "customer": search.person.name}
    if is_mine(turn, search.coach):
        return turn.words.text("book_for.heading", **names)
    return turn.words.text("book_for.heading_with", coach=search.coach.name, **names)


def is_mine(turn: Turn, coach: Coach) -> bool:
    """Whether the reader is looking at their own calendar."""
    return coach.person_id == turn.person.id


def way_back(turn: Turn, coach: Coach) -> Press:
    """Back to where it began: the coach's day, or a coach's card."""
    if is_mine(turn, coach):
        return CoachDay(turn.now.astimezone(coach.tz).date())
    return ShowCoach(coach.id)


def _before(turn: Turn, search: BookingSearch) -> Press:
    """Back to the choice of service, or of customer if there is only one service."""
    if len(variants(turn, search.coach)) > 1:
        return ForService(search.coach.id, search.person.id)
    return BookFor(search.coach.id)


def variants(turn: Turn, coach: Coach) -> list[tuple[Service, str]]:
    """What a coach does, in each length, with the choice it stands for."""
    options: list[tuple[Service, str]] = []
    for service in turn.catalogue.offered_services:
        if coach not in turn.catalogue.coaches_for(service.id):
            continue
        usual = turn.catalogue.service_for(service.id, coach, USUAL)
        for length in usual.options:
            choice = USUAL if length.minutes == usual.minutes else Choice(length.minutes)
            options.append((turn.catalogue.service_for(service.id, coach, choice), choice.as_text))
    return options


SCRIPT = Script(
    presses={
        ForService: Step(services, Permission.SESSIONS),
        ForMonth: Step(month, Permission.SESSIONS),
        ForDay: Step(starts, Permission.SESSIONS),
    }
)
