"""When the next message may go to a chat, and to anyone: schedules that all replicas share.

Each is a virtual schedule (GCRA): one instant says when the next message would be on time. They are
kept in Postgres on its own clock, because a limit must hold when what may be lost is lost. Every
call is one statement that commits by itself: a process that is frozen halfway holds no lock.
"""

from datetime import datetime, timedelta
from typing import Final

from storage.batches import BATCH
from storage.transactions import Autocommit

EVERYONE: Final = 0  # the row of all chats together: no chat has this id
# How long an unreported message counts: its sender may have been killed, and what was never sent
# should not hold up others for long.
UNHEARD: Final = 2.0
# After a crash of Postgres nobody knows what is under way.
QUIET: Final = UNHEARD

_TAKE = "SELECT wait, counts_until FROM next_place($1, $2, $3, $4, $5, $6, $7, $8, $9)"
_COUNT = "SELECT count_message($1, $2, $3, $4)"
_HOLD = """
INSERT INTO rate_limits AS held
VALUES ($1, clock_timestamp(), clock_timestamp() + greatest($2::interval, $3::interval))
ON CONFLICT (chat_id) DO UPDATE
SET held_until = greatest(held.held_until, clock_timestamp() + $2::interval)
"""
_FORGET = """
WITH gone AS (
    DELETE FROM rate_limits WHERE chat_id IN (
        SELECT chat_id FROM rate_limits
        WHERE chat_id <> 0 AND greatest(due, held_until) < clock_timestamp() - interval '1 hour'
        LIMIT $1::int)
    RETURNING 1
)
SELECT count(*) FROM gone
"""


async def take(
    autocommit: Autocommit,
    chat_id: int,
    *,
    every: float,
    chat_every: float,
    burst: int,
    most: int = 1_000,
    early: float = 0.0,
    ahead: float | None = None,
) -> tuple[float, datetime | None]:
    """The seconds to wait for a place that was taken, and until when it counts (see `count`).

    None: none was taken; ask again after the wait.

    every, chat_every: seconds between two messages to anyone, and to this chat; burst: how many may
    go to the chat before they are spaced. A chat that is not due takes nobody's place. early: how
    many seconds ahead of its time this message may go. ahead: only take a place no further in the
    future, which leaves those behind it to urgent messages. most: how many messages may be on their
    way, or have arrived within a second.
    """
    tolerance = (burst - 1) * chat_every
    [[wait, counts_until]] = await autocommit.fetch(
        _TAKE, chat_id, most, UNHEARD, every, early, ahead, chat_every, tolerance, QUIET
    )
    return wait, counts_until


async def count(
    autocommit: Autocommit,
    chat_id: int,
    counts_until: datetime,
    *,
    seconds: float,
    chat_every: float,
) -> datetime:
    """Count a message for this many seconds from now, and no longer until `counts_until`.

    UNHEARD seconds while it is on its way, one once it has arrived. Its chat gets none for
    `chat_every`. Returns until when it now counts.
    """
    [[until]] = await autocommit.fetch(_COUNT, chat_id, chat_every, seconds, counts_until)
    end: datetime = until
    return end


async def hold(autocommit: Autocommit, chat_id: int, seconds: float) -> None:
    """Nothing goes to this chat, or to EVERYONE, for this many seconds."""
    # If everyone's row has to be made anew, this is after a crash.
    least = QUIET if chat_id == EVERYONE else 0.0
    await autocommit.fetch(_HOLD, chat_id, timedelta(seconds=seconds), timedelta(seconds=least))


async def forget_idle(autocommit: Autocommit) -> int:
    """Deletes a batch of schedules of chats that have been due for an hour; how many."""
    [[row_count]] = await autocommit.fetch(_FORGET, BATCH)
    count: int = row_count
    return count
