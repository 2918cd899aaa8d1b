"""Refusals of rooms and devices; see `domain.refusals`."""

from dataclasses import dataclass
from datetime import date

from domain.refusals import Refusal, SlotTaken


@dataclass(unsafe_hash=True)
class RoomTaken(SlotTaken, code="room_taken"):
    """The coach is free then, but no room or device that the session needs is."""

    reason: str = "room"


@dataclass(unsafe_hash=True)
class RoomHoursChanged(Refusal, code="room_hours_changed"):
    """The room's hours have changed since the screen."""

    resource_id: int


@dataclass(unsafe_hash=True)
class RoomDatesChanged(Refusal, code="room_dates_changed"):
    """Hours on some dates of a room have changed since the screen. `dates`: the first and the
    last."""

    resource_id: int
    dates: tuple[date, date]


@dataclass(unsafe_hash=True)
class RoomInUse(Refusal, code="room_in_use"):
    """Upcoming sessions would lose the room or device that they have.

    bookings: pairs of the customer's name (for a group: its title) and the start (epoch s). ids:
    their appointments, in the same order, 0 for a group.
    """

    resource_id: int
    bookings: tuple[tuple[str, int], ...]
    ids: tuple[int, ...] = ()
