"""What happens to a message whose recipient Telegram does not reach: nothing is forgotten.

It waits for the recipient's return; and where a coach's decision did not reach the customer, the
coach hears of that, who may have another way to tell them.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handlers.actions.messages import about, appointment_of
from storage import appointments, outbox, people
from storage.people import Person, Profile
from storage.transactions import Database, Writer

# Kinds by which a customer learns what a coach decided.
DECISIONS = frozenset({"approved", "declined", "proposed", "cancelled_by_coach", "moved_by_coach"})
LATEST = timedelta(days=14)  # what was said longer ago is history


async def tell_coach(writer: Writer, kind: str, facts: Mapping[str, Any], now: datetime) -> None:
    """The customer did not hear of a decision: its coach is told, once."""
    if kind in DECISIONS:
        decided = appointment_of(facts)
        coach = await appointments.coach_person_id(writer, decided.coach_id)
        await outbox.enqueue(writer, [about(decided, "unheard", coach, now)])


async def arrive(
    database: Database, profile: Profile, *, is_admin: bool, back: bool, now: datetime
) -> Person:
    """Write down who writes to us. back: they were out of reach; what they missed is sent now."""

    async def work(writer: Writer) -> Person:
        person = await people.register(writer, profile, is_admin)
        if back:
            await outbox.revive(writer, person.id, now - LATEST)
        return person

    return await database.write(work)
