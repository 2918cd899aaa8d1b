"""What leaves a window empty: as few reasons as explain it, and none that does not."""

from datetime import datetime
from itertools import combinations

import pytest
from hypothesis import given, settings

from domain.starts.constraints import Reason
from domain.starts.empty_reasons import reasons_for
from domain.starts.occupancy import Occupancy
from domain.time.spans import subtract
from domain.working_hours.leave import Leave
from tests.domain.starts.test_occupancy import (
    AWAY,
    MORNING_OFF,
    ConstrainedQuestion,
    closed_stretches,
    drawn_occupancy,
    monday,
)

PRECISE = {Reason.BUFFER: Reason.BOOKED, Reason.GAP: Reason.BOOKED}


@settings(deadline=None, max_examples=120)
@given(drawn_occupancy())
def test_what_is_told_leaves_nothing_by_itself_and_no_fewer_reasons_do(
    drawn: ConstrainedQuestion,
) -> None:
    occupancy = drawn.occupancy()
    reasons = reasons_for(occupancy)
    assert bool(reasons) == (not occupancy.free())
    if not reasons:
        return
    hours = set(drawn.only(Reason.HOURS).free())
    if not hours:
        window = [span for span in [drawn.asked.window] if span[0] < span[1]]
        opened = subtract(
            window, [(a, b) for a, b, _ in closed_stretches(drawn.only(Reason.HOURS))]
        )
        assert reasons == (Reason.LENGTH if opened else Reason.HOURS,)
        return
    taken = {reason: hours - set(drawn.only(reason).free()) for reason in Reason}
    general_reasons = [PRECISE.get(reason, reason) for reason in reasons]
    assert hours == set().union(*(taken[reason] for reason in general_reasons))
    # Each is needed: there is a start that none of the others takes.
    for reason in general_reasons:
        others = [taken[one] for one in general_reasons if one is not reason]
        assert hours - set().union(*others)
    for fewer in combinations(Reason, len(general_reasons) - 1):
        assert hours != set().union(*(taken[reason] for reason in fewer))


HALF_PAST = ((540, 630),)  # two starts
LATER_OFF = Leave(1, datetime(2026, 6, 1, 10), datetime(2026, 6, 1, 10, 30))


def test_what_begins_as_the_horizon_ends_is_too_far() -> None:
    occupancy = monday(((540, 600),))
    [start] = occupancy.free()
    assert reasons_for(occupancy._replace(allowed=(0, start))) == (Reason.HORIZON,)
    assert reasons_for(occupancy._replace(allowed=(0, start + 1))) == ()


@pytest.mark.parametrize(
    ("occupancy", "reasons"),
    [
        (monday(), ()),
        (monday(daily=()), (Reason.HOURS,)),
        (monday(minutes=200), (Reason.LENGTH,)),
        (monday(leaves=(AWAY,)), (Reason.LEAVE,)),
        (monday(busy="09:00-12:00"), (Reason.BOOKED,)),
        (monday(busy="09:50-09:55, 10:50-10:55, 11:50-12:00"), (Reason.BOOKED,)),
        # Nothing meets a session, but no break is left of any start.
        (monday(((540, 600),), "08:55-09:00, 10:00-11:00"), (Reason.BUFFER,)),
        (monday(now="2026-06-01T10:30", notice=60), (Reason.NOTICE,)),
        # The first that is not too soon is booked, and nothing else is there.
        (
            monday(((540, 600),), "09:00-10:00", now="2026-06-01T08:00", notice=60),
            (Reason.BOOKED,),
        ),
        (monday(horizon=3), (Reason.HORIZON,)),
        # A session meets one start, a break the other; that leave meets the first as well, or that
        # it is too soon, makes no difference.
        (monday(HALF_PAST, "10:05-10:30", leaves=(LATER_OFF,)), (Reason.BOOKED,)),
        (
            monday(HALF_PAST, "08:50-09:20, 10:35-10:50", now="2026-06-01T09:10"),
            (Reason.BOOKED,),
        ),
        # Each takes a part, and only together do they take all of it.
        (monday(busy="10:30-12:00", leaves=(MORNING_OFF,)), (Reason.LEAVE, Reason.BOOKED)),
        (monday(busy="10:30-12:00", now="2026-06-01T09:20"), (Reason.NOTICE, Reason.BOOKED)),
        # Who is not at work that day is neither away nor asked too late.
        (monday(daily=(), leaves=(AWAY,), horizon=3), (Reason.HOURS,)),
        (monday(busy="09:00-12:00", leaves=(AWAY,)), (Reason.LEAVE,)),
    ],
)
def test_what_leaves_a_day_empty(occupancy: Occupancy, reasons: tuple[Reason, ...]) -> None:
    assert reasons_for(occupancy) == reasons
