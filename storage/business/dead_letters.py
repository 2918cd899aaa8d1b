"""Updates that a fault of ours kept from being handled, kept whole so that they can be retried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, select, text, update

from storage import batches, request_ids
from storage.field_columns import field_names
from storage.tables.conversations import dead_letters
from storage.tables.people import people
from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An update that failed.

    person: the name of its sender, if known. update: as Telegram sent it; empty once it is too old
    to keep. error: type and text of the fault. retried_at: when it was handled after all.
    request_id: its id in the log.
    """

    id: int
    at: datetime
    person_id: int | None
    telegram_id: int | None
    update: Mapping[str, Any]
    error: str
    person: str | None = None
    retried_at: datetime | None = None
    request_id: str | None = None


_C = dead_letters.c
# Without its update there is nothing to retry, and nothing to wait for.
_GONE = text("'{}'::jsonb")
_WAITING = and_(_C.retried_at.is_(None), _C.update != _GONE)
_NAME = func.nullif(func.concat_ws(" ", people.c.first_name, people.c.last_name), "")
_VALUES: dict[str, ColumnElement[Any]] = {**_C, "person": _NAME}
_LETTER = select(*(_VALUES[name] for name in field_names(DeadLetter))).select_from(
    dead_letters.outerjoin(people, people.c.id == _C.person_id)
)
# The range of a bigint: asyncpg accepts nothing larger.
_LARGEST = 2**63 - 1
_FORGET = (
    update(dead_letters)
    .where(batches.oldest(_C.id, _C.at, _C.update != _GONE))
    .values(update=_GONE)
)


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
            "request_id": request_ids.current(),
        },
    )
    assert row is not None
    letter_id: int = row.id
    return letter_id


async def waiting(reader: Reader, limit: int = 100, offset: int = 0) -> Sequence[DeadLetter]:
    """Letters not yet retried that still can be, oldest first."""
    rows = await reader.rows(_LETTER.where(_WAITING).order_by(_C.id).limit(limit).offset(offset))
    return [DeadLetter(*row) for row in rows]


async def waiting_ids(reader: Reader) -> Sequence[int]:
    """The ids of all letters not yet retried that still can be, oldest first."""
    return [row.id for row in await reader.rows(select(_C.id).where(_WAITING).order_by(_C.id))]


async def newest(reader: Reader, limit: int = 100) -> Sequence[DeadLetter]:
    """The last letters, retried or not, oldest first."""
    rows = await reader.rows(_LETTER.order_by(_C.id.desc()).limit(limit))
    return [DeadLetter(*row) for row in reversed(rows)]


async def by_id(reader: Reader, letter_id: int) -> DeadLetter | None:
    """The letter with this id, which may be any number."""
    if not 0 < letter_id <= _LARGEST:
        return None
    row = await reader.row(_LETTER.where(_C.id == letter_id))
    return None if row is None else DeadLetter(*row)


async def count(reader: Reader) -> int:
    """How many letters are not yet retried and still can be."""
    row = await reader.row(select(func.count().label("n")).where(_WAITING))
    return row.n if row else 0


async def mark_retried(writer: Writer, letter_id: int, now: datetime) -> bool:
    """The letter was handled after all; the first time counts. Whether this was it."""
    row_count = await writer.run(
        update(dead_letters)
        .where(_C.id == letter_id, _C.retried_at.is_(None))
        .values(retried_at=now)
    )
    return row_count == 1


async def forget_updates(writer: Writer, before: datetime) -> int:
    """Empties a batch of the letters from before an instant, retried or not; how many."""
    return await writer.run(_FORGET, {"before": before})
