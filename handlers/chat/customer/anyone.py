"""Who does it for a customer who named nobody, and why, as a button says it."""

from contextlib import suppress

from domain.assignment import Why
from domain.catalogue import Coach
from domain.constraints import NONE
from domain.limits import DayFull
from domain.refusals import NotOffered, SlotTaken
from domain.slots import anyone, check_start, nearest
from domain.spans import epoch, moment
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import Search
from handlers.queries.assignment import assigned

ANYONE = 0


async def who(turn: Turn, search: Search, at: int) -> tuple[Coach, Why]:
    """Who does it of those who are free at this start (epoch s), and why. Raises SlotTaken."""
    then, now = (at, at + 1), epoch(turn.now)
    busy, bounds = await search.busy(turn, then), await search.constraints(turn, then)
    ids = anyone(search.offers, busy, then, now, bounds).get(at, ())
    if not ids:
        # The rules of the service say the same of everyone; what else is in the way differs.
        for service, coach in search.offers:
            blocked, bears = busy.get(coach.id, ()), bounds.get(coach.id, NONE)
            with suppress(DayFull, NotOffered, SlotTaken):
                check_start(service, coach, blocked, at, now, bears)
        day = await search.starts(turn, (at - 86400, at + 86400))
        raise SlotTaken(search.service.id, ANYONE, nearest(day, at), "nobody")
    # Whoever has people together then already takes some more.
    joined = [coach_id for coach_id in ids if at in bounds.get(coach_id, NONE).joinable]
    free = [turn.catalogue.coaches[coach_id] for coach_id in joined or ids]
    return await assigned(turn.database, turn.catalogue, free, moment(at), actor=turn.actor)


def number_of(why: Why | None) -> int:
    """The reason for a button: from 1 as `Why` has them, 0 for none."""
    return 0 if why is None else 1 + list(Why).index(why)


def why_of(number: int) -> Why | None:
    """The reason on a button, which may be forged."""
    return list(Why)[number - 1] if 1 <= number <= len(Why) else None
