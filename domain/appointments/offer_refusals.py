"""Refusals of offered times; see `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class TooManyOffered(Refusal, code="too_many_offered"):
    """The coach's open offers would hold more times than allowed.

    left: how many more can be offered now. limit: how many there may be in all.
    """

    appointment_id: int
    left: int
    limit: int


@dataclass(unsafe_hash=True)
class OfferOvertaken(Refusal, code="offer_overtaken"):
    """The appointment has changed since whoever offers or answers looked at it."""

    appointment_id: int


@dataclass(unsafe_hash=True)
class OfferOpen(Refusal, code="offer_open"):
    """Other times are on offer for the appointment, and this change would end that.

    until: when the offer ends, epoch seconds. rescue: the rescue that made the offer, 0 for none;
    if there is one, nobody may override it.
    """

    appointment_id: int
    customer_name: str
    until: int
    rescue: int = 0
