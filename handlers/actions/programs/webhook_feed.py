"""Events become messages for the webhooks that want them.

The audit log is read on from where it was left, by one replica at a time: whoever holds the cursor
moves it in the transaction that adds the messages, so none is left out and none comes twice.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

import orjson
import structlog

from domain.programs.webhooks import KEPT, kind_of, wants
from domain.roles import Actor, Permission
from storage.programs import events, webhook_deliveries, webhooks
from storage.programs.events import Event
from storage.programs.webhook_deliveries import Collector, EndpointMessage
from storage.transactions import Database, Writer

log = structlog.get_logger(__name__)

AT_ONCE: Final = 500  # audit lines


async def read(database: Database, *, actor: Actor, now: datetime) -> bool:
    """Make messages of what has happened, and of what an endpoint missed; whether there may be more
    right now. Idempotent. Raises NotAllowed.
    """
    actor.require(Permission.TIME)
    more = await database.write(partial(_of_all, now=now))
    return await database.write(partial(_of_one_behind, now=now)) or more


async def _of_all(writer: Writer, now: datetime) -> bool:
    """Continue where the log was left."""
    cursor = await webhook_deliveries.feed(writer)
    if cursor is None:
        return False  # another replica is at work
    page = await events.read_after(writer, cursor, AT_ONCE)
    if page is None:
        log.warning("webhooks.restored")  # what came before is unknown
        await webhook_deliveries.read_up_to(writer, await events.newest(writer))
        return False
    if page.cursor == cursor:
        return False
    collectors = await webhook_deliveries.collectors(writer)
    messages = [
        message
        for event in page.events
        for collector in collectors
        if (message := _message(event, collector)) is not None
    ]
    await webhook_deliveries.add(writer, messages, now)
    await webhook_deliveries.read_up_to(writer, page.cursor)
    return not page.is_last


async def _of_one_behind(writer: Writer, now: datetime) -> bool:
    """Send a resumed endpoint what it missed, up to where it rejoins the others."""
    one = await webhooks.behind(writer)
    if one is None:
        return False
    page = await events.read_after(writer, one.reached, AT_ONCE)
    if page is None:
        await webhooks.caught_up(writer, one.id)  # restored from a backup: what came is unknown
        return True
    since = now - KEPT
    collector = Collector(one.id, one.kinds, one.reached[:2])
    messages = [
        message
        for event in page.events
        if event.cursor[:2] <= one.until and event.at >= since
        if (message := _message(event, collector)) is not None
    ]
    await webhook_deliveries.add(writer, messages, now)
    if page.is_last or page.cursor[:2] >= one.until:
        await webhooks.caught_up(writer, one.id)
    else:
        await webhooks.set_reached(writer, one.id, page.cursor)
    return True


def _message(event: Event, collector: Collector) -> EndpointMessage | None:
    kind = kind_of(event.kind)
    if event.cursor[:2] <= collector.since or not wants(collector.kinds, kind):
        return None
    facts = {"id": event.subject_id, **event.facts}
    # Of two changes to one thing, the later has the higher number.
    body = message_of(kind, event.at, facts, sequence=event.cursor.id)
    micros = round(event.at.timestamp() * 1_000_000)
    return EndpointMessage(collector.id, f"msg_{event.cursor.id:x}_{micros:x}", kind, body)


def message_of(kind: str, at: datetime, data: Mapping[str, Any], **more: Any) -> str:
    """The body, as Standard Webhooks has it: type, timestamp and data."""
    message = {"type": kind, "timestamp": at.isoformat(), **more, "data": data}
    return orjson.dumps(message).decode()
