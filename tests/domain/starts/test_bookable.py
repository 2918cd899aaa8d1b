"""What is missing until customers can book, and that nothing is when they can."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.services.catalogue import Catalogue, Coach
from domain.services.limits import FullPeriod, Whose
from domain.services.resources import Need, Resource, ResourceKind
from domain.services.service import Service
from domain.starts import bookable
from domain.starts.bookable import Gap, Missing, of_service
from domain.starts.constraints import Constraints, Reason
from domain.starts.slots import free_slots
from domain.time.spans import Span
from domain.working_hours.leave import Leave
from tests.domain.model import a_coach, a_service
from tests.domain.services.test_catalogue import a_catalogue

NOW = 1_780_300_800  # Monday, 1 June 2026, eight in the morning in UTC
EVER = (0, 4_000_000_000)
SHORT = ((540, 600),)
AWAY = Leave(1, datetime(2026, 1, 1), datetime(2027, 1, 1))


def house(service: Service, coach: Coach) -> Catalogue:
    return a_catalogue([service], [coach])


def gaps_of_coach(service: Service, coach: Coach, busy: tuple[Span, ...] = ()) -> list[Gap]:
    gaps = bookable.of_coach(house(service, coach), coach, {coach.id: busy}, NOW)
    return [missing.gap for missing in gaps]


def gaps_of_service(service: Service, coach: Coach, busy: tuple[Span, ...] = ()) -> list[Gap]:
    gaps = bookable.of_service(house(service, coach), service, {coach.id: busy}, NOW)
    return [missing.gap for missing in gaps]


def test_caps_and_the_distance_between_sessions_leave_nothing_free() -> None:
    service, coach = a_service(), replace(a_coach(), gap=1_400)
    known = house(service, coach)
    full = Constraints(full=(FullPeriod(*EVER, Whose.COACH, weekly=False, most=5),))
    constraints = {(coach.id, service.id): full}
    for gaps in (
        bookable.of_coach(known, coach, {}, NOW, constraints),
        bookable.of_service(known, service, {}, NOW, constraints),
    ):
        [missing] = gaps
        assert (missing.gap, missing.reasons) == (Gap.NOTHING_FREE, (Reason.CAP,))
    # A session each day, with almost a day around it.
    day = 86_400
    noon = NOW - NOW % day + 10 * 3600
    busy = tuple((noon + n * day, noon + n * day + 3600) for n in range(-1, 400))
    assert bookable.of_coach(known, coach, {coach.id: busy}, NOW)[0].gap is Gap.NOTHING_FREE
    without = replace(coach, gap=None)
    assert bookable.of_coach(house(service, without), without, {coach.id: busy}, NOW) == []


@pytest.mark.parametrize(
    ("service", "coach", "missing"),
    [
        (a_service(), a_coach(), []),
        (a_service(), replace(a_coach(), service_ids=frozenset()), [Gap.NO_SERVICE]),
        (a_service(), replace(a_coach(), service_ids=frozenset({9})), [Gap.NO_SERVICE]),
        (replace(a_service(), hidden=True), a_coach(), [Gap.HIDDEN]),
        (a_service(), a_coach(daily=()), [Gap.NO_HOURS]),
        (
            replace(a_service(), hidden=True),
            a_coach(daily=()),
            [Gap.HIDDEN, Gap.NO_HOURS],
        ),
        (a_service(), a_coach(daily=(), overrides={date(2026, 6, 9): SHORT}), []),
        (a_service(), a_coach(daily=(), overrides={date(2026, 5, 9): SHORT}), [Gap.NO_HOURS]),
        (a_service(minutes=90), a_coach(daily=SHORT), [Gap.NOTHING_FREE]),
        (a_service(), a_coach(leaves=(AWAY,)), [Gap.NOTHING_FREE]),
        # What is looked at is whether they could be booked, not whether they are open.
        (a_service(), replace(a_coach(), active=False), []),
    ],
)
def test_what_a_coach_lacks(service: Service, coach: Coach, missing: list[Gap]) -> None:
    assert gaps_of_coach(service, coach) == missing


@pytest.mark.parametrize(
    ("service", "coach", "missing"),
    [
        (a_service(), a_coach(), []),
        (replace(a_service(), hidden=True), a_coach(), []),
        (a_service(), replace(a_coach(), service_ids=frozenset()), [Gap.NO_COACH]),
        (a_service(), replace(a_coach(), active=False), [Gap.PAUSED]),
        (a_service(), a_coach(daily=()), [Gap.NO_HOURS]),
        (a_service(minutes=90), a_coach(daily=SHORT), [Gap.NOTHING_FREE]),
    ],
)
def test_what_a_service_lacks(service: Service, coach: Coach, missing: list[Gap]) -> None:
    assert gaps_of_service(service, coach) == missing


@pytest.mark.parametrize(
    ("service", "coach", "busy", "reason"),
    [
        (a_service(minutes=90), a_coach(daily=SHORT), (), Reason.LENGTH),
        (a_service(), a_coach(leaves=(AWAY,)), (), Reason.LEAVE),
        (a_service(), a_coach(), (EVER,), Reason.BOOKED),
        (a_service(), a_coach(daily=(), overrides={date(2026, 12, 9): SHORT}), (), Reason.HOURS),
        (a_service(notice=90 * 1440), a_coach(), (), Reason.NOTICE),
    ],
)
def test_nothing_free_has_its_reason(
    service: Service, coach: Coach, busy: tuple[Span, ...], reason: Reason
) -> None:
    missing = Missing(Gap.NOTHING_FREE, coach.id, service.id, (reason,))
    both = house(service, coach), {coach.id: busy}
    assert bookable.of_coach(both[0], coach, both[1], NOW) == [missing]
    assert bookable.of_service(both[0], service, both[1], NOW) == [missing]


def test_a_coach_who_is_booked_out_has_nothing_free() -> None:
    assert gaps_of_coach(a_service(), a_coach(), (EVER,)) == [Gap.NOTHING_FREE]
    assert gaps_of_service(a_service(), a_coach(), (EVER,)) == [Gap.NOTHING_FREE]


def test_without_a_look_at_the_calendar_only_what_was_never_set_is_missing() -> None:
    service, coach = a_service(minutes=90), a_coach(daily=SHORT)
    assert bookable.of_coach(house(service, coach), coach, None, NOW) == []
    assert bookable.of_service(house(service, coach), service, None, NOW) == []


def test_the_next_thing_to_do_is_what_is_nearest_to_done() -> None:
    service, coach = a_service(), replace(a_coach(), active=False)
    idle = replace(a_coach(number=2, daily=()), service_ids=frozenset(), active=False)
    steps = [
        (a_catalogue([], []), Missing(Gap.NO_SERVICE)),
        (a_catalogue([service], []), Missing(Gap.NO_COACH)),
        (a_catalogue([service], [idle]), Missing(Gap.NO_SERVICE, 2)),
        (a_catalogue([service], [idle, coach]), Missing(Gap.PAUSED, 1)),
        (a_catalogue([service], [idle, replace(coach, active=True)]), None),
    ]
    for catalogue, step in steps:
        assert bookable.of_business(catalogue, NOW) == step


coaches = st.builds(
    lambda daily, does, active, leaves: replace(
        a_coach(daily=daily, leaves=leaves), service_ids=does, active=active
    ),
    st.sampled_from([(), SHORT, ((0, 1440),)]),
    st.sampled_from([frozenset[int](), frozenset({1}), frozenset({1, 2})]),
    st.booleans(),
    st.sampled_from([(), (AWAY,)]),
)
services = st.lists(
    st.builds(
        lambda number, minutes, hidden, notice: replace(
            a_service(minutes=minutes, notice=notice), id=number, hidden=hidden
        ),
        st.integers(1, 2),
        st.sampled_from([30, 90]),
        st.booleans(),
        st.sampled_from([0, 100 * 1440]),
    ),
    max_size=2,
    unique_by=lambda service: service.id,
)


@given(services, coaches, st.sampled_from([(), (EVER,)]))
def test_nothing_is_missing_exactly_when_a_customer_finds_a_start(
    offered: list[Service], coach: Coach, busy: tuple[Span, ...]
) -> None:
    catalogue = a_catalogue(offered, [coach])
    window = (NOW, NOW + 70 * 86_400)

    def has_free_start(service: Service) -> bool:
        return bool(free_slots(service, coach, busy, window, NOW))

    bookable_now = [s for s in catalogue.offered_services if has_free_start(s)]
    gaps = bookable.of_coach(catalogue, coach, {coach.id: busy}, NOW)
    assert (coach.active and not gaps) == bool(bookable_now)
    for service in offered:
        lacking = bookable.of_service(catalogue, service, {coach.id: busy}, NOW)
        assert (not service.hidden and not lacking) == (service in bookable_now)


def test_a_service_that_needs_what_is_not_there_cannot_be_booked() -> None:
    service, coach = a_service(), a_coach()
    blue = Resource(9, ResourceKind.ROOM, "Blue", 1, "UTC")
    needing = replace(
        house(service, coach),
        resources={9: blue},
        needs={service.id: (Need(1, ResourceKind.ROOM),)},
    )
    retired = replace(needing, resources={9: replace(blue, active=False)})

    assert of_service(needing, service, None, NOW) == []
    assert of_service(retired, service, None, NOW) == [Missing(Gap.NO_ROOM, 0, service.id)]
