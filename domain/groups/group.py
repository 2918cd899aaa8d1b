"""Sessions of groups: who may join one, what becomes of it, and how many places are left.

open ──► closed ──► open
  │        │
  ├────────┼► cancelled   cancelled by its coach
  ├────────┼► empty       the last one in it has left; one opened by hand stays
  └────────┴► over        it has taken place, or its time has passed

A session begins with its first customer, or is opened by hand. Each customer in it has a seat, an
appointment with its own state, for one place or several. A pending seat holds its places; a
declined, cancelled or expired one gives them back, and a no-show does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.groups.group_refusals import GroupChanged, GroupOver, PlacesGone
from domain.refusals import NotFound
from domain.starts.constraints import Reason
from domain.starts.occupancy import Occupancy

_IN_THE_WAY: Final = frozenset({Reason.CLOSURE, Reason.LEAVE, Reason.BOOKED, Reason.ROOM})
LARGEST: Final = 300  # places in one session


class GroupState(StrEnum):
    """The state of a session; the values are what the database stores."""

    OPEN = "open"
    CLOSED = "closed"  # it takes place, but nobody can join any more
    CANCELLED = "cancelled"
    EMPTY = "empty"
    OVER = "over"


STANDING: Final = frozenset({GroupState.OPEN, GroupState.CLOSED})


@dataclass(frozen=True, slots=True)
class GroupSession:
    """One session of a group. starts_at, ends_at: UTC. capacity, taken: places.

    by_hand: its coach or the team opened it, and it stays even if nobody is in it. version: grows
    with every change of it and of who is in it. resource_ids: its rooms and devices.
    """

    id: int
    coach_id: int
    service_id: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int
    state: GroupState
    by_hand: bool
    reason: str | None
    version: int
    resource_ids: tuple[int, ...] = ()

    @property
    def places_left(self) -> int:
        """How many places are left."""
        return self.capacity - self.taken

    @property
    def minutes(self) -> int:
        """How long it lasts: it may have been opened with another length than is usual now."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def standing(self) -> bool:
        """Whether it occupies its coach."""
        return self.state in STANDING

    def has_room(self, places: int) -> bool:
        """Whether this many may still join, clock aside."""
        return self.state is GroupState.OPEN and self.places_left >= places


def places_gone(
    session: GroupSession, nearest: tuple[int, ...] = (), held_places: int = 0
) -> PlacesGone:
    """The refusal for more places than are left. nearest: other starts, as in SlotTaken.
    held_places: how many of those taken are only held for somebody who has not booked them."""
    places_left = session.places_left if session.state is GroupState.OPEN else 0
    at = int(session.starts_at.timestamp())
    return PlacesGone(
        session.service_id, session.coach_id, nearest, "places", at, places_left, held_places
    )


def joinable(sessions: Iterable[GroupSession], places: int) -> tuple[int, ...]:
    """The starts, epoch seconds, of those with this many places left."""
    return tuple(int(s.starts_at.timestamp()) for s in sessions if s.has_room(places))


def choices(most: int, places_left: int) -> range:
    """How many places one customer may take at once with this many left. Empty: none."""
    return range(1, min(most, places_left) + 1)


def coach_may_change(
    session: GroupSession, coach_id: int | None, now: datetime, *, version: int | None = None
) -> None:
    """Whether this coach may change, move or cancel it.

    version: the one on the screen, None for any. Raises NotFound for another coach's, GroupOver if
    it no longer stands or has begun, GroupChanged if it is at another version.
    """
    if session.coach_id != coach_id:
        raise NotFound
    if not session.standing:
        raise GroupOver(session.id, session.state)
    if session.starts_at <= now:
        raise GroupOver(session.id, GroupState.OVER)
    if version not in (None, session.version):
        raise GroupChanged(session.id)


def bar(occupancy: Occupancy, start: int) -> Reason | None:
    """Why a session cannot be opened by hand at a start, or moved there: None if it can.

    Opening by hand overrides hours, grid, notice and caps, but nothing that is in the way; and it
    begins on a whole minute, as buttons name starts in minutes. start: epoch seconds, within the
    occupancy's window.
    """
    if start % 60:
        return Reason.GRID
    reasons = {reason for after, until, reason in occupancy.obstacles if after < start < until}
    return next((reason for reason in Reason if reason in reasons & _IN_THE_WAY), None)
