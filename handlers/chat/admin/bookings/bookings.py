"""The team looks through everybody's bookings, and a coach through their own.

/bookings           from today on, page by page; narrowed down by keys, or typed, on one line or
                    below the list: "mia tomorrow pending", a booking code (→ `booking_lines`)
1 a filter          taken off by its key, or chosen by another (→ `booking_choices`)
2 a booking         its card with all that its coach can do, its history, and the way back to the
                    same page
"""

from dataclasses import replace
from typing import Final

from domain.appointments.appointment import OFF, Appointment
from domain.roles import Permission
from domain.services.display_zones import leading, of_business
from handlers.buttons.book_for_links import BookFor
from handlers.buttons.booking_links import BookingCourse, Bookings, ShowBooking
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.people_links import BookForPerson
from handlers.buttons.press import Press, unpack
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.admin import audit_words
from handlers.chat.admin.bookings import booking_lines
from handlers.chat.admin.bookings.booking_filters import (
    Placed,
    choose,
    days_in_words,
    filters_of,
    place_of,
    press_of,
    rows,
)
from handlers.chat.cards import awareness_lines, coach_cards
from handlers.chat.frame.answers import LISTENS, Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, MenuItem, MenuRow, Script, Step, TextStep
from handlers.chat.frame.turn import Turn
from handlers.queries.appointments import bookings as queries
from handlers.queries.appointments.bookings import BookingFilters, FilteredBookings
from handlers.wording import cards
from handlers.wording.words import zone_info
from storage.appointments.booking_pages import BookingCursor

LISTENED: Final = f"{LISTENS}bookings"
PAGE: Final = 6


async def bookings(turn: Turn) -> Reply:
    """/bookings, with or without a search."""
    return await _search(turn, BookingFilters())


async def show_list(turn: Turn, press: Bookings) -> Reply:
    """Another page, or other filters."""
    return await _list(turn, filters_of(turn, press), press)


async def take_filters(turn: Turn) -> Reply | None:
    """What is typed below the list; anything not about bookings means what it means anywhere."""
    press = unpack(str(turn.pending.facts.get("list", ""))) if turn.pending else None
    filters = filters_of(turn, press) if isinstance(press, Bookings) else BookingFilters()
    interpretation = await booking_lines.interpret(turn, filters)
    return (
        None
        if interpretation.nobody or interpretation == booking_lines.Interpretation(filters)
        else await _of(turn, interpretation)
    )


async def show(turn: Turn, press: ShowBooking) -> Reply:
    """The card of a booking: what its coach sees, and what was done to it."""
    session = await coach_cards.own(turn, press.booking)
    return Reply(await _card(turn, session, press))


async def course(turn: Turn, press: BookingCourse) -> Reply:
    """What was done to it, by whom and when."""
    words = turn.words
    page = await queries.course(turn.database, press.booking, actor=turn.actor)
    zone = of_business(turn.catalogue.business.zone, turn.zone)
    names = audit_words.names_in(turn.catalogue)
    lines = [audit_words.line(words, one, page, zone, names) for one in page.lines]
    text = cards.with_title(words.text("bookings.course"), "\n\n".join(lines))
    if page.more:
        text = f"{text}\n\n{words.text('bookings.course_more')}"
    back = ShowBooking(press.booking, *_from(turn, press))
    return Reply(Screen(text, (way_out(words, back),)))


async def _search(turn: Turn, filters: BookingFilters) -> Reply:
    return await _of(turn, await booking_lines.interpret(turn, filters))


async def _of(turn: Turn, interpretation: booking_lines.Interpretation) -> Reply:
    """What a line leads to: a booking, a choice of people, or the list."""
    if interpretation.booking is not None:
        return Reply(await _card(turn, interpretation.booking, press_of(interpretation.filters)))
    if interpretation.several:
        return Reply(booking_lines.which(turn, interpretation))
    reply = await _list(turn, interpretation.filters, Bookings())
    if not interpretation.nobody or reply.screen is None:
        return reply
    above = turn.words.text("bookings.nobody", name=interpretation.nobody)
    return replace(reply, screen=replace(reply.screen, text=f"{above}\n\n{reply.screen.text}"))


async def _card(turn: Turn, a: Appointment, where: Placed) -> Screen:
    words, card = turn.words, await coach_cards.current_card(turn, a)
    place = _from(turn, where)
    course_key = Key(words.label("bookings.course_key"), BookingCourse(a.id, *place))
    return replace(card, rows=(*card.rows[:-1], (course_key,), way_out(words, Bookings(*place))))


def _from(turn: Turn, where: Placed) -> tuple[int, int, int, int, str, int, int, int]:
    """The page that a button came from, as far as it can be one of ours."""
    place, back = place_of(where)
    p = press_of(filters_of(turn, where), place, back=back)
    return p.coach, p.customer, p.since, p.until, p.state, p.at, p.place, p.back


async def _list(turn: Turn, filters: BookingFilters, press: Bookings) -> Reply:
    words = turn.words
    customer = await _customer(turn, filters)
    filters = replace(filters, customer=customer[0])
    place, back = place_of(press)
    page = await queries.page(
        turn.database,
        filters,
        place,
        back=back,
        actor=turn.actor,
        zone=zone_info(turn.catalogue.business.zone),
        now=turn.now,
        most=PAGE,
    )
    here = press_of(filters, place, back=back)
    lines = [_line(turn, one) for one in page.sessions] or [_none(turn, filters)]
    text = "\n\n".join(
        (
            f"<b>{words.text('bookings.title')}</b>\n{_filters_text(turn, filters, customer[1])}",
            *lines,
            words.text("bookings.type"),
        )
    )
    screen = Screen(
        text,
        (
            *((_key(turn, one, here),) for one in page.sessions),
            *_turning(turn, filters, page),
            *rows(turn, filters, customer[1]),
            _book_row(turn, filters),
            way_out(words),
        ),
    )
    return await ask(turn, Question(LISTENED, screen, {"list": here.pack()}))


async def _customer(turn: Turn, filters: BookingFilters) -> tuple[int, str]:
    """The customer in the search, as they are now."""
    if not filters.customer:
        return 0, ""
    customer = await queries.customer(turn.database, filters.customer, actor=turn.actor)
    return (customer.id, customer.name) if customer else (0, "")


def _filters_text(turn: Turn, f: BookingFilters, customer: str) -> str:
    words, lines = turn.words, list[str]()
    coach = turn.catalogue.coaches.get(f.coach)
    if coach is not None and turn.actor.may(Permission.ANY_SESSION):
        lines.append(words.text("bookings.of_coach", coach=coach.name))
    if f.customer:
        lines.append(words.text("bookings.of_customer", customer=customer))
    if f.days:
        lines.append(words.text("bookings.of_days", days=days_in_words(turn, f.days)))
    if f.status:
        lines.append(words.text("bookings.of_state", state=words.label(f"status.{f.status}")))
    return "\n".join(lines) or words.text("bookings.all")


def _none(turn: Turn, filters: BookingFilters) -> str:
    return turn.words.text("bookings.none" if filters == BookingFilters() else "bookings.none_so")


def _line(turn: Turn, a: Appointment) -> str:
    words = turn.words
    theirs = turn.actor.may(Permission.ANY_SESSION)
    line = words.text(
        "bookings.line" if theirs else "bookings.line_own",
        when=words.at(a.starts_at, leading(a.meeting, a.zone, turn.zone)),
        customer=a.customer_name,
        service=a.service_title,
        coach=a.coach_name,
        state=awareness_lines.state(turn, a, {}),
    )
    when, _, rest = line.partition("\n")
    return f"<s>{when}</s>\n{rest}" if a.status in OFF else line


def _key(turn: Turn, a: Appointment, here: Bookings) -> Key:
    zone = leading(a.meeting, a.zone, turn.zone)
    when = turn.words.button_time(a.starts_at, zone)
    if zone != of_business(turn.catalogue.business.zone, turn.zone):
        when = turn.words.in_zone(when, zone)
    labels = LabelFitter(turn.words, WHOLE)
    label = labels.label("bookings.key", cut="customer", customer=a.customer_name, when=when)
    return Key(label, ShowBooking(a.id, *_fields(here)))


def _fields(p: Bookings) -> tuple[int, int, int, int, str, int, int, int]:
    return p.coach, p.customer, p.since, p.until, p.state, p.at, p.place, p.back


def _turning(turn: Turn, filters: BookingFilters, page: FilteredBookings) -> tuple[Row, ...]:
    words, ways = turn.words, list[Key]()
    if page.earlier:
        first = page.sessions[0]
        place = BookingCursor(first.starts_at, first.id)
        ways.append(Key(words.label("bookings.earlier"), press_of(filters, place, back=True)))
    if page.later:
        last = page.sessions[-1]
        place = BookingCursor(last.starts_at, last.id)
        ways.append(Key(words.label("bookings.later"), press_of(filters, place)))
    return (tuple(ways),) if ways else ()


def _book_row(turn: Turn, filters: BookingFilters) -> Row:
    """Book for somebody: the customer or the coach of the search is filled in."""
    press: Press
    if not turn.actor.may(Permission.ANY_SESSION):
        press = BookFor(turn.actor.coach_id or 0)
    elif filters.customer:
        press = BookForPerson(filters.customer)
    elif filters.coach:
        press = BookFor(filters.coach)
    else:
        press = choose("b", filters)
    return (Key(turn.words.label("book_for.key"), press),)


SCRIPT = Script(
    commands={"bookings": Command(bookings, Permission.SESSIONS)},
    menu=(
        MenuItem(
            "bookings",
            lambda turn: Bookings(),
            Permission.SESSIONS,
            row=lambda turn: MenuRow.BOOK,
        ),
    ),
    presses={
        Bookings: Step(show_list, Permission.SESSIONS),
        ShowBooking: Step(show, Permission.SESSIONS),
        BookingCourse: Step(course, Permission.SESSIONS),
    },
    listens={LISTENED: TextStep(take_filters, Permission.SESSIONS)},
)
