"""Refusals of bookings; see `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class BookedOtherwise(Refusal, code="booked_otherwise"):
    """The customer has something else at that start with that coach: another service, length or
    number of places, at another price, or with another note or other answers."""

    appointment_id: int
