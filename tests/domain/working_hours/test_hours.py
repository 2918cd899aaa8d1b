"""Hours as people type them, and the weeks made of them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.refusals import BadHours
from domain.working_hours.hours import (
    Window,
    WorkingHours,
    day_span,
    instant_of,
    normalise,
)


def test_windows_are_put_in_order_and_may_touch() -> None:
    assert normalise([(600, 720), (540, 600)]) == ((540, 600), (600, 720))
    assert normalise([]) == ()


@pytest.mark.parametrize("window", [(-1, 60), (0, 1441)])
def test_a_window_outside_the_day_is_refused(window: Window) -> None:
    with pytest.raises(BadHours, match="unreadable"):
        normalise([window])


def test_a_date_overrides_its_weekday() -> None:
    sunday = date(2026, 6, 7)
    weekdays, closed = ((540, 1020),), ()
    hours = WorkingHours((weekdays,) * 5 + (closed,) * 2, {sunday: ((600, 660),)})
    assert hours.on(date(2026, 6, 5)) == weekdays
    assert hours.on(date(2026, 6, 6)) == closed
    assert hours.on(sunday) == ((600, 660),)


@pytest.mark.parametrize(
    ("weekly", "overrides"),
    [
        (((),) * 6, {}),
        ((((600, 660), (540, 600)),) * 7, {}),
        (((),) * 7, {date(2026, 6, 1): ((600, 660), (540, 600))}),
    ],
)
def test_a_week_that_makes_no_sense_cannot_be_built(
    weekly: tuple[tuple[Window, ...], ...], overrides: dict[date, tuple[Window, ...]]
) -> None:
    with pytest.raises(ValueError, match=r"seven days|out of order"):
        WorkingHours(weekly, overrides)


def test_a_week_of_windows_that_overlap_cannot_be_built() -> None:
    with pytest.raises(BadHours, match="overlap"):
        WorkingHours((((540, 660), (600, 720)),) * 7, {})


def test_a_local_time_is_an_instant_only_where_the_clock_shows_it() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    assert instant_of(spring, 150, berlin) is None
    assert instant_of(spring, 180, berlin) == _utc("2026-03-29T01:00")
    assert instant_of(autumn, 150, berlin) == _utc("2026-10-25T00:30")
    assert instant_of(autumn, 180, berlin) == _utc("2026-10-25T02:00")
    assert instant_of(spring, 1440, berlin) == _utc("2026-03-29T22:00")


def test_a_day_has_as_many_hours_as_its_clock_shows() -> None:
    berlin, cairo = ZoneInfo("Europe/Berlin"), ZoneInfo("Africa/Cairo")

    def hours(first: date, last: date, zone: ZoneInfo) -> float:
        start, end = day_span(first, last, zone)
        return (end - start) / 3600

    assert hours(date(2026, 3, 29), date(2026, 3, 29), berlin) == 23
    assert hours(date(2026, 10, 25), date(2026, 10, 25), berlin) == 25
    assert hours(date(2026, 10, 1), date(2026, 10, 31), berlin) == 31 * 24 + 1
    # The 24th of April 2026 begins at one in Cairo.
    assert day_span(date(2026, 4, 24), date(2026, 4, 24), cairo)[0] == _utc("2026-04-23T22:00")
    assert hours(date(2026, 4, 24), date(2026, 4, 24), cairo) == 23


def _utc(text: str) -> int:
    return int(datetime.fromisoformat(text + "+00:00").timestamp())
