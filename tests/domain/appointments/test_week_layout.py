"""Where a week's entries are drawn: each where its clock shows it, and none over another."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.appointments.week import DAYS, Entry, EntryKind
from domain.appointments.week_layout import LEAST, LONG, USUAL, LayoutBlock, layout
from domain.time.spans import epoch
from domain.working_hours.hours import MIDNIGHT, day_span

BERLIN = ZoneInfo("Europe/Berlin")
MAY = date(2031, 5, 5)
FORWARD, BACK = date(2026, 3, 23), date(2026, 10, 19)  # weeks whose Sundays have a jump


def entry(start: datetime, minutes: int, kind: EntryKind = EntryKind.SESSION) -> Entry:
    begin = epoch(start.replace(tzinfo=start.tzinfo or BERLIN))
    return Entry(kind, begin, begin + minutes * 60)


def test_what_reaches_past_midnight_goes_on_in_the_next_column() -> None:
    week_layout = layout([entry(datetime(2031, 5, 6, 23), 150)], MAY, BERLIN, 0)
    pieces = [(b.day, b.start, b.end, b.begins) for b in week_layout.blocks]
    assert pieces == [(1, 1380, 1440, True), (2, 0, 90, False)]
    assert (week_layout.first, week_layout.last) == (0, 1440)


def test_of_the_last_night_only_what_is_in_this_week_is_drawn() -> None:
    week_layout = layout([entry(datetime(2031, 5, 4, 23), 150)], MAY, BERLIN, 0)
    assert [(b.day, b.start, b.end) for b in week_layout.blocks] == [(0, 0, 90)]


def test_an_hour_that_happens_twice_is_drawn_once_and_one_that_is_left_out_is_bridged() -> None:
    twice = entry(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 60)  # 02:30, and 02:30 again
    [block] = layout([twice], BACK, BERLIN, 0).blocks
    assert (block.day, block.start, block.end) == (6, 120, 180)
    over = entry(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), 60)  # from 01:30 to 03:30
    [block] = layout([over], FORWARD, BERLIN, 0).blocks
    assert (block.day, block.start, block.end) == (6, 90, 210)


def test_hours_that_nothing_stands_in_are_left_out() -> None:
    week = day_span(MAY, MAY + timedelta(days=6), BERLIN)
    away = Entry(EntryKind.LEAVE, *week)
    empty = layout([away], MAY, BERLIN, 0)
    assert (empty.first, empty.last) == USUAL
    assert {(b.start, b.end) for b in empty.blocks} == {USUAL}
    short = layout([entry(datetime(2031, 5, 6, 20, 10), 30)], MAY, BERLIN, 0)
    assert (short.first, short.last) == (1080, 1440)
    assert short.last - short.first >= LEAST


def test_now_stands_in_its_own_week_alone() -> None:
    noon = epoch(datetime(2031, 5, 8, 12, 7, tzinfo=BERLIN))
    assert layout([], MAY, BERLIN, noon).now == (3, 727)
    assert layout([], MAY, BERLIN, noon + 7 * 86400).now is None
    assert layout([], MAY, BERLIN, noon + 12 * 3600).now is None  # outside what is drawn


def at(hour: float, day: int = 6) -> datetime:
    return datetime(2031, 5, day) + timedelta(hours=hour)


def test_the_ground_is_drawn_first_and_side_by_side_stands_what_is_no_ground() -> None:
    grounds = [EntryKind.HOURS, EntryKind.FREE, EntryKind.CLOSED, EntryKind.LEAVE]
    entries = [entry(at(10), 60), *(entry(at(9), 480, kind) for kind in grounds)]
    blocks = layout(entries, MAY, BERLIN, 0).blocks
    assert [b.entry.kind for b in blocks] == [*grounds, EntryKind.SESSION]
    assert {(b.lane, b.lanes, b.begins) for b in blocks} == {(0, 1, True)}
    assert LayoutBlock(entries[0], 1, 600, 660) == LayoutBlock(entries[0], 1, 600, 660, 0, 1, True)


@pytest.mark.parametrize(
    ("sessions", "lanes"),
    [
        ([(9, 60), (9.5, 60), (14, 60)], [(0, 2), (1, 2), (0, 1)]),
        # What touches does not meet.
        ([(9, 60), (9, 60), (10, 60)], [(0, 2), (1, 2), (0, 1)]),
        # A lane is taken again once it is free.
        ([(9, 180), (9.5, 30), (10, 60)], [(0, 2), (1, 2), (1, 2)]),
        ([(9, 180), (9.5, 60), (10, 60)], [(0, 3), (1, 3), (2, 3)]),
        # One that is long keeps those that begin in it together.
        ([(9, 180), (9.5, 30), (11, 30)], [(0, 2), (1, 2), (1, 2)]),
    ],
)
def test_as_many_lanes_as_are_needed_by_those_that_meet(
    sessions: list[tuple[float, int]], lanes: list[tuple[int, int]]
) -> None:
    blocks = layout([entry(at(h), minutes) for h, minutes in sessions], MAY, BERLIN, 0).blocks
    assert [(b.lane, b.lanes) for b in blocks] == lanes


def test_what_lies_outside_the_hours_that_are_drawn_is_left_out() -> None:
    session, early = entry(at(10), 360), entry(at(0), 600, EntryKind.CLOSED)
    assert len(layout([session, early], MAY, BERLIN, 0).blocks) == 1
    evening = entry(at(16), 60, EntryKind.CLOSED)
    assert len(layout([session, evening], MAY, BERLIN, 0).blocks) == 1


def test_short_leave_has_its_hours_drawn_and_a_long_one_not() -> None:
    def visible_range(
        start: float, minutes: int, kind: EntryKind = EntryKind.LEAVE
    ) -> tuple[int, int]:
        week_layout = layout([entry(at(start), minutes, kind)], MAY, BERLIN, 0)
        return week_layout.first, week_layout.last

    assert visible_range(6.5, 90) == (360, 360 + LEAST)
    assert visible_range(6, LONG - 5) == (360, 1080)
    assert visible_range(6, LONG) == USUAL
    assert visible_range(6, 60, EntryKind.CLOSED) == USUAL
    assert visible_range(0, 60, EntryKind.SESSION) == (0, LEAST)
    assert visible_range(6, 361, EntryKind.SESSION) == (360, 780)


def test_now_is_drawn_from_the_first_moment_of_a_week_and_up_to_the_edges() -> None:
    begin, end = day_span(MAY, MAY + timedelta(days=6), BERLIN)
    whole = [Entry(EntryKind.HOURS, begin, end)]
    day = 86_400
    positions = [layout(whole, MAY, BERLIN, begin + n).now for n in (-1, 0, day - 1, day)]
    assert positions == [None, (0, 0), (0, 1439), (1, 0)]
    assert layout(whole, MAY, BERLIN, end - 1).now == (6, 1439)
    assert layout(whole, MAY, BERLIN, end).now is None
    first, last = USUAL
    shown = [
        layout([], MAY, BERLIN, begin + n * 60).now for n in (first - 1, first, last, last + 1)
    ]
    assert shown == [None, (0, first), (0, last), None]


def test_what_begins_or_ends_at_midnight_stands_in_one_column() -> None:
    blocks = layout([entry(at(22), 120), entry(at(24), 60)], MAY, BERLIN, 0).blocks
    assert [(b.day, b.start, b.end, b.begins) for b in blocks] == [
        (1, 1320, 1440, True),
        (2, 0, 60, True),
    ]


def test_what_ends_as_the_clock_jumps_ends_before_it() -> None:
    half = entry(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), 30)  # from 01:30 to the jump
    [block] = layout([half], FORWARD, BERLIN, 0).blocks
    assert (block.day, block.start, block.end) == (6, 90, 120)


def test_an_hour_that_comes_again_after_midnight_is_drawn_at_its_edge() -> None:
    """Newfoundland turned its clocks back at one minute past midnight."""
    again = entry(datetime(2010, 11, 7, 3, tzinfo=UTC), 10)  # 23:30 of the Saturday, once more
    zone = ZoneInfo("America/St_Johns")
    [block] = layout([again], date(2010, 11, 1), zone, 0).blocks
    assert (block.day, block.start, block.end) == (6, 0, 1)


@given(
    st.sampled_from([MAY, FORWARD, BACK]),
    st.lists(st.tuples(st.integers(-600, 7 * 1440), st.integers(5, 1500)), max_size=12),
)
def test_sessions_stand_side_by_side_within_the_picture(
    monday: date, drawn: list[tuple[int, int]]
) -> None:
    begin = epoch(datetime(monday.year, monday.month, monday.day, tzinfo=BERLIN))
    entries = [Entry(EntryKind.SESSION, begin + a * 60, begin + (a + b) * 60) for a, b in drawn]
    week_layout = layout(entries, monday, BERLIN, begin)
    assert 0 <= week_layout.first < week_layout.last <= MIDNIGHT
    for block in week_layout.blocks:
        assert 0 <= block.day < DAYS
        assert week_layout.first <= block.start < block.end <= week_layout.last
        assert 0 <= block.lane < block.lanes
    for one, other in combinations(week_layout.blocks, 2):
        if one.day == other.day and max(one.start, other.start) < min(one.end, other.end):
            assert one.lanes == other.lanes
            assert one.lane != other.lane
