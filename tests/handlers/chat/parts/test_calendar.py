"""A month of buttons: what is left of it, and labels that a phone does not cut."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time.spans import Span, epoch
from handlers.buttons.press import Nothing
from handlers.chat.parts.calendar import CalendarBounds, month_rows, shown_days
from handlers.chat.parts.months import Month, look_up
from handlers.wording.words import words_for

BOUNDS = CalendarBounds(date(2026, 11, 20), date(2027, 1, 13))


def month(day: date, language: str = "en") -> list[list[str]]:
    rows = month_rows(
        words_for(language), day, BOUNDS, {day}, lambda _: Nothing(), lambda _: Nothing()
    )
    return [[key.label for key in row] for row in rows]


def test_the_weeks_that_are_over_or_too_far_ahead_are_left_out() -> None:
    heading, _, *weeks = month(date(2026, 11, 25))
    assert heading == ["Nov 2026", "Dec ›"]
    assert weeks == [
        ["·", "·", "·", "·", "·", "·", "·"],
        ["·", "·", "25", "·", "·", "·", "·"],
        ["·", " ", " ", " ", " ", " ", " "],
    ]

    heading, _, *weeks = month(date(2027, 1, 11))
    assert heading == ["‹ Dec", "Jan 2027"]
    assert len(weeks) == 3
    assert weeks[-1] == ["11", "·", "·", "·", "·", "·", "·"]


def test_three_months_stand_side_by_side_by_short_names() -> None:
    heading, *_ = month(date(2026, 12, 4), "de")
    assert heading == ["‹ Nov", "Dez 2026", "Jan ›"]


LATE = CalendarBounds(date(2026, 11, 28), date(2027, 11, 28))  # a Saturday
BERLIN = ZoneInfo("Europe/Berlin")


def open_month(day: date, bounds: CalendarBounds, days: Iterable[date]) -> list[list[str]]:
    rows = month_rows(
        words_for("en"), day, bounds, set(days), lambda _: Nothing(), lambda _: Nothing()
    )
    return [[key.label for key in row] for row in rows]


def test_late_in_the_first_month_the_calendar_goes_on_into_the_next() -> None:
    first, last = shown_days(date(2026, 11, 28), LATE)
    assert (first, last) == (date(2026, 11, 28), date(2026, 12, 20))
    weekdays = [d for d in days_from(first, last) if d.weekday() < 5]

    heading, _, *weeks = open_month(first, LATE, weekdays)

    assert heading == ["Nov – Dec 2026", "Dec ›"]
    assert weeks == [
        ["30", "1", "2", "3", "4", "·", "·"],
        ["7", "8", "9", "10", "11", "·", "·"],
        ["14", "15", "16", "17", "18", "·", "·"],
    ]


def test_the_year_is_named_twice_where_it_changes() -> None:
    eve = CalendarBounds(date(2026, 12, 31), date(2027, 12, 31))
    heading, _, *weeks = open_month(eve.first, eve, [eve.first])
    assert heading == ["Dec 2026 – Jan 2027", "Jan ›"]
    assert weeks[0] == ["·", "·", "·", "31", "·", "·", "·"]
    assert len(weeks) == 4


@pytest.mark.parametrize(
    ("month", "until"),
    [
        (date(2026, 12, 1), date(2026, 12, 31)),  # not the first month
        (date(2027, 11, 1), date(2027, 11, 28)),  # the last one
    ],
)
def test_other_months_are_shown_by_themselves(month: date, until: date) -> None:
    assert shown_days(month, LATE) == (month, until)


def test_a_calendar_ends_with_what_may_be_asked_for() -> None:
    soon = CalendarBounds(date(2026, 11, 28), date(2026, 12, 2))
    _, _, *weeks = open_month(soon.first, soon, days_from(date(2026, 11, 30), soon.last))
    assert weeks == [["30", "1", "2", "·", "·", "·", "·"]]
    over = CalendarBounds(date(2026, 11, 28), date(2026, 11, 30))
    heading, _, *weeks = open_month(over.first, over, [over.last])
    assert heading == ["Nov 2026"]
    assert weeks[-1] == ["30", " ", " ", " ", " ", " ", " "]


@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.integers(0, 400))
def test_no_calendar_shows_a_number_twice_or_a_day_outside_its_bounds(
    today: date, ahead: int
) -> None:
    bounds = CalendarBounds(today, today + timedelta(days=ahead))
    first, last = shown_days(today, bounds)
    assert first == today
    assert first <= last <= bounds.last
    days = days_from(first, last)
    _, _, *weeks = open_month(today, bounds, days)
    numbers = [label for week in weeks for label in week if label.isdigit()]
    assert numbers == [str(day.day) for day in days]
    assert len(set(numbers)) == len(numbers)
    assert all(len(week) == 7 for week in weeks)
    assert len(weeks) >= 3 or last == bounds.last


async def month_with_free(day: date, bounds: CalendarBounds, *free: date) -> Month:
    """The month that is shown when sessions can begin at nine on these days."""
    starts = [epoch(datetime(d.year, d.month, d.day, 9, tzinfo=BERLIN)) for d in free]

    async def starts_in(window: Span) -> Sequence[int]:
        return [start for start in starts if window[0] <= start < window[1]]

    return await look_up(day, bounds, BERLIN, starts_in)


async def test_a_first_month_without_a_free_day_is_skipped() -> None:
    free = date(2027, 1, 28)
    month = await month_with_free(LATE.first, LATE, free, date(2027, 2, 4), date(2027, 2, 25))
    assert month.skipped == LATE.first
    assert month.day == free
    assert month.bounds == CalendarBounds(free, LATE.last)
    assert month.free == {free, date(2027, 2, 4)}  # from late in January into February
    heading, _, *weeks = open_month(month.day, month.bounds, month.free)
    assert heading == ["Jan – Feb 2027", "Feb ›"]
    assert weeks[0] == ["·", "·", "·", "28", "·", "·", "·"]


async def test_a_later_month_that_is_full_names_what_comes_after_it() -> None:
    full = date(2027, 2, 1)
    early, late = date(2026, 12, 4), date(2027, 4, 2)
    month = await month_with_free(full, LATE, early, late)
    assert month.skipped is None
    assert (month.day, month.free) == (full, frozenset())
    assert month.soonest == epoch(datetime(2027, 4, 2, 9, tzinfo=BERLIN))
    before = await month_with_free(full, LATE, early)
    assert before.soonest == epoch(datetime(2026, 12, 4, 9, tzinfo=BERLIN))


async def test_where_nothing_is_free_at_all_there_is_no_soonest_start() -> None:
    month = await month_with_free(LATE.first, LATE)
    assert (month.free, month.soonest, month.skipped) == (frozenset(), None, None)


def days_from(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
