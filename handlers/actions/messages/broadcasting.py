"""Admins write to many at once; the business sends it out, a few at a time.

What is typed is a draft. Starting it writes to nobody yet: each tick, on any replica, puts the next
few into the outbox once the previous ones have gone, and records how far it has come in the same
transaction. So a crash loses nobody, two replicas write to nobody twice, and everything else goes
out first.
"""

from datetime import datetime
from functools import partial
from typing import Any

from domain.messages import broadcasts as rules
from domain.messages.broadcasts import (
    WINDOW,
    Audience,
    BroadcastAction,
    BroadcastState,
    NobodyToReach,
)
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from handlers.actions.once import once
from handlers.actions.person_log import write_down as write_person_down
from storage import audit
from storage.messages import audiences, broadcasts
from storage.messages.broadcasts import Broadcast, DeliveryCounts
from storage.transactions import Database, Writer


async def draft(
    database: Database, audience: Audience, text: str, *, actor: Actor, key: str, now: datetime
) -> int:
    """Save a draft for its author to check first; its id. Raises BadInput, NotAllowed."""
    actor.require(Permission.BROADCAST)
    words = rules.validate_text(text)

    async def work(writer: Writer) -> dict[str, Any]:
        return {"draft": await broadcasts.add(writer, actor.person, audience, words, now)}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["draft"])


async def begin(
    database: Database,
    broadcast_id: int,
    message_id: int | None,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> None:
    """Send one's own draft; one already started continues as it is.

    message_id: the message that shows its progress. Raises NotFound, NotAllowed, NobodyToReach.
    """
    actor.require(Permission.BROADCAST)

    async def work(writer: Writer) -> dict[str, Any]:
        one = await broadcasts.find(writer, broadcast_id, lock=True)
        if one is None or one.author_id != actor.person:
            raise NotFound
        if one.state is not BroadcastState.DRAFT:
            return {}
        reach = await audiences.reach(writer, one.audience, now)
        if not reach.reached:
            raise NobodyToReach
        await broadcasts.begin(writer, one.id, reach.reached, message_id)
        more = {"audience": one.audience.to_json(), "people": reach.reached}
        await _write_down(writer, one, "broadcast", BroadcastState.RUNNING, actor, now, **more)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def change(
    database: Database,
    broadcast_id: int,
    action: BroadcastAction,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> None:
    """Pause, resume or stop one under way; any admin may.

    If there is nothing to do, as on a second tap, nothing changes. Raises NotFound, NotAllowed.
    """
    actor.require(Permission.BROADCAST)

    async def work(writer: Writer) -> dict[str, Any]:
        one = await broadcasts.find(writer, broadcast_id, lock=True)
        if one is None or one.state is BroadcastState.DRAFT:
            raise NotFound
        state = rules.after(one.state, action)
        if state is not one.state:
            await broadcasts.set_state(writer, one.id, state, now)
            # The admin reads how far it came, not how far it was a moment ago.
            counts = await broadcasts.count(writer, one.id)
            await broadcasts.set_progress(writer, one.id, counts)
            await _write_down(writer, one, f"broadcast_{action}", state, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def watch(
    database: Database, broadcast_id: int, message_id: int | None, *, actor: Actor
) -> None:
    """Show the progress in this message in the author's chat; None for no message."""
    actor.require(Permission.BROADCAST)
    await database.write(
        partial(
            broadcasts.watch,
            broadcast_id=broadcast_id,
            author_id=actor.person,
            message_id=message_id,
        )
    )


async def set_news(
    database: Database, wanted: bool, *, actor: Actor, key: str, now: datetime
) -> None:
    """Whether somebody wants broadcasts; this also covers what is already on its way to them."""
    actor.require(Permission.TALK)

    async def work(writer: Writer) -> dict[str, Any]:
        before = await broadcasts.wants_news(writer, actor.person)
        if before is not wanted:
            await broadcasts.set_no_news(writer, actor.person, None if wanted else now)
            was, is_ = {"news": before}, {"news": wanted}
            await write_person_down(writer, actor.person, "set_news", was, is_, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def advance(database: Database, *, actor: Actor, now: datetime) -> int:
    """Write the next outbox rows for whatever is under way, and record its progress; how many rows.
    Idempotent. Raises NotAllowed."""
    actor.require(Permission.TIME)
    async with database.read() as reader:
        under_way = await broadcasts.under_way(reader)
    written = 0
    for broadcast_id in under_way:
        written += await database.write(partial(_advance, broadcast_id, now))
    return written


async def _advance(broadcast_id: int, now: datetime, writer: Writer) -> int:
    claim = await broadcasts.take(writer, broadcast_id)
    if claim is None:
        return 0
    one, last, until = claim
    state, written = one.state, 0
    await broadcasts.hold_back(writer, one.id, state, now)
    counts = await broadcasts.count(writer, one.id)
    room = WINDOW - counts.open
    if state is BroadcastState.RUNNING and room > 0:
        written, reached = await broadcasts.fill(writer, one, last, until, room, now)
        last = reached if written == room else until
    open_ = counts.open + written
    if state is BroadcastState.RUNNING and not open_ and last >= until:
        state = BroadcastState.DONE
    ended = not open_ and state in (BroadcastState.DONE, BroadcastState.STOPPED)
    if ended and state is BroadcastState.DONE:
        counts = _whole(one, counts)
    await broadcasts.save(writer, one.id, last, counts, state, now if ended else None)
    return written


def _whole(one: Broadcast, counts: DeliveryCounts) -> DeliveryCounts:
    """People left out before their turn have no row."""
    never = max(0, one.progress.people - counts.sent - counts.failed - counts.missed)
    return DeliveryCounts(counts.sent, counts.failed, counts.missed + never, 0)


async def _write_down(
    writer: Writer,
    one: Broadcast,
    action: str,
    state: BroadcastState,
    actor: Actor,
    now: datetime,
    **more: Any,
) -> None:
    """Without its text, which is forgotten in time; the log is not."""
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action=action,
        entity="broadcast",
        entity_id=one.id,
        before={"state": one.state},
        after={"state": state, **more},
    )
