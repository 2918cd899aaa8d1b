"""What keeps customers from booking a coach or a service, once everything that is free is known."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Service
from domain.services.service_choice import USUAL
from domain.starts import bookable
from domain.starts.bookable import Missing
from domain.starts.constraints import Constraints
from domain.time.spans import Span, epoch, moment
from handlers.queries.starts.shop import Shop
from storage.appointments.busy_spans import BlockedSpans

Blocking = Callable[[tuple[int, ...], Span], Awaitable[Mapping[int, BlockedSpans]]]
"""What blocks coaches over a period, however it is read."""


async def service(shop: Shop, service_id: int, *, actor: Actor, now: datetime) -> list[Missing]:
    """As `of_service`, for the team. Raises NotFound, NotAllowed."""
    actor.require(Permission.SERVICES)
    catalogue = await shop.catalogue()
    if service_id not in catalogue.services:
        raise NotFound
    one = catalogue.services[service_id]
    return await of_service(shop, catalogue, one, _blocking(shop, now), now=now)


async def coach(shop: Shop, coach_id: int, *, actor: Actor, now: datetime) -> list[Missing]:
    """As `of_coach`, for those who look after this coach. Raises NotFound, NotAllowed."""
    actor.tend(coach_id)
    catalogue = await shop.catalogue()
    if coach_id not in catalogue.coaches:
        raise NotFound
    one = catalogue.coaches[coach_id]
    return await of_coach(shop, catalogue, one, _blocking(shop, now), now=now)


async def of_coach(
    shop: Shop, catalogue: Catalogue, coach: Coach, blocking: Blocking, *, now: datetime
) -> list[Missing]:
    """What is missing before customers can book this coach once they are open."""
    at = epoch(now)
    services = [s for s in catalogue.services.values() if s.id in coach.service_ids]
    blocked = await blocking((coach.id,), bookable.horizon(services, at))
    constraints: dict[tuple[int, int], Constraints] = {}
    for service in services:
        if not service.hidden:
            constraints |= await _bearing(shop, catalogue, service, [coach], now)
    return bookable.of_coach(catalogue, coach, blocked, at, constraints)


async def of_service(
    shop: Shop, catalogue: Catalogue, service: Service, blocking: Blocking, *, now: datetime
) -> list[Missing]:
    """What is missing before customers can book this service once it is shown."""
    at = epoch(now)
    coaches = catalogue.coaches_for(service.id)
    if not coaches:
        return bookable.of_service(catalogue, service, {}, at)
    ids = tuple(coach.id for coach in coaches)
    blocked = await blocking(ids, bookable.horizon([service], at))
    constraints = await _bearing(shop, catalogue, service, coaches, now)
    return bookable.of_service(catalogue, service, blocked, at, constraints)


def _blocking(shop: Shop, now: datetime) -> Blocking:
    async def read(ids: tuple[int, ...], span: Span) -> Mapping[int, BlockedSpans]:
        return await shop.blocked_spans(ids, moment(span[0]), moment(span[1]), now=now)

    return read


async def _bearing(
    shop: Shop, catalogue: Catalogue, service: Service, coaches: Sequence[Coach], now: datetime
) -> dict[tuple[int, int], Constraints]:
    """What limits the starts of a service with these coaches, for no particular customer."""
    offers = [(catalogue.service_for(service.id, coach, USUAL), coach) for coach in coaches]
    window = bookable.horizon([service], epoch(now))
    constraints = await shop.constraints(catalogue, offers, window, customer=None, now=now)
    return {(coach_id, service.id): each for coach_id, each in constraints.items()}
