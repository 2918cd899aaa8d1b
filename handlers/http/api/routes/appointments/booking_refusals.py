"""How bookings can be refused, as routes declare it."""

from typing import Final

from domain.appointments.booking_refusals import BookedOtherwise
from domain.appointments.handover_refusals import HandedOver
from domain.appointments.offer_refusals import OfferOvertaken, TooManyOffered
from domain.groups.group_refusals import PlacesGone, TooManyPlaces
from domain.refusals import (
    AlreadyDecided,
    BadInput,
    BlockedPerson,
    ChangedMeanwhile,
    NoLongerOffered,
    NotAllowed,
    NotFound,
    NotOffered,
    OfferChanged,
    ProposalGone,
    Refusal,
    SameTime,
    SlotTaken,
    TooFar,
    TooManyOpen,
    TooSoon,
)
from domain.services.form_refusals import Unanswered
from domain.services.limits import DayFull, WeekFull
from domain.starts.room_refusals import RoomTaken

Kinds = tuple[type[Refusal], ...]

RIGHTS: Final[Kinds] = (NotAllowed, BlockedPerson)
OF_A_SLOT: Final[Kinds] = (
    SlotTaken,
    PlacesGone,
    RoomTaken,
    NotOffered,
    TooSoon,
    TooFar,
    DayFull,
    WeekFull,
    NoLongerOffered,
)
OF_A_START: Final[Kinds] = (
    *OF_A_SLOT,
    BookedOtherwise,
    TooManyPlaces,
    OfferChanged,
    TooManyOpen,
    Unanswered,
    BadInput,
    *RIGHTS,
)
OF_A_CHANGE: Final[Kinds] = (NotFound, AlreadyDecided, HandedOver, ChangedMeanwhile, *RIGHTS)
OF_A_MOVE: Final[Kinds] = (*OF_A_SLOT, *OF_A_CHANGE, SameTime)
OF_AN_OFFER: Final[Kinds] = (*OF_A_SLOT, *OF_A_CHANGE, TooManyOffered, OfferOvertaken)
OF_AN_ANSWER: Final[Kinds] = (*OF_A_CHANGE, ProposalGone, OfferOvertaken, NoLongerOffered)
