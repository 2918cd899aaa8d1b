"""What one asks of free starts: the first, the days, anyone, the nearest, and this very one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.refusals import NotOffered, SlotTaken, TooFar, TooSoon
from domain.services.catalogue import Coach
from domain.starts.slots import (
    anyone,
    check_start,
    days_of,
    first_free,
    free_slots,
    nearest,
)
from domain.time.spans import epoch
from domain.working_hours.availability import KEPT
from domain.working_hours.hours import day_span
from domain.working_hours.leave import Leave, days_off
from tests.domain.examples import BERLIN, MONDAY, on_clock, spans
from tests.domain.model import a_coach, a_service


def test_a_month_without_an_answer_is_empty_and_has_no_first_start() -> None:
    coach = a_coach(daily=(), leaves=())
    window = day_span(date(2026, 6, 1), date(2026, 6, 30), coach.tz)
    assert free_slots(a_service(), coach, [], window, window[0]) == []
    assert first_free(a_service(), coach, [], window, window[0]) is None
    assert days_of([], coach.tz) == set()


def test_a_window_that_is_empty_or_backwards_has_no_starts() -> None:
    coach = a_coach()
    noon = on_clock("2026-06-01T12:00")
    assert free_slots(a_service(), coach, [], (noon, noon), noon) == []
    assert free_slots(a_service(), coach, [], (noon, noon - 3600), noon) == []


def test_a_window_without_end_is_bounded_by_now_and_the_horizon() -> None:
    coach, now = a_coach(zone="UTC"), on_clock("2026-06-01T12:00")
    starts = free_slots(a_service(horizon=1), coach, [], (-(10**15), 10**15), now)
    assert (starts[0], starts[-1]) == (now, on_clock("2026-06-02T23:30"))


def test_the_first_free_start_may_be_weeks_ahead() -> None:
    away = Leave(1, *days_off(date(2026, 6, 1), date(2026, 7, 20)))
    coach = a_coach(daily=((540, 600),), leaves=(away,))
    now = on_clock("2026-06-01T00:00", BERLIN)
    first = first_free(a_service(), coach, [], (now, now + 60 * 86_400), now)
    assert first == on_clock("2026-07-21T09:00", BERLIN)


def test_a_free_day_is_a_day_on_the_clock_of_who_asks() -> None:
    coach = a_coach(zone="Asia/Tokyo", daily=((0, 60),))
    window = day_span(date(2026, 6, 2), date(2026, 6, 2), coach.tz)

    starts = free_slots(a_service(), coach, [], window, window[0])
    assert days_of(starts, coach.tz) == {date(2026, 6, 2)}
    assert days_of(starts, ZoneInfo(BERLIN)) == {date(2026, 6, 1)}


def test_the_minute_after_midnight_and_the_evening_that_comes_back_are_two_days() -> None:
    st_johns = ZoneInfo("America/St_Johns")
    jump = on_clock("2010-11-07T02:31")  # 00:01 on Sunday becomes 23:01 on Saturday
    assert days_of([jump - 60, jump], st_johns) == {date(2010, 11, 6), date(2010, 11, 7)}
    assert days_of([], st_johns) == set()


def test_anyone_names_the_coaches_free_at_each_start_in_the_order_given() -> None:
    anna, ben = a_coach(daily=((540, 660),), number=2), a_coach(daily=((600, 720),), number=1)
    window = spans(MONDAY, BERLIN, "00:00-23:59")[0]
    busy = {2: spans(MONDAY, BERLIN, "09:00-10:00")}
    service = a_service(60, 60)
    starts = anyone([(service, anna), (service, ben)], busy, window, window[0])
    ten, eleven = (on_clock(f"{MONDAY}T{t}", BERLIN) for t in ("10:00", "11:00"))
    assert list(starts.items()) == [(ten, (2, 1)), (eleven, (1,))]


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
    assert refusal("2026-06-11T08:30") == NotOffered(1, 1, "hours")
    assert refusal("2026-06-12T08:30") == TooFar(10, on_clock("2026-06-12T00:00", BERLIN))
    assert refusal("2026-06-01T11:10") == NotOffered(1, 1, "hours")
    assert refusal("2026-06-01T10:50") == NotOffered(1, 1, "grid")
    assert refusal("2026-06-01T11:30") == NotOffered(1, 1, "hours")
    assert refusal("2026-06-01T10:30") == SlotTaken(1, 1, reason="booked")
    check_start(service, coach, busy, on_clock("2026-06-01T11:00", BERLIN), now)


def test_leave_is_named_where_the_coach_would_work_without_it() -> None:
    away = Leave(1, datetime(2026, 6, 1, 11, 0), datetime(2026, 6, 2, 9, 0))
    coach = a_coach(daily=((540, 720),), leaves=(away,))
    now = on_clock("2026-06-01T00:00", BERLIN)

    def reason(moment: str) -> str:
        with pytest.raises(NotOffered) as refused:
            check_start(a_service(minutes=60), coach, [], on_clock(moment, BERLIN), now)
        return refused.value.reason

    assert reason("2026-06-01T10:30") == "leave"  # it would end in it
    assert reason("2026-06-01T11:10") == "hours"  # it would end after work anyway
    assert reason("2026-06-01T13:00") == "hours"
    assert reason("2026-06-02T08:30") == "hours"
    assert reason("2026-06-02T09:10") == "grid"


def test_only_the_breaks_collide_where_no_session_meets_what_is_blocked() -> None:
    coach = a_coach(daily=((540, 720),))
    service = a_service(minutes=60, buffers=(10, 20))
    ten, now = (on_clock(f"{MONDAY}T{hour}:00", BERLIN) for hour in ("10", "00"))

    def reason(busy: str) -> str:
        with pytest.raises(SlotTaken) as refused:
            check_start(service, coach, spans(MONDAY, BERLIN, busy), ten, now)
        return refused.value.reason

    assert reason("09:00-09:55") == reason("11:15-12:00") == "buffer"
    assert reason("09:00-10:01") == reason("10:59-12:00") == "booked"


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
    starts = free_slots(a_service(60), coach, busy, (start, start + int(week) + 86_400), start)
    assert [datetime.fromtimestamp(s, coach.tz).isoformat()[:16] for s in starts] == [
        "2026-06-08T09:00",
        "2026-06-08T14:00",
    ]


def test_what_a_coach_was_asked_before_changes_no_answer() -> None:
    """Openings of days that were asked about are kept, of a few windows at a time."""
    away = Leave(1, *days_off(date(2026, 6, 3), date(2026, 6, 4)))
    original, service = a_coach(daily=((540, 600), (1320, 1560)), leaves=(away,)), a_service()
    first = date(2026, 6, 1)
    windows = [
        day_span(first + timedelta(days=n), first + timedelta(days=n + length), original.tz)
        for length in (0, 1, 30, 90)
        for n in range(6)
    ]

    def answers(coach: Coach | None) -> list[list[int]]:
        whom = (coach or replace(original) for _ in windows)
        return [free_slots(service, one, [], w, w[0]) for one, w in zip(whom, windows, strict=True)]

    fresh = answers(None)
    assert answers(original) == answers(original) == fresh
    assert len(original.openings_cache) <= KEPT
