"""Questions that wait for typed text: asked, answered, and withdrawn when their screen is left."""

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
    *,
    key: str,
    now: datetime,
) -> None:
    """Remember that the next typed text answers `step`; one question at a time.

    key: of the update that leads to it. Delivered again, it finds the question that it answered.
    """
    await database.write(
        lambda writer: conversations.ask(
            writer, person_id, step, facts, message_id, key=key, now=now
        )
    )


async def answered(database: Database, person_id: int, now: datetime) -> None:
    """Forget the question that was answered, unless its answer asked the next one, at `now`."""
    await database.write(lambda writer: conversations.clear_older(writer, person_id, now))


async def withdraw(database: Database, person_id: int) -> None:
    """Forget the question."""
    await database.write(lambda writer: conversations.clear(writer, person_id))
