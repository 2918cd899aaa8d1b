"""What a coach has free for the waitlist, by the same rules as for people browsing.

The service's notice does not count here: what comes free inside it is offered, too, to those who
said that this will do (`domain.waitlist.waitlist`).
"""

from collections.abc import Collection
from contextlib import nullcontext, suppress
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from domain.refusals import NoLongerOffered
from domain.services import service_choice as choices
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Service
from domain.starts.constraints import NONE
from domain.starts.slots import free_slots, horizon
from domain.time.spans import Span, epoch, moment
from handlers.queries.starts.constraints import gather
from handlers.queries.starts.constraints_query import ConstraintsQuery
from storage.appointments import calendar
from storage.transactions import Reader

WaitedService = tuple[int, str]
"""A service, by id, and what was chosen for it."""
_REACH: Final = timedelta(days=2)  # of a session with its breaks


class FreedStarts(NamedTuple):
    """The starts, epoch seconds, of a service as a coach does it."""

    kind: WaitedService
    service: Service
    starts: list[int]


def done_by(
    catalogue: Catalogue, coach: Coach, kinds: Collection[WaitedService]
) -> dict[WaitedService, Service]:
    """Which of these the coach does, as they do it."""
    services: dict[WaitedService, Service] = {}
    for kind in sorted(kinds):
        service_id, choice = kind
        service = catalogue.services.get(service_id)
        if service and not service.hidden and coach.offered and service_id in coach.service_ids:
            with suppress(NoLongerOffered):
                services[kind] = catalogue.service_for(service_id, coach, choices.read(choice))
    return services


def whole_window(services: Collection[Service], coach: Coach, now: datetime) -> Span:
    """From now on, as far as any of these can be booked."""
    at = epoch(now)
    return at, max((horizon(service, coach, at) for service in services), default=at)


async def free_of(
    reader: Reader,
    catalogue: Catalogue,
    coach: Coach,
    kinds: Collection[WaitedService],
    now: datetime,
) -> list[FreedStarts]:
    """What a coach has free right now, for each of these that they do."""
    services = done_by(catalogue, coach, kinds)
    begin, end = whole_window(services.values(), coach, now)
    if begin >= end:
        return [FreedStarts(kind, service, []) for kind, service in services.items()]
    around = moment(begin) - _REACH, moment(end) + _REACH
    blocked = await calendar.busy(reader, [coach.id], *around, now=now)
    openings: list[FreedStarts] = []
    for kind, service in services.items():
        offer = [(service, coach)]
        query = ConstraintsQuery(
            catalogue, offer, (begin, end), None, now, None, lambda: nullcontext(reader)
        )
        constraints = (await gather(query)).get(coach.id, NONE)
        busy = blocked.get(coach.id, ())
        starts = free_slots(service.at_short_notice, coach, busy, (begin, end), begin, constraints)
        openings.append(FreedStarts(kind, service, starts))
    return openings
