"""What the rules of groups say no to; as in `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal, SlotTaken


@dataclass(unsafe_hash=True)
class PlacesGone(SlotTaken, code="places_gone"):
    """Fewer places are left in a group's session than are wanted.

    start: epoch seconds. left: how many can still be had, 0 for none. kept: how many are only kept
    for somebody who has not booked them yet.
    """

    start: int = 0
    left: int = 0
    kept: int = 0


@dataclass(unsafe_hash=True)
class TooManyPlaces(Refusal, code="too_many_places"):
    """More places than one booking of this service may have. `limit`: how many it may."""

    service_id: int
    limit: int


@dataclass(unsafe_hash=True)
class GroupOver(Refusal, code="group_over"):
    """A group's session does not stand any more, or has begun. `state`: as of
    `domain.groups.group`."""

    session_id: int
    state: str


@dataclass(unsafe_hash=True)
class GroupChanged(Refusal, code="group_changed"):
    """A group's session is not any more what was on the screen from which it was to change."""

    session_id: int
