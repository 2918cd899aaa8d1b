"""The outcome of each update: the same update again is shown the same outcome."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from storage import batches
from storage.prepared import PreparedStatement
from storage.tables.conversations import handled
from storage.transactions import Reader, Writer

_OUTCOME = PreparedStatement(select(handled.c.outcome).where(handled.c.key == bindparam("key")))
_FORGET = delete(handled).where(batches.oldest(handled.c.key, handled.c.at))


async def outcome(reader: Reader, key: str) -> dict[str, Any] | None:
    """What an earlier run stored under the key."""
    result: dict[str, Any] | None = await _OUTCOME.value(reader, key=key)
    return result


async def remember(
    writer: Writer, key: str, person_id: int | None, outcome: Mapping[str, Any], now: datetime
) -> None:
    """Stores the outcome (JSON values), committed with what it describes.

    If another run stored one meanwhile, the transaction is run again, and finds it.
    """
    writer.effects.handled.append(
        {"key": key, "person_id": person_id, "outcome": outcome, "at": now}
    )


async def forget_older(writer: Writer, before: datetime) -> int:
    """Deletes a batch of the outcomes stored before an instant; how many."""
    return await writer.run(_FORGET, {"before": before})
