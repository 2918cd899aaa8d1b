"""Which message shows which session: recorded when one is shown, withdrawn when it goes."""

import asyncio
from typing import Final

from storage.appointments import cards
from storage.appointments.cards import BUSY, CardSubject, Redrawing
from storage.transactions import Database

PAUSE: Final = 0.05


async def take_over(database: Database, person_id: int, message_id: int) -> int:
    """The person's tap is about to change this message; from now on it is not redrawn.

    Waits for a redraw under way, which might arrive after the tap's own result. That takes as long
    as a call to Telegram; after BUSY its process has been killed. Returns the generation to pass to
    `show`.
    """
    async with database.autocommit() as autocommit:
        generation, busy = await cards.take(autocommit, person_id, message_id)
        remaining = BUSY.total_seconds()
        while busy and remaining > 0:
            await asyncio.sleep(PAUSE)
            remaining -= PAUSE
            busy = await cards.busy(autocommit, person_id, message_id)
    return generation


async def show(
    database: Database,
    person_id: int,
    message_id: int,
    subject: CardSubject,
    *,
    generation: int | None,
) -> None:
    """The message now shows a session: it is the person's living card of it.

    generation: what `take_over` returned, None for a new message.
    """
    async with database.autocommit() as autocommit:
        await cards.show(autocommit, person_id, message_id, subject, generation=generation)


async def is_newest(database: Database, card: Redrawing) -> bool:
    """Whether this is the person's latest card of its session."""
    async with database.read() as reader:
        return await cards.newest(reader, card)
