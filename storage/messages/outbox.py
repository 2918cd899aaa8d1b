"""The outbox: messages to be sent, each written in the transaction that caused it.

A row holds facts, not text. How it is sent is in `storage.messages.outgoing`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, text, update

from domain.messages.notices import Channel, Lane, MessageState, NoticeKind, Operation
from storage import batches, request_ids
from storage.tables.outbox import DONE_WITH, outbox
from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """A message to be sent.

    key: unique; a second message with it is dropped. recipient_id: a person's. facts: JSON values.
    due_at: UTC. appointment_version: the message is only true while the appointment is at that
    version; None for one that stays true. channel: the way it goes first. root_id: of the message
    that it repeats by another way.
    """

    key: str
    recipient_id: int
    kind: NoticeKind
    facts: Mapping[str, Any]
    lane: Lane
    due_at: datetime
    coach_id: int | None = None
    appointment_id: int | None = None
    appointment_version: int | None = None
    channel: Channel = Channel.TELEGRAM
    operation: Operation = Operation.SEND
    root_id: int | None = None


UNREACHABLE = "unreachable"  # why a message was dropped whose recipient may come back
ELSEWHERE = "elsewhere"  # why one was dropped that is repeated by another way
_O = outbox.c
_KNOWN = "SELECT 1 FROM outbox WHERE key = $1"
_FORGET = delete(outbox).where(batches.oldest(_O.id, _O.due_at, text(DONE_WITH)))


async def enqueue(writer: Writer, messages: Sequence[OutboxMessage]) -> None:
    """Adds messages; after the commit this process's deliverer is woken."""
    writer.effects.outbox.extend(map(_columns, messages))


async def has_key(reader: Reader, key: str) -> bool:
    """Whether there is, or recently was, a message with this key."""
    return bool(await reader.fetch(_KNOWN, key))


async def facts(reader: Reader, key: str) -> Mapping[str, Any] | None:
    """The facts of the message with this key, None if there is none."""
    row = await reader.row(select(_O.facts).where(_O.key == key))
    return None if row is None else row.facts


async def id_of(reader: Reader, key: str) -> int | None:
    """The id of the message with this key, None if there is none any more."""
    message_id: int | None = await reader.scalar(select(_O.id).where(_O.key == key))
    return message_id


async def count_since(reader: Reader, recipient_id: int, kind: NoticeKind, since: datetime) -> int:
    """How many of a kind, due since an instant, somebody was or will be sent."""
    theirs = _O.recipient_id == recipient_id, _O.kind == kind, _O.due_at > since
    count: int = await reader.scalar(select(func.count()).where(*theirs, _O.root_id.is_(None)))
    return count


async def revive(writer: Writer, recipient_id: int, since: datetime) -> int:
    """What was dropped because its recipient was out of reach, and was due since, waits again."""
    return await writer.run(
        update(outbox)
        .where(
            _O.recipient_id == recipient_id,
            _O.state == MessageState.DROPPED,
            _O.error == UNREACHABLE,
            _O.due_at >= since,
            _O.broadcast_id.is_(None),  # messages to many are out of date by then
        )
        .values(state=MessageState.WAITING, error=None)
    )


async def forget_older(writer: Writer, before: datetime) -> int:
    """Deletes a batch of finished messages that were due before an instant; how many."""
    return await writer.run(_FORGET, {"before": before})


def _columns(message: OutboxMessage) -> dict[str, Any]:
    columns = {name: getattr(message, name) for name in OutboxMessage.__dataclass_fields__}
    return columns | {"request_id": request_ids.current()}
