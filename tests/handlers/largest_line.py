"""The largest business's waitlist."""

from collections.abc import Sequence
from datetime import timedelta

from domain.waitlist.waitlist import MOST_PLACES, Part, WaitAnswer, WaitTimes
from storage.transactions import Writer
from storage.waitlist import wait_offers, waits
from storage.waitlist.wait_offers import WaitOffer
from storage.waitlist.waits import WaitKey
from tests.handlers.doorstep import NOW


async def waiting(writer: Writer, coach: int, mia: int, services: Sequence[int]) -> None:
    """Mia waits for as much as possible, and one of these times is kept for her."""
    first = NOW.date() + timedelta(days=1)
    times = WaitTimes(first, first + timedelta(days=50), "Europe/Berlin", 127, Part.AFTERNOON, True)
    places = [
        await waits.add(writer, mia, WaitKey(service, coach, ""), times, NOW)
        for service in services[:MOST_PLACES]
    ]
    starts_at = NOW + timedelta(days=2, hours=6)
    kept = WaitOffer(
        id=0,
        wait_id=places[-1],
        person_id=mia,
        coach_id=coach,
        service_id=services[MOST_PLACES - 1],
        choice="",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=5),
        holder_id=None,
        session_id=None,
        places=1,
        short=True,
        kept=True,
        answer=WaitAnswer.OPEN,
        told_at=NOW,
        until=NOW + timedelta(days=1),
    )
    await wait_offers.add(writer, kept, NOW)
