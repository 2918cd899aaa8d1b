"""Rooms and devices: at which starts there are none, and what is in them."""

from collections.abc import Mapping
from datetime import timedelta

from domain.constraints import Constraints
from domain.rooming import crowded, needed
from domain.spans import Span, moment
from handlers.queries.question import Question
from storage import resources


async def crowding(question: Question) -> Mapping[int, Constraints]:
    """The starts at which what a service needs is not free: one look for all coaches and days."""
    catalogue = question.catalogue
    asked = [(s, coach, needs) for s, coach in question.offers if (needs := catalogue.needs_of(s))]
    if not asked:
        return {}
    lead = max(service.buffer_before for service, *_ in asked)
    tail = max(service.minutes + service.buffer_after for service, *_ in asked)
    ids = needed((need for *_, needs in asked for need in needs), catalogue.resources)
    async with question.reading() as reader:
        claimed = await resources.claimed(
            reader,
            ids,
            moment(question.window[0]) - timedelta(minutes=lead),
            moment(question.window[1]) + timedelta(minutes=tail),
            now=question.now,
            without=question.moving,
        )
    # Coaches who do it alike lack rooms at the same times.
    alike: dict[tuple[int, ...], tuple[Span, ...]] = {}
    found = {}
    for service, coach, needs in asked:
        shape = service.id, service.minutes, service.buffer_before, service.buffer_after
        if shape not in alike:
            spans = crowded(service, needs, catalogue.resources, claimed, question.window)
            alike[shape] = tuple(spans)
        if alike[shape]:
            found[coach.id] = Constraints(crowded=alike[shape])
    return found
