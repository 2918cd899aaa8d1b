"""Rooms and devices: the starts at which none is free, and what is in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.appointments.appointment import Appointment
from domain.groups.group import GroupSession
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from domain.services.resources import Need, Resource
from domain.starts.constraints import Constraints
from domain.starts.rooming import Use, crowded_starts, fits, options, resource_ids_for
from domain.time.spans import Span, epoch, intersect, moment, overlaps, union
from domain.working_hours.hours import day_span
from handlers.queries.starts.constraints_query import ConstraintsQuery
from storage.appointments import claims, resources
from storage.transactions import Database, Reader

Session = Appointment | GroupSession


async def crowding(query: ConstraintsQuery) -> Mapping[int, Constraints]:
    """The starts when something a service needs is not free: one look for all coaches and days."""
    catalogue = query.catalogue
    offers = [(s, coach, needs) for s, coach in query.offers if (needs := catalogue.needs_of(s))]
    if not offers:
        return {}
    lead = max(service.buffer_before for service, *_ in offers)
    tail = max(service.minutes + service.buffer_after for service, *_ in offers)
    ids = resource_ids_for((need for *_, needs in offers for need in needs), catalogue.resources)
    async with query.reading() as reader:
        claimed_spans = await resources.claimed_spans(
            reader,
            ids,
            moment(query.window[0]) - timedelta(minutes=lead),
            moment(query.window[1]) + timedelta(minutes=tail),
            now=query.now,
            without=query.moving or query.hold_id,
        )
    # Coaches with the same version of the service lack rooms at the same times.
    alike: dict[tuple[int, ...], tuple[Span, ...]] = {}
    constraints = {}
    for service, coach, needs in offers:
        shape = (
            service.id,
            *service.also,
            service.minutes,
            service.buffer_before,
            service.buffer_after,
        )
        if shape not in alike:
            spans = crowded_starts(service, needs, catalogue.resources, claimed_spans, query.window)
            alike[shape] = tuple(spans)
        if alike[shape]:
            constraints[coach.id] = Constraints(crowded=alike[shape])
    return constraints


async def free_instead(
    reader: Reader, catalogue: Catalogue, session: Session, old: int, now: datetime
) -> list[Resource]:
    """What could replace a room or device of a session, and is free then.

    In order of preference: from what its service may have, or from all of the same kind if the
    service no longer says.
    """
    had = catalogue.resources.get(old)
    if had is None:
        return []
    also = session.also if isinstance(session, Appointment) else ()
    ids = session.service_id, *also
    needs = [n for one in ids for n in catalogue.needs.get(one, ()) if n.matches(had)]
    able = {one.id: one for need in needs for one in options(need, catalogue.resources)}
    if not needs:
        same = (r for r in catalogue.resources.values() if r.active and r.kind is had.kind)
        able = {one.id: one for one in sorted(same, key=lambda one: (one.units, one.id))}
    units = {one.resource_id: one.units for one in await resources.besides(reader, session.id)}
    claim = await claims.span_of(reader, session.coach_id, session.id)
    if claim is None:
        return []
    claimed_spans = await resources.claimed_spans(
        reader, list(able), claim.lower, claim.upper, now=now, without=session.id
    )
    lasts: Span = epoch(session.starts_at), epoch(session.ends_at)
    keeps: Span = epoch(claim.lower), epoch(claim.upper)
    return [
        one
        for one in able.values()
        if one.id not in session.resource_ids
        and fits(one, units.get(old, 1), claimed_spans.get(one.id, {}), lasts, keeps)
    ]


async def instead(
    database: Database,
    catalogue: Catalogue,
    session: Session,
    *,
    actor: Actor,
    now: datetime,
) -> dict[int, list[Resource]]:
    """For each room and device of a session, what is free in its place. Raises NotFound."""
    actor.require(Permission.SESSIONS)
    if actor.answering(session.coach_id) != session.coach_id:
        raise NotFound
    async with database.read() as reader:
        return {
            old: await free_instead(reader, catalogue, session, old, now)
            for old in session.resource_ids
        }


def of_business(catalogue: Catalogue, *, actor: Actor) -> Sequence[Resource]:
    """All rooms and devices, by name. Raises NotAllowed."""
    actor.require(Permission.ROOMS)
    return sorted(catalogue.resources.values(), key=lambda one: (one.name, one.id))


def one(catalogue: Catalogue, resource_id: int, *, actor: Actor) -> Resource:
    """One of them. Raises NotFound, NotAllowed."""
    actor.require(Permission.ROOMS)
    if resource_id not in catalogue.resources:
        raise NotFound
    return catalogue.resources[resource_id]


def needs(catalogue: Catalogue, service_id: int, *, actor: Actor) -> tuple[Need, ...]:
    """What a service needs besides its coach. Raises NotFound, NotAllowed."""
    actor.require(Permission.ROOMS)
    if service_id not in catalogue.services:
        raise NotFound
    return catalogue.needs.get(service_id, ())


@dataclass(frozen=True, slots=True)
class RoomDay:
    """What a room has on a day, in order, and when it is closed."""

    uses: Sequence[Use]
    closed: Sequence[Span]


async def day(database: Database, room: Resource, day: date, *, actor: Actor) -> RoomDay:
    """What is in a room on a day of the business. Raises NotAllowed."""
    actor.require(Permission.ROOMS)
    span = day_span(day, day, room.tz)
    async with database.read() as reader:
        uses = await resources.uses(reader, room.id, moment(span[0]), moment(span[1]))
    meeting = [use for use in uses if overlaps((use.starts, use.ends), span)]
    return RoomDay(meeting, intersect(union(room.closed_spans(span)), [span]))
