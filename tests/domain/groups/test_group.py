"""Who may join the session of a group, and what keeps one from being opened by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.groups import group
from domain.groups.group import GroupSession, GroupState
from domain.groups.group_refusals import GroupOver
from domain.refusals import NoLongerOffered, NotFound
from domain.services.service import Money, Service
from domain.starts.constraints import Constraints, Reason
from domain.starts.occupancy import EVER, occupancy
from tests.domain.model import a_coach

START = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
AT = int(START.timestamp())
SESSION = GroupSession(
    7, 2, 3, START, START + timedelta(hours=1), 8, 5, GroupState.OPEN, False, None, 1
)
CLASS = Service(3, "Class", 60, Money(1500, "EUR"), capacity=8, most_places=4)


@given(
    capacity=st.integers(1, group.LARGEST),
    taken=st.integers(0, group.LARGEST),
    places=st.integers(1, group.LARGEST),
    state=st.sampled_from(GroupState),
)
def test_what_is_offered_is_what_has_room(
    capacity: int, taken: int, places: int, state: GroupState
) -> None:
    session = replace(SESSION, capacity=max(capacity, taken), taken=taken, state=state)
    offered = group.joinable([session], places) == (AT,)
    assert offered is session.has_room(places)
    assert offered is (state is GroupState.OPEN and taken + places <= session.capacity)
    left = group.places_gone(session).left
    assert left == (session.places_left if state is GroupState.OPEN else 0)
    assert not session.has_room(left + 1)


@given(st.integers(1, group.LARGEST), st.integers(0, group.LARGEST))
def test_one_may_choose_no_more_than_are_left_and_than_a_booking_may_have(
    most: int, left: int
) -> None:
    possible = group.choices(most, left)
    assert list(possible) == [n for n in range(1, most + 1) if n <= left]


def test_several_places_cost_as_often_and_there_are_no_more_than_there_are() -> None:
    three = CLASS.for_party(3)
    assert (three.party, three.price) == (3, Money(4500, "EUR"))
    assert CLASS.for_party(1) == CLASS
    for places in (0, -1, 9):
        with pytest.raises(NoLongerOffered):
            CLASS.for_party(places)


def test_its_coach_changes_what_stands_and_has_not_begun() -> None:
    group.coach_may_change(SESSION, 2, START - timedelta(seconds=1))
    group.coach_may_change(replace(SESSION, state=GroupState.CLOSED), 2, START - timedelta(days=1))
    for coach_id in (1, None):
        with pytest.raises(NotFound):
            group.coach_may_change(SESSION, coach_id, START - timedelta(days=1))
    with pytest.raises(GroupOver) as begun:
        group.coach_may_change(SESSION, 2, START)
    assert begun.value.state == GroupState.OVER
    for state in (GroupState.CANCELLED, GroupState.EMPTY, GroupState.OVER):
        with pytest.raises(GroupOver):
            group.coach_may_change(replace(SESSION, state=state), 2, START - timedelta(days=1))


@pytest.mark.parametrize(
    ("constraints", "busy", "bar"),
    [
        (Constraints(), [], None),
        (Constraints(), [(AT - 3600, AT)], None),
        (Constraints(), [(AT - 3600, AT + 1)], Reason.BOOKED),
        (Constraints(), [(AT + 3599, AT + 7200)], Reason.BOOKED),
        (Constraints(closed=((AT - 60, AT + 60, Reason.CLOSURE),)), [], Reason.CLOSURE),
        (Constraints(forbidden=((AT, AT + 1, Reason.CAP),)), [], None),
        (Constraints(forbidden=((AT, AT + 1, Reason.LIMIT),)), [], None),
        (Constraints(crowded=((AT, AT + 60),)), [], Reason.ROOM),
        (
            Constraints(closed=((AT, AT + 60, Reason.LEAVE),), crowded=((AT, AT + 60),)),
            [(AT, AT + 60)],
            Reason.LEAVE,
        ),
    ],
)
def test_what_is_in_the_way_bars_it_and_no_rule_that_its_coach_sets_aside(
    constraints: Constraints, busy: list[tuple[int, int]], bar: Reason | None
) -> None:
    occupancy_ = occupancy(CLASS, a_coach("UTC"), busy, (AT, AT + 1), EVER, constraints)
    assert group.bar(occupancy_, AT) is bar


def test_it_begins_on_a_whole_minute() -> None:
    occupancy_ = occupancy(CLASS, a_coach("UTC"), [], (AT, AT + 60), EVER, Constraints())
    assert [group.bar(occupancy_, AT + later) for later in (30, 60)] == [Reason.GRID, None]
