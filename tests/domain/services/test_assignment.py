"""Who gets somebody who has named nobody: each rule, ties, and that all are served by their due."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.services.assignment import AssignmentReason, CoachLoads, assign
from domain.services.catalogue import Coach
from domain.services.policies import Policy
from tests.domain.model import a_coach

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANNA, BEN, CLEO = (replace(a_coach(), id=number, name=f"Coach {number}") for number in (1, 2, 3))
TEAM = [ANNA, BEN, CLEO]


@pytest.mark.parametrize("policy", Policy)
def test_the_only_one_who_is_free_gets_everybody(policy: Policy) -> None:
    loads = CoachLoads({2: 99}, {2: NOON}, last_coach_id=1)
    assert assign(policy, [BEN], loads) == (BEN, AssignmentReason.ONLY)


@pytest.mark.parametrize("policy", Policy)
def test_whoever_was_here_before_goes_to_the_same_coach(policy: Policy) -> None:
    loads = CoachLoads({3: 99}, {3: NOON}, last_coach_id=3)
    assert assign(policy, TEAM, loads) == (CLEO, AssignmentReason.KNOWN)
    assert assign(policy, [ANNA, BEN], loads)[1] is AssignmentReason(policy.value)


def test_the_least_loaded_is_chosen_and_of_equals_the_one_who_came_first() -> None:
    assert assign(Policy.LEAST_LOADED, TEAM, CoachLoads({1: 2, 2: 1, 3: 1}, {})) == (
        BEN,
        AssignmentReason.LEAST_LOADED,
    )


def test_who_has_nobody_yet_has_less_than_who_has_one() -> None:
    assert assign(Policy.LEAST_LOADED, [ANNA, BEN], CoachLoads({1: 1}, {}))[0] == BEN


def test_who_has_nobody_yet_has_as_few_as_who_has_none() -> None:
    assert assign(Policy.LEAST_LOADED, [ANNA, BEN], CoachLoads({1: 0}, {}))[0] == ANNA


def test_with_nobody_yet_the_greater_weight_goes_first() -> None:
    heavy = replace(BEN, weight=3)
    assert assign(Policy.BY_WEIGHT, [ANNA, heavy], CoachLoads({}, {}))[0] == heavy


def test_in_turn_whoever_never_had_one_comes_before_whoever_waits_longest() -> None:
    turns = {1: NOON, 3: NOON - timedelta(days=1)}
    assert assign(Policy.IN_TURN, TEAM, CoachLoads({}, turns)) == (BEN, AssignmentReason.IN_TURN)
    assert assign(Policy.IN_TURN, [ANNA, CLEO], CoachLoads({1: 0, 3: 9}, turns))[0] == CLEO


def test_without_weight_one_gets_somebody_only_where_no_other_is_free() -> None:
    idle = replace(ANNA, weight=0)
    assert assign(Policy.BY_WEIGHT, [idle, BEN], CoachLoads({2: 40}, {}))[0] == BEN
    assert assign(Policy.BY_WEIGHT, [idle], CoachLoads({}, {}))[0] == idle


@given(st.lists(st.integers(0, 10), min_size=2, max_size=6).filter(any))
def test_by_weight_each_gets_their_share_to_within_one(weights: list[int]) -> None:
    team = [replace(a_coach(), id=n, weight=weight) for n, weight in enumerate(weights, 1)]
    loads = Counter[int]()
    rounds = 10 * sum(weights)
    for _ in range(rounds):
        chosen, _ = assign(Policy.BY_WEIGHT, team, CoachLoads(loads, {}))
        loads[chosen.id] += 1
    assert [loads[coach.id] for coach in team] == [10 * weight for weight in weights]


@given(st.lists(st.integers(1, 6), min_size=1, max_size=6, unique=True), st.integers(1, 30))
def test_in_turn_nobody_gets_two_more_than_another(ids: list[int], rounds: int) -> None:
    team: list[Coach] = [replace(a_coach(), id=number) for number in ids]
    turns: dict[int, datetime] = {}
    got = Counter[int](dict.fromkeys(ids, 0))
    for at in range(rounds):
        chosen, _ = assign(Policy.IN_TURN, team, CoachLoads({}, turns))
        turns[chosen.id] = NOON + timedelta(minutes=at)
        got[chosen.id] += 1
    assert max(got.values()) - min(got.values()) <= 1
