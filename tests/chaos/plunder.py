"""A crowd that books, one press after another, and what there is to steal then.

The same seed leads to the same sessions, and with those to the same loot, whenever it is run.
"""

import asyncio
from dataclasses import dataclass
from typing import Final

from tests.chaos.crowd import Crowd
from tests.chaos.fleet import Fleet, until
from tests.chaos.forger import Loot
from tests.contents import contents

A_MOMENT: Final = 0.005
PATIENCE: Final = 240.0


@dataclass(frozen=True, slots=True)
class Booking:
    """A crowd that books: how many customers, and how many presses of all people together."""

    customers: int
    presses: int


MANY: Final = Booking(40, 600)
FEW: Final = Booking(12, 120)


async def gather_loot(fleet: Fleet, seed: int, people: Booking = MANY) -> Loot:
    """What there is to steal once a crowd has booked.

    Each press waits for everything the one before has led to. In parallel it would be chance who
    gets which id, slot and message first.
    """
    async with Crowd(fleet, seed, customers=people.customers) as crowd, asyncio.timeout(PATIENCE):
        before = len(fleet.witness.updates)
        while len(fleet.witness.updates) < before + people.presses:
            # In this short a time that is one at most.
            await crowd.press(per_second=1, seconds=A_MOMENT)
            await _all_through(fleet)
    await fleet.drain()
    return await _loot(fleet)


async def _all_through(fleet: Fleet) -> None:
    """Wait until no update is on its way, and then until no message or redraw is."""
    await until(lambda: len(fleet.world.updates) == 0, PATIENCE)
    await fleet.all_shown()


async def _loot(fleet: Fleet) -> Loot:
    """Every button anybody has seen in their chat, and their ids."""
    shown = [
        message
        for person in fleet.world.chats.people()
        if (chat := fleet.world.chats.get(person.id))
        for message in chat.messages.values()
    ]
    shown += [call.result for call in fleet.witness.messages.values()]
    shown += [sent.screen for sent in fleet.witness.updates.values()]
    presses = {
        key["callback_data"]
        for message in shown
        for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        for key in row
        if "callback_data" in key
    }
    held = await contents(fleet.database_url)
    ids = [row["id"] for name in ("appointments", "coaches", "people") for row in held[name]]
    sessions = [row["id"] for row in held["appointments"]]
    return Loot(sorted(presses), sorted(set(ids)), sorted(sessions))
