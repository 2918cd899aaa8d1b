"""What is forgotten when: kind by kind, and a batch at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeAlias

import structlog

from bot import timer
from domain.broadcasts import KEPT as BROADCASTS_KEPT
from domain.correspondence import KEPT
from domain.customer_notes import KEPT as NOTES_KEPT
from domain.exports import KEPT as EXPORTS_KEPT
from domain.leave import LEAVE_KEPT
from storage import (
    broadcasts,
    cards,
    correspondence,
    customer_notes,
    dead_letters,
    exports,
    flags,
    forms,
    idempotency,
    leave,
    notes,
    outbox,
    rate_limits,
    rescues,
    waits,
)
from storage.batches import BATCH
from storage.rescues import KEPT as RESCUES_KEPT
from storage.transactions import Database

log = structlog.get_logger(__name__)

# Telegram can send an update again for a day, and ids start anew after a week without any.
HANDLED_KEPT: Final = timedelta(days=8)
SENT_KEPT: Final = timedelta(days=30)
# What people wrote is kept for no longer than a retry makes sense; outcomes outlive it by a day, so
# that a late retry does nothing twice.
UPDATES_KEPT: Final = timedelta(days=7)
ANSWERS_KEPT: Final = timedelta(days=30)
TALLIES_KEPT: Final = timedelta(days=2)
# Seconds between two batches of a clean-up: what people wait for goes first.
BREATH: Final = 0.1

Forget: TypeAlias = Callable[[], Awaitable[int]]


async def clean_up(database: Database, now: datetime) -> None:
    """Forget what is no longer of use.

    Raises nothing: what keeps one kind from being forgotten is logged, and the others are
    forgotten all the same.
    """
    for kind, forget in _kinds(database, now).items():
        await timer.run(f"clean_up {kind}", partial(_forget, kind, forget))


def _kinds(database: Database, now: datetime) -> Mapping[str, Forget]:
    """How a batch of each kind is forgotten; each says how many there were in it.

    The updates in dead letters, keys of updates that cannot come again, messages long sent, notes
    for slots that are past, leave, rescues, cards and places in line that are long over, what
    people wrote to each other or down about each other long ago or to many, and schedules of chats
    where nothing goes; how often times were kept for somebody long ago.
    """
    write = database.write
    return {
        "letters": partial(write, partial(dead_letters.forget_updates, before=now - UPDATES_KEPT)),
        "keys": partial(write, partial(idempotency.forget_older, before=now - HANDLED_KEPT)),
        "messages": partial(write, partial(outbox.forget_older, before=now - SENT_KEPT)),
        "notes": partial(write, partial(notes.forget_past, before=now)),
        "answers": partial(write, partial(forms.forget_old, before=now - ANSWERS_KEPT)),
        "leave": partial(write, partial(leave.forget_past, before=now - LEAVE_KEPT)),
        "waits": partial(write, partial(waits.forget_closed, before=now - SENT_KEPT)),
        "words": partial(write, partial(correspondence.forget_older, before=now - KEPT)),
        "complaints": partial(write, partial(correspondence.forget_reports, before=now - KEPT)),
        "customer_notes": partial(
            write, partial(customer_notes.forget_old, before=now - NOTES_KEPT)
        ),
        "broadcasts": partial(
            write, partial(broadcasts.forget_older, before=now - BROADCASTS_KEPT)
        ),
        "exports": partial(write, partial(exports.forget_older, before=now - EXPORTS_KEPT)),
        "rescues": partial(write, partial(rescues.forget_older, before=now - RESCUES_KEPT)),
        "tallies": partial(write, partial(flags.forget_tallies, before=now - TALLIES_KEPT)),
        "cards": partial(write, partial(cards.forget_older, before=now - SENT_KEPT)),
        "chats": partial(_forget_idle_chats, database),
    }


async def _forget(kind: str, forget: Forget) -> None:
    """Forget all of a kind. This ends: rows go faster than they come of age."""
    forgotten = batch = await forget()
    while batch == BATCH:
        await asyncio.sleep(BREATH)
        batch = await forget()
        forgotten += batch
    log.info("tick.clean_up", kind=kind, forgotten=forgotten)


async def _forget_idle_chats(database: Database) -> int:
    async with database.read() as reader:
        return await rate_limits.forget_idle(reader)
