"""Questions that wait for typed text: asked, and closed when answered or their screen is left."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storage import conversations
from storage.conversations import Conversation
from storage.transactions import Database


async def ask(
    database: Database,
    person_id: int,
    step: str,
    facts: Mapping[str, Any],
    message_id: int | None,
    *,
    key: str,
    now: datetime,
) -> None:
    """Remember that the next typed text answers `step`; one question at a time.

    key: of the update that leads to it. If redelivered, it finds the question it answered.
    """
    await database.write(
        lambda writer: conversations.ask(
            writer, person_id, step, facts, message_id, key=key, now=now
        )
    )


async def close(
    database: Database, person_id: int, question: Conversation, *, key: str, now: datetime
) -> None:
    """Later text is not this question's answer. Any question asked since keeps waiting.

    key: of the update that answers or leaves it. If redelivered, it finds the question again.
    """
    await database.write(
        lambda writer: conversations.close(writer, person_id, question, key=key, now=now)
    )
