"""Who would do a session for which somebody has named nobody."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.assignment import Standing, Why, assign
from domain.catalogue import Catalogue, Coach
from domain.policies import Policy
from domain.roles import Actor, Permission
from storage import appointments, calendar, turns
from storage.transactions import Database


async def assigned(
    database: Database,
    catalogue: Catalogue,
    free: Sequence[Coach],
    start: datetime,
    *,
    actor: Actor,
) -> tuple[Coach, Why]:
    """Who of those who are free at this start (UTC), at least one, by the rule of the business.

    Nothing is read where only one is.
    """
    actor.require(Permission.BOOK)
    if len(free) == 1:
        return assign(catalogue.business.policy, free, Standing({}, {}))
    ids = [coach.id for coach in free]
    async with database.read() as reader:
        known = await appointments.last_coach_id(reader, actor.person)
        around = start - timedelta(days=3), start + timedelta(days=4)
        loads = await calendar.load_counts(reader, ids, *around)
        in_turn = catalogue.business.policy is Policy.IN_TURN
        had = await turns.of(reader, ids) if in_turn else {}
    return assign(catalogue.business.policy, free, Standing(loads, had, known))
