"""Why a plan of several dates cannot be carried out."""

from dataclasses import dataclass
from typing import Final

from domain.groups.group_refusals import PlacesGone, TooManyPlaces
from domain.refusals import (
    BlockedPerson,
    NoLongerOffered,
    NotAllowed,
    NotFound,
    Refusal,
    TooFar,
    TooManyOpen,
    TooSoon,
)
from domain.services.form_refusals import Unanswered
from domain.services.limits import DayFull, Whose
from domain.starts.constraints import Reason
from domain.starts.room_refusals import RoomTaken


@dataclass(unsafe_hash=True)
class PlanGone(Refusal, code="plan_gone"):
    """The plan is not this person's, or another has replaced it."""


@dataclass(unsafe_hash=True)
class PlanDone(Refusal, code="plan_done"):
    """The plan has been carried out. `appointment_id`: one of the resulting dates."""

    appointment_id: int


@dataclass(unsafe_hash=True)
class SeriesClash(Refusal, code="series_clash"):
    """Not all dates of a plan are available, so none was taken.

    draft_id: the plan. lost: pairs of a date's number, from 0, and the reason; empty if the plan,
    its price or its length has changed since it was shown.
    """

    draft_id: int
    lost: tuple[tuple[int, str], ...] = ()


@dataclass(unsafe_hash=True)
class SeriesChanged(Refusal, code="series_changed"):
    """The series has changed since the screen. `appointment_id`: the date that was asked about."""

    appointment_id: int


OF_ALL_DATES: Final = (
    BlockedPerson,
    NoLongerOffered,
    NotAllowed,
    NotFound,
    SeriesClash,
    Unanswered,
)
"""Refusals that are not about one date. All others are."""
PLACES: Final = "places"  # fewer are left in a group session than are wanted
_REASONS: Final[dict[type[Refusal], str]] = {
    TooSoon: Reason.NOTICE,
    TooFar: Reason.HORIZON,
    TooManyOpen: Reason.LIMIT,
    RoomTaken: Reason.ROOM,
    PlacesGone: PLACES,
    TooManyPlaces: PLACES,
}


def reason_of(refusal: Refusal) -> str:
    """Why one date is not available: a reason of `domain.starts.constraints`, else the refusal's
    own code."""
    if isinstance(refusal, DayFull):
        own = refusal.whose in (Whose.COACH, Whose.SERVICE)
        return (Reason.CAP if own else Reason.LIMIT).value
    reason = getattr(refusal, "reason", "") or _REASONS.get(type(refusal), refusal.code)
    return str(reason)
