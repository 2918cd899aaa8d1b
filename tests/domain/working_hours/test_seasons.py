"""Hours of a season: when it holds, and which of several counts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import BadHours
from domain.time.periods import Period
from domain.working_hours.availability import digest_of
from domain.working_hours.hours import Window, WorkingHours
from domain.working_hours.seasons import Season, Week, holding
from tests.domain.drawn import seasons_around
from tests.domain.model import a_coach, windows_on

DAY: tuple[Window, ...] = ((540, 1020),)
SHORT: tuple[Window, ...] = ((480, 840),)
LATE: tuple[Window, ...] = ((720, 1200),)
WEEK: Week = (SHORT,) * 5 + (None,) * 2


def _hours(*seasons: Season) -> WorkingHours:
    return WorkingHours((DAY,) * 6 + ((),), {}, seasons)


def _season(number: int, first: str, last: str | None, week: Week, yearly: bool = False) -> Season:
    end = date.fromisoformat(last) if last else None
    return Season(number, Period(date.fromisoformat(first), end, yearly), week)


def test_hours_from_a_date_on_change_the_days_that_they_name_and_no_others() -> None:
    hours = _hours(_season(1, "2027-03-01", None, WEEK))
    assert hours.on(date(2027, 2, 26)) == DAY
    assert hours.on(date(2027, 3, 1)) == SHORT
    assert hours.on(date(2039, 3, 4)) == SHORT
    assert hours.on(date(2027, 3, 6)) == DAY  # a Saturday, which they do not name


def test_the_hours_of_a_date_come_before_those_of_a_season() -> None:
    day = date(2027, 3, 1)
    hours = replace(_hours(_season(1, "2027-03-01", None, WEEK)), overrides={day: ()})
    assert (hours.on(day), hours.usual(day)) == ((), SHORT)


# first, last, each year; a day in question; whether it is one of them
YEARLY = [
    ("2027-06-01", "2027-08-31", date(2026, 7, 1), False),
    ("2027-06-01", "2027-08-31", date(2027, 5, 31), False),
    ("2027-06-01", "2027-08-31", date(2030, 6, 1), True),
    ("2027-06-01", "2027-08-31", date(2030, 8, 31), True),
    ("2027-06-01", "2027-08-31", date(2030, 9, 1), False),
    ("2026-12-24", "2027-01-06", date(2026, 1, 2), False),
    ("2026-12-24", "2027-01-06", date(2029, 1, 2), True),
    ("2026-12-24", "2027-01-06", date(2029, 12, 31), True),
    ("2028-02-29", "2028-02-29", date(2029, 2, 28), True),
    ("2028-02-29", "2028-02-29", date(2032, 2, 28), False),
    ("2028-02-29", "2028-02-29", date(2032, 2, 29), True),
]


@pytest.mark.parametrize(("first", "last", "day", "held"), YEARLY)
def test_a_season_of_each_year_comes_again(first: str, last: str, day: date, held: bool) -> None:
    period = Period(date.fromisoformat(first), date.fromisoformat(last), yearly=True)
    assert (period.around(day) is not None) is held


def test_the_season_of_the_fewest_days_counts() -> None:
    spring = _season(1, "2027-03-01", None, (SHORT,) * 7)
    summer = _season(2, "2027-06-01", "2027-08-31", (LATE,) * 7, yearly=True)
    this_summer = _season(3, "2028-06-01", "2028-08-31", (DAY,) * 7)
    later = _season(4, "2027-04-01", None, (LATE,) * 7)
    june = date(2028, 6, 7)
    assert holding([spring, summer], june) == summer
    assert holding([summer, this_summer], june) == this_summer
    assert holding([this_summer, summer], june) == this_summer
    assert holding([later, spring], june) == later
    assert holding([spring, later], date(2027, 3, 31)) == spring
    one, other = (_season(n, f"2028-06-{n:02}", f"2028-06-{n + 9:02}", (DAY,) * 7) for n in (1, 5))
    for each in ([one, other], [other, one]):
        assert holding(each, june) == other  # of those as long the one that begins later
    again = replace(one, id=9)
    for each in ([one, again], [again, one]):
        assert holding(each, june) == again  # of two alike the one that was added last


@given(st.lists(seasons_around(date(2026, 3, 29)), max_size=4), st.integers(-10, 20))
def test_what_counts_is_told_alike_by_a_second_telling(seasons: list[Season], n: int) -> None:
    seasons = [replace(season, id=place) for place, season in enumerate(seasons)]
    hours, day = _hours(*seasons), date(2026, 3, 29) + timedelta(days=n)
    ranks = [
        ((stretch[1] - stretch[0]).days, stretch[0], season.period.yearly)
        for season in seasons
        if season.weekly[day.weekday()] is not None and (stretch := season.period.around(day))
    ]
    if len(ranks) == len(set(ranks)):
        assert hours.on(day) == windows_on(hours, day)
        assert hours.on(day) == _hours(*reversed(seasons)).on(day)


def test_a_season_that_makes_no_days_cannot_be_built() -> None:
    for first, last, yearly in [
        (date(2027, 3, 2), date(2027, 3, 1), False),
        (date(2027, 3, 1), None, True),
        (date(2027, 3, 1), date(2028, 2, 29), True),
    ]:
        with pytest.raises(ValueError, match=r"before it begins|shorter than one"):
            Period(first, last, yearly)
    with pytest.raises(ValueError, match="names some"):
        _season(1, "2027-03-01", None, (None,) * 7)
    with pytest.raises(BadHours, match="overlap"):
        _hours(_season(1, "2027-03-01", None, (((540, 660), (600, 720)),) * 7))


def test_the_digest_of_a_coach_tells_seasons_and_the_times_of_services() -> None:
    plain = a_coach()
    season = _season(1, "2027-03-01", "2027-05-31", WEEK)
    several = [
        plain,
        a_coach(seasons=(season,)),
        a_coach(seasons=(replace(season, weekly=(LATE,) * 7),)),
        a_coach(seasons=(replace(season, period=replace(season.period, yearly=True)),)),
        a_coach(within=SHORT),
        a_coach(within=LATE),
    ]
    assert len({digest_of(coach) for coach in several}) == len(several)
    again = a_coach(seasons=(replace(season, id=9),))
    assert digest_of(again) == digest_of(several[1])


def test_what_lies_ahead_of_a_period() -> None:
    summer = Period(date(2027, 6, 1), date(2027, 8, 31), yearly=True)
    assert summer.coming(date(2026, 11, 28)) == (date(2027, 6, 1), date(2027, 8, 31))
    assert summer.coming(date(2027, 9, 1)) == (date(2028, 6, 1), date(2028, 8, 31))
    assert summer.coming(date(2028, 8, 31)) == (date(2028, 6, 1), date(2028, 8, 31))
    once = Period(date(2027, 6, 1), date(2027, 8, 31))
    assert (once.over(date(2027, 8, 31)), once.over(date(2027, 9, 1))) == (False, True)
    assert not Period(date(2020, 1, 1), None).over(date(2027, 9, 1))
