"""Sessions that a change of hours would leave outside them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.appointments.appointment import Appointment
from domain.rescues.stranding import mark, stranded_sessions
from domain.services.catalogue import Coach
from domain.time.periods import Period
from domain.working_hours.closures import Closure
from domain.working_hours.hours import WorkingHours
from domain.working_hours.leave import Leave
from tests.domain.appointments.test_appointment import an_appointment
from tests.domain.model import a_coach

DAY = date(2026, 6, 1)
SHUT = (Closure(1, "Holiday", Period(DAY, DAY)),)


def session(number: int, hour: float, *also: int, service: int = 1) -> Appointment:
    """A session of an hour that begins at this hour of the day, UTC."""
    starts = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(hours=hour)
    ends = starts + timedelta(hours=1)
    one = replace(an_appointment(), id=number, starts_at=starts, ends_at=ends, also=also)
    return replace(one, service_id=service)


def open_(*windows: tuple[int, int], within: dict[int, tuple[int, int]] | None = None) -> Coach:
    hours = {n: WorkingHours(((one,),) * 7, {}) for n, one in (within or {}).items()}
    return replace(a_coach("UTC"), hours=WorkingHours((windows,) * 7, {}, (), hours))


NINE_TO_FIVE = (9 * 60, 17 * 60)
SESSIONS = [session(1, 9), session(2, 11.5), session(3, 16), session(4, 16.5), session(5, 8.5)]


@pytest.mark.parametrize(
    ("after", "closed", "left"),
    [
        (open_(NINE_TO_FIVE), (), []),
        (open_((9 * 60, 12 * 60), (12 * 60, 17 * 60)), (), []),
        (open_((9 * 60, 12 * 60), (13 * 60, 17 * 60)), (), [2]),
        (open_((9 * 60 + 1, 17 * 60 - 1)), (), [1, 3]),
        (open_(), (), [1, 2, 3]),
        (open_(NINE_TO_FIVE), SHUT, [1, 2, 3]),
        (replace(open_(NINE_TO_FIVE), opened_days=frozenset({DAY})), SHUT, []),
        # Leave leaves nobody without hours: it is answered for by itself.
        (
            replace(
                open_(NINE_TO_FIVE),
                leaves=(Leave(1, datetime(2026, 6, 1), datetime(2026, 6, 2)),),
            ),
            (),
            [],
        ),
    ],
)
def test_those_are_told_that_lay_in_hours_and_would_not_any_more(
    after: Coach, closed: tuple[Closure, ...], left: list[int]
) -> None:
    before = open_(NINE_TO_FIVE), ()
    sessions = stranded_sessions(before, (after, closed), SESSIONS)
    assert [one.id for one in sessions] == left


def test_hours_of_a_service_bear_upon_its_sessions_and_those_with_it_in_a_row() -> None:
    sessions = [session(1, 9), session(2, 9, service=4), session(3, 9, 4), session(4, 12, 4)]
    before = open_(NINE_TO_FIVE, within={4: (8 * 60, 20 * 60)}), ()
    after = open_(NINE_TO_FIVE, within={4: (12 * 60, 20 * 60)}), ()
    assert [one.id for one in stranded_sessions(before, after, sessions)] == [2, 3]


def test_the_last_of_several_days_counts_as_the_first() -> None:
    sessions = [session(1, 9), session(2, 24 + 16), session(3, 48 + 16)]
    before, after = (open_(NINE_TO_FIVE), ()), (open_((9 * 60, 16 * 60)), ())
    assert [one.id for one in stranded_sessions(before, after, sessions)] == [2, 3]
    assert stranded_sessions(before, after, []) == []


def test_what_ends_at_midnight_lay_in_the_day_before() -> None:
    all_day, last = open_((0, 1440)), [session(1, 23)]
    assert [one.id for one in stranded_sessions((all_day, ()), (all_day, SHUT), last)] == [1]
    assert stranded_sessions((all_day, SHUT), (all_day, SHUT), last) == []
    assert stranded_sessions((all_day, ()), (open_((22 * 60, 1440)), ()), last) == []


def test_what_is_told_is_known_again_by_who_and_when() -> None:
    one, other = session(1, 9), session(2, 10)
    letters = mark([one, other])
    assert len(letters) == 3
    assert mark([other, one]) == letters
    assert mark([one]) != letters != mark([one, session(2, 11)])
    assert mark([]) == ""
