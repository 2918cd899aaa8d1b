"""The filters for bookings, chosen from keys; each leads back to the list.

c coach · d days · s state · p customer, typed; and b, the coach to book with
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain.business.report import DateRange, day_of, month_of, week_of
from domain.roles import Permission
from handlers.buttons.book_for_links import BookFor
from handlers.buttons.booking_links import STATES, ChooseFilter
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.labels import HALF, LabelFitter
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.admin.bookings import bookings
from handlers.chat.admin.bookings.booking_filters import choose, filters_of, press_of
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.appointments.bookings import BookingFilters
from handlers.wording.words import zone_info

TYPED: Final = ("d", "p")  # what can be typed as well


async def choose_filter(turn: Turn, press: ChooseFilter) -> Reply:
    """The choice of one filter. A forged button leads to the list."""
    filters = filters_of(turn, press)
    of_team = turn.actor.may(Permission.ANY_SESSION)
    screens: dict[str, Callable[[], tuple[Row, ...]]] = {
        "d": lambda: _days(turn, filters),
        "s": lambda: _states(turn, filters),
        "p": lambda: (),
    }
    if of_team:
        screens |= {
            "c": lambda: _coaches(
                turn, press, filters, lambda coach: press_of(replace(filters, coach=coach))
            ),
            "b": lambda: _coaches(turn, press, filters, BookFor, working=True),
        }
    if press.what not in screens:
        return await bookings.show_list(turn, press_of(filters))
    words = turn.words
    rows = (*screens[press.what](), way_out(words, press_of(filters)))
    screen = Screen(words.text(f"bookings.ask_{press.what}"), rows)
    if press.what not in TYPED:
        return Reply(screen)
    facts = {"list": press_of(filters).pack()}
    return await ask(turn, Question(bookings.LISTENED, screen, facts))


def _coaches(
    turn: Turn,
    press: ChooseFilter,
    filters: BookingFilters,
    leads: Callable[[int], Press],
    *,
    working: bool = False,
) -> tuple[Row, ...]:
    labels = LabelFitter(turn.words, HALF)
    keys = [
        Key(labels.user_text("coach", coach.name), leads(coach.id))
        for coach in turn.catalogue.coaches.values()
        if not working or (coach.active and coach.service_ids)
    ]
    return page_rows(turn.words, keys, press.page, lambda page: choose(press.what, filters, page))


def _states(turn: Turn, filters: BookingFilters) -> tuple[Row, ...]:
    keys = [
        Key(turn.words.label(f"status.{one.value}"), press_of(replace(filters, status=one)))
        for one in STATES.values()
    ]
    return in_rows(keys, 2)


def _days(turn: Turn, filters: BookingFilters) -> tuple[Row, ...]:
    today = turn.now.astimezone(zone_info(turn.catalogue.business.zone)).date()
    usual = {
        "yesterday": day_of(today - timedelta(days=1)),
        "today": day_of(today),
        "tomorrow": day_of(today + timedelta(days=1)),
        "week": week_of(today),
        "next_week": week_of(today + timedelta(days=7)),
        "month": month_of(today),
    }
    keys = [
        Key(turn.words.label(f"bookings.day_{name}"), _on(filters, one))
        for name, one in usual.items()
    ]
    return in_rows(keys, 2)


def _on(filters: BookingFilters, one: DateRange) -> Press:
    days: tuple[date, date] = one.first, one.last
    return press_of(replace(filters, days=days))


SCRIPT = Script(presses={ChooseFilter: Step(choose_filter, Permission.SESSIONS)})
