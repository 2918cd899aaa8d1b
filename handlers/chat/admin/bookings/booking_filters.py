"""Which bookings are looked for: on buttons, and in words."""

from datetime import UTC, date, datetime
from typing import Final

from domain.business.report import DateRange, ReportKind
from domain.roles import Permission
from handlers.buttons.booking_links import (
    STATES,
    BookingCourse,
    Bookings,
    ChooseFilter,
    ShowBooking,
)
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.press import Press
from handlers.buttons.screen import Key, Row
from handlers.chat.frame.turn import Turn
from handlers.queries.appointments.bookings import BookingFilters
from handlers.typing.calendar import YEARS
from handlers.wording import figures
from storage.appointments.booking_pages import BookingCursor

# No id of ours is larger, and a button with all of it stays short enough.
LARGEST: Final = 36**7
_LATEST: Final = 2**34  # epoch seconds
_LETTERS: Final = {status: letter for letter, status in STATES.items()}
Placed = Bookings | ShowBooking | BookingCourse
"""The buttons that say where a page begins."""


def filters_of(turn: Turn, press: Placed | ChooseFilter) -> BookingFilters:
    """What a button looks for; forged values are left out."""
    return BookingFilters(
        press.coach if press.coach in turn.catalogue.coaches else 0,
        press.customer if 0 < press.customer < LARGEST else 0,
        STATES.get(press.state),
        _days(press.since, press.until),
    )


def place_of(press: Placed) -> tuple[BookingCursor | None, bool]:
    """Where a button's page begins, and whether it is the page before that point."""
    if not (0 < press.place < LARGEST and abs(press.at) < _LATEST):
        return None, False
    return BookingCursor(datetime.fromtimestamp(press.at, UTC), press.place), press.back == 1


def press_of(
    filters: BookingFilters, place: BookingCursor | None = None, *, back: bool = False
) -> Bookings:
    """The button of a page."""
    values = _fields(filters)
    if place is None:
        return Bookings(*values)
    return Bookings(*values, int(place.at.timestamp()), place.id, int(back))


def choose(what: str, filters: BookingFilters, page: int = 0) -> ChooseFilter:
    """The button that narrows them down further."""
    return ChooseFilter(what, page, *_fields(filters))


def rows(turn: Turn, filters: BookingFilters, customer: str) -> tuple[Row, ...]:
    """A key to remove each filter that is set, and one to add each that is not."""
    words, labels = turn.words, LabelFitter(turn.words, WHOLE)
    set_: list[Row] = []
    more: list[Key] = []

    def key(what: str, label: str | None, without: Press) -> None:
        if label is not None:
            set_.append((Key(label, without),))
        else:
            more.append(Key(words.label(f"bookings.choose_{what}"), choose(what, filters)))

    f = filters
    coach = turn.catalogue.coaches.get(f.coach)
    if turn.actor.may(Permission.ANY_SESSION):
        off = labels.label("bookings.off_coach", cut="coach", coach=coach.name) if coach else None
        key("c", off, press_of(BookingFilters(0, f.customer, f.status, f.days)))
    off = words.label("bookings.off", what=_in_short(turn, f.days)) if f.days else None
    key("d", off, press_of(BookingFilters(f.coach, f.customer, f.status)))
    state = words.label(f"status.{f.status.value}") if f.status else ""
    off = words.label("bookings.off", what=state) if state else None
    key("s", off, press_of(BookingFilters(f.coach, f.customer, None, f.days)))
    off = labels.label("bookings.off_customer", cut="customer", customer=customer)
    key("p", off if f.customer else None, press_of(BookingFilters(f.coach, 0, f.status, f.days)))
    two = [tuple(more[n : n + 2]) for n in range(0, len(more), 2)]
    return (*set_, *two)


def days_in_words(turn: Turn, days: tuple[date, date]) -> str:
    """Days as people call them."""
    return figures.days(turn.words, DateRange(*days))


def _in_short(turn: Turn, days: tuple[date, date]) -> str:
    """The same, short enough for a key."""
    if DateRange(*days).kind in (ReportKind.DAY, ReportKind.MONTH, ReportKind.YEAR):
        return days_in_words(turn, days)
    return " – ".join(map(turn.words.day_of_year, days))


def _fields(f: BookingFilters) -> tuple[int, int, int, int, str]:
    first, last = (day.toordinal() for day in f.days) if f.days else (0, 0)
    return f.coach, f.customer, first, last, _LETTERS[f.status] if f.status else ""


def _days(first: int, last: int) -> tuple[date, date] | None:
    if not 0 < first <= last <= date.max.toordinal():
        return None
    days = date.fromordinal(first), date.fromordinal(last)
    return days if all(day.year in YEARS for day in days) else None
