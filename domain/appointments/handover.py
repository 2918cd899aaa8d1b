"""A session goes to another coach: who is asked, until when, and what stays as it was agreed.

Its coach asks one colleague at a time, for whom the time is held until they answer; the team may
also decide. The customer keeps their time, price and length, and may move or cancel whatever
happens from then on without notice: they have not chosen whom they get. A date of a series leaves
it, since all dates of a series are one coach's. What several customers share stays where it is.

Of an appointment: asked_coach_id, asked_until: the colleague who is asked, and until when they may
answer; both end with any other change. handed_from: the coach who has handed it over, until
somebody moves it. handed_by: all who ever have, who read whose it is by now.
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
    """Another coach who does a service. why: what keeps them from a session, None for nothing."""

    coach: Coach
    why: Reason | None


class Case(NamedTuple):
    """What decides whether a coach can have a session: the service as they would give it, as long
    as was agreed; what blocks them around it; what bears upon its start."""

    service: Service
    coach: Coach
    busy: Sequence[Span]
    bears: Constraints


def asked_coach_id(appointment: Appointment, now: datetime) -> int | None:
    """The coach who may answer now whether they take it over."""
    until = appointment.asked_until
    if until is None or appointment.status not in NEGOTIABLE:
        return None
    return appointment.asked_coach_id if now < min(until, appointment.starts_at) else None


def coach_may_hand_over(appointment: Appointment, coach_id: int | None, now: datetime) -> None:
    """Whether this coach may give it to another. Raises as `coach_may_change`, CannotHandOver."""
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
    """What was booked as this coach would give it at its time, which need not be one of the minutes
    at which their sessions begin."""
    service = catalogue.booked_service(
        appointment.service_id,
        coach,
        appointment.minutes,
        appointment.places,
        appointment.also,
    )
    return service.at_any_minute


def why_not(case: Case, start: int, now: int, *, asked: bool = True) -> Reason | None:
    """What keeps a coach from a session at this start, None for nothing. Epoch seconds.

    asked: they may say no, so no rule bears that protects a coach alone.
    """
    service, coach, busy, bears = case
    if asked:
        service, bears = service.for_override, bears.for_override
    allowed = allowed_starts(service, coach, now)
    return occupancy(service, coach, busy, (start, start + 1), allowed, bears).why(start)


def answer_deadline(appointment: Appointment, minutes: int, now: datetime) -> datetime:
    """Until when a colleague who is asked now may answer. minutes: how long offers stand."""
    until = deadlines.offer_ends(minutes, (appointment.starts_at,), now)
    waits = appointment.waits_until(now)
    return until if waits is None else min(until, waits)
