"""How soon each coach could do a service: the first free start of each."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from domain.starts.constraints import NONE
from domain.starts.slots import Offered, first_free, horizon
from domain.time.spans import epoch, moment
from handlers.queries.starts.free_starts import FREE
from handlers.queries.starts.shop import Shop

# Most have something free within days; for the others we look further ahead.
_LOOKS: Final = (timedelta(days=4), timedelta(days=28))
_REACH: Final = timedelta(days=2)  # of a session with its breaks


async def soonest(
    shop: Shop,
    catalogue: Catalogue,
    offers: Sequence[Offered],
    *,
    actor: Actor | None,
    now: datetime,
) -> dict[int, int]:
    """Each coach's first free start, epoch seconds, by coach id; coaches without one are left out.
    actor: None for a stranger."""
    if actor is not None:
        actor.require(Permission.BOOK)
    customer = actor.person if actor is not None else None
    starts: dict[int, int] = {}
    end = max((moment(horizon(*offer, epoch(now))) for offer in offers), default=now)
    begin = now
    for look in (*_LOOKS, end - now):
        remaining = [offer for offer in offers if offer[1].id not in starts]
        until = min(now + look, end)
        if not remaining or begin >= until:
            break
        ids = tuple(coach.id for _, coach in remaining)
        window = epoch(begin), epoch(until)
        busy = await shop.blocked_spans(ids, begin - _REACH, until + _REACH, now=now)
        bounds = await shop.constraints(catalogue, remaining, window, customer=customer, now=now)
        for service, coach in remaining:
            spans, constraints = busy.get(coach.id, FREE), bounds.get(coach.id, NONE)
            start = first_free(service, coach, spans, window, epoch(now), constraints)
            if start is not None:
                starts[coach.id] = start
        begin = until
    return starts
