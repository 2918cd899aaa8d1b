"""The audit log: who did what to which row, and when. Rows are only ever added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from storage.prepared import Prepared
from storage.tables.audit import audit
from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. actor_id: the person, None for the bot itself. facts: JSON values."""

    at: datetime
    actor_id: int | None
    action: str
    coach_id: int | None
    entity: str
    entity_id: int
    facts: Mapping[str, Any]


_OF = Prepared(
    select(
        audit.c.at,
        audit.c.actor_id,
        audit.c.action,
        audit.c.coach_id,
        audit.c.entity,
        audit.c.entity_id,
        audit.c.facts,
    )
    .where(audit.c.entity == bindparam("entity"), audit.c.entity_id == bindparam("entity_id"))
    .order_by(audit.c.id)
)


async def record(
    writer: Writer,
    *,
    at: datetime,
    actor_id: int | None,
    action: str,
    entity: str,
    entity_id: int,
    facts: Mapping[str, Any],
    coach_id: int | None = None,
) -> None:
    """Adds a line, committed with what it speaks of. facts: JSON values."""
    writer.effects.audit.append(
        {
            "at": at,
            "actor_id": actor_id,
            "action": action,
            "coach_id": coach_id,
            "entity": entity,
            "entity_id": entity_id,
            "facts": facts,
        },
    )


async def of(reader: Reader, entity: str, entity_id: int) -> Sequence[Entry]:
    """Everything that was done to one row, oldest first."""
    rows = await _OF.rows(reader, entity=entity, entity_id=entity_id)
    return [Entry(*row) for row in rows]
