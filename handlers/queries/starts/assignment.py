"""Which coach would get a booking that names none."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from domain.refusals import NotAllowed, NotOffered, SlotTaken
from domain.roles import Actor, Permission, Role
from domain.services.assignment import AssignmentReason, CoachLoads, assign
from domain.services.catalogue import Catalogue, Coach
from domain.services.limits import DayFull
from domain.services.policies import Policy
from domain.starts.constraints import NONE
from domain.starts.slots import anyone, check_start, nearest
from domain.time.spans import epoch, moment
from handlers.queries.starts.availability import SearchContext, SlotQuery
from storage.appointments import appointments, assignment_turns, calendar
from storage.transactions import Database

ANYONE: Final = 0  # as a coach's id


async def choose_coach(
    database: Database,
    catalogue: Catalogue,
    free: Sequence[Coach],
    start: datetime,
    *,
    actor: Actor,
) -> tuple[Coach, AssignmentReason]:
    """Which of those free at this start (UTC), at least one, by the business's rule.

    Nothing is read if there is only one.
    """
    actor.require(Permission.BOOK)
    if len(free) == 1:
        return assign(catalogue.business.policy, free, CoachLoads({}, {}))
    ids = [coach.id for coach in free]
    async with database.read() as reader:
        last_coach_id = await appointments.last_coach_id(reader, actor.person)
        around = start - timedelta(days=3), start + timedelta(days=4)
        counts = await calendar.load_counts(reader, ids, *around)
        in_turn = catalogue.business.policy is Policy.IN_TURN
        had = await assignment_turns.of(reader, ids) if in_turn else {}
    return assign(catalogue.business.policy, free, CoachLoads(counts, had, last_coach_id))


async def who(context: SearchContext, query: SlotQuery, at: int) -> tuple[Coach, AssignmentReason]:
    """Which of those free at this start (epoch s) does it, and why. Raises SlotTaken."""
    then, now = (at, at + 1), epoch(context.now)
    busy, bounds = await query.busy(context, then), await query.constraints(context, then)
    ids = anyone(query.offers, busy, then, now, bounds).get(at, ())
    if not ids:
        # The service's rules are the same for everyone; other obstacles differ.
        for service, coach in query.offers:
            blocked, constraints = busy.get(coach.id, ()), bounds.get(coach.id, NONE)
            with suppress(DayFull, NotOffered, SlotTaken):
                check_start(service, coach, blocked, at, now, constraints)
        day = await query.starts(context, (at - 86400, at + 86400))
        raise SlotTaken(query.service.id, ANYONE, nearest(day, at), "nobody")
    # A coach whose group meets then anyway can take more people.
    joinable_ids = [coach_id for coach_id in ids if at in bounds.get(coach_id, NONE).joinable]
    free = [context.catalogue.coaches[coach_id] for coach_id in joinable_ids or ids]
    if context.actor is None:
        raise NotAllowed(Role.CUSTOMER)
    return await choose_coach(
        context.database, context.catalogue, free, moment(at), actor=context.actor
    )
