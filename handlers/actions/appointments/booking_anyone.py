"""Book with any free coach, for a customer who has named none."""

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
from handlers.actions.appointments.booking import BookingOrder
from handlers.queries.appointments import lookups
from handlers.queries.starts import assignment
from handlers.queries.starts.availability import StandaloneSearchContext

# How many others may book, one after another, while this looks for who is left.
MOST_TRIES: Final = 4


async def book(
    context: StandaloneSearchContext,
    service_id: int,
    choice: Choice,
    start: datetime,
    order_of: Callable[[int], BookingOrder],
    *,
    actor: Actor,
    key: str,
) -> Appointment:
    """Book with one of the coaches free at this start (UTC), as the business assigns them.

    order_of: the order for a coach, by their id. If somebody else was faster with one of them, the
    next is tried. Raises as `booking.book`, and SlotTaken with anyone's nearest starts if nobody is
    free.
    """
    last_refusal: SlotTaken | DayFull | None = None
    for attempt in range(MOST_TRIES):
        step = f"{key}:{attempt}" if attempt else key
        try:
            # A repeated run already has its coach, whose time is therefore no longer free.
            appointment = await once.earlier_outcome(context.database, step)
            if appointment is not None:
                return appointment
        except (SlotTaken, DayFull) as refusal:
            last_refusal = refusal
            continue
        query = await lookups.of_service(context, service_id, assignment.ANYONE, choice)
        coach, why = await assignment.who(context, query, epoch(start))
        order = replace(order_of(coach.id), why=why)
        try:
            return await booking.book(
                context.database, context.catalogue, order, actor=actor, key=step, now=context.now
            )
        except (SlotTaken, DayFull) as refusal:
            last_refusal = refusal
    assert last_refusal is not None  # the loop cannot end otherwise
    raise last_refusal
