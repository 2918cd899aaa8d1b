"""Questions that wait for typed text: asked, and withdrawn when their screen is left."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storage import conversations
from storage.transactions import Database


async def ask(
    database: Database,
    person_id: int,
    step: str,
    facts: Mapping[str, Any],
    message_id: int | None,
    now: datetime,
) -> None:
    """Remember that the next typed text answers `step`; one question at a time."""
    await database.write(
        lambda writer: conversations.ask(writer, person_id, step, facts, message_id, now)
    )


async def withdraw(database: Database, person_id: int) -> None:
    """Forget the question."""
    await database.write(lambda writer: conversations.clear(writer, person_id))
