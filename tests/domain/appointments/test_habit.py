"""What somebody usually books, and the same time once more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.appointments.habit import KEPT, Habit, Visit, alike, habit_of, repeat_choice, same_time
from domain.services.service import Money, Service
from domain.services.service_choice import USUAL, Choice
from domain.services.terms import Length
from domain.time.spans import epoch, moment

BERLIN, LISBON = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Lisbon")
TUESDAY = datetime(2026, 3, 3, 18)
NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)  # the Monday after
WEEK, DAY, HOUR = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1)
_ids = count(1)


def visit(wall: datetime, *, service: int = 1, coach: int = 1) -> Visit:
    start = wall.replace(tzinfo=BERLIN).astimezone(UTC)
    return Visit(next(_ids), service, coach, start, wall)


def at(wall: datetime, zone: ZoneInfo = BERLIN) -> int:
    return epoch(wall.replace(tzinfo=zone))


def test_once_is_no_habit_and_twice_is_one() -> None:
    assert habit_of([], NOW) is None
    assert habit_of([visit(TUESDAY)], NOW) is None
    assert habit_of([visit(TUESDAY), visit(TUESDAY - WEEK)], NOW) == Habit(1, 1, 1, 18 * 60)
    assert habit_of([visit(TUESDAY), visit(TUESDAY - WEEK, coach=2)], NOW) is None
    assert habit_of([visit(TUESDAY), visit(TUESDAY - WEEK, service=2)], NOW) is None


def test_what_was_done_more_often_counts_and_of_as_much_the_newer() -> None:
    tuesdays = [visit(TUESDAY - n * WEEK) for n in range(3)]
    fridays = [visit(TUESDAY + 3 * DAY - n * WEEK) for n in range(2)]
    assert habit_of([*fridays, *tuesdays], NOW) == Habit(1, 1, 1, 18 * 60)
    assert habit_of([*tuesdays[:2], *fridays], NOW) == Habit(1, 1, 4, 18 * 60)


def test_what_is_still_to_come_and_what_is_long_ago_says_nothing() -> None:
    to_come = [visit(TUESDAY + n * WEEK) for n in (1, 2)]
    long_ago = [visit(TUESDAY - n * WEEK) for n in (40, 41)]
    assert habit_of([*to_come, *long_ago], NOW) is None
    edges = [Visit(n, 1, 1, start, TUESDAY) for n, start in enumerate((NOW - KEPT, NOW))]
    assert habit_of(edges, NOW) == Habit(1, 1, 1, 18 * 60)


def test_a_habit_is_of_the_clock_on_both_sides_of_its_change() -> None:
    """Berlin goes forward on 29 March 2026."""
    habit = Habit(1, 1, 1, 18 * 60)
    for wall in (TUESDAY, TUESDAY + 4 * WEEK):
        assert habit.is_at(at(wall), BERLIN)
        assert not habit.is_at(at(wall) + 3600, BERLIN)
        assert not habit.is_at(at(wall), LISBON)


@given(st.lists(st.integers(0, 200), max_size=12), st.randoms())
def test_the_order_in_which_sessions_are_told_makes_no_difference(
    days: list[int], draw: Random
) -> None:
    visits = [replace(visit(TUESDAY - n * DAY), appointment_id=i) for i, n in enumerate(days)]
    shuffled = visits[:]
    draw.shuffle(shuffled)
    assert habit_of(visits, NOW) == habit_of(shuffled, NOW)


def walls(wall: datetime, now: datetime) -> list[str]:
    starts = same_time(wall, BERLIN, epoch(now))
    return [f"{moment(start).astimezone(BERLIN):%d.%m. %H:%M}" for start in starts]


def test_the_same_time_is_that_of_the_next_week_or_of_the_coming_one() -> None:
    assert walls(TUESDAY, NOW)[:2] == ["10.03. 18:00", "17.03. 18:00"]
    just_over = TUESDAY.replace(tzinfo=BERLIN) + HOUR
    assert walls(TUESDAY, just_over)[0] == "10.03. 18:00"
    assert walls(TUESDAY - 20 * WEEK, NOW)[0] == "10.03. 18:00"
    assert walls(TUESDAY, NOW + 2 * WEEK)[0] == "24.03. 18:00"
    # Also while the session goes on, or is still to come.
    assert walls(TUESDAY, NOW - WEEK)[0] == "10.03. 18:00"


def test_a_week_whose_clock_jumps_over_that_time_is_left_out() -> None:
    sunday = datetime(2026, 3, 22, 2, 30)
    assert walls(sunday, sunday.replace(tzinfo=UTC))[0] == "05.04. 02:30"
    # Also where one more is over by now: there are as many as ever.
    times = walls(sunday - 2 * WEEK, (sunday - WEEK).replace(hour=12, tzinfo=UTC))
    assert (times[0], len(times)) == ("22.03. 02:30", 8)


def test_what_begins_now_lies_not_ahead() -> None:
    assert walls(TUESDAY, (TUESDAY + WEEK).replace(tzinfo=BERLIN))[0] == "17.03. 18:00"


@given(st.integers(0, 3000), st.integers(0, 10**6))
def test_each_same_time_lies_ahead_on_its_day_of_the_week(weeks: int, minutes: int) -> None:
    wall = TUESDAY - weeks * WEEK
    now = NOW - weeks * WEEK + timedelta(minutes=minutes)
    starts = list(same_time(wall, BERLIN, epoch(now)))
    assert starts == sorted(set(starts))
    assert len(starts) == 8
    assert all(start > epoch(now) for start in starts)
    assert {(moment(s).astimezone(BERLIN).weekday(), moment(s).astimezone(BERLIN).hour)
            for s in starts} == {(1, 18)}  # fmt: skip
    assert moment(starts[0]) <= max(now + WEEK, wall.replace(tzinfo=BERLIN) + WEEK) + 2 * HOUR


def test_most_alike_is_that_time_of_another_week_then_of_another_day_then_what_is_near() -> None:
    wanted = TUESDAY + WEEK
    starts = [wanted - 2 * HOUR, wanted + HOUR, wanted + 2 * DAY, wanted + WEEK, wanted + 3 * WEEK]
    free = sorted(map(at, starts))

    assert alike(free, at(wanted), BERLIN) == tuple(
        map(at, (wanted + HOUR, wanted + 2 * DAY, wanted + WEEK))
    )
    assert alike([], at(wanted), BERLIN) == ()
    assert alike([at(wanted)], at(wanted), BERLIN) == ()
    assert alike(free, at(wanted), BERLIN, most=1) == (at(wanted + WEEK),)
    days = [at(wanted - HOUR), *(at(wanted + n * DAY) for n in (1, 3, 7))]
    assert alike(days, at(wanted), BERLIN, most=2) == (at(wanted + DAY), at(wanted + WEEK))


@given(st.lists(st.integers(0, 60 * 24), unique=True), st.integers(0, 60 * 24))
def test_what_is_alike_is_free_in_order_and_as_much_as_there_is(
    hours: list[int], wanted: int
) -> None:
    free = sorted(at(TUESDAY) + hour * 3600 for hour in hours)
    starts = alike(free, at(TUESDAY) + wanted * 3600, BERLIN)
    others = {start for start in free if start != at(TUESDAY) + wanted * 3600}
    assert set(starts) <= others
    assert list(starts) == sorted(set(starts))
    assert len(starts) == min(3, len(others))


def test_what_was_chosen_is_chosen_again_as_far_as_it_is_offered() -> None:
    single = Service(1, "Coaching", 60, Money(0, "EUR"), lengths=(Length(90, 100),))
    assert repeat_choice(single, 60) == USUAL
    assert repeat_choice(single, 90) == Choice(length=90)
    assert repeat_choice(single, 45) == USUAL
    assert repeat_choice(single, 105, also=(2,)) == Choice(also=(2,))
    group = replace(single, capacity=8, most_places=2)
    assert repeat_choice(group, 60, 3) == Choice(places=2)
