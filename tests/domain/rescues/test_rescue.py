"""Which other times sessions are offered whose coach is away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.appointments.appointment import Appointment, Status
from domain.rescues.rescue import (
    AFTER,
    OFFERED,
    SOONEST,
    AcceptableStarts,
    Fate,
    Rescue,
    RescuedSession,
    cover_of,
    moving_out,
    rank_starts,
    share_out,
    window,
)
from domain.time.spans import epoch, moment, overlaps
from tests.domain.appointments.test_appointment import STARTS, an_appointment

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY_TEN = (1, 600)


def at(day: int, hour: int, minute: int = 0) -> int:
    """An instant of March 2026 in Berlin, whose third is a Tuesday."""
    return epoch(datetime(2026, 3, day, hour, minute, tzinfo=BERLIN).astimezone(UTC))


def test_the_next_same_time_of_the_week_is_first_then_that_of_other_days_then_near_it() -> None:
    starts = [at(4, 9), at(4, 10), at(4, 15), at(5, 10), at(10, 10), at(17, 10)]
    assert rank_starts(starts, TUESDAY_TEN, BERLIN) == [
        at(10, 10),
        at(4, 10),
        at(5, 10),
        at(17, 10),
        at(4, 9),
        at(4, 15),
    ]


@pytest.mark.parametrize("weekday", range(7))
def test_the_wanted_day_of_the_week_is_first_whichever_it_is(weekday: int) -> None:
    starts = [at(day, 10) for day in range(2, 16)]  # from a Monday on
    first = at(2 + weekday, 10)
    rest = [start for start in starts if start != first]
    assert rank_starts(starts, (weekday, 600), BERLIN) == [first, *rest]


def test_two_hours_from_the_wanted_time_are_near_it() -> None:
    assert rank_starts([at(4, 7), at(4, 15), at(5, 8), at(5, 12)], TUESDAY_TEN, BERLIN) == [
        *(at(5, 8), at(5, 12), at(4, 7), at(4, 15)),
    ]


@pytest.mark.parametrize("wanted", [0, 1, 60, 119, 120, 121, 600, 1319, 1320, 1321, 1438, 1439])
@pytest.mark.parametrize("apart", [-121, -120, -119, -1, 1, 119, 120, 121])
def test_what_is_near_is_so_to_the_minute(wanted: int, apart: int) -> None:
    far, start = (at(3, 0) + 60 * (wanted + n) for n in (720, 1440 + apart))
    for midnight in (0, -60 * (wanted + apart)):
        first, other = far + midnight, start + midnight
        clock = (6, (wanted + midnight // 60) % 1440)
        near_one_first = [other, first] if abs(apart) <= 120 else [first, other]
        assert rank_starts([first, other], clock, BERLIN) == near_one_first


def test_late_in_the_evening_and_early_in_the_morning_are_near_each_other() -> None:
    noon, night, later, late = at(4, 11), at(5, 0, 30), at(5, 1, 30), at(5, 21)
    assert rank_starts([noon, night, later, late], (2, 1380), BERLIN) == [night, late, noon, later]
    assert rank_starts([noon, late, at(5, 22)], (2, 0), BERLIN) == [at(5, 22), noon, late]


def test_a_start_is_read_by_the_clock_of_its_own_day() -> None:
    """Berlin goes forward on 29 March at 1:00 UTC; zones are cut on 10 May, too."""
    jump = at(29, 3)
    assert rank_starts([jump - 1800, jump], (6, 180), BERLIN) == [jump, jump - 1800]
    monday, tuesday = (epoch(datetime(2026, 5, n, 10, tzinfo=BERLIN)) for n in (11, 12))
    assert rank_starts([at(24, 10), monday, tuesday], TUESDAY_TEN, BERLIN) == [
        *(at(24, 10), monday, tuesday),
    ]
    assert rank_starts([at(24, 9), monday], TUESDAY_TEN, BERLIN) == [monday, at(24, 9)]


# Two weeks around the night in which clocks in Berlin go forward, above all what is as far from
# the wanted time of day as decides.
days = st.integers(at(22, 0) // 86400, at(31, 0) // 86400 + 5)
aparts = st.sampled_from((0, 5, -5, 120, -120, 125, -125)) | st.integers(-288, 288).map(
    lambda n: 5 * n
)


minutes = st.sampled_from((0, 115, 120, 600, 1315, 1320, 1435)) | st.integers(0, 287).map(
    lambda n: 5 * n
)


@given(st.lists(st.tuples(days, aparts), max_size=30), st.integers(0, 6), minutes)
def test_starts_are_ranked_by_what_the_clock_shows(
    drawn: list[tuple[int, int]], weekday: int, minute: int
) -> None:
    # Of the clock an hour ahead of UTC: beyond the jump it shows the hour after.
    starts = sorted({86400 * day + 60 * (minute + apart - 60) for day, apart in drawn})

    def grade(start: int) -> int:
        wall = moment(start).astimezone(BERLIN)
        apart = abs(wall.hour * 60 + wall.minute - minute)
        if apart == 0:
            return 0 if wall.weekday() == weekday else 1
        return 2 if min(apart, 1440 - apart) <= 120 else 3

    weekly = [start for start in starts if grade(start) == 0][:1]
    rest = [start for start in starts if start not in weekly]
    rest.sort(key=lambda start: (max(grade(start), 1), start))
    assert rank_starts(starts, (weekday, minute), BERLIN) == [*weekly, *rest]


wishes = st.lists(
    st.builds(
        AcceptableStarts,
        st.lists(st.integers(0, 40), unique=True),
        before=st.integers(0, 2),
        after=st.integers(1, 5),
    ),
    max_size=6,
)


def test_a_wish_blocks_its_coach_before_and_after() -> None:
    assert AcceptableStarts((), 2, 5).at(10) == (8, 15)


@given(wishes)
def test_no_two_shares_meet_and_each_has_what_it_wished(each: list[AcceptableStarts]) -> None:
    shares = share_out(each)
    spans = [wish.at(start) for wish, share in zip(each, shares, strict=True) for start in share]
    assert not any(
        overlaps(one, other) for place, one in enumerate(spans) for other in spans[:place]
    )
    for wish, share in zip(each, shares, strict=True):
        assert len(share) <= OFFERED
        assert set(share) <= set(wish.starts)
        assert list(share) == sorted(share)


@given(st.integers(1, 5), st.integers(0, 12))
def test_nobody_has_one_more_than_another_who_would_take_the_same(people: int, times: int) -> None:
    starts = [10 * n for n in range(times)]
    counts = [len(share) for share in share_out([AcceptableStarts(starts, 0, 5)] * people)]
    assert sum(counts) == min(times, OFFERED * people)
    assert max(counts) - min(counts) <= 1


HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
SESSION = an_appointment()
ASKED = replace(SESSION, rescue_id=7)
OFF = replace(SESSION, status=Status.CANCELLED)
MOVED = replace(SESSION, starts_at=STARTS + HOUR)


@pytest.mark.parametrize(
    ("session", "offered", "lapsed", "away", "fate"),
    [
        (ASKED, True, False, 2, Fate.WAITING),
        (SESSION, True, False, 2, Fate.STANDS),
        (MOVED, True, False, 2, Fate.MOVED),
        (replace(MOVED, rescue_id=7), True, False, 2, Fate.MOVED),
        (SESSION, True, False, 9, Fate.COVERED),
        (MOVED, True, False, 9, Fate.COVERED),
        (MOVED, True, False, None, Fate.MOVED),
        (OFF, False, False, 2, Fate.APOLOGY),
        (OFF, False, True, 2, Fate.APOLOGY),
        (OFF, True, True, 2, Fate.LAPSED),
        (OFF, True, False, 9, Fate.CANCELLED),
    ],
)
def test_what_became_of_a_session_by_whichever_path(
    session: Appointment, offered: bool, lapsed: bool, away: int | None, fate: Fate
) -> None:
    assert RescuedSession(session, STARTS, offered, lapsed, away).fate is fate


def test_a_rescue_is_answered_as_far_as_nobody_waits_for_it() -> None:
    leave = datetime(2026, 6, 1)
    each = tuple(RescuedSession(one, STARTS, True, False) for one in (ASKED, OFF, MOVED))
    assert Rescue(1, 2, 3, leave, leave, each).answered_count == 2
    assert Rescue(1, 2, 3, leave, leave, ()).rule_id == 0


@pytest.mark.parametrize(
    ("changed", "now", "who"),
    [
        ({}, STARTS - HOUR - SECOND, 5),
        ({}, STARTS - HOUR, None),
        ({"offer_until": STARTS + HOUR}, STARTS - SECOND, 5),
        ({"offer_until": STARTS + HOUR}, STARTS, None),
        ({"offer_until": None}, STARTS - 2 * HOUR, None),
        ({"status": Status.PENDING}, STARTS - 2 * HOUR, 5),
        ({"status": Status.CANCELLED}, STARTS - 2 * HOUR, None),
        ({"cover_id": None}, STARTS - 2 * HOUR, None),
    ],
)
def test_another_coach_is_on_offer_in_time(
    changed: dict[str, Any], now: datetime, who: int | None
) -> None:
    covered = replace(SESSION, cover_id=5, offer_until=STARTS - HOUR)
    assert cover_of(replace(covered, **changed), now) == who


@pytest.mark.parametrize(
    ("changed", "moves_out"),
    [
        ({"cover_id": 5}, True),
        ({"proposed": (STARTS + HOUR,)}, True),
        ({"proposed": (STARTS + HOUR,), "rescue_id": None}, False),
        ({"cover_id": 5, "rescue_id": None}, False),
        ({}, False),
        ({"cover_id": 5, "offer_until": STARTS - 2 * HOUR}, False),
    ],
)
def test_who_chooses_something_else_moves_out(changed: dict[str, Any], moves_out: bool) -> None:
    appointment = replace(ASKED, offer_until=STARTS - HOUR)
    assert moving_out(replace(appointment, **changed), STARTS - 2 * HOUR) is moves_out


def test_other_times_are_looked_for_from_half_a_day_on_until_weeks_after_the_leave() -> None:
    ends = epoch(STARTS)
    assert window(ends, STARTS) == (ends + SOONEST.total_seconds(), ends + AFTER.total_seconds())
