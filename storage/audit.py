"""The audit log: who did what to which row, when, by which door, and what it was before and after.

Rows are only ever added: the database refuses to delete one, or to change anything of it. The one
exception is a transaction that says it is erasing (`coachbook.erasing`), as those of
`storage.people.erasing` and `storage.business.retention` do: it may take words about a person out
of a row, and change nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Text, bindparam, select

from domain.roles import Actor
from storage import request_ids
from storage.prepared import PreparedStatement
from storage.tables.audit import audit
from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log, in JSON values.

    actor_id: the person, None for the bot itself. before, after: what of the row was changed, None
    where it was not there. facts: what else an undo needs. Lines older than doors say none, and say
    in `facts` what they know.
    """

    at: datetime
    actor_id: int | None
    action: str
    coach_id: int | None
    entity: str
    entity_id: int
    facts: Mapping[str, Any]
    door: str | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


_NAMES = tuple(field.name for field in fields(AuditEntry))
_ROW = select(*(audit.c[name] for name in _NAMES)).where(
    audit.c.entity == bindparam("entity"), audit.c.entity_id == bindparam("entity_id")
)
_OF = PreparedStatement(_ROW.order_by(audit.c.id))
_LAST = PreparedStatement(_ROW.order_by(audit.c.id.desc()).limit(1))
_LAST_OF_FACT = PreparedStatement(
    _ROW.where(audit.c.after.has_key(bindparam("fact", type_=Text)))
    .order_by(audit.c.id.desc())
    .limit(1)
)


async def record(
    writer: Writer,
    *,
    at: datetime,
    actor: Actor,
    action: str,
    entity: str,
    entity_id: int,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    coach_id: int | None = None,
    facts: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Adds a line, committed with what it describes. before, after: as in `AuditEntry`. facts: what
    else undoing it needs."""
    entry = AuditEntry(
        at=at,
        actor_id=actor.person_id,
        action=action,
        coach_id=coach_id,
        entity=entity,
        entity_id=entity_id,
        facts=dict(facts),
        door=actor.door,
        before=before,
        after=after,
    )
    columns = {name: getattr(entry, name) for name in _NAMES}
    writer.effects.audit.append(columns | {"request_id": request_ids.current()})


async def last(reader: Reader, entity: str, entity_id: int) -> AuditEntry | None:
    """The last thing done to one row, as far as committed."""
    row = await _LAST.row(reader, entity=entity, entity_id=entity_id)
    return None if row is None else AuditEntry(*row)


async def last_of_fact(reader: Reader, entity: str, entity_id: int, fact: str) -> AuditEntry | None:
    """The last committed line about one row that has this fact in `after`."""
    row = await _LAST_OF_FACT.row(reader, entity=entity, entity_id=entity_id, fact=fact)
    return None if row is None else AuditEntry(*row)


async def of(reader: Reader, entity: str, entity_id: int) -> Sequence[AuditEntry]:
    """Everything done to one row, oldest first."""
    rows = await _OF.rows(reader, entity=entity, entity_id=entity_id)
    return [AuditEntry(*row) for row in rows]
