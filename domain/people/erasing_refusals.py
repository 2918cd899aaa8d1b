"""Why somebody's data cannot be erased; see `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class WorksHere(Refusal, code="works_here"):
    """The data of a coach, or of the team, stays: others need it."""


@dataclass(unsafe_hash=True)
class TooNearToErase(Refusal, code="too_near_to_erase"):
    """A session of theirs is under way, or too near to be cancelled."""

    appointment_id: int
