"""Book with any coach who is free, for a customer who has named none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.appointments.appointment import Appointment
from domain.refusals import SlotTaken
from domain.roles import Actor
from domain.services.limits import DayFull
from domain.services.service_choice import Choice
from domain.time.spans import epoch
from handlers.actions import once
from handlers.actions.appointments import booking
from handlers.actions.appointments.booking import Wish
from handlers.queries.appointments import lookups
from handlers.queries.starts import assignment
from handlers.queries.starts.availability import Look

# So many may be booked by others, one after the other, while this looks for who is left.
MOST_TRIES: Final = 4


async def book(
    look: Look,
    service_id: int,
    choice: Choice,
    start: datetime,
    wish_of: Callable[[int], Wish],
    *,
    actor: Actor,
    key: str,
) -> Appointment:
    """Book with one of those who are free at this start (UTC), as the business gives them out.

    wish_of: what is wished of a coach, by their id. Where somebody else was faster with one of
    them, the next is asked. Raises as `booking.book`, and SlotTaken with the nearest starts of
    anyone where nobody is free.
    """
    last_refusal: SlotTaken | DayFull | None = None
    for attempt in range(MOST_TRIES):
        step = f"{key}:{attempt}" if attempt else key
        try:
            # What has run already has its coach: it is their time by now, and not free any more.
            appointment = await once.earlier_outcome(look.database, step)
            if appointment is not None:
                return appointment
        except (SlotTaken, DayFull) as refusal:
            last_refusal = refusal
            continue
        lookup = await lookups.of_service(look, service_id, assignment.ANYONE, choice)
        coach, why = await assignment.who(look, lookup, epoch(start))
        wish = replace(wish_of(coach.id), why=why)
        try:
            return await booking.book(
                look.database, look.catalogue, wish, actor=actor, key=step, now=look.now
            )
        except (SlotTaken, DayFull) as refusal:
            last_refusal = refusal
    assert last_refusal is not None  # there is no other way here
    raise last_refusal
