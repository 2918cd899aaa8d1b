"""What stands in a coach's week: what is free is what nothing else is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalogue import Coach
from domain.closures import Closure
from domain.group import GroupSession, State
from domain.leave import Leave
from domain.periods import Period
from domain.spans import epoch, intersect, union
from domain.week import DAYS, Kind, entries, monday_of, window_of
from tests.domain.drawn import coaches

JUMP = date(2026, 3, 23)  # on whose Sunday clocks of Berlin are put forward
BERLIN = "Europe/Berlin"


def group(start: datetime, hours: int) -> GroupSession:
    end = start + timedelta(hours=hours)
    return GroupSession(1, 1, 1, start, end, 8, 3, State.OPEN, True, None, 1)


@settings(deadline=None, max_examples=60)
@given(coaches(BERLIN, JUMP), st.lists(st.integers(-30, 200), max_size=9), st.integers(-9, 180))
def test_free_is_working_time_in_which_nothing_stands(
    coach: Coach, starts: list[int], hour: int
) -> None:
    window = window_of(JUMP, coach)
    sessions = [group(datetime(2026, 3, 23, tzinfo=UTC) + timedelta(hours=h), 2) for h in starts]
    busy = [(epoch(s.starts_at) - 600, epoch(s.ends_at)) for s in sessions]
    now = window[0] + hour * 3600
    found = entries(coach, (), busy, sessions, JUMP, now)
    by = {kind: union(e.span for e in found if e.kind is kind) for kind in Kind}
    free = by[Kind.FREE]
    assert intersect(free, by[Kind.HOURS]) == free == intersect(free, [window])
    assert not intersect(free, union([*busy, *by[Kind.LEAVE], (window[0], max(window[0], now))]))
    wanted = [
        s for s in sessions if epoch(s.ends_at) > window[0] and epoch(s.starts_at) < window[1]
    ]
    assert sum(e.kind is Kind.GROUP for e in found) == len(wanted)


@given(coaches(BERLIN, JUMP))
def test_a_closed_week_and_one_of_leave_have_nothing_free(coach: Coach) -> None:
    sunday = JUMP + timedelta(days=DAYS - 1)
    closed = Closure(1, "Spring", Period(JUMP, sunday))
    shut = entries(replace(coach, opened_days=frozenset()), (closed,), (), (), JUMP, 0)
    off = Leave(1, datetime(2026, 3, 1), datetime(2026, 4, 30))
    away = entries(replace(coach, leaves=(off,)), (), (), (), JUMP, 0)
    for found, kind in ((shut, Kind.CLOSED), (away, Kind.LEAVE)):
        assert [e.span for e in found if e.kind is kind] == [window_of(JUMP, coach)]
        assert not any(e.kind is Kind.FREE for e in found)


def test_a_week_begins_on_monday() -> None:
    assert {monday_of(JUMP + timedelta(days=n)) for n in range(7)} == {JUMP}
