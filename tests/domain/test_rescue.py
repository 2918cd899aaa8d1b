"""Which other times sessions are offered whose coach is away."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.leave import Leave, Stretch, rest_of_day
from domain.rescue import OFFERED, Wish, ranked, shared_out
from domain.spans import epoch, moment, overlaps

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY_TEN = (1, 600)


def at(day: int, hour: int, minute: int = 0) -> int:
    """An instant of March 2026 in Berlin, whose third is a Tuesday."""
    return epoch(datetime(2026, 3, day, hour, minute, tzinfo=BERLIN).astimezone(UTC))


def test_the_next_same_time_of_the_week_is_first_then_that_of_other_days_then_near_it() -> None:
    starts = [at(4, 9), at(4, 10), at(4, 15), at(5, 10), at(10, 10), at(17, 10)]
    assert ranked(starts, TUESDAY_TEN, BERLIN) == [
        at(10, 10),
        at(4, 10),
        at(5, 10),
        at(17, 10),
        at(4, 9),
        at(4, 15),
    ]


# Two weeks around the night in which clocks in Berlin go forward.
fortnight = st.integers(at(22, 0) // 300, at(31, 0) // 300 + 1440).map(lambda n: n * 300)


@given(st.lists(fortnight, unique=True).map(sorted), st.integers(0, 6), st.integers(0, 287))
def test_starts_are_ranked_by_what_the_clock_shows(
    starts: list[int], weekday: int, part: int
) -> None:
    minute = 5 * part

    def grade(start: int) -> int:
        wall = moment(start).astimezone(BERLIN)
        apart = abs(wall.hour * 60 + wall.minute - minute)
        if apart == 0:
            return 0 if wall.weekday() == weekday else 1
        return 2 if min(apart, 1440 - apart) <= 120 else 3

    weekly = [start for start in starts if grade(start) == 0][:1]
    rest = [start for start in starts if start not in weekly]
    rest.sort(key=lambda start: (max(grade(start), 1), start))
    assert ranked(starts, (weekday, minute), BERLIN) == [*weekly, *rest]


wishes = st.lists(
    st.builds(
        Wish,
        st.lists(st.integers(0, 40), unique=True),
        before=st.integers(0, 2),
        after=st.integers(1, 5),
    ),
    max_size=6,
)


@given(wishes)
def test_no_two_shares_meet_and_each_has_what_it_wished(each: list[Wish]) -> None:
    shares = shared_out(each)
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
    counts = [len(share) for share in shared_out([Wish(starts, 0, 5)] * people)]
    assert sum(counts) == min(times, OFFERED * people)
    assert max(counts) - min(counts) <= 1


def test_the_rest_of_a_day_begins_after_leave_and_ends_before_other_leave() -> None:
    now = datetime(2026, 3, 3, 9, 30, 40)

    def leave(*hours: int) -> list[Leave]:
        day = datetime(2026, 3, 3)
        return [
            Leave(n, day + timedelta(hours=one), day + timedelta(hours=one + 1))
            for n, one in enumerate(hours)
        ]

    midnight = datetime(2026, 3, 4)
    half_past = now.replace(second=0)
    assert rest_of_day([], now) == Stretch(half_past, midnight)
    assert rest_of_day(leave(9, 14), now) == Stretch(
        datetime(2026, 3, 3, 10), datetime(2026, 3, 3, 14)
    )
    whole = [Leave(1, datetime(2026, 3, 3), midnight)]
    assert rest_of_day(whole, now) is None
