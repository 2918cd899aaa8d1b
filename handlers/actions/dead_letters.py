"""What could not be handled is handled again, on an admin's word.

It is handled under its own key: what the first attempt has committed is found, not done twice,
however many admins ask for it at once. Only when that is through is the letter done with: after a
crash in between, the admin's own press comes again, and with it all of this.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from telegram.error import Forbidden

from domain.letter_refusals import LetterHandled, LetterTooOld
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from handlers.actions.once import once
from storage import audit, dead_letters, idempotency
from storage.dead_letters import DeadLetter
from storage.faults import DatabaseAway, TooSlow
from storage.transactions import Database, Writer

log = structlog.get_logger(__name__)

Handle = Callable[[Mapping[str, Any]], Awaitable[None]]
LONGEST = 200  # letters of why it failed


async def retry(
    database: Database, letter_id: int, *, handle: Handle, actor: Actor, key: str, now: datetime
) -> str | None:
    """Handle a dead letter again: why it failed, or None once it is handled.

    handle: runs the handlers on an update, and raises what they raise. Raises NotAllowed, NotFound,
    LetterHandled, LetterTooOld, DatabaseAway.
    """
    actor.require(Permission.STATUS)
    async with database.read() as reader:
        done = await idempotency.outcome(reader, key)
        letter = await dead_letters.by_id(reader, letter_id)
    if done is not None:
        reason: str | None = done["reason"]
        return reason
    if letter is None:
        raise NotFound
    if letter.retried_at is not None:
        raise LetterHandled(letter_id)
    if not letter.update:
        raise LetterTooOld(letter_id)
    reason = await _tried(letter, handle)

    async def work(writer: Writer) -> dict[str, Any]:
        first = reason is None and await dead_letters.mark_retried(writer, letter_id, now)
        if first or reason is not None:
            await audit.record(
                writer,
                at=now,
                actor=actor,
                action="retry",
                entity="dead_letter",
                entity_id=letter_id,
                before={"handled": False},
                after={"handled": first, "person": letter.person_id},
            )
        return {"reason": reason}

    await once(database, work, actor=actor, key=key, now=now)
    return reason


async def _tried(letter: DeadLetter, handle: Handle) -> str | None:
    try:
        await handle(letter.update)
    except Forbidden:
        # As for any update: nothing can be said to them, and the deed stands.
        return None
    except DatabaseAway as away:
        if not isinstance(away, TooSlow):
            raise
        return _named(away)
    except Exception as fault:
        log.warning("dead_letter.again", letter=letter.id, exc_info=fault)
        return _named(fault)
    return None


def _named(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}".partition("\n")[0][:LONGEST]
