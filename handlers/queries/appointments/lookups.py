"""What to search for: the times of a new booking, of a move, or of a booking for somebody else."""

from datetime import datetime
from typing import NamedTuple

from domain.appointments.appointment import (
    Appointment,
    coach_may_change,
    customer_may_move,
    customer_may_suggest,
)
from domain.appointments.booked_rules import rules_of
from domain.refusals import NoLongerOffered, NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from domain.services.service import Service
from domain.services.service_choice import USUAL, Choice
from domain.starts.slots import offering
from handlers.queries.appointments import holds, sessions
from handlers.queries.coaches import coaches
from handlers.queries.people import customers
from handlers.queries.starts.availability import SearchContext, SlotQuery
from storage.people.people import Person


async def of_service(
    context: SearchContext, service_id: int, coach_id: int, choice: Choice = USUAL
) -> SlotQuery:
    """For a new booking. coach_id: 0 for anyone. Raises NoLongerOffered, BlockedPerson."""
    service = context.catalogue.services.get(service_id)
    able = context.catalogue.coaches_for(service_id)
    candidates = able if coach_id == 0 else tuple(c for c in able if c.id == coach_id)
    if service is None or service.hidden or not candidates:
        raise NoLongerOffered
    offers = offering(context.catalogue, service.id, candidates, choice)
    if context.actor is None:
        return SlotQuery(offers=offers, choice=choice)
    context.actor.require(Permission.BOOK)
    hold = await holds.own(
        context.database, context.catalogue, actor=context.actor, now=context.now
    )
    hold_id = (hold.claim_id or 0) if hold else 0
    return SlotQuery(offers=offers, choice=choice, hold_id=hold_id, keeps=hold is not None)


async def of_move(
    context: SearchContext, appointment_id: int, *, suggests: bool = False
) -> SlotQuery:
    """The appointment's own service and coach, even if they are no longer offered.

    Moving for the coach ignores the rules that protect only the coach: they are weighed when the
    move is confirmed. suggests: its customer only suggests times, which is possible to the last.
    Raises NotFound, and what stops this person from moving it: before they look for a time, not
    after.
    """
    if context.actor is None:
        raise NotFound
    appointment = await sessions.either(context.database, appointment_id, actor=context.actor)
    coach = context.catalogue.coaches.get(appointment.coach_id)
    if coach is None or appointment.service_id not in context.catalogue.services:
        raise NotFound
    theirs = appointment.customer_id != context.actor.person_id
    if suggests and not theirs:
        customer_may_suggest(appointment, context.now)
    else:
        may_move(context.catalogue, appointment, context.actor, context.now)
    service = context.catalogue.booked_service(
        appointment.service_id, coach, appointment.minutes, appointment.places, appointment.also
    )
    offer = (service.for_override if theirs else service, coach)
    return SlotQuery(offers=(offer,), moving=appointment.id, appointment=appointment, anyway=theirs)


class ForClient(NamedTuple):
    """A query for somebody else. service: with the rules that bind customers."""

    person: Person
    service: Service
    query: SlotQuery


async def of_client(
    context: SearchContext, service_id: int, coach_id: int, client_id: int, choice: Choice = USUAL
) -> "ForClient":
    """For what a coach, or the team in their place, books for somebody: ignoring the rules that
    protect the coach alone. Raises NotFound, NotAllowed; NoLongerOffered for what this coach no
    longer does.
    """
    if context.actor is None:
        raise NotFound
    coach = coaches.by_id(context.catalogue, coach_id, actor=context.actor)
    person = await customers.customer(context.database, coach.id, client_id, actor=context.actor)
    service = context.catalogue.service_for(service_id, coach, choice)
    if service.hidden or coach not in context.catalogue.coaches_for(service_id):
        raise NoLongerOffered
    offers = ((service.for_override, coach),)
    query = SlotQuery(offers=offers, choice=choice, anyway=True, customer=person.id)
    return ForClient(person, service, query)


def may_move(catalogue: Catalogue, appointment: Appointment, actor: Actor, now: datetime) -> None:
    """Check that this person, its customer or its coach, may move the appointment now.

    Raises TooSoon past the customer's notice, AlreadyDecided when it is closed or has begun,
    NotFound for anybody else.
    """
    if appointment.customer_id == actor.person_id:
        customer_may_move(appointment, rules_of(catalogue, appointment), now)
    else:
        coach_may_change(appointment, actor.answering(appointment.coach_id), now)
