"""The buttons that lead through the bookings of the house.

What is looked for goes along in each of them, so that every page and way back is the same
whenever it is pressed. coach, customer: ids, 0 for any. since, until: days as
`date.toordinal` counts them, 0 for any. state: a letter of `STATES`, "" for any. at, place: behind
which booking the page begins, by its start (epoch seconds) and id, 0 for none; back: 1 for the page
in front of it.
"""

from collections.abc import Mapping
from typing import Final

from domain.appointments.appointment import Status
from handlers.chat.frame.buttons import Press, button

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
    """The card of one of them, from where it stood."""

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
    """What was done to it, from where it stood."""

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
    """What else they are narrowed down by: of a coach ("c"), of days ("d"), in a state ("s"), of a
    customer ("p"); or the coach with whom to book for somebody ("b"). page: from 0."""

    what: str
    page: int = 0
    coach: int = 0
    customer: int = 0
    since: int = 0
    until: int = 0
    state: str = ""
