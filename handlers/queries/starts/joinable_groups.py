"""Which group sessions can be joined, and how many places are left in them.

That is all anybody may know of them: who is in them is for their coach.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.groups import group
from domain.groups.group import GroupSession
from domain.roles import Actor
from domain.services.catalogue import Coach
from domain.services.service import Service
from domain.starts.constraints import Constraints
from domain.starts.slots import Offered
from domain.time.spans import Span, moment
from handlers.queries.starts.constraints_query import ConstraintsQuery
from storage.appointments import holds, session_rows
from storage.transactions import Database, Reader


async def joinable(query: ConstraintsQuery) -> Mapping[int, Constraints]:
    """The starts of sessions with enough places, which are offered although the coach is busy.

    Not to anyone with a seat there: nobody sits twice. Places held for the viewer are theirs to
    take.
    """
    offers = [offer for offer in query.offers if offer[0].for_groups]
    if not offers:
        return {}
    async with query.reading() as reader:
        by_coach = await _standing(reader, offers, query.window)
        if query.catalogue.business.hold_minutes:
            by_coach = await _without_own(reader, query, by_coach)
        seated = frozenset[int]()
        if query.customer is not None and any(by_coach.values()):
            seated = await session_rows.ids_of_customer(
                reader,
                query.customer,
                *map(moment, query.window),
                without=query.moving,
            )
    starts = {
        c.id: group.joinable((one for one in by_coach[c.id] if one.id not in seated), s.party)
        for s, c in offers
    }
    return {coach: Constraints(joinable=times) for coach, times in starts.items() if times}


async def _without_own(
    reader: Reader, query: ConstraintsQuery, by_coach: Mapping[int, list[GroupSession]]
) -> Mapping[int, list[GroupSession]]:
    """The same, freeing places held for the viewer, or for nobody any longer."""
    free = dict(await holds.lapsed_places(reader, list(by_coach), query.now))
    if query.customer is not None and query.moving is None:
        own = await holds.of_person(reader, query.customer, query.now)
        if own is not None and own.places:
            free[own.id] = free.get(own.id, 0) + own.places
    if not free:
        return by_coach
    return {
        coach: [replace(one, taken=one.taken - free.get(one.id, 0)) for one in sessions]
        for coach, sessions in by_coach.items()
    }


async def places_left(
    database: Database, offers: Sequence[Offered], window: Span
) -> Mapping[int, int]:
    """By start, epoch seconds: how many places are left in the session that begins then.

    With several coaches, the most. Only sessions that can be joined.
    """
    offers = [offer for offer in offers if offer[0].for_groups]
    if not offers:
        return {}
    async with database.read() as reader:
        by_coach = await _standing(reader, offers, window)
    places: dict[int, int] = {}
    for service, coach in offers:
        for session in by_coach[coach.id]:
            if session.has_room(service.party):
                at = int(session.starts_at.timestamp())
                places[at] = max(places.get(at, 0), session.places_left)
    return places


async def standing_at(
    database: Database,
    service: Service,
    coach: Coach,
    start: datetime,
    *,
    actor: Actor,
    now: datetime,
    holding: bool,
) -> GroupSession | None:
    """The service's session at this start; None if nobody has opened one.

    Places held for the viewer are theirs to take. holding: the business uses holds.
    """
    async with database.read() as reader:
        session = await session_rows.at(reader, coach.id, start)
        if session is None or session.service_id != service.id:
            return None
        hold = await holds.of_person(reader, actor.person, now) if holding else None
    if hold is not None and hold.places and hold.id == session.id:
        return replace(session, taken=session.taken - hold.places)
    return session


async def lasting(
    database: Database, service: Service, coach: Coach, starts: Collection[int]
) -> Mapping[int, int]:
    """By start, epoch seconds: the minutes of the service's session there."""
    if not service.for_groups or not starts:
        return {}
    window = min(starts), max(starts) + 1
    async with database.read() as reader:
        sessions = (await _standing(reader, [(service, coach)], window))[coach.id]
    return {int(one.starts_at.timestamp()): one.minutes for one in sessions}


async def _standing(
    reader: Reader, offers: Sequence[Offered], window: Span
) -> Mapping[int, list[GroupSession]]:
    """By coach: sessions of the service they offer that begin in the window."""
    services = {coach.id: service.id for service, coach in offers}
    by_coach: dict[int, list[GroupSession]] = {coach_id: [] for coach_id in services}
    for one in await session_rows.standing(reader, list(services), *map(moment, window)):
        if services[one.coach_id] == one.service_id:
            by_coach[one.coach_id].append(one)
    return by_coach
