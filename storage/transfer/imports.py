"""Imported files: how each is read, and how far it is. `import_rows`: its lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete

from domain.transfer.importing import ImportKind, ImportRowState, ImportState
from storage import batches
from storage.field_columns import cells_by_name, columns_of
from storage.tables.imports import imports
from storage.transactions import Cells, Reader, Writer
from storage.transfer import import_rows
from storage.transfer.import_rows import as_json


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is read. file: Telegram's id of it. sheets: all it has; sheet: which of them.
    heads: its column headings; columns: the field of each, "" for none, in their order.
    month_first: None if no date in it is ambiguous. early: days are counted from 1904. tell:
    whether customers hear of what is booked for them."""

    file: str
    sheets: Sequence[str]
    sheet: int
    heads: Sequence[str]
    columns: Sequence[str]
    month_first: bool | None = None
    early: bool = False
    tell: bool = False

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def meaning(self, column: int, name: str) -> "ImportOptions":
        """The options with which this column, and no other, stands for a field; "" for none."""
        columns = ["" if one == name else one for one in self.columns]
        columns[column] = name
        return replace(self, columns=columns)

    @property
    def fields(self) -> dict[int, str]:
        """The fields in use, by column."""
        return {at: name for at, name in enumerate(self.columns) if name}


@dataclass(frozen=True, slots=True)
class Import:
    """One file. person_id: who sent it, and then who last started importing or undoing it. counts:
    its lines by what becomes of them."""

    id: int
    person_id: int
    kind: ImportKind
    state: ImportState
    name: str
    options: ImportOptions
    revision: int
    created_at: datetime
    counts: Mapping[ImportRowState, int] = field(default_factory=dict)

    @property
    def lines(self) -> int:
        return sum(self.counts.values())

    def count(self, *lines: ImportRowState) -> int:
        return sum(self.counts.get(line, 0) for line in lines)


_COUNTS = """
(SELECT json_object_agg(state, n)::text FROM (
    SELECT state, count(*) AS n FROM import_rows r WHERE r.import_id = i.id GROUP BY state) c)
"""
_COLUMNS = columns_of(Import, "i", options="i.plan::text", counts=_COUNTS)
_UNCOUNTED_COLUMNS = columns_of(Import, "i", options="i.plan::text", counts="NULL")
_FIND = f"SELECT {_COLUMNS} FROM imports i WHERE i.id = $1"
_HOLD = f"{_FIND} FOR UPDATE"
_UNCOUNTED = f"SELECT {_UNCOUNTED_COLUMNS} FROM imports i WHERE i.id = $1"
_LATEST = f"SELECT {_COLUMNS} FROM imports i WHERE state <> 'draft' ORDER BY i.id DESC LIMIT $1"
_ADD = """
INSERT INTO imports (person_id, kind, state, name, plan, created_at)
VALUES ($1, $2, 'draft', $3, $4::text::jsonb, $5) RETURNING id
"""
_CHANGE = """
UPDATE imports SET kind = $2, plan = $3::text::jsonb, state = 'draft', revision = revision + 1
WHERE id = $1
"""
_STATE = "UPDATE imports SET state = $2, ended_at = $3 WHERE id = $1"
_START = "UPDATE imports SET state = $2, person_id = $3, ended_at = NULL WHERE id = $1"
_UNDER_WAY = "SELECT id FROM imports WHERE state IN ('running', 'undoing') ORDER BY id"
_REQUESTS = """
SELECT a.coach_id, c.zone, count(*), min(a.answer_by) FROM import_rows r
JOIN appointments a ON a.coach_id = (r.made ->> 'coach')::bigint
    AND a.id = (r.made ->> 'booking')::bigint
JOIN coaches c ON c.id = a.coach_id
WHERE r.import_id = $1 AND r.state = 'added' AND a.status = 'pending'
GROUP BY a.coach_id, c.zone ORDER BY a.coach_id
"""
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('imports', 0))"
_OLD_DRAFTS = """
DELETE FROM imports WHERE person_id = $1 AND state IN ('draft', 'checked') AND id NOT IN (
    SELECT id FROM imports WHERE person_id = $1 AND state IN ('draft', 'checked')
    ORDER BY id DESC LIMIT $2
)
"""
_FORGET = delete(imports).where(batches.oldest(imports.c.id, imports.c.created_at))


async def add(
    writer: Writer,
    person_id: int,
    kind: ImportKind,
    name: str,
    options: ImportOptions,
    rows: Sequence[tuple[int, Sequence[Any]]],
    now: datetime,
    *,
    most_drafts: int,
) -> int:
    """A file to be looked at; its id. most_drafts: how many drafts this person may have."""
    await writer.fetch(_OLD_DRAFTS, person_id, most_drafts - 1)
    ids = await writer.fetch(_ADD, person_id, kind, name, as_json(options.to_json()), now)
    import_id: int = ids[0][0]
    await import_rows.add(writer, import_id, rows)
    return import_id


async def find(
    reader: Reader, import_id: int, *, lock: bool = False, counted: bool = True
) -> Import | None:
    """The file with this id. lock: others who change it wait. counted: include its lines, of which
    a thousand take a while."""
    rows = await reader.fetch(_HOLD if lock else _FIND if counted else _UNCOUNTED, import_id)
    return _import(rows[0]) if rows else None


async def latest(reader: Reader, most: int) -> list[Import]:
    """The files most recently imported, or about to be."""
    return [_import(row) for row in await reader.fetch(_LATEST, most)]


async def change(writer: Writer, import_id: int, kind: ImportKind, options: ImportOptions) -> None:
    """It is read differently from now on, and has to be looked at again."""
    await writer.fetch(_CHANGE, import_id, kind, as_json(options.to_json()))


async def set_state(
    writer: Writer, import_id: int, state: ImportState, ended_at: datetime | None = None
) -> None:
    """Sets its state."""
    await writer.fetch(_STATE, import_id, state, ended_at)


async def start(writer: Writer, import_id: int, state: ImportState, person_id: int) -> None:
    """From now on it runs by itself, with this person's rights."""
    await writer.fetch(_START, import_id, state, person_id)


async def under_way(reader: Reader) -> list[int]:
    """Those being imported or undone."""
    return [row[0] for row in await reader.fetch(_UNDER_WAY)]


async def requests(
    reader: Reader, import_id: int
) -> Sequence[tuple[int, str, int, datetime | None]]:
    """The coaches who got requests with it, and their zones: how many wait, and until when the
    first of them does."""
    rows = await reader.fetch(_REQUESTS, import_id)
    return [(coach_id, zone, n, until) for coach_id, zone, n, until in rows]


async def turn(writer: Writer) -> None:
    """Keeps others from importing anything until the commit: two files may name the same people."""
    await writer.fetch(_TURN)


async def forget_older(writer: Writer, *, before: datetime) -> int:
    """Deletes a batch of files from before then, with their lines; how many."""
    return await writer.run(_FORGET, {"before": before})


def _import(row: Cells) -> Import:
    cells = cells_by_name(Import, row)
    counts = orjson.loads(cells["counts"] or "{}")
    cells |= {
        "kind": ImportKind(cells["kind"]),
        "state": ImportState(cells["state"]),
        "options": ImportOptions(**orjson.loads(cells["options"])),
        "counts": {ImportRowState(state): n for state, n in counts.items()},
    }
    return Import(**cells)
