"""Laws of free starts, for any coach, service and bookings, near the nights when clocks jump."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.refusals import NotOffered, Refusal, SlotTaken, TooFar, TooSoon
from domain.services.catalogue import Coach
from domain.starts.slots import anyone, check_start, days_of, first_free, nearest
from domain.time.spans import Span, intersect, overlaps, subtract, union
from domain.working_hours.availability import openings_and_leave
from domain.working_hours.hours import day_span, instant_of
from tests.domain.drawn import JUMPS, Question, coaches, questions
from tests.domain.model import free_starts

laws = settings(deadline=None, max_examples=80)


def at_work(coach: Coach, first: date, last: date) -> list[Span]:
    """The hours of whole days, less leave, in order; windows that touch are joined."""
    openings, leave = openings_and_leave(coach, *day_span(first, last, coach.tz))
    return subtract(union((start, end) for start, _, end, _ in openings), leave)


@laws
@given(questions())
def test_free_starts_are_those_of_a_walk_minute_by_minute(question: Question) -> None:
    starts = question.free()
    assert starts == free_starts(
        question.service, question.coach, question.busy, question.window, question.now
    )


@laws
@given(questions())
def test_a_free_session_meets_no_busy_span_and_never_leaves_open_hours(question: Question) -> None:
    day = datetime.fromtimestamp(question.window[0], UTC).date()
    open_hours = at_work(question.coach, day - timedelta(days=3), day + timedelta(days=6))
    for start in question.free():
        assert not any(overlaps(question.blocked_span(start), span) for span in question.busy)
        session = [(start, start + question.service.minutes * 60)]
        assert intersect(open_hours, session) == session


@laws
@given(questions(), st.data())
def test_the_order_of_busy_spans_does_not_matter(question: Question, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(question.busy))
    assert replace(question, busy=shuffled).free() == question.free()
    assert replace(question, busy=union(question.busy)).free() == question.free()


@laws
@given(questions(), st.data())
def test_freeing_a_booking_gives_back_exactly_its_starts(
    question: Question, data: st.DataObject
) -> None:
    free = question.free()
    if free:
        booked = question.blocked_span(data.draw(st.sampled_from(free)))
        left = replace(question, busy=[*question.busy, booked]).free()
        assert set(free) - set(left) == {
            s for s in free if overlaps(question.blocked_span(s), booked)
        }
        assert set(left) <= set(free)


@laws
@given(questions(), st.integers(0, 48 * 3600), st.integers(0, 48 * 3600))
def test_a_narrower_window_gives_the_same_starts_clipped(
    question: Question, a: int, b: int
) -> None:
    start, end = question.window
    narrow = (min(start + a, end), min(start + a + b, end))
    expected = [s for s in question.free() if narrow[0] <= s < narrow[1]]
    assert replace(question, window=narrow).free() == expected


@laws
@given(questions(), st.integers(0, 48 * 3600))
def test_a_window_can_be_split_anywhere(question: Question, after: int) -> None:
    start, end = question.window
    middle = min(start + after, end)
    halves = (replace(question, window=(start, middle)), replace(question, window=(middle, end)))
    assert halves[0].free() + halves[1].free() == question.free()


@laws
@given(questions())
def test_the_clock_shows_each_start_and_shows_it_for_the_first_time(question: Question) -> None:
    for start in question.free():
        shown = datetime.fromtimestamp(start, question.coach.tz)
        assert shown.fold == 0
        minute = shown.hour * 60 + shown.minute
        assert instant_of(shown.date(), minute, question.coach.tz) == start


@laws
@given(questions(), st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Apia"]))
def test_free_days_are_the_days_of_free_starts(question: Question, name: str) -> None:
    zone = ZoneInfo(name)
    assert days_of(question.free(), zone) == {
        datetime.fromtimestamp(start, zone).date() for start in question.free()
    }


@laws
@given(questions())
def test_the_first_free_start_is_the_first_of_all(question: Question) -> None:
    first = first_free(
        question.service, question.coach, question.busy, question.window, question.now
    )
    assert first == next(iter(question.free()), None)


@laws
@given(questions(), st.data())
def test_anyone_is_the_union_over_coaches(question: Question, data: st.DataObject) -> None:
    others = []
    for number in (2, 3):
        zone, day = data.draw(st.sampled_from(JUMPS))
        others.append(data.draw(coaches(zone, day, number)))
    team = [question.coach, *others]
    busy = {1: question.busy, 3: question.busy[:1]}
    starts = anyone(
        [(question.service, coach) for coach in team], busy, question.window, question.now
    )
    assert list(starts) == sorted(starts)
    for coach in team:
        alone = replace(question, coach=coach, busy=busy.get(coach.id, [])).free()
        assert [start for start, ids in starts.items() if coach.id in ids] == alone
    assert all(ids == tuple(c.id for c in team if c.id in ids) for ids in starts.values())


@laws
@given(questions(), st.data())
def test_checking_one_start_agrees_with_the_list_of_them(
    question: Question, data: st.DataObject
) -> None:
    free = question.free()
    grid = st.integers(0, max(0, question.window[1] - question.window[0]) // 300)
    some = data.draw(
        st.lists(grid.map(lambda fives: question.window[0] // 300 * 300 + fives * 300))
    )
    for start in {*free, *(s for s in some if question.window[0] <= s < question.window[1])}:
        if start in free:
            check_start(question.service, question.coach, question.busy, start, question.now)
        else:
            with pytest.raises(Refusal) as refused:
                check_start(question.service, question.coach, question.busy, start, question.now)
            assert type(refused.value) is _why_not(question, start)


def _why_not(question: Question, start: int) -> type[Refusal]:
    if start < question.now + question.service.rules.notice_book * 60:
        return TooSoon
    today = datetime.fromtimestamp(question.now, question.coach.tz).date()
    last_day = today + timedelta(days=question.service.rules.horizon_days)
    if start >= day_span(last_day, last_day, question.coach.tz)[1]:
        return TooFar
    empty = replace(question, busy=[], window=(start, start + 1))
    return SlotTaken if empty.free() else NotOffered


@laws
@given(st.lists(st.integers(0, 1000), unique=True).map(sorted), st.integers(0, 1000))
def test_the_nearest_starts_leave_no_nearer_one_out(starts: list[int], wanted: int) -> None:
    near = nearest(starts, wanted)
    assert len(near) == min(3, len(starts))
    assert list(near) == sorted(near)
    farthest = max((abs(s - wanted) for s in near), default=0)
    assert all(abs(s - wanted) >= farthest for s in starts if s not in near)


@laws
@given(questions())
def test_open_hours_are_in_order_and_hold_no_leave(question: Question) -> None:
    day = datetime.fromtimestamp(question.window[0], UTC).date()
    spans = at_work(question.coach, day, day + timedelta(days=3))
    assert union(spans) == spans
    without_leave = at_work(replace(question.coach, leaves=()), day, day + timedelta(days=3))
    assert subtract(spans, without_leave) == []
