"""Where a week's entries are drawn: each where its clock shows it, and none over another."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.hours import MIDNIGHT, day_span
from domain.spans import epoch
from domain.week import DAYS, Entry, Kind
from domain.week_layout import LEAST, USUAL, layout

BERLIN = ZoneInfo("Europe/Berlin")
MAY = date(2031, 5, 5)
FORWARD, BACK = date(2026, 3, 23), date(2026, 10, 19)  # weeks whose Sundays have a jump


def entry(start: datetime, minutes: int, kind: Kind = Kind.SESSION) -> Entry:
    begin = epoch(start.replace(tzinfo=start.tzinfo or BERLIN))
    return Entry(kind, begin, begin + minutes * 60)


def test_what_reaches_past_midnight_goes_on_in_the_next_column() -> None:
    found = layout([entry(datetime(2031, 5, 6, 23), 150)], MAY, BERLIN, 0)
    told = [(b.day, b.start, b.end, b.begins) for b in found.blocks]
    assert told == [(1, 1380, 1440, True), (2, 0, 90, False)]
    assert (found.first, found.last) == (0, 1440)


def test_of_the_last_night_only_what_is_in_this_week_is_drawn() -> None:
    found = layout([entry(datetime(2031, 5, 4, 23), 150)], MAY, BERLIN, 0)
    assert [(b.day, b.start, b.end) for b in found.blocks] == [(0, 0, 90)]


def test_an_hour_that_happens_twice_is_drawn_once_and_one_that_is_left_out_is_bridged() -> None:
    twice = entry(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 60)  # 02:30, and 02:30 again
    [block] = layout([twice], BACK, BERLIN, 0).blocks
    assert (block.day, block.start, block.end) == (6, 120, 180)
    over = entry(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), 60)  # from 01:30 to 03:30
    [block] = layout([over], FORWARD, BERLIN, 0).blocks
    assert (block.day, block.start, block.end) == (6, 90, 210)


def test_hours_that_nothing_stands_in_are_left_out() -> None:
    week = day_span(MAY, MAY + timedelta(days=6), BERLIN)
    away = Entry(Kind.LEAVE, *week)
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


@given(
    st.sampled_from([MAY, FORWARD, BACK]),
    st.lists(st.tuples(st.integers(-600, 7 * 1440), st.integers(5, 1500)), max_size=12),
)
def test_sessions_stand_side_by_side_within_the_picture(
    monday: date, drawn: list[tuple[int, int]]
) -> None:
    begin = epoch(datetime(monday.year, monday.month, monday.day, tzinfo=BERLIN))
    entries = [Entry(Kind.SESSION, begin + a * 60, begin + (a + b) * 60) for a, b in drawn]
    found = layout(entries, monday, BERLIN, begin)
    assert 0 <= found.first < found.last <= MIDNIGHT
    for block in found.blocks:
        assert 0 <= block.day < DAYS
        assert found.first <= block.start < block.end <= found.last
        assert 0 <= block.lane < block.lanes
    for one, other in combinations(found.blocks, 2):
        if one.day == other.day and max(one.start, other.start) < min(one.end, other.end):
            assert one.lanes == other.lanes
            assert one.lane != other.lane
