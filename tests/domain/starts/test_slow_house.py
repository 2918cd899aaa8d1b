"""All rules at once, on the clocks that jump worst, beside a model that walks minute by minute."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.services.horizon import HorizonBy
from domain.services.limits import Caps, CountedSession, Whose, all_full, full
from domain.services.resources import ALWAYS, Need, Resource, ResourceKind
from domain.services.rules import Rules
from domain.starts.constraints import Constraints, Reason
from domain.starts.occupancy import occupancy
from domain.starts.rooming import crowded_starts
from domain.starts.slots import allowed_starts, free_slots
from domain.time.periods import Period
from domain.time.spans import Span, epoch
from domain.working_hours.closures import Closure, closed_spans
from domain.working_hours.hours import WorkingHours
from domain.working_hours.leave import Leave
from domain.working_hours.leave_rules import LeavePattern, LeaveRule
from tests.domain.drawn import coaches, nights, windows_of_a_day
from tests.domain.model import ALL_DAY, a_coach, a_service
from tests.domain.slow_house import SlowHouse, times_off

THOROUGH = bool(os.environ.get("THOROUGH"))
CASES = int(os.environ.get("CASES", "10000")) if THOROUGH else 100

# The worst clocks there are: half an hour, Ramadan, midnight, the evening before, a day that never
# was, two hours, and whatever is decided next.
WORST = [
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("America/Santiago", date(2026, 4, 4)),
    ("America/Santiago", date(2026, 9, 6)),
    ("America/Nuuk", date(2026, 3, 28)),
    ("America/Nuuk", date(2026, 10, 24)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Antarctica/Troll", date(2026, 3, 29)),
    ("Antarctica/Troll", date(2026, 10, 25)),
    ("Asia/Gaza", date(2026, 3, 28)),
    ("Asia/Gaza", date(2026, 10, 24)),
]
HOUR = 3600
OTHER = 2  # a service beside the one that is looked for


@st.composite
def houses(draw: st.DrawFn) -> SlowHouse:
    zone, day = draw(st.sampled_from(WORST))
    midnight = epoch(datetime.combine(day, time.min, UTC))
    start = midnight + 60 * draw(st.sampled_from([-36 * 60, -8 * 60]) | st.integers(-2160, 1440))
    window = start, start + draw(st.just(36 * HOUR) | st.integers(0, 48 * HOUR))
    now = start - draw(st.just(24 * HOUR) | st.integers(-HOUR, 24 * HOUR))
    capacity = draw(st.sampled_from([1, 1, 4]))
    service = replace(
        a_service(
            draw(st.sampled_from([5, 25, 30, 60, 90, 180, 1500])),
            draw(st.sampled_from([5, 15, 30, 60, 7])),
            (draw(st.sampled_from([0, 10, 45])), draw(st.sampled_from([0, 10, 45]))),
        ),
        rules=draw(some_rules(day)),
        gap=draw(st.sampled_from([0, 0, 15, 90])),
        capacity=capacity,
        party=draw(st.integers(1, 3)) if capacity > 1 else 1,
    )
    at_work = draw(st.booleans())  # else little is left to other rules
    if at_work:
        coach = a_coach(zone, draw(st.sampled_from([ALL_DAY, ((0, 100), (130, 1440))])))
        rules = replace(service.rules, notice_book=0, horizon_days=60, horizon_by=HorizonBy.DAYS)
        service = replace(service, rules=rules)
    else:
        coach = draw(coaches(zone, day))
    repeats = draw(st.lists(repeating_leaves(day), max_size=2))
    near = st.integers(-2, 3).map(lambda n: day + timedelta(days=n))
    coach = replace(
        coach,
        leaves=(*coach.leaves, *(one for rule in repeats for one in rule.times())),
        repeats=tuple(repeats),
        opened_days=draw(st.frozensets(near, max_size=2)),
        cap_day=draw(st.sampled_from([0, 0, 1, 3])),
        cap_week=draw(st.sampled_from([0, 0, 2, 5])),
    )
    busy = draw(some_spans(start, [0, 60, 1800, 3600, 2400, 20_000], 5))
    # Seats of a group share a session, so that some come twice.
    begun = draw(some_spans(start - 4 * 24 * HOUR, [0], 12, hours=9 * 24))
    theirs = [CountedSession(at, draw(st.sampled_from([1, OTHER])), at // 7200) for at, _ in begun]
    theirs = list({one.session: one for one in theirs}.values())
    theirs += theirs[:2]
    own = draw(st.lists(st.sampled_from(theirs), max_size=5)) if theirs else []
    places = {at: draw(st.integers(0, 4)) for at, _ in busy} if capacity > 1 else {}
    resources, claimed = draw(some_resources(day, start))
    return SlowHouse(
        service,
        coach,
        busy,
        window,
        now,
        draw(st.lists(house_closures(day), max_size=2)),
        theirs,
        own,
        Caps(draw(st.sampled_from([0, 0, 1])), draw(st.sampled_from([0, 0, 3]))),
        draw(st.lists(needs(), max_size=2)) if resources else [],
        resources,
        claimed,
        places,
    )


@st.composite
def some_rules(draw: st.DrawFn, day: date) -> Rules:
    none_or = st.sampled_from([0, 0, 0, 1, 2])
    return Rules(
        notice_book=draw(st.sampled_from([0, 0, 60, 1440])),
        horizon_days=draw(st.sampled_from([1, 2, 60])),
        horizon_by=draw(st.sampled_from(HorizonBy)),
        horizon_count=draw(st.integers(1, 4)),
        horizon_until=day + timedelta(days=draw(st.integers(-2, 4) | st.just(500))),
        cap_day=draw(none_or),
        cap_week=draw(none_or),
        customer_day=draw(none_or),
        customer_week=draw(none_or),
    )


@st.composite
def repeating_leaves(draw: st.DrawFn, day: date) -> LeaveRule:
    first = day - timedelta(days=draw(st.integers(0, 40)))
    starts = draw(st.sampled_from([0, 60, 150, 1380]) | st.integers(0, 1439))
    ends = min(starts + draw(st.sampled_from([30, 240, 1440])), 2160)
    pattern = LeavePattern(
        tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1, max_size=3)))),
        *(starts, ends),
        first,
        first + timedelta(days=draw(st.integers(0, 60))),
        draw(st.integers(1, 3)),
    )
    skipped = draw(st.frozensets(st.integers(-2, 2), max_size=2))
    return LeaveRule(1, pattern, frozenset(day + timedelta(days=n) for n in skipped))


@st.composite
def house_closures(draw: st.DrawFn, day: date) -> Closure:
    first = day + timedelta(days=draw(st.integers(-6, 3)))
    last = first + timedelta(days=draw(st.sampled_from([0, 0, 1, 6])))
    yearly = draw(st.booleans())
    back = timedelta(days=365 * draw(st.integers(0, 2))) if yearly else timedelta()
    return Closure(1, "Closed", Period(first - back, last - back, yearly))


@st.composite
def some_spans(
    draw: st.DrawFn, start: int, lengths: Sequence[int], most: int, hours: int = 48
) -> list[Span]:
    begins = draw(st.lists(st.integers(-6 * 60, hours * 60), max_size=most))
    return [(start + 60 * at, start + 60 * at + draw(st.sampled_from(lengths))) for at in begins]


@st.composite
def needs(draw: st.DrawFn) -> Need:
    kind = draw(st.sampled_from([None, *ResourceKind]))
    named = draw(st.sets(st.integers(1, 3), min_size=1)) if kind is None else ()
    return Need(draw(st.integers(1, 2)), kind, tuple(sorted(named)))


@st.composite
def some_resources(
    draw: st.DrawFn, day: date, start: int
) -> tuple[dict[int, Resource], dict[int, dict[int, list[Span]]]]:
    zone = draw(st.sampled_from(["Europe/Berlin", *sorted({zone for zone, _ in WORST})]))
    resources, claimed = {}, {}
    for number in range(1, draw(st.integers(0, 3)) + 1):
        daily = draw(st.none() | windows_of_a_day() | nights())
        hours = ALWAYS if daily is None else WorkingHours((daily,) * 7, {})
        shut = datetime.combine(day, time.min) + timedelta(minutes=draw(st.integers(-1440, 2880)))
        closures = draw(st.sampled_from([(), (Leave(1, shut, shut + timedelta(hours=5)),)]))
        units = draw(st.integers(1, 3))
        active = draw(st.sampled_from([True, True, True, False]))
        kind = draw(st.sampled_from(ResourceKind))
        resources[number] = Resource(number, kind, "Room", units, zone, active, hours, closures)
        # A unit that there is no more still has what was claimed of it.
        claimed[number] = {
            unit: draw(some_spans(start, [60, 3600, 9000], 3)) for unit in range(1, units + 2)
        }
    return resources, claimed


def bearing(house: SlowHouse) -> Constraints:
    """The same as the domain has it, put together as those do who ask for starts."""
    service, coach, rules, one = house.service, house.coach, house.service.rules, house.service.id
    around = house.window[0], house.window[1] + service.minutes * 60
    shut = closed_spans(house.closures, coach.opened_days, coach.tz, around)
    return Constraints(
        closed=tuple((*span, Reason.CLOSURE) for span in shut),
        crowded=tuple(
            crowded_starts(service, house.needs, house.resources, house.claimed, house.window)
        ),
        joinable=tuple(at for at, left in house.places.items() if left >= service.party),
        full=tuple(
            all_full(
                full(house.theirs, coach.caps, Whose.COACH, coach.tz),
                full(house.theirs, rules.caps, Whose.SERVICE, coach.tz, service_id=one),
                full(house.own, house.customer_caps, Whose.CUSTOMER, coach.tz),
                full(
                    house.own,
                    rules.customer_caps,
                    Whose.CUSTOMER_SERVICE,
                    coach.tz,
                    service_id=one,
                ),
            )
        ),
    )


@pytest.mark.timeout(7200 if THOROUGH else 120)
@settings(deadline=None, max_examples=CASES)
@given(houses())
def test_with_every_rule_each_start_is_offered_or_has_the_reason_of_a_walk_minute_by_minute(
    house: SlowHouse,
) -> None:
    service, coach, window, now = house.service, house.coach, house.window, house.now
    allowed, constraints = allowed_starts(service, coach, now), bearing(house)
    occupancy_ = occupancy(service, coach, house.busy, window, allowed, constraints)

    reasons = house.verdicts()

    assert {start: occupancy_.why(start) for start in reasons} == reasons
    free = [start for start, reason in reasons.items() if reason is None]
    assert occupancy_.free() == free
    assert free_slots(service, coach, house.busy, window, now, constraints) == free


@settings(deadline=None, max_examples=CASES)
@given(st.sampled_from(WORST).flatmap(lambda one: repeating_leaves(one[1])))
def test_leave_that_repeats_is_off_on_each_day_that_is_asked_for_it(rule: LeaveRule) -> None:
    assert [(one.starts, one.ends) for one in rule.times()] == list(times_off(rule))
