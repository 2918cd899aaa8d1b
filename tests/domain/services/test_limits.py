"""Which days and weeks are full: counted by a slow model, and by examples on nights of a jump."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.series.series_refusals import reason_of
from domain.services.limits import (
    Caps,
    CountedSession,
    DayFull,
    FullPeriod,
    WeekFull,
    Whose,
    around,
    first_at,
    full,
)
from domain.working_hours.hours import day_span

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia", "Asia/Gaza")
caps = st.builds(Caps, st.integers(0, 3), st.integers(0, 5))
# Around a change of clocks in several of these zones.
sessions = st.lists(
    st.builds(
        CountedSession,
        st.integers(0, 20 * 48).map(lambda n: 1_774_000_000 + n * 1800),
        st.integers(1, 2),
        st.integers(1, 30),
    ),
    max_size=25,
    unique_by=lambda session: session.session,
)


def on(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp())


def spans(*starts: str, caps: Caps, service: int = 0) -> list[tuple[int, int, bool]]:
    counted = [CountedSession(on(start), 1, n) for n, start in enumerate(starts)]
    return [
        (one.start, one.end, one.weekly)
        for one in full(counted, caps, Whose.COACH, BERLIN, service_id=service)
    ]


def whole(first: str, last: str | None = None) -> tuple[int, int]:
    return day_span(date.fromisoformat(first), date.fromisoformat(last or first), BERLIN)


def test_a_day_is_full_once_it_has_as_many_as_it_may_have() -> None:
    day = ("2026-06-01T09:00", "2026-06-01T11:00")

    assert spans(*day, caps=Caps(3)) == []
    assert spans(*day, caps=Caps(2)) == [(*whole("2026-06-01"), False)]
    assert spans(*day, caps=Caps(1)) == [(*whole("2026-06-01"), False)]
    assert spans(*day, caps=Caps()) == []


def test_a_week_begins_on_the_monday_of_the_coach() -> None:
    sunday, monday = "2026-05-31T23:30", "2026-06-01T00:00"

    assert spans(sunday, monday, caps=Caps(0, 2)) == []
    assert spans(monday, "2026-06-07T23:30", caps=Caps(0, 2)) == [
        (*whole("2026-06-01", "2026-06-07"), True)
    ]


def test_the_days_on_which_clocks_change_are_whole_ones() -> None:
    for day, hours in (("2026-03-29", 23), ("2026-10-25", 25)):
        [(start, end, _)] = spans(f"{day}T09:00", caps=Caps(1))

        assert end - start == hours * 3600


def test_seats_of_a_group_are_one_session_and_another_service_is_none_of_its() -> None:
    group = [CountedSession(on("2026-06-01T09:00"), 1, 7) for _ in range(5)]
    other = [CountedSession(on("2026-06-01T11:00"), 2, 8)]

    assert list(full(group, Caps(2), Whose.COACH, BERLIN)) == []
    assert list(full(group + other, Caps(2), Whose.SERVICE, BERLIN, service_id=1)) == []
    assert len(list(full(group + other, Caps(2), Whose.COACH, BERLIN))) == 1


def test_a_full_week_is_named_before_a_full_day() -> None:
    day = FullPeriod(0, 10, Whose.COACH, False, 3)
    week = FullPeriod(0, 70, Whose.CUSTOMER, True, 9)

    assert first_at([day, week], 5) == week
    assert first_at([day, FullPeriod(0, 10, Whose.SERVICE, False, 1)], 5) == day
    assert first_at([day, week], 70) is None


def test_what_is_full_keeps_its_first_instant_and_none_before_it() -> None:
    day = FullPeriod(10, 20, Whose.COACH, False, 3)
    assert [first_at([day], start) for start in (9, 10, 19, 20)] == [None, day, day, None]


def test_a_window_that_ends_at_a_mondays_midnight_meets_no_further_week() -> None:
    friday, monday = on("2026-06-05T12:00"), on("2026-06-08T00:00")
    assert around((friday, monday), BERLIN) == whole("2026-06-01", "2026-06-07")
    assert around((friday, monday + 1), BERLIN) == whole("2026-06-01", "2026-06-14")
    assert around((monday, monday), BERLIN) == whole("2026-06-08", "2026-06-14")


@given(sessions, caps, st.sampled_from(ZONES))
def test_as_a_calendar_on_the_wall_would_be_counted(
    counted: list[CountedSession], most: Caps, name: str
) -> None:
    zone = ZoneInfo(name)
    days = Counter(datetime.fromtimestamp(one.start, zone).date() for one in counted)
    weeks = Counter[date]()
    for day, number in days.items():
        weeks[day - timedelta(days=day.weekday())] += number
    expected = {
        (*day_span(day, day, zone), False) for day, n in days.items() if 0 < most.day <= n
    } | {
        (*day_span(monday, monday + timedelta(days=6), zone), True)
        for monday, n in weeks.items()
        if 0 < most.week <= n
    }

    periods = full(counted, most, Whose.COACH, zone)

    assert {(one.start, one.end, one.weekly) for one in periods} == expected


@given(
    st.integers(1_774_000_000, 1_794_000_000), st.integers(0, 40 * 86400), st.sampled_from(ZONES)
)
def test_what_has_to_be_counted_are_the_whole_weeks_around_a_window(
    start: int, length: int, name: str
) -> None:
    zone = ZoneInfo(name)
    begin, end = around((start, start + length), zone)

    assert begin <= start
    assert start + length <= end
    first = datetime.fromtimestamp(begin, zone)
    behind = datetime.fromtimestamp(end, zone)
    assert (first.weekday(), behind.weekday()) == (0, 0)
    assert (behind.date() - first.date()).days <= length // 86400 + 14


def test_a_date_of_a_series_on_a_full_day_is_told_as_that() -> None:
    assert reason_of(DayFull(1, 2, Whose.SERVICE, 3)) == "cap"
    assert reason_of(WeekFull(1, 2, Whose.CUSTOMER, 3)) == "limit"
