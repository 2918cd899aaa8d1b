"""Retry updates that could not be handled, on an admin's word.

Each is handled under its own key: what the first attempt committed is found, not done twice,
however many admins ask at once. Only then does the letter count as handled: after a crash in
between, the admin's own tap is redelivered, and all of this with it.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import structlog
from telegram.error import Forbidden

from domain.business.dead_letter_refusals import DeadLetterHandled, DeadLetterTooOld
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from handlers.actions.once import once
from storage import audit, idempotency
from storage.business import dead_letters
from storage.business.dead_letters import DeadLetter
from storage.faults import DatabaseAway, TooSlow
from storage.transactions import Database, Writer

log = structlog.get_logger(__name__)

Handle = Callable[[Mapping[str, Any]], Awaitable[None]]
LONGEST = 200  # letters of the reason
MOST: Final = 100  # updates per tap, as somebody is waiting
# Set while updates are retried: one of them may be the tap that asked to retry all.
_handling: ContextVar[bool] = ContextVar("handling", default=False)


@dataclass(frozen=True, slots=True)
class RetryResult:
    """The outcome of retrying many: handled, failed again, and not tried this time."""

    handled: int
    failed: int
    remaining: int


async def retry(
    database: Database, letter_id: int, *, handle: Handle, actor: Actor, key: str, now: datetime
) -> str | None:
    """Retry a dead letter: why it failed, or None once it is handled.

    handle: runs the handlers on an update, and raises what they raise. Raises NotAllowed, NotFound,
    DeadLetterHandled, DeadLetterTooOld, DatabaseAway.
    """
    actor.require(Permission.STATUS)
    async with database.read() as reader:
        previous_outcome = await idempotency.outcome(reader, key)
        letter = await dead_letters.by_id(reader, letter_id)
    if previous_outcome is not None:
        reason: str | None = previous_outcome["reason"]
        return reason
    if letter is None:
        raise NotFound
    if letter.retried_at is not None:
        raise DeadLetterHandled(letter_id)
    if not letter.update:
        raise DeadLetterTooOld(letter_id)
    reason = await _handle_again(letter, handle)

    async def work(writer: Writer) -> dict[str, Any]:
        await record_retry(writer, letter, handled=reason is None, actor=actor, now=now)
        return {"reason": reason}

    await once(database, work, actor=actor, key=key, now=now)
    return reason


async def record_retry(
    writer: Writer, letter: DeadLetter, *, handled: bool, actor: Actor, now: datetime
) -> None:
    """A letter was retried. If it is handled it waits no longer; of several, the first counts."""
    if handled and not await dead_letters.mark_retried(writer, letter.id, now):
        return
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action="retry",
        entity="dead_letter",
        entity_id=letter.id,
        before={"handled": False},
        after={"handled": handled, "person": letter.person_id},
    )


async def retry_all(
    database: Database, *, handle: Handle, actor: Actor, key: str, now: datetime
) -> RetryResult:
    """Retry all that wait, oldest first, MOST at a time. As `retry`; anybody faster with one
    has done it."""
    actor.require(Permission.STATUS)
    if _handling.get():
        return RetryResult(0, 0, 0)
    async with database.read() as reader:
        letter_ids = await dead_letters.waiting_ids(reader)
    handled = failed = 0
    for letter_id in letter_ids[:MOST]:
        try:
            reason = await retry(
                database,
                letter_id,
                handle=handle,
                actor=actor,
                key=f"{key}:{letter_id}",
                now=now,
            )
        except (DeadLetterHandled, DeadLetterTooOld, NotFound):
            continue
        handled, failed = handled + (reason is None), failed + (reason is not None)
    return RetryResult(handled, failed, len(letter_ids[MOST:]))


async def _handle_again(letter: DeadLetter, handle: Handle) -> str | None:
    before = _handling.set(True)
    try:
        return await _handle(letter, handle)
    finally:
        _handling.reset(before)


async def _handle(letter: DeadLetter, handle: Handle) -> str | None:
    try:
        await handle(letter.update)
    except Forbidden:
        # As for any update: they cannot be answered, and what was done stands.
        return None
    except DatabaseAway as away:
        if not isinstance(away, TooSlow):
            raise
        return _reason(away)
    except Exception as fault:
        log.warning("dead_letter.again", letter=letter.id, exc_info=fault)
        return _reason(fault)
    return None


def _reason(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}".partition("\n")[0][:LONGEST]
