"""Days on which the business is closed: the starts they rule out, and what people are told."""

from collections.abc import Mapping
from datetime import date

from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from domain.starts.constraints import Constraints, ForbiddenSpan, Reason
from domain.starts.slots import Offered
from domain.time.spans import Span
from domain.working_hours.closures import closed_spans
from handlers.queries.starts.constraints_query import ConstraintsQuery
from storage.transactions import Database
from storage.working_hours import closures


async def closing(query: ConstraintsQuery) -> Mapping[int, Constraints]:
    """The closed days on each coach's clock, except those they have opened."""
    if not query.catalogue.closures:
        return {}
    alike: dict[tuple[str, frozenset[date], int], tuple[ForbiddenSpan, ...]] = {}
    constraints = {}
    for service, coach in query.offers:
        shape = coach.zone, coach.opened_days, service.minutes
        if shape not in alike:
            alike[shape] = closed_to(query.catalogue, (service, coach), query.window)
        if alike[shape]:
            constraints[coach.id] = Constraints(closed=alike[shape])
    return constraints


def closed_to(catalogue: Catalogue, offered: Offered, window: Span) -> tuple[ForbiddenSpan, ...]:
    """The closed days, except those that the coach has opened, around a window of starts."""
    service, coach = offered
    around = window[0], window[1] + service.minutes * 60
    spans = closed_spans(catalogue.closures, coach.opened_days, coach.tz, around)
    return tuple((first, last, Reason.CLOSURE) for first, last in spans)


async def regions(database: Database, *, actor: Actor) -> Mapping[str, int]:
    """The regions whose public holidays are observed, and up to which year. Raises NotAllowed."""
    actor.require(Permission.BUSINESS)
    async with database.read() as reader:
        return await closures.regions(reader)
