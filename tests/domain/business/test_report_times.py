"""When a report goes by itself, and of which days it is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.business.report import DateRange, day_of, week_of
from domain.business.report_times import USUAL, ReportFrequency, ReportSchedule, due, latest, period

BERLIN, AUCKLAND = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Auckland")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
zones = st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "UTC"]).map(ZoneInfo)
moments = st.datetimes(datetime(2026, 1, 3), datetime(2028, 1, 1), timezones=st.just(UTC))


@given(st.sampled_from(ReportFrequency), st.integers(0, 1439), zones, moments)
def test_each_day_and_each_monday_has_one_moment(
    every: ReportFrequency, minute: int, zone: ZoneInfo, now: datetime
) -> None:
    day = latest(every, minute, zone, now)

    assert now.astimezone(zone).date() - day <= (DAY if every is ReportFrequency.DAY else 7 * DAY)
    assert every is ReportFrequency.DAY or day.weekday() == 0
    assert due(every, minute, zone, None, now) == day
    assert due(every, minute, zone, day, now) is None
    assert latest(every, minute, zone, now + 8 * DAY) > day


@pytest.mark.parametrize(
    ("minute", "utc"),
    [(150, "2026-03-29T01:00"), (150, "2026-10-25T00:30"), (1439, "2026-03-29T21:59")],
)
def test_an_hour_that_is_skipped_or_comes_twice_is_one(minute: int, utc: str) -> None:
    at = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    day = at.astimezone(BERLIN).date()
    sent = latest(ReportFrequency.DAY, minute, BERLIN, at - MINUTE)
    going = []
    for step in range(-180, 181):
        if coming := due(ReportFrequency.DAY, minute, BERLIN, sent, at + step * MINUTE):
            going.append((coming, at + step * MINUTE))
            sent = coming

    assert going == [(day, at)]


def test_a_report_is_of_days_that_are_over_where_the_business_is() -> None:
    tuesday = date(2031, 5, 6)
    assert period(ReportFrequency.DAY, tuesday, 450, BERLIN, BERLIN) == day_of(date(2031, 5, 5))
    # There it is Monday evening in Berlin.
    assert period(ReportFrequency.DAY, tuesday, 450, AUCKLAND, BERLIN) == day_of(date(2031, 5, 4))
    monday = date(2031, 5, 5)
    assert period(ReportFrequency.WEEK, monday, 450, BERLIN, BERLIN) == week_of(date(2031, 4, 28))
    assert period(ReportFrequency.WEEK, monday, 0, BERLIN, BERLIN) == DateRange(
        date(2031, 4, 28), date(2031, 5, 4)
    )


def test_a_day_is_one_of_the_readers_clock() -> None:
    night = datetime(2031, 5, 5, 13, tzinfo=UTC)  # one in the morning of Tuesday in Auckland
    assert latest(ReportFrequency.DAY, 30, AUCKLAND, night) == date(2031, 5, 6)
    assert latest(ReportFrequency.DAY, 90, AUCKLAND, night) == date(2031, 5, 5)


def test_a_wish_is_for_days_or_for_weeks() -> None:
    wishes = ReportSchedule(day=450, week=480)
    assert (wishes.of(ReportFrequency.DAY), wishes.of(ReportFrequency.WEEK)) == (450, 480)
    assert (
        ReportSchedule().of(ReportFrequency.DAY),
        ReportSchedule().of(ReportFrequency.WEEK),
    ) == (None, None)
    assert set(USUAL) == set(ReportFrequency)
