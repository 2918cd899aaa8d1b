"""The outbox as the state machine delivers it: claimed, sent if still true, else dropped."""

from datetime import datetime, timedelta
from typing import Final

from bot.delivery.drop_reasons import drop_reason
from storage.messages import outgoing
from storage.messages.outgoing import ClaimedMessage
from storage.transactions import Database, Writer
from tests.chaos.life_cast import HOUR, Letter
from tests.chaos.life_model import Model

NAME: Final = "postman"
WRITTEN: Final = "message"
LEASE: Final = timedelta(seconds=60)


async def claim(writer: Writer, now: datetime) -> list[ClaimedMessage]:
    return await outgoing.claim(writer, NAME, now, 1000, LEASE)


async def send(writer: Writer, rows: list[ClaimedMessage], now: datetime) -> None:
    for row in rows:
        if reason := drop_reason(row, now, by_telegram=False):
            await outgoing.drop(writer, NAME, row.id, reason)
        else:
            await outgoing.mark_sent(writer, row.id, row.id, now)


async def begin_calls(database: Database, rows: list[ClaimedMessage]) -> list[ClaimedMessage]:
    """Begin the calls; those whose truth has changed since they were claimed."""
    async with database.autocommit() as autocommit:
        answers = [(row, await outgoing.begin_call(autocommit, NAME, row.id)) for row in rows]
    return [row for row, holds in answers if holds != bool(row.holds)]


def pointless(model: Model, letter: Letter) -> bool:
    """A reminder that comes too late, after the next one was due or the session has begun; or
    something no longer kept."""
    if letter.kind == "wait_offer":
        return model.now >= model.queue.turns[int(letter.about.rpartition(" ")[2])].until
    ends = {"reminder_24h": HOUR, "reminder_1h": 0}.get(letter.kind)
    return ends is not None and model.now >= model.sessions[letter.about].start - ends


def subject(row: ClaimedMessage) -> tuple[int, int]:
    """What a message is about: an id, and its version if it has any. What people write stays true,
    for whichever version it was about."""
    about = row.facts.get("about", row.facts)
    of = next((about[name] for name in ("id", "rescue", "offer") if name in about), None)
    version = 0 if row.kind == WRITTEN else about.get("version", 0)
    return int(row.key.rpartition(":")[2]) if of is None else of, version
