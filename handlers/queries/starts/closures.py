"""Days on which the house is closed: the starts they rule out, and what people are told."""

from collections.abc import Mapping
from datetime import date

from domain.roles import Actor, Permission
from domain.starts.constraints import Constraints, ForbiddenSpan, Reason
from domain.working_hours.closures import closed_spans
from handlers.queries.starts.constraints_query import ConstraintsQuery
from storage.transactions import Database
from storage.working_hours import closures


async def closing(query: ConstraintsQuery) -> Mapping[int, Constraints]:
    """The closed days on each coach's clock, except those they have opened."""
    closed = query.catalogue.closures
    if not closed:
        return {}
    start, end = query.window
    alike: dict[tuple[str, frozenset[date], int], tuple[ForbiddenSpan, ...]] = {}
    constraints = {}
    for service, coach in query.offers:
        shape = coach.zone, coach.opened_days, service.minutes
        if shape not in alike:
            around = start, end + service.minutes * 60
            spans = closed_spans(closed, coach.opened_days, coach.tz, around)
            alike[shape] = tuple((first, last, Reason.CLOSURE) for first, last in spans)
        if alike[shape]:
            constraints[coach.id] = Constraints(closed=alike[shape])
    return constraints


async def regions(database: Database, *, actor: Actor) -> Mapping[str, int]:
    """The regions whose public holidays are observed, and up to which year. Raises NotAllowed."""
    actor.require(Permission.BUSINESS)
    async with database.read() as reader:
        return await closures.regions(reader)
