"""Who takes a session for which the customer chose no coach.

A customer who has been to one of the free coaches goes to that one again. For everybody else the
business's policy decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from domain.services.catalogue import Coach
from domain.services.policies import Policy

MOST_WEIGHT: Final = 10
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class AssignmentReason(StrEnum):
    """Why a coach was chosen, as the audit log says it."""

    ONLY = "only"  # nobody else was free
    KNOWN = "known"  # the customer was with them last
    LEAST_LOADED = "least_loaded"
    IN_TURN = "in_turn"
    BY_WEIGHT = "by_weight"


@dataclass(frozen=True, slots=True)
class CoachLoads:
    """What decides between coaches.

    session_counts: sessions around that day, by coach id. turns: when each was last assigned
    somebody without a choice, UTC. last_coach_id: the customer's last coach.
    """

    session_counts: Mapping[int, int]
    turns: Mapping[int, datetime]
    last_coach_id: int | None = None


def assign(
    policy: Policy, free: Sequence[Coach], loads: CoachLoads
) -> tuple[Coach, AssignmentReason]:
    """Which of the free coaches, at least one, and why. In a tie, the one with the lowest id."""
    if len(free) == 1:
        return free[0], AssignmentReason.ONLY
    for coach in free:
        if coach.id == loads.last_coach_id:
            return coach, AssignmentReason.KNOWN

    def load(coach: Coach) -> int:
        return loads.session_counts.get(coach.id, 0)

    def key(coach: Coach) -> tuple[float, float, int]:
        match policy:
            case Policy.IN_TURN:
                turn = loads.turns.get(coach.id, _NEVER)
                return turn.timestamp() if turn > _NEVER else 0, load(coach), coach.id
            case Policy.BY_WEIGHT:
                # With no sessions yet, the greater weight goes first.
                share = (load(coach) + 1) / coach.weight if coach.weight else float("inf")
                return share, load(coach), coach.id
            case Policy.LEAST_LOADED:
                return load(coach), 0, coach.id

    return min(free, key=key), AssignmentReason(policy.value)
