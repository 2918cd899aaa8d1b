"""Handing a session to another coach: who is asked, until when, and what stays as agreed.

Its coach asks one colleague at a time, for whom the time is held until they answer; the team may
also decide. The customer keeps time, price and length, and may from then on move or cancel without
notice: they did not choose their new coach. A date of a series leaves it, as a series has one
coach. Group sessions cannot be handed over.

Of an appointment: asked_coach_id, asked_until: the colleague who is asked, and until when they may
answer; any other change ends both. handed_from: the coach who handed it over, until somebody moves
it. handed_by: all who ever have, and may read who has it now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from domain.appointments.appointment import NEGOTIABLE, Appointment, coach_may_change
from domain.appointments.handover_refusals import CannotHandOver
from domain.refusals import AlreadyDecided
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Service
from domain.starts.constraints import Constraints, Reason
from domain.starts.occupancy import occupancy
from domain.starts.slots import allowed_starts
from domain.time import deadlines
from domain.time.spans import Span


@dataclass(frozen=True, slots=True)
class Colleague:
    """Another coach who does a service. why: what rules them out for a session, None if nothing."""

    coach: Coach
    why: Reason | None


class HandoverCase(NamedTuple):
    """What decides whether a coach can take a session: the service as they would give it, at the
    agreed length; what blocks them around it; the constraints on its start."""

    service: Service
    coach: Coach
    busy: Sequence[Span]
    constraints: Constraints


def asked_coach_id(appointment: Appointment, now: datetime) -> int | None:
    """The coach who may now answer whether they take it over."""
    until = appointment.asked_until
    if until is None or appointment.status not in NEGOTIABLE:
        return None
    return appointment.asked_coach_id if now < min(until, appointment.starts_at) else None


def coach_may_hand_over(appointment: Appointment, coach_id: int | None, now: datetime) -> None:
    """Whether this coach may hand it over. Raises like `coach_may_change`, and CannotHandOver."""
    coach_may_change(appointment, coach_id, now)
    if appointment.status not in NEGOTIABLE:
        raise AlreadyDecided(appointment.id, appointment.status)
    if appointment.session_id is not None:
        raise CannotHandOver(appointment.id, "group")
    open_ = appointment.on_offer(now) or appointment.on_wish(now)
    if open_ or appointment.rescue_id is not None:
        raise CannotHandOver(appointment.id, "offer")


def colleagues(catalogue: Catalogue, appointment: Appointment) -> tuple[Coach, ...]:
    """The other coaches who do all that was booked, by name."""
    booked = {appointment.service_id, *appointment.also}
    return tuple(
        coach
        for coach in catalogue.coaches_for(appointment.service_id)
        if coach.id != appointment.coach_id and booked <= coach.service_ids
    )


def as_agreed(catalogue: Catalogue, appointment: Appointment, coach: Coach) -> Service:
    """What was booked, as this coach would give it at its time, which need not be one of the
    minutes at which their sessions begin."""
    service = catalogue.booked_service(
        appointment.service_id,
        coach,
        appointment.minutes,
        appointment.places,
        appointment.also,
    )
    return service.at_any_minute


def why_not(case: HandoverCase, start: int, now: int, *, asked: bool = True) -> Reason | None:
    """Why a coach cannot take a session at this start, None if they can. Epoch seconds.

    asked: they may say no, so rules that only protect a coach do not apply.
    """
    service, coach, busy, constraints = case
    if asked:
        service, constraints = service.for_override, constraints.for_override
    allowed = allowed_starts(service, coach, now)
    return occupancy(service, coach, busy, (start, start + 1), allowed, constraints).why(start)


def answer_deadline(appointment: Appointment, minutes: int, now: datetime) -> datetime:
    """Until when a colleague asked now may answer. minutes: how long offers last."""
    until = deadlines.offer_ends(minutes, (appointment.starts_at,), now)
    waits = appointment.waits_until(now)
    return until if waits is None else min(until, waits)
