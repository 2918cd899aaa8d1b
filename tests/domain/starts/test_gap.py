"""The gap between sessions and full days, beside a look at each start by itself."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.services.limits import FullPeriod, Whose
from domain.starts.constraints import Constraints, Reason
from domain.starts.occupancy import EVER, occupancy
from domain.starts.slots import broken_rules
from tests.domain.examples import on_clock, windows
from tests.domain.model import a_coach, a_service

DAY = on_clock("2026-06-01T00:00")
WINDOW = (DAY, DAY + 86400)
COACH = a_coach("UTC", windows("9-12, 13-18"), {}, ())
minutes = st.integers(0, 24 * 12).map(lambda n: DAY + n * 300)
busy = st.lists(st.tuples(minutes, st.integers(1, 18)), max_size=4).map(
    lambda spans: [(start, start + n * 300) for start, n in spans]
)
full = st.lists(st.tuples(minutes, st.integers(1, 30)), max_size=2).map(
    lambda spans: tuple(FullPeriod(s, s + n * 300, Whose.COACH, False, 1) for s, n in spans)
)
services = st.builds(
    lambda length, step, before, after, gap: replace(
        a_service(length, step, (before, after), 0, 365), gap=gap
    ),
    st.sampled_from((15, 30, 60)),
    st.sampled_from((5, 15, 30)),
    *(st.sampled_from((0, 5, 15)),) * 2,
    st.sampled_from((0, 5, 20, 60)),
)


@given(services, busy, full)
def test_what_is_left_keeps_its_distance_and_lies_on_no_full_day(service, spans, filled) -> None:  # type: ignore[no-untyped-def]  # drawn
    constraints = Constraints(full=filled)
    alone = occupancy(replace(service, gap=0), COACH, (), WINDOW).free()
    before = (service.buffer_before + service.gap) * 60
    behind = (service.minutes + service.buffer_after + service.gap) * 60

    occupancy_ = occupancy(service, COACH, spans, WINDOW, EVER, constraints)

    assert occupancy_.free() == [
        start
        for start in alone
        if all(start + behind <= b or e + before <= start for b, e in spans)
        and not any(one.start <= start < one.end for one in filled)
    ]
    for start in alone:
        reason = occupancy_.why(start)
        assert (reason is None) == (start in occupancy_.free())
        if reason is Reason.GAP:
            assert occupancy(replace(service, gap=0), COACH, spans, WINDOW).why(start) is None
        if reason is None:
            assert broken_rules(service, COACH, spans, start, DAY - 86400, constraints) == []


@given(services, busy, full)
def test_what_a_coach_sets_aside_is_what_kept_the_start_from_customers(  # type: ignore[no-untyped-def]  # drawn
    service, spans, filled
) -> None:
    constraints, now = Constraints(full=filled), DAY - 86400
    kept = occupancy(service, COACH, spans, WINDOW, EVER, constraints)
    lifted = occupancy(service.for_override, COACH, spans, WINDOW, EVER, constraints.for_override)

    for start in lifted.free():
        names = broken_rules(service, COACH, spans, start, now, constraints)
        assert (names == []) == (kept.why(start) is None)
