"""Questions that wait for typed text: at most one per person, kept across restarts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from storage.prepared import Prepared
from storage.tables import conversations
from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class Conversation:
    """A question that was asked.

    step: which one. facts: what is known so far, JSON values. message_id: Telegram's, of the
    screen that asks.
    """

    step: str
    facts: Mapping[str, Any]
    message_id: int | None


_PENDING = Prepared(
    select(conversations.c.step, conversations.c.facts, conversations.c.message_id).where(
        conversations.c.person_id == bindparam("person_id")
    )
)
_CLEAR = Prepared(delete(conversations).where(conversations.c.person_id == bindparam("person_id")))
_NEW = insert(conversations)
_ASK = _NEW.on_conflict_do_update(
    index_elements=["person_id"],
    set_={name: _NEW.excluded[name] for name in ("step", "facts", "message_id", "updated_at")},
)


async def ask(
    writer: Writer,
    person_id: int,
    step: str,
    facts: Mapping[str, Any],
    message_id: int | None,
    now: datetime,
) -> None:
    """The person's next text answers this; an earlier question is forgotten."""
    await writer.run(
        _ASK,
        {
            "person_id": person_id,
            "step": step,
            "facts": facts,
            "message_id": message_id,
            "updated_at": now,
        },
    )


async def pending(reader: Reader, person_id: int) -> Conversation | None:
    """The question that waits for this person's text."""
    row = await _PENDING.row(reader, person_id=person_id)
    return None if row is None else Conversation(*row)


async def clear(writer: Writer, person_id: int) -> None:
    """No question waits any more."""
    await _CLEAR.rows(writer, person_id=person_id)
