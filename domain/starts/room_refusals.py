"""What the rules of rooms and devices say no to; as in `domain.refusals`."""

from dataclasses import dataclass
from datetime import date

from domain.refusals import Refusal, SlotTaken


@dataclass(unsafe_hash=True)
class RoomTaken(SlotTaken, code="room_taken"):
    """The coach is free then, and no room or device that the session needs is."""

    reason: str = "room"


@dataclass(unsafe_hash=True)
class RoomHoursChanged(Refusal, code="room_hours_changed"):
    """The hours of a room are not those any more that were on the screen."""

    resource_id: int


@dataclass(unsafe_hash=True)
class RoomDatesChanged(Refusal, code="room_dates_changed"):
    """Dates of a room have not the hours any more that were on the screen. `dates`: the first and
    the last."""

    resource_id: int
    dates: tuple[date, date]


@dataclass(unsafe_hash=True)
class RoomInUse(Refusal, code="room_in_use"):
    """Coming sessions would be without the room or device that they have.

    bookings: pairs of whose session it is (of a group: what it is) and its start (epoch s). ids:
    their appointments, in the same order, 0 for a group.
    """

    resource_id: int
    bookings: tuple[tuple[str, int], ...]
    ids: tuple[int, ...] = ()
