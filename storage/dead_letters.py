"""Updates that a fault of ours kept from being handled, kept whole so that they can be retried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from storage.tables import dead_letters
from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An update that failed. update: as Telegram sent it. error: type and text of the fault."""

    id: int
    at: datetime
    person_id: int | None
    telegram_id: int | None
    update: Mapping[str, Any]
    error: str


_WAITING = dead_letters.c.retried_at.is_(None)


async def add(
    writer: Writer,
    *,
    at: datetime,
    person_id: int | None,
    telegram_id: int | None,
    letter: Mapping[str, Any],
    error: str,
) -> int:
    """Keeps an update that failed; its id. letter: the update, JSON values."""
    row = await writer.row(
        insert(dead_letters).returning(dead_letters.c.id),
        {
            "at": at,
            "person_id": person_id,
            "telegram_id": telegram_id,
            "update": letter,
            "error": error,
        },
    )
    assert row is not None
    found: int = row.id
    return found


async def waiting(reader: Reader, limit: int = 100) -> Sequence[DeadLetter]:
    """Letters that nobody has retried, oldest first."""
    c = dead_letters.c
    rows = await reader.rows(
        select(c.id, c.at, c.person_id, c.telegram_id, c.update, c.error)
        .where(_WAITING)
        .order_by(c.id)
        .limit(limit)
    )
    return [DeadLetter(*row) for row in rows]


async def count(reader: Reader) -> int:
    """How many letters nobody has retried."""
    row = await reader.row(select(func.count().label("n")).where(_WAITING))
    return row.n if row else 0


async def mark_retried(writer: Writer, letter_id: int, now: datetime) -> None:
    """The letter was handled after all."""
    await writer.run(
        update(dead_letters).where(dead_letters.c.id == letter_id).values(retried_at=now)
    )
