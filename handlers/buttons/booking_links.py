"""The buttons that lead through the bookings of the business.

Each of them carries the whole search, so that every page and way back is the same whenever it is
pressed. coach, customer: ids, 0 for any. since, until: days as in `date.toordinal`, 0 for any.
state: a letter of `STATES`, "" for any. at, place: the booking after which the page begins, by its
start (epoch seconds) and id, 0 for none; back: 1 for the page before it.
"""

from collections.abc import Mapping
from typing import Final

from domain.appointments.appointment import Status
from handlers.buttons.press import Press, button

STATES: Final[Mapping[str, Status]] = {
    "p": Status.PENDING,
    "h": Status.HELD,
    "c": Status.CONFIRMED,
    "f": Status.COMPLETED,
    "n": Status.NO_SHOW,
    "x": Status.CANCELLED,
    "d": Status.DECLINED,
    "e": Status.EXPIRED,
}


@button("eb")
class Bookings(Press):
    """A page of them."""

    coach: int = 0
    customer: int = 0
    since: int = 0
    until: int = 0
    state: str = ""
    at: int = 0
    place: int = 0
    back: int = 0


@button("ebs")
class ShowBooking(Press):
    """The card of one of them, with the place it was opened from."""

    booking: int
    coach: int = 0
    customer: int = 0
    since: int = 0
    until: int = 0
    state: str = ""
    at: int = 0
    place: int = 0
    back: int = 0


@button("ebh")
class BookingCourse(Press):
    """What was done to it, with the place it was opened from."""

    booking: int
    coach: int = 0
    customer: int = 0
    since: int = 0
    until: int = 0
    state: str = ""
    at: int = 0
    place: int = 0
    back: int = 0


@button("ebc")
class ChooseFilter(Press):
    """Choose another filter: a coach ("c"), days ("d"), a state ("s"), a customer ("p"); or the
    coach to book with for somebody ("b"). page: from 0."""

    what: str
    page: int = 0
    coach: int = 0
    customer: int = 0
    since: int = 0
    until: int = 0
    state: str = ""
