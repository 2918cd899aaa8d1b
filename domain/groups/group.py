"""Sessions of groups: who may join one, what becomes of it, and how many places are left.

open ──► closed ──► open
  │        │
  ├────────┼► cancelled   its coach has called it off
  ├────────┼► empty       the last who was in it has left; one opened by hand stays
  └────────┴► over        it has taken place, or its time has passed

A session begins with its first customer, or is opened by hand. Each customer in it has a seat, an
appointment of their own with its own state, of one place or several. Who waits for an answer
holds their places; who is declined, cancels or lapses gives them back, and who stays away does not.
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
    """What a session has come to; the values are what the database stores."""

    OPEN = "open"
    CLOSED = "closed"  # it takes place, and nobody joins any more
    CANCELLED = "cancelled"
    EMPTY = "empty"
    OVER = "over"


STANDING: Final = frozenset({GroupState.OPEN, GroupState.CLOSED})


@dataclass(frozen=True, slots=True)
class GroupSession:
    """One session of a group. starts_at, ends_at: UTC. capacity, taken: places.

    by_hand: it was opened by its coach or the team, and stands though nobody is in it. version:
    grows with every change of it and of who is in it. resource_ids: the rooms and devices that it
    has.
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
        """How long it lasts: it may have been opened at another length than is usual now."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def standing(self) -> bool:
        """Whether it occupies its coach."""
        return self.state in STANDING

    def has_room(self, places: int) -> bool:
        """Whether so many may still join, as far as the clock goes."""
        return self.state is GroupState.OPEN and self.places_left >= places


def places_gone(
    session: GroupSession, nearest: tuple[int, ...] = (), held_places: int = 0
) -> PlacesGone:
    """The refusal of more places than are left. nearest: other starts, as of SlotTaken.
    held_places: of those taken, how many are only kept for somebody who has not booked them."""
    places_left = session.places_left if session.state is GroupState.OPEN else 0
    at = int(session.starts_at.timestamp())
    return PlacesGone(
        session.service_id, session.coach_id, nearest, "places", at, places_left, held_places
    )


def joinable(sessions: Iterable[GroupSession], places: int) -> tuple[int, ...]:
    """The starts, epoch seconds, of those in which so many places are left."""
    return tuple(int(s.starts_at.timestamp()) for s in sessions if s.has_room(places))


def choices(most: int, places_left: int) -> range:
    """How many places one customer may take at once, where so many are left. Empty: none."""
    return range(1, min(most, places_left) + 1)


def coach_may_change(
    session: GroupSession, coach_id: int | None, now: datetime, *, version: int | None = None
) -> None:
    """Whether this coach may change it, move it or call it off.

    version: the version that was on the screen, None for whichever stands. Raises NotFound for
    another coach's, GroupOver when it does not stand any more or has begun, GroupChanged where it
    is at another version.
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
    """What keeps a session from being opened by hand at a start, or moved there: None for nothing.

    Who opens it sets hours, grid, notice and caps aside, and nothing that is in the way. start:
    epoch seconds, of the window that was looked at.
    """
    reasons = {reason for after, until, reason in occupancy.obstacles if after < start < until}
    return next((reason for reason in Reason if reason in reasons & _IN_THE_WAY), None)
