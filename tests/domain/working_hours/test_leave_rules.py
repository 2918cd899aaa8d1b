"""Leave that repeats: which days it means, and where they lie on the clock."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.refusals import LeaveNever, LeaveTooOften
from domain.text.field_text import FARTHEST_DAY
from domain.working_hours.leave import LeaveStretch, span_of
from domain.working_hours.leave_rules import (
    MOST_TIMES,
    LeavePattern,
    LeaveRule,
    LeaveRuleChange,
    until_before,
    validate_pattern,
)
from tests.domain.model import a_coach

MONDAYS = LeavePattern((0,), 0, 1440, date(2026, 8, 3), date(2026, 8, 31))
AFTERNOONS = LeavePattern((2,), 720, 1440, date(2026, 8, 1), date(2026, 8, 31))
NIGHTS = LeavePattern((5,), 1320, 1560, date(2026, 3, 21), date(2026, 4, 5))


def on(*days: str) -> list[date]:
    return [date.fromisoformat(f"2026-{day}") for day in days]


@pytest.mark.parametrize(
    ("pattern", "days"),
    [
        (MONDAYS, on("08-03", "08-10", "08-17", "08-24", "08-31")),
        (replace(MONDAYS, every=2), on("08-03", "08-17", "08-31")),
        (
            replace(MONDAYS, weekdays=(0, 4), every=2),
            on("08-03", "08-07", "08-17", "08-21", "08-31"),
        ),
        # Weeks are counted from the one of the first day, whichever day that is.
        (replace(MONDAYS, first=date(2026, 8, 6), every=2), on("08-17", "08-31")),
        (AFTERNOONS, on("08-05", "08-12", "08-19", "08-26")),
        (replace(AFTERNOONS, until=date(2026, 8, 4)), []),
    ],
)
def test_the_days_of_a_pattern(pattern: LeavePattern, days: list[date]) -> None:
    assert list(pattern.days()) == days


def test_hours_past_midnight_and_on_the_night_of_a_jump_are_wall_time_like_all_leave() -> None:
    coach = a_coach("Europe/Berlin")
    [_, jump, _] = LeaveRule(1, NIGHTS).times()
    assert (jump.starts, jump.ends) == (datetime(2026, 3, 28, 22), datetime(2026, 3, 29, 2))
    start, end = span_of(jump.starts, jump.ends, coach.tz)
    assert end - start == 4 * 3600
    later = replace(NIGHTS, ends=1320 + 300)  # until 03:00, which the clock jumps to
    [_, jump, _] = LeaveRule(1, later).times()
    start, end = span_of(jump.starts, jump.ends, coach.tz)
    assert end - start == 4 * 3600


def test_what_is_worked_after_all_is_no_time_off_and_stays_in_the_list_ahead() -> None:
    worked = date(2026, 8, 12)
    rule = LeaveRule(7, AFTERNOONS, frozenset({worked}), "Choir")
    assert [one.first_day for one in rule.times()] == on("08-05", "08-19", "08-26")
    assert {(one.id, one.rule) for one in rule.times()} == {(0, 7)}
    assert list(rule.ahead(datetime(2026, 8, 13))) == on("08-19", "08-26")
    assert list(rule.ahead(datetime(2026, 8, 6))) == on("08-12", "08-19", "08-26")
    assert next(rule.ahead(datetime(2026, 8, 5, 23, 59))) == date(2026, 8, 5)


def test_a_rule_ends_before_a_day_or_is_gone() -> None:
    rule = LeaveRule(1, MONDAYS)
    shorter = until_before(rule, date(2026, 8, 17))
    assert shorter is not None
    assert list(shorter.pattern.days()) == on("08-03", "08-10")
    assert until_before(rule, date(2027, 1, 1)) == rule
    assert until_before(rule, date(2026, 8, 3)) is None
    assert until_before(LeaveRule(1, AFTERNOONS), date(2026, 8, 5)) is None


def test_a_pattern_without_a_day_or_with_too_many_is_refused() -> None:
    with pytest.raises(LeaveNever):
        validate_pattern(replace(AFTERNOONS, until=date(2026, 8, 4)))
    daily = replace(
        MONDAYS, weekdays=tuple(range(7)), until=date(2026, 8, 3) + timedelta(MOST_TIMES)
    )
    with pytest.raises(LeaveTooOften):
        validate_pattern(daily)
    shorter = replace(daily, until=daily.until - timedelta(days=1))
    assert validate_pattern(shorter) == shorter
    assert validate_pattern(MONDAYS) == MONDAYS


@pytest.mark.parametrize(
    "forged",
    [
        replace(MONDAYS, weekdays=()),
        replace(MONDAYS, weekdays=(7,)),
        replace(MONDAYS, weekdays=(0, 7)),
        replace(MONDAYS, weekdays=(0, 0)),
        replace(MONDAYS, starts=600, ends=2041),
        replace(MONDAYS, starts=800, ends=2161),
        replace(MONDAYS, weekdays=(1, 0)),
        replace(MONDAYS, every=0),
        replace(MONDAYS, every=9),
        replace(MONDAYS, starts=600, ends=600),
        replace(MONDAYS, starts=-1),
        replace(MONDAYS, starts=600, ends=2170),
        replace(MONDAYS, starts=-1, ends=600),
        replace(MONDAYS, starts=600, ends=500),
        replace(MONDAYS, starts=1440, ends=1500),
        replace(MONDAYS, starts=1500, ends=1600),
        replace(MONDAYS, weekdays=(-1,)),
        replace(MONDAYS, until=MONDAYS.first + timedelta(2 * FARTHEST_DAY + 1)),
        replace(MONDAYS, until=date(2026, 8, 2)),
        replace(MONDAYS, until=date(9999, 1, 1)),
    ],
)
def test_what_no_screen_has_shown_is_not_possible(forged: LeavePattern) -> None:
    assert MONDAYS.possible is True
    assert forged.possible is False
    assert LeaveRuleChange(MONDAYS).rule == 0


@pytest.mark.parametrize(
    "rare",
    [
        replace(MONDAYS, weekdays=tuple(range(7))),
        replace(MONDAYS, every=8),
        replace(MONDAYS, starts=1439, ends=1440),
        replace(MONDAYS, starts=600, ends=2040),
        replace(MONDAYS, until=MONDAYS.first),
        replace(MONDAYS, until=MONDAYS.first + timedelta(2 * FARTHEST_DAY)),
    ],
)
def test_what_a_screen_can_say_at_the_most_is_possible(rare: LeavePattern) -> None:
    assert rare.possible


def test_only_midnight_to_midnight_are_whole_days() -> None:
    hours = [(0, 1440), (0, 1439), (1, 1440), (0, 1441), (540, 600)]
    whole_days = [replace(MONDAYS, starts=start, ends=end).whole_days for start, end in hours]
    assert whole_days == [True, False, False, False, False]


@settings(deadline=None, max_examples=60)
@given(
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    every=st.integers(1, 8),
    first=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    length=st.integers(0, 200),
    cut=st.integers(-5, 205),
)
def test_a_day_is_off_by_the_rule_written_down_day_by_day(
    weekdays: set[int], every: int, first: date, length: int, cut: int
) -> None:
    pattern = LeavePattern(
        tuple(sorted(weekdays)), 540, 600, first, first + timedelta(days=length), every
    )
    monday = first - timedelta(days=first.weekday())
    by_day = [
        day
        for n in range(length + 1)
        if (day := first + timedelta(days=n)).weekday() in weekdays
        and (day - monday).days // 7 % every == 0
    ]
    assert list(pattern.days()) == by_day
    assert all(pattern.on(day) == LeaveStretch(*_hours(day)) for day in by_day)
    until = first + timedelta(days=cut)
    kept = until_before(LeaveRule(1, pattern), until)
    assert (list(kept.pattern.days()) if kept else []) == [day for day in by_day if day < until]


def _hours(day: date) -> tuple[datetime, datetime]:
    return datetime(day.year, day.month, day.day, 9), datetime(day.year, day.month, day.day, 10)
