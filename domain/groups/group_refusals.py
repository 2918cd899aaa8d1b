"""Refusals of group sessions; see `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal, SlotTaken


@dataclass(unsafe_hash=True)
class PlacesGone(SlotTaken, code="places_gone"):
    """A group session has fewer places left than wanted.

    start: epoch seconds. left: how many are available, 0 for none. kept: how many are only held for
    somebody who has not booked them yet.
    """

    start: int = 0
    left: int = 0
    kept: int = 0


@dataclass(unsafe_hash=True)
class TooManyPlaces(Refusal, code="too_many_places"):
    """More places than one booking of this service may have. `limit`: how many that is."""

    service_id: int
    limit: int


@dataclass(unsafe_hash=True)
class GroupOver(Refusal, code="group_over"):
    """A group session no longer stands, or has begun. `state`: as in `domain.groups.group`."""

    session_id: int
    state: str


@dataclass(unsafe_hash=True)
class GroupChanged(Refusal, code="group_changed"):
    """A group session has changed since the screen that was to change it."""

    session_id: int
