"""Questions that wait for typed text: at most one per person, kept across restarts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from sqlalchemy import bindparam, case, func, null, update
from sqlalchemy.dialects.postgresql import insert

from storage.tables.conversations import conversations
from storage.transactions import Reader, Writer

CLOSED: Final = "closed"
TYPED: Final = "typed"
"""The fact with what was typed, while it is asked whether that is the answer."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A question that was asked.

    step: which one, or CLOSED. facts: what is known so far, JSON values. message_id: Telegram's, of
    the screen that asks. asked_by: the key of the update that led to it, or closed it. previous:
    the question that this update found, so that it finds it again when it is delivered twice.
    """

    step: str
    facts: Mapping[str, Any]
    message_id: int | None
    asked_by: str | None = None
    previous: Mapping[str, Any] | None = None

    def as_met_by(self, key: str) -> Self:
        """The question as the update with this key first found it."""
        if self.asked_by != key or self.previous is None:
            return self
        return type(self)(**self.previous)


C = conversations.c
_NEW = insert(conversations)
_BEFORE = func.jsonb_build_object("step", C.step, "facts", C.facts, "message_id", C.message_id)
_ASK = _NEW.on_conflict_do_update(
    index_elements=["person_id"],
    set_={
        name: _NEW.excluded[name]
        for name in ("step", "facts", "message_id", "updated_at", "asked_by")
    }
    | {"previous": case((C.asked_by == _NEW.excluded.asked_by, C.previous), else_=_BEFORE)},
)
_CLOSE = (
    update(conversations)
    .where(
        C.person_id == bindparam("person"),
        C.asked_by.is_not_distinct_from(bindparam("found")),
        C.asked_by.is_distinct_from(bindparam("key")),
    )
    .values(
        step=CLOSED,
        facts={},
        message_id=null(),
        asked_by=bindparam("key"),
        previous=_BEFORE,
        updated_at=bindparam("now"),
    )
)
_CLOSE_ABOUT = (
    update(conversations)
    .where(
        C.person_id == bindparam("person"),
        C.step == bindparam("about"),
        C.facts == bindparam("known", type_=C.facts.type),
    )
    .values(step=CLOSED, facts={}, message_id=null(), updated_at=bindparam("now"))
)

_PUT_ASIDE = """
UPDATE conversations SET facts = facts || '{"aside": true}'
WHERE person_id = $1 AND asked_by IS NOT DISTINCT FROM $2
"""
# Once the update has been answered, its own row says how. Otherwise only what came before its
# message counts, so that a redelivery finds the same.
_IS_OVERTAKEN = f"""
SELECT CASE WHEN c.asked_by IS NOT DISTINCT FROM $2 THEN c.facts ? '{TYPED}'
    ELSE c.facts ? 'aside' OR EXISTS (
        SELECT FROM outbox o
        WHERE o.recipient_id = c.person_id AND o.channel = 'telegram' AND o.state = 'sent'
            AND o.operation <> 'edit' AND o.sent_at > c.updated_at AND o.message_id < $3::bigint
    ) END
FROM conversations c WHERE c.person_id = $1
"""


async def ask(
    writer: Writer,
    person_id: int,
    step: str,
    facts: Mapping[str, Any],
    message_id: int | None,
    *,
    key: str,
    now: datetime,
) -> None:
    """The person's next text answers this; an earlier question is what the update answered."""
    await writer.run(
        _ASK,
        {
            "person_id": person_id,
            "step": step,
            "facts": facts,
            "message_id": message_id,
            "asked_by": key,
            "updated_at": now,
        },
    )


async def put_aside(writer: Writer, person_id: int, question: Conversation) -> None:
    """Notes that this question is no longer what the person is looking at."""
    await writer.fetch(_PUT_ASIDE, person_id, question.asked_by)


async def is_overtaken(reader: Reader, person_id: int, *, key: str, message_id: int | None) -> bool:
    """Whether the person has opened another screen, or been sent a message, since they were asked.
    key, message_id: of the update that answers; without the latter, no message counts."""
    rows = await reader.fetch(_IS_OVERTAKEN, person_id, key, message_id)
    return bool(rows and rows[0][0])


async def close_about(
    writer: Writer, person_id: int, step: str, facts: Mapping[str, Any], now: datetime
) -> None:
    """Closes the question of this step with these facts; any other stays open."""
    await writer.run(_CLOSE_ABOUT, {"person": person_id, "about": step, "known": facts, "now": now})


async def close(
    writer: Writer, person_id: int, question: Conversation, *, key: str, now: datetime
) -> None:
    """Closes this question, but not one asked since.

    The update with this key, which found it, still finds it when it comes again.
    """
    await writer.run(
        _CLOSE, {"person": person_id, "found": question.asked_by, "key": key, "now": now}
    )
