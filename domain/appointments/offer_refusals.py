"""What the rules of offered times say no to; as in `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class TooManyOffered(Refusal, code="too_many_offered"):
    """The open offers of a coach would keep more times than they may.

    left: how many more can be offered now. limit: how many there may be in all.
    """

    appointment_id: int
    left: int
    limit: int


@dataclass(unsafe_hash=True)
class OfferOvertaken(Refusal, code="offer_overtaken"):
    """The appointment has changed since the person who offers or answers looked at it."""

    appointment_id: int


@dataclass(unsafe_hash=True)
class OfferOpen(Refusal, code="offer_open"):
    """Other times are on offer for the appointment, and what was to change would end that.

    until: when that is over, epoch seconds. rescue: of which rescue the offer is, 0 for none; then
    nobody may set this aside.
    """

    appointment_id: int
    customer_name: str
    until: int
    rescue: int = 0
