"""The terms on which a coach does a service, changed by those who look after coaches."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from domain.business.offering_rules import check_terms
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue, Coach
from domain.services.terms import USUAL_TERMS, Terms
from handlers.actions.once import once
from handlers.actions.services.catalogue import dearest, hold_in_catalogue, newest, write_down
from storage.services import terms
from storage.transactions import Database, Writer


async def change_terms(
    database: Database,
    coach_id: int,
    service_id: int,
    change: Callable[[Terms], Terms],
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Catalogue:
    """Change them, once; values that are already so stay. Bookings stay as agreed.

    The coach is locked, so that nobody books on terms about to change. Raises NotFound, NotAllowed,
    BadInput.
    """
    actor.require(Permission.COACHES)

    async def work(writer: Writer) -> dict[str, Any]:
        catalogue, coach = await hold_in_catalogue(writer, coach_id)
        if service_id not in catalogue.services:
            raise NotFound
        before = coach.terms.get(service_id, USUAL_TERMS)
        after = change(before)
        currency = catalogue.services[service_id].price.currency
        check_terms(after, before, dearest(currency))
        await keep_terms(writer, coach, service_id, after, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)
    return await newest(database)


async def keep_terms(
    writer: Writer, coach: Coach, service_id: int, after: Terms, actor: Actor, now: datetime
) -> None:
    """The coach's terms from now on, written down if they differ. The caller holds the coach."""
    before = coach.terms.get(service_id, USUAL_TERMS)
    if after != before:
        await terms.keep(writer, coach.id, service_id, after)
        old, new = ({"service": service_id, **asdict(one)} for one in (before, after))
        await write_down(writer, "change_terms", "coach", coach.id, old, new, actor, now)
