"""Which reminders still lie ahead."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import BadInput
from domain.services.reminders import (
    LONGEST,
    MOST,
    SHORTEST,
    due,
    first_is_due,
    in_order,
    name_of,
    overtaken,
)

STARTS = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
DAY_BEFORE, HOUR_BEFORE = STARTS - timedelta(hours=24), STARTS - timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (STARTS - timedelta(days=30), [(1440, DAY_BEFORE), (60, HOUR_BEFORE)]),
        (DAY_BEFORE - SECOND, [(1440, DAY_BEFORE), (60, HOUR_BEFORE)]),
        (DAY_BEFORE, [(60, HOUR_BEFORE)]),
        (HOUR_BEFORE - SECOND, [(60, HOUR_BEFORE)]),
        (HOUR_BEFORE, []),
        (STARTS + SECOND, []),
    ],
)
def test_only_reminders_ahead_are_due(now: datetime, expected: list[tuple[int, datetime]]) -> None:
    assert due(STARTS, now) == due(STARTS, now, (60, 1440)) == expected


def test_reminding_begins_with_the_first() -> None:
    assert not first_is_due(STARTS, DAY_BEFORE - SECOND)
    assert first_is_due(STARTS, DAY_BEFORE)
    assert first_is_due(STARTS, HOUR_BEFORE)


def test_a_reminder_is_a_day_of_24_hours_before_also_when_the_clock_jumps() -> None:
    # 10:00 in Berlin on the day of the autumn jump: 24 hours before it was 11:00.
    starts = datetime(2026, 10, 25, 9, 0, tzinfo=UTC)
    assert due(starts, starts - timedelta(days=2))[0] == (1440, starts - timedelta(hours=24))


@given(st.lists(st.integers(SHORTEST, LONGEST), unique=True, max_size=MOST), st.integers(-50000, 5))
def test_what_is_due_lies_ahead_in_order_and_each_time_once(times: list[int], ahead: int) -> None:
    kept = in_order(times)
    now = STARTS + timedelta(minutes=ahead)

    reminders = due(STARTS, now, kept)

    assert [at for _, at in reminders] == sorted(at for _, at in reminders)
    assert {minutes for minutes, _ in reminders} == {m for m in kept if m < -ahead}
    assert first_is_due(STARTS, now, kept) == (len(reminders) < len(kept) and max(kept) >= -ahead)


def test_reminders_have_bounds() -> None:
    assert in_order([60, 1440, 60]) == (1440, 60)
    assert in_order([5, 7, 6]) == (7, 6, 5)
    assert in_order([SHORTEST, LONGEST]) == (LONGEST, SHORTEST)
    assert in_order([]) == ()
    for times in ([4], [LONGEST + 1], [-60]):
        with pytest.raises(BadInput) as refused:
            in_order(times)
        assert refused.value == BadInput("reminder_time", 30)  # days
    with pytest.raises(BadInput) as refused:
        in_order([10, 20, 30, 40, 50, 60])
    assert refused.value == BadInput("reminders", MOST)


def test_the_names_of_the_usual_ones_are_as_they_were() -> None:
    assert [name_of(minutes) for minutes in (1440, 60, 120)] == ["24h", "1h", "120m"]


def test_without_reminders_nobody_is_ever_asked() -> None:
    assert not first_is_due(STARTS, STARTS, ())
    assert due(STARTS, STARTS - timedelta(days=30), ()) == []


def test_of_those_that_are_set_a_late_one_is_overtaken_by_the_next() -> None:
    two_hours, times = STARTS - timedelta(hours=2), (1440, 120)
    assert not overtaken(STARTS, DAY_BEFORE, two_hours - SECOND, times)
    assert overtaken(STARTS, DAY_BEFORE, two_hours, times)
    assert not overtaken(STARTS, two_hours, STARTS - SECOND, times)
