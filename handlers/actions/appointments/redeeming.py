"""A time kept for somebody on the waitlist becomes theirs when they book it."""

from datetime import datetime

from domain.roles import SYSTEM
from domain.waitlist.waitlist import WaitAnswer, WaitState
from handlers.actions import wait_log
from storage.transactions import Writer
from storage.waitlist import wait_offers, waits
from storage.waitlist.wait_offers import WaitOffer


async def redeem(
    writer: Writer, customer: int, coach_id: int, start: datetime, now: datetime
) -> WaitOffer | None:
    """Release what is kept at this start for a customer in line, who is about to book it.

    If that is refused, the transaction rolls back, and it stays kept. None if nothing is kept.
    """
    offer = await wait_offers.at(writer, customer, coach_id, start, now, lock=True)
    if offer is not None:
        await wait_offers.say(writer, offer.id, WaitAnswer.TAKEN)
        await wait_offers.release(writer, offer)
    return offer


async def took(writer: Writer, offer: WaitOffer, appointment_id: int, now: datetime) -> None:
    """They have booked it, and leave the line."""
    await waits.close(writer, offer.wait_id, WaitState.BOOKED, now)
    await wait_offers.had(writer, offer)
    await wait_offers.withdraw(writer, offer.id)
    after = {"state": WaitState.BOOKED.value, "offer": offer.id, "appointment": appointment_id}
    await wait_log.record(writer, "waitlist_taken", offer.wait_id, SYSTEM, now, None, after)
