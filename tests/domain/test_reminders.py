"""Which reminders still lie ahead."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.reminders import begun, due

STARTS = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
DAY_BEFORE, HOUR_BEFORE = STARTS - timedelta(hours=24), STARTS - timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (STARTS - timedelta(days=30), [("24h", DAY_BEFORE), ("1h", HOUR_BEFORE)]),
        (DAY_BEFORE - SECOND, [("24h", DAY_BEFORE), ("1h", HOUR_BEFORE)]),
        (DAY_BEFORE, [("1h", HOUR_BEFORE)]),
        (HOUR_BEFORE - SECOND, [("1h", HOUR_BEFORE)]),
        (HOUR_BEFORE, []),
        (STARTS + SECOND, []),
    ],
)
def test_only_reminders_ahead_are_due(now: datetime, expected: list[tuple[str, datetime]]) -> None:
    assert due(STARTS, now) == expected


def test_reminding_begins_with_the_first() -> None:
    assert not begun(STARTS, DAY_BEFORE - SECOND)
    assert begun(STARTS, DAY_BEFORE)
    assert begun(STARTS, HOUR_BEFORE)


def test_a_reminder_is_a_day_of_24_hours_before_also_when_the_clock_jumps() -> None:
    # 10:00 in Berlin on the day of the autumn jump: 24 hours before it was 11:00.
    starts = datetime(2026, 10, 25, 9, 0, tzinfo=UTC)
    assert due(starts, starts - timedelta(days=2))[0] == ("24h", starts - timedelta(hours=24))
