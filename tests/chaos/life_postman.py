"""The outbox as the state machine delivers it: claimed, sent where it still holds, else dropped."""

from datetime import datetime, timedelta
from typing import Final

from bot.delivery.drop_reasons import overtaken
from storage import outbox
from storage.outbox import Claimed
from storage.transactions import Writer
from tests.chaos.life_cast import HOUR, Letter
from tests.chaos.life_model import Model

NAME: Final = "postman"
LEASE: Final = timedelta(seconds=60)


async def claim(writer: Writer, now: datetime) -> list[Claimed]:
    return await outbox.claim(writer, NAME, now, 1000, LEASE)


async def send(writer: Writer, rows: list[Claimed], now: datetime) -> None:
    for row in rows:
        if row.holds and not (row.lane == 1 and overtaken(row, now)):
            await outbox.mark_sent(writer, row.id, row.id, now)
        else:
            await outbox.drop(writer, NAME, row.id, "changed")


def pointless(model: Model, letter: Letter) -> bool:
    """A reminder that comes too late, after the next one was due or the session has begun."""
    ends = {"reminder_24h": HOUR, "reminder_1h": 0}.get(letter.kind)
    start = model.sessions[letter.about].start
    return ends is not None and model.now >= start - ends
