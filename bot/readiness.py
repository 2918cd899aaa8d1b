"""What the process reports about its surroundings: whether they let it work, and what is waiting
there."""

import asyncio
from collections.abc import Collection
from datetime import datetime
from typing import Final

from bot.telegram.calls import Calls
from domain.messages.notices import Channel
from handlers.http.metrics import Metrics
from storage import migrations
from storage.business import dead_letters
from storage.faults import DatabaseAway
from storage.messages import reach
from storage.messages.backlog import backlog_at
from storage.transactions import Database

# A poll answers within half a minute, and the webhook is checked each minute.
SILENCE: Final = 150.0


async def of_database(database: Database) -> str | None:
    """Why the database cannot be used, as the end of a sentence; None if it can."""
    # Over the connections that updates use: others say nothing about those.
    try:
        async with database.read() as reader:
            revision, read_only = await migrations.standing(reader)
    except Exception as error:
        return f"cannot be reached: {type(error).__name__}"
    if revision is not None and not migrations.is_ours(revision):
        return f"is another program's, at its revision {revision}"
    if not migrations.reaches_head(revision):
        return f"is at revision {revision} and must be migrated to {migrations.HEAD}"
    return "may only be read" if read_only else None


def of_telegram(calls: Calls, *, reached: bool) -> str | None:
    """The same about Telegram. reached: whether it knows how we take updates."""
    if calls.heard_at is None or not reached:
        return calls.trouble or "has not been heard of yet"
    silence = asyncio.get_running_loop().time() - calls.heard_at
    if silence > SILENCE:
        return f"has not been heard of for {silence:.0f} s ({calls.trouble or 'silence'})"
    return None


async def measure(
    database: Database, metrics: Metrics, now: datetime, available_channels: Collection[Channel]
) -> None:
    """Set the gauges that come from the database; while it is away, they keep their values.

    available_channels: the ways beside Telegram that are set up.
    """
    metrics.database(retries=database.retries, in_use=database.in_use, idle=database.idle)
    try:
        async with database.read() as reader:
            backlog = await backlog_at(reader, now)
            dead_letter_count = await dead_letters.count(reader)
            unreachable, mailable = await reach.unreachable(reader, available_channels)
    except DatabaseAway:
        return  # the scrape still has everything else
    waits = {
        lane: (now - oldest).total_seconds() if oldest else 0.0
        for lane, oldest in backlog.oldest.items()
    }
    metrics.outbox(backlog.due, waits)
    metrics.attention(dead_letters=dead_letter_count, unreachable=unreachable, mailable=mailable)
