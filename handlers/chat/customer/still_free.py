"""Whether this customer can have a chosen start right now, before the last look at it."""

from dataclasses import replace
from datetime import datetime

from domain.refusals import AlreadyDecided, NotOffered, SlotTaken, TooSoon
from domain.services.catalogue import Coach
from domain.services.limits import DayFull
from domain.starts.constraints import NONE
from domain.starts.slots import check_start, nearest
from domain.time.spans import epoch
from handlers.actions.appointments import start_attempts
from handlers.chat.customer import places
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import Search
from handlers.queries.appointments import sessions
from handlers.queries.waitlist import waitlist


async def still_free(turn: Turn, search: Search, start: datetime) -> datetime | None:
    """Raise what keeps a start of a search, with one coach, from being booked now.

    If it is held for this customer, who was first in line, return until when. The limit of open
    bookings is not checked for somebody who has never booked.
    """
    try:
        await _free(turn, search, start)
    except (SlotTaken, TooSoon, DayFull):
        coach = search.coaches[0].id
        offer = await waitlist.offer_at(turn.database, coach, start, actor=turn.actor, now=turn.now)
        if offer is None:
            raise
        return offer.until
    if turn.person.booked is not False:
        business = turn.catalogue.business
        await sessions.one_more(turn.database, business, actor=turn.actor, now=turn.now)
    return None


async def _free(turn: Turn, search: Search, start: datetime) -> None:
    [(service, coach)] = search.offers
    places.check_party(service)
    at = epoch(start)
    day = (at - 86400, at + 86400)
    openings = await search.read(turn, day)
    blocked, constraints = openings.blocked.get(coach.id, ()), openings.bounds.get(coach.id, NONE)
    if service.for_groups:
        # Free for others is not free for a customer already in it.
        await _not_mine(turn, coach, start)

    def near() -> tuple[int, ...]:
        return nearest(openings.starts(day), at)

    try:
        check_start(service, coach, blocked, at, epoch(turn.now), constraints)
    except (NotOffered, DayFull) as refusal:
        raise replace(refusal, nearest=near()) from None
    except SlotTaken as refusal:
        await _not_mine(turn, coach, start)
        with_nearest = replace(refusal, nearest=near())
        raise await start_attempts.why_taken(
            turn.database, with_nearest, service, start, now=turn.now
        ) from None


async def _not_mine(turn: Turn, coach: Coach, start: datetime) -> None:
    """Raise AlreadyDecided if this customer has already booked it."""
    mine = await sessions.same_start(turn.database, coach.id, start, actor=turn.actor)
    if mine is not None:
        raise AlreadyDecided(mine.id, mine.status)
