"""Lena and Anna have written to each other about the next date of their series."""

from datetime import datetime, timedelta
from typing import Final

from bot.playground.sample_people import CAST
from domain.appointments.correspondence import Content, ContentKind
from storage.appointments import appointments, correspondence
from storage.appointments.correspondence import NewMessage
from storage.people import people
from storage.transactions import Writer

# Who says it (True: the coach), how many minutes ago, and what.
SAID: Final = (
    (False, 180, "Is there somewhere to park near you?"),
    (True, 172, "Yes, in the yard behind the business. Ring at the gate, I let you in."),
    (False, 170, "Perfect, see you then!"),
)


async def plant(writer: Writer, now: datetime) -> None:
    """A short exchange, which both find under *Conversation*. Nobody is notified."""
    lena = next(one for one in CAST if one.first_name == "Lena")
    customer = await people.by_telegram_id(writer, lena.id)
    if customer is None:
        return
    upcoming = await appointments.of_customer(
        writer, customer.id, now, past=False, limit=1, offset=0
    )
    for a in upcoming:
        coach = await appointments.coach_person_id(writer, a.coach_id)
        for number, (by_coach, ago, text) in enumerate(SAID):
            content = Content(ContentKind.TEXT, text)
            sender, at = (coach if by_coach else customer.id), now - timedelta(minutes=ago)
            new = NewMessage(a, sender, by_coach, content, f"seed {number}", at)
            await correspondence.add(writer, new)
