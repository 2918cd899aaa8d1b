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


async def put_aside(database: Database, person_id: int, question: Conversation) -> None:
    """Another screen has been opened while this question waits; any asked since is not affected."""
    await database.write(lambda writer: conversations.put_aside(writer, person_id, question))


async def is_overtaken(
    database: Database, person_id: int, *, key: str, message_id: int | None
) -> bool:
    """Whether something has come between the person's question and their answer to it.

    key: of the update with the answer; redelivered, it finds what it found at first. message_id:
    Telegram's, of the answer; None if what they were sent does not count, and only another screen.
    """
    async with database.read() as reader:
        return await conversations.is_overtaken(reader, person_id, key=key, message_id=message_id)


async def close(
    database: Database, person_id: int, question: Conversation, *, key: str, now: datetime
) -> None:
    """Later text is not this question's answer. Any question asked since keeps waiting.

    key: of the update that answers or leaves it. If redelivered, it finds the question again.
    """
    await database.write(
        lambda writer: conversations.close(writer, person_id, question, key=key, now=now)
    )
