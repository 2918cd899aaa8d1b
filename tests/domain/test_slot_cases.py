"""Free starts by example: one sentence, one row."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.hours import day_span, parse_windows
from domain.leave import Leave, days_off
from domain.refusals import NotOffered, SlotTaken, TooFar, TooSoon
from domain.slots import (
    anyone,
    check_start,
    days_of,
    first_free,
    free_days,
    free_slots,
    nearest,
)
from domain.spans import Span, epoch
from tests.domain.model import a_coach, a_service

BERLIN = "Europe/Berlin"
MONDAY = "2026-06-01"


def on_clock(text: str, zone: str = "UTC") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def spans(day: str, zone: str, text: str) -> list[Span]:
    """Spans of one day as "10:00-10:40, 12:00-13:00"."""
    ends = (part.strip().split("-") for part in text.split(",") if part)
    return [(on_clock(f"{day}T{a}", zone), on_clock(f"{day}T{b}", zone)) for a, b in ends]


def offered(
    hours: str,
    *,
    day: str = MONDAY,
    zone: str = BERLIN,
    minutes: int = 60,
    step: int = 30,
    buffers: tuple[int, int] = (0, 0),
    busy: str = "",
    leave: tuple[str, str] | None = None,
    overrides: dict[str, str] | None = None,
    now: str = "2000-01-01T00:00",
    notice: int = 0,
    horizon: int = 36_500,
    shown_in: str | None = None,
) -> str:
    """The starts of one day, as the clock of the coach (or of `shown_in`) shows them."""
    special = {date.fromisoformat(d): parse_windows(h) for d, h in (overrides or {}).items()}
    leaves: tuple[Leave, ...] = ()
    if leave:
        leaves = (Leave(1, datetime.fromisoformat(leave[0]), datetime.fromisoformat(leave[1])),)
    coach = a_coach(zone, parse_windows(hours), special, leaves)
    today = date.fromisoformat(day)
    starts = free_slots(
        a_service(minutes, step, buffers, notice, horizon),
        coach,
        spans(day, zone, busy),
        day_span(today, today, coach.tz),
        on_clock(now, zone),
    )
    reader = ZoneInfo(shown_in or zone)
    return " ".join(datetime.fromtimestamp(start, reader).strftime("%H:%M") for start in starts)


CASES: list[tuple[str, dict[str, Any], str]] = [
    ("a session ends by the end of the window", {"hours": "9-11"}, "09:00 09:30 10:00"),
    ("a session as long as the window fits once", {"hours": "9-10"}, "09:00"),
    ("a session longer than the window never fits", {"hours": "9-9:59"}, ""),
    ("a day without windows offers nothing", {"hours": "closed"}, ""),
    (
        "a session does not reach over the lunch break",
        {"hours": "9-10:30, 11-12"},
        "09:00 09:30 11:00",
    ),
    (
        "windows that touch are one stretch of work",
        {"hours": "9-10, 10-11"},
        "09:00 09:30 10:00",
    ),
    (
        "each window has its own grid",
        {"hours": "9:10-10:40, 11-12:15", "step": 15},
        "09:10 09:25 09:40 11:00 11:15",
    ),
    (
        "the grid of a window ends where the next one begins, also when they touch",
        {"hours": "9-10:10, 10:10-12"},
        "09:00 09:30 10:00 10:10 10:40",
    ),
    (
        "a booking shifts no start to an odd minute",
        {"hours": "9-12", "busy": "09:00-09:40"},
        "10:00 10:30 11:00",
    ),
    (
        "leave in the morning leaves the grid where it was",
        {"hours": "9-12", "leave": ("2026-06-01T08:00", "2026-06-01T10:10")},
        "10:30 11:00",
    ),
    (
        "leave of part of a day closes only that part",
        {"hours": "9-13", "leave": ("2026-06-01T10:30", "2026-06-01T11:30")},
        "09:00 09:30 11:30 12:00",
    ),
    (
        "leave of a whole day closes it",
        {"hours": "9-12", "leave": ("2026-06-01T00:00", "2026-06-02T00:00")},
        "",
    ),
    (
        "leave of years closes each of its days",
        {"hours": "9-12", "leave": ("2020-01-01T00:00", "2030-01-01T00:00")},
        "",
    ),
    (
        "leave until midnight does not reach into this day",
        {"hours": "0-2", "leave": ("2026-05-31T00:00", "2026-06-01T00:00")},
        "00:00 00:30 01:00",
    ),
    ("a day off is an override", {"hours": "9-12", "overrides": {MONDAY: "closed"}}, ""),
    (
        "an extra day is an override",
        {"hours": "closed", "overrides": {MONDAY: "18-20"}},
        "18:00 18:30 19:00",
    ),
    (
        "an override of another day changes nothing",
        {"hours": "9-10", "overrides": {"2026-06-02": "closed"}},
        "09:00",
    ),
    (
        "bookings may touch a session",
        {"hours": "9-12", "busy": "09:00-10:00, 11:00-12:00"},
        "10:00",
    ),
    (
        "a booking of one second blocks what it lies in",
        {"hours": "9-12", "busy": "10:00:00-10:00:01"},
        "09:00 10:30 11:00",
    ),
    (
        "a booking that begins a second before the session ends is in its way",
        {"hours": "9-10", "busy": "09:59:59-10:30"},
        "",
    ),
    ("a booking of no length blocks nothing", {"hours": "9-10", "busy": "09:30-09:30"}, "09:00"),
    (
        "bookings that overlap each other block as one",
        {"hours": "9-13", "busy": "09:00-11:00, 09:30-10:00, 10:00-11:30"},
        "11:30 12:00",
    ),
    (
        "a buffer before needs room after the booking before",
        {"hours": "9-13", "busy": "10:00-10:30", "buffers": (30, 0)},
        "09:00 11:00 11:30 12:00",
    ),
    (
        "a buffer after needs room before the next booking",
        {"hours": "9-13", "busy": "11:00-11:30", "buffers": (0, 30)},
        "09:00 09:30 11:30 12:00",
    ),
    (
        "buffers may lie outside working hours and in leave",
        {
            "hours": "9-11",
            "buffers": (45, 45),
            "leave": ("2026-06-01T11:00", "2026-06-02T00:00"),
        },
        "09:00 09:30 10:00",
    ),
    (
        "a start exactly at the notice is free",
        {"hours": "9-12", "now": "2026-06-01T08:00", "notice": 120},
        "10:00 10:30 11:00",
    ),
    (
        "a second later it is not",
        {"hours": "9-12", "now": "2026-06-01T08:00:01", "notice": 120},
        "10:30 11:00",
    ),
    ("what has begun is past", {"hours": "9-11", "now": "2026-06-01T09:31"}, "10:00"),
    (
        "the horizon includes its own instant",
        {"hours": "9-12", "now": "2026-05-31T09:30", "horizon": 1},
        "09:00 09:30",
    ),
    (
        "a window to midnight offers the last hour of the day",
        {"hours": "22-24"},
        "22:00 22:30 23:00",
    ),
    (
        "midnight does not interrupt a coach who works on",
        {"hours": "0-1, 23-24", "minutes": 90},
        "23:00 23:30",
    ),
    (
        "midnight does interrupt one who begins at half past",
        {"hours": "0:30-1, 23-24", "minutes": 90},
        "",
    ),
    (
        "a session may last longer than a day",
        {"hours": "0-24", "minutes": 2000, "step": 720},
        "00:00 12:00",
    ),
    (
        "starts are instants: another zone reads them on its own clock",
        {"hours": "9-11", "shown_in": "America/New_York"},
        "03:00 03:30 04:00",
    ),
    # The nights when clocks jump. Berlin: 02:00 becomes 03:00, and 03:00 becomes 02:00.
    (
        "Berlin in spring: no start in the hour that is missing, and 01:30 to 03:30 is one hour",
        {"hours": "0-5", "day": "2026-03-29"},
        "00:00 00:30 01:00 01:30 03:00 03:30 04:00",
    ),
    (
        "Berlin in spring, in UTC",
        {"hours": "1-4", "day": "2026-03-29", "shown_in": "UTC"},
        "00:00 00:30 01:00",
    ),
    (
        "Berlin in spring: a window in the missing hour is no window",
        {"hours": "2-3", "day": "2026-03-29", "minutes": 5},
        "",
    ),
    (
        "Berlin in spring: a window that opens in the missing hour opens after it, on its grid",
        {"hours": "2:10-4", "day": "2026-03-29", "minutes": 20},
        "03:10 03:40",
    ),
    (
        "Berlin in spring: a window that closes in the missing hour closes before it",
        {"hours": "1-2:30", "day": "2026-03-29", "minutes": 30},
        "01:00 01:30",
    ),
    (
        "Berlin in autumn: the hour that comes twice is offered once",
        {"hours": "1-4", "day": "2026-10-25"},
        "01:00 01:30 02:00 02:30 03:00",
    ),
    (
        "Berlin in autumn, in UTC: the first 02:00 is meant",
        {"hours": "1-4", "day": "2026-10-25", "shown_in": "UTC"},
        "23:00 23:30 00:00 00:30 02:00",
    ),
    (
        "Berlin in autumn: a session through the fold ends when its time is over",
        {"hours": "2-3", "day": "2026-10-25", "minutes": 120},
        "02:00",
    ),
    (
        "Berlin in autumn: closing at half past two means the first one",
        {"hours": "1-2:30", "day": "2026-10-25", "minutes": 90},
        "01:00",
    ),
    (
        "Berlin in autumn: opening at half past two means the first one",
        {"hours": "2:30-4", "day": "2026-10-25", "minutes": 150},
        "02:30",
    ),
    (
        "Berlin in autumn: leave until the first half past two leaves the second pass open",
        {
            "hours": "2-3",
            "day": "2026-10-25",
            "minutes": 90,
            "leave": ("2026-10-25T02:00", "2026-10-25T02:30"),
        },
        "02:30",
    ),
    (
        "New York in spring",
        {"hours": "1-4", "day": "2026-03-08", "zone": "America/New_York"},
        "01:00 01:30 03:00",
    ),
    (
        "New York in autumn, in UTC",
        {
            "hours": "0-3",
            "day": "2026-11-01",
            "zone": "America/New_York",
            "shown_in": "UTC",
        },
        "04:00 04:30 05:00 05:30 07:00",
    ),
    (
        "Lord Howe in spring: the clock jumps half an hour, from 02:00 to 02:30",
        {"hours": "1-4", "day": "2026-10-04", "zone": "Australia/Lord_Howe", "step": 15},
        "01:00 01:15 01:30 01:45 02:30 02:45 03:00",
    ),
    (
        "Lord Howe in autumn: half an hour comes twice, from 01:30 to 02:00",
        {
            "hours": "1-3",
            "day": "2026-04-05",
            "zone": "Australia/Lord_Howe",
            "shown_in": "UTC",
        },
        "14:00 14:30 15:30",
    ),
    (
        "Havana: midnight itself is missing",
        {"hours": "0-2", "day": "2026-03-08", "zone": "America/Havana", "minutes": 30},
        "01:00 01:30",
    ),
    (
        "Santiago: midnight is missing and the evening before is not cut short",
        {"hours": "23-24", "day": "2026-09-05", "zone": "America/Santiago", "minutes": 30},
        "23:00 23:30",
    ),
    (
        "Santiago: the hour before midnight comes twice and is offered once",
        {"hours": "22-24", "day": "2026-04-04", "zone": "America/Santiago", "shown_in": "UTC"},
        "01:00 01:30 02:00 02:30",
    ),
    (
        "Cairo: a day of 23 hours begins at one",
        {"hours": "0-24", "day": "2026-04-24", "zone": "Africa/Cairo", "step": 360},
        "06:00 12:00 18:00",
    ),
    (
        "Apia left out the 30th of December 2011",
        {"hours": "0-24", "day": "2011-12-30", "zone": "Pacific/Apia"},
        "",
    ),
    (
        "Apia: Thursday evening runs on into Saturday",
        {"hours": "0-1, 23-24", "day": "2011-12-29", "zone": "Pacific/Apia", "minutes": 120},
        "23:00",
    ),
    (
        "St. John's, 2010: a minute after midnight it was yesterday again",
        {
            "hours": "0-1, 22-24",
            "day": "2010-11-06",
            "zone": "America/St_Johns",
            "shown_in": "UTC",
            "minutes": 30,
        },
        "02:30 03:00 00:30 01:00 01:30 02:00",
    ),
]


@pytest.mark.parametrize(("asked", "starts"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_free_starts(asked: dict[str, Any], starts: str) -> None:
    assert offered(**asked) == starts


def test_a_month_without_an_answer_is_empty_and_has_no_first_start() -> None:
    coach = a_coach(daily=(), leaves=())
    window = day_span(date(2026, 6, 1), date(2026, 6, 30), coach.tz)
    assert free_slots(a_service(), coach, [], window, window[0]) == []
    assert first_free(a_service(), coach, [], window, window[0]) is None
    assert free_days(a_service(), coach, [], window, window[0], coach.tz) == set()


def test_a_window_that_is_empty_or_backwards_has_no_starts() -> None:
    coach = a_coach()
    noon = on_clock("2026-06-01T12:00")
    assert free_slots(a_service(), coach, [], (noon, noon), noon) == []
    assert free_slots(a_service(), coach, [], (noon, noon - 3600), noon) == []


def test_a_window_without_end_is_bounded_by_now_and_the_horizon() -> None:
    coach, now = a_coach(zone="UTC"), on_clock("2026-06-01T12:00")
    starts = free_slots(a_service(horizon=1), coach, [], (-(10**15), 10**15), now)
    assert (starts[0], starts[-1]) == (now, now + 86_400)


def test_the_first_free_start_may_be_weeks_ahead() -> None:
    away = Leave(1, *days_off(date(2026, 6, 1), date(2026, 7, 20)))
    coach = a_coach(daily=((540, 600),), leaves=(away,))
    now = on_clock("2026-06-01T00:00", BERLIN)
    first = first_free(a_service(), coach, [], (now, now + 60 * 86_400), now)
    assert first == on_clock("2026-07-21T09:00", BERLIN)


def test_a_free_day_is_a_day_on_the_clock_of_who_asks() -> None:
    coach = a_coach(zone="Asia/Tokyo", daily=((0, 60),))
    window = day_span(date(2026, 6, 2), date(2026, 6, 2), coach.tz)

    def days(zone: str) -> set[date]:
        return free_days(a_service(), coach, [], window, window[0], ZoneInfo(zone))

    assert days("Asia/Tokyo") == {date(2026, 6, 2)}
    assert days(BERLIN) == {date(2026, 6, 1)}


def test_the_minute_after_midnight_and_the_evening_that_comes_back_are_two_days() -> None:
    st_johns = ZoneInfo("America/St_Johns")
    jump = on_clock("2010-11-07T02:31")  # 00:01 on Sunday becomes 23:01 on Saturday
    assert days_of([jump - 60, jump], st_johns) == {date(2010, 11, 6), date(2010, 11, 7)}
    assert days_of([], st_johns) == set()


def test_anyone_names_the_coaches_free_at_each_start_in_the_order_given() -> None:
    anna, ben = a_coach(daily=((540, 660),), number=2), a_coach(daily=((600, 720),), number=1)
    window = spans(MONDAY, BERLIN, "00:00-23:59")[0]
    busy = {2: spans(MONDAY, BERLIN, "09:00-10:00")}
    found = anyone(a_service(60, 60), [anna, ben], busy, window, window[0])
    ten, eleven = (on_clock(f"{MONDAY}T{t}", BERLIN) for t in ("10:00", "11:00"))
    assert list(found.items()) == [(ten, (2, 1)), (eleven, (1,))]


def test_the_nearest_starts_come_in_time_order_and_the_earlier_of_two_as_near_is_taken() -> None:
    assert nearest([0, 10, 20, 30, 40], 20) == (10, 20, 30)
    assert nearest([0, 10, 30, 40], 20, count=1) == (10,)
    assert nearest([5], 20) == (5,)
    assert nearest([], 20) == ()
    assert nearest([1, 2], 2, count=0) == ()


def test_a_refused_start_says_exactly_why() -> None:
    service = a_service(minutes=60, step=30, notice=120, horizon=10)
    coach = a_coach(daily=((540, 720),))
    now = on_clock("2026-06-01T08:00", BERLIN)
    busy = spans(MONDAY, BERLIN, "10:00-11:00")

    def refusal(moment: str) -> Exception:
        with pytest.raises((TooSoon, TooFar, NotOffered, SlotTaken)) as refused:
            check_start(service, coach, busy, on_clock(moment, BERLIN), now)
        return refused.value

    nine = on_clock("2026-06-01T09:00", BERLIN)
    assert refusal("2026-06-01T09:00") == TooSoon("book", 120, nine - 7200)
    assert refusal("2026-06-11T08:30") == TooFar(10)
    assert refusal("2026-06-01T11:10") == NotOffered(1, 1)
    assert refusal("2026-06-01T11:30") == NotOffered(1, 1)
    assert refusal("2026-06-01T10:30") == SlotTaken(1, 1)
    check_start(service, coach, busy, on_clock("2026-06-01T11:00", BERLIN), now)


def test_a_booking_that_ends_a_second_late_or_begins_a_second_early_takes_the_start() -> None:
    service, coach = a_service(minutes=60, buffers=(10, 10)), a_coach()
    start = on_clock("2026-06-01T10:00", BERLIN)
    for in_time in ((start - 3600, start - 600), (start + 4200, start + 7200)):
        check_start(service, coach, [in_time], start, start)
    for taken in ((start - 3600, start - 599), (start + 4199, start + 7200)):
        with pytest.raises(SlotTaken):
            check_start(service, coach, [taken], start, start)


def test_a_start_off_the_second_is_not_offered() -> None:
    start = on_clock("2026-06-01T10:00:01", BERLIN)
    with pytest.raises(NotOffered):
        check_start(a_service(), a_coach(), [], start, start)


def test_the_second_pass_of_a_fold_is_not_offered() -> None:
    second = epoch(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    with pytest.raises(NotOffered):
        check_start(a_service(), a_coach(), [], second, second)
    check_start(a_service(), a_coach(), [], second - 3600, second - 3600)


def test_a_booking_of_many_days_blocks_them_all_however_many_windows_it_covers() -> None:
    coach = a_coach(daily=((540, 600), (840, 900)))
    start = on_clock("2026-06-01T00:00", BERLIN)
    week = timedelta(days=7).total_seconds()
    busy = [(start, start + int(week)), (start + 3600, start + 7200)]
    found = free_slots(a_service(60), coach, busy, (start, start + int(week) + 86_400), start)
    assert [datetime.fromtimestamp(s, coach.tz).isoformat()[:16] for s in found] == [
        "2026-06-08T09:00",
        "2026-06-08T14:00",
    ]
