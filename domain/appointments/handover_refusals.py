"""Refusals of a hand-over; see `domain.refusals`."""

from dataclasses import dataclass
from typing import Protocol

from domain.refusals import NotFound, Refusal


class HandoverView(Protocol):
    """An appointment, as far as handing over goes."""

    @property
    def id(self) -> int: ...

    @property
    def coach_name(self) -> str: ...

    @property
    def handed_from(self) -> int | None: ...

    @property
    def handed_by(self) -> tuple[int, ...]: ...


@dataclass(unsafe_hash=True)
class HandedOver(Refusal, code="handed_over"):
    """The session was theirs and is now another coach's. coach: who that is."""

    appointment_id: int
    coach: str


@dataclass(unsafe_hash=True)
class CannotHandOver(Refusal, code="cannot_hand_over"):
    """The session stays with its coach.

    reason: `group` if several customers share it; `offer` while other times are on offer for it.
    """

    appointment_id: int
    reason: str


@dataclass(unsafe_hash=True)
class CannotTakeOver(Refusal, code="cannot_take_over"):
    """That coach cannot take the session. coach_id: who. reason: as in
    `domain.starts.constraints.Reason`, or `service` if they do not offer what was booked."""

    appointment_id: int
    coach_id: int
    reason: str


@dataclass(unsafe_hash=True)
class NotAsked(Refusal, code="not_asked"):
    """The coach is no longer asked: somebody else was faster, the session changed, or the time to
    answer is up. They do not learn which."""

    appointment_id: int


def not_theirs(session: HandoverView, coach_id: int | None) -> Refusal:
    """Why a session is not this coach's: it never was, or no longer is."""
    if coach_id is not None and coach_id in (session.handed_from, *session.handed_by):
        return HandedOver(session.id, session.coach_name)
    return NotFound()
