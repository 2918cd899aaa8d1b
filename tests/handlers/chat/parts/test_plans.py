"""Typed hours for the days of a screen, and the button that carries them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import NotFound
from handlers.buttons.press import unpack
from handlers.chat.coach.working_hours.date_hours import SaveDate
from handlers.chat.coach.working_hours.hours import SavePlan
from handlers.chat.parts import plans
from handlers.typing.hours import DayHours, Hours, read_hours
from handlers.typing.reading import Ambiguous, ParsedValue, ParseFailure, Reading
from tests.handlers.typing.speakers import ENGLISH, hours_text

SATURDAY = date(2031, 5, 10)
WORKDAYS = (0, 1, 2, 3, 4)


def on_workdays(text: str) -> Reading[Hours]:
    return plans.for_days(read_hours(text, ENGLISH), WORKDAYS)


def test_hours_without_days_are_those_of_the_screen() -> None:
    assert hours_text(on_workdays("9-17")) == "Mon Tue Wed Thu Fri 09:00–17:00"
    assert hours_text(on_workdays("Mon-Fri 9-17")) == "Mon Tue Wed Thu Fri 09:00–17:00"


def test_days_that_are_named_go_before_those_of_the_screen() -> None:
    assert hours_text(on_workdays("Sat 10-12")) == "Sat 10:00–12:00"
    assert hours_text(on_workdays("Mon-Thu 9-17; Fri 9-12")) == (
        "Mon Tue Wed Thu 09:00–17:00; Fri 09:00–12:00"
    )


def test_days_with_the_same_hours_are_told_together() -> None:
    week = "\n".join(f"{day}: 09:00–13:00, 14:00–17:00" for day in ("Mon", "Tue", "Thu", "Fri"))
    assert hours_text(on_workdays(f"{week}\nWed closed")) == (
        "Mon Tue Thu Fri 09:00–13:00, 14:00–17:00; Wed closed"
    )


def test_hours_past_midnight_are_one_window_of_the_day_on_which_they_begin() -> None:
    assert on_workdays("22-2") == ParsedValue((DayHours(WORKDAYS, ((1320, 1560),)),))
    either = "ask: Mon Tue Wed Thu Fri 05:00–13:00 | Mon Tue Wed Thu Fri 17:00–01:00+"
    assert hours_text(on_workdays("5-1")) == either


def test_more_than_a_button_holds_is_refused() -> None:
    names = ("Mon", "Tue", "Wed", "Thu")
    week = "; ".join(f"{day} {9 + n}-{17 + n}" for n, day in enumerate(names))
    assert isinstance(on_workdays(week), ParsedValue)
    full = "; ".join(f"{day} 9-11, 12-14, 15-{16 + n}" for n, day in enumerate(names[:3]))
    assert on_workdays(full) == ParseFailure("hours_too_much", "", "9-13, 14-17")


def test_one_date_takes_hours_of_its_own_weekday_only() -> None:
    def on_saturday(text: str) -> Reading[Hours]:
        return plans.for_date(read_hours(text, ENGLISH), SATURDAY)

    assert hours_text(on_saturday("10-12")) == "10:00–12:00"
    assert (
        hours_text(on_saturday("Sat 10-12"))
        == hours_text(on_saturday("weekend 10-12"))
        == "10:00–12:00"
    )
    assert hours_text(on_saturday("closed")) == "closed"
    assert hours_text(on_saturday("1-5")) == "ask: 01:00–05:00 | 13:00–17:00"
    for text in ("Sun 10-12", "Sat 10-12; Sun 9-10"):
        assert on_saturday(text) == ParseFailure("hours_other_day", "", "9-13, 14-17")


@st.composite
def plan(draw: st.DrawFn) -> Hours:
    whose = draw(st.lists(st.integers(0, 2), min_size=7, max_size=7))
    parts = []
    for group in sorted(set(whose)):
        cuts = sorted(draw(st.sets(st.integers(0, 1440), max_size=4)))
        days = tuple(n for n in range(7) if whose[n] == group)
        windows = list(zip(cuts[::2], cuts[1::2], strict=False))
        goes_on: bool = draw(st.booleans())
        if windows and goes_on and windows[-1][0]:
            start, _ = windows.pop()
            windows.append((start, 1440 + draw(st.integers(1, min(start, 720)))))
        parts.append(DayHours(days, tuple(windows)))
    return tuple(parts)


@given(plan(), st.integers(1, 2**31))
def test_a_plan_rides_in_a_button_and_comes_back(hours: Hours, coach: int) -> None:
    packed = plans.pack(hours)
    assert plans.unpack(packed) == hours
    if len(packed) <= plans.LONGEST_PACKED:
        for press in (SavePlan(coach, packed), SaveDate(coach, SATURDAY, packed)):
            assert unpack(press.pack()) == press


@given(
    st.text(alphabet="0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=64)
)
def test_a_forged_plan_is_none_or_one_that_could_have_been_typed(text: str) -> None:
    try:
        forged = plans.unpack(text)
    except NotFound:
        return
    assert plans.unpack(plans.pack(forged)) == forged


@pytest.mark.parametrize("text", ["", "0", "1", "zzzz", "ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ"])
def test_junk_is_no_plan(text: str) -> None:
    with pytest.raises(NotFound):
        plans.unpack(text)


def test_two_readings_are_both_offered_for_the_days_of_the_screen() -> None:
    reading = on_workdays("1-5")
    assert isinstance(reading, Ambiguous)
    assert [part.days for hours in reading.readings for part in hours] == [WORKDAYS, WORKDAYS]
