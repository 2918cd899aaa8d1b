"""The lines of imported files: what each says, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from domain.transfer.importing import ImportRowState, RowValues
from storage.field_columns import cells_by_name, columns_of
from storage.transactions import Cells, Reader, Writer


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A line. addition: what was added for it. faults: as in `ImportFault`."""

    nr: int
    cells: Sequence[Any]
    state: ImportRowState
    entry: RowValues
    faults: Sequence[Sequence[str]]
    addition: Mapping[str, Any]


_ADD_ROWS = """
INSERT INTO import_rows (import_id, nr, cells)
SELECT $1, nr, cells FROM unnest($2::int[], $3::text[]::jsonb[]) t (nr, cells)
"""
_DROP_ROWS = "DELETE FROM import_rows WHERE import_id = $1"
_ROW = columns_of(
    ImportRow,
    cells="cells::text",
    entry="entry::text",
    faults="faults::text",
    addition="made::text",
)
_ROWS = f"""
SELECT {_ROW} FROM import_rows WHERE import_id = $1 AND nr > $2 ORDER BY nr LIMIT $3
"""
_ROWS_OF = f"""
SELECT {_ROW} FROM import_rows WHERE import_id = $1 AND state = ANY ($2::text[])
    AND nr > $4 ORDER BY nr LIMIT $3
"""
_CHECKED = """
UPDATE import_rows r SET state = t.state, entry = t.entry, key = t.key, faults = t.faults
FROM unnest($2::int[], $3::text[], $4::text[]::jsonb[], $5::text[], $6::text[]::jsonb[])
    t (nr, state, entry, key, faults)
WHERE r.import_id = $1 AND r.nr = t.nr
"""
_NEXT = f"""
SELECT {_ROW} FROM import_rows WHERE import_id = $1 AND state = $2
ORDER BY nr LIMIT 1 FOR UPDATE SKIP LOCKED
"""
_LAST = _NEXT.replace("ORDER BY nr ", "ORDER BY nr DESC ")
_SET = """
UPDATE import_rows SET state = $3, faults = $4::text::jsonb,
    made = coalesce($5::text::jsonb, made), person_id = coalesce($6, person_id)
WHERE import_id = $1 AND nr = $2
"""
_REFUSE = """
UPDATE import_rows SET state = 'wrong', faults = $2::text::jsonb
WHERE import_id = $1 AND state = 'new'
"""
STRETCH: Final = 1_000


async def replace(
    writer: Writer, import_id: int, rows: Sequence[tuple[int, Sequence[Any]]]
) -> None:
    """Replaces the lines by those of another sheet."""
    await writer.fetch(_DROP_ROWS, import_id)
    await add(writer, import_id, rows)


async def rows(reader: Reader, import_id: int, after: int, most: int = STRETCH) -> list[ImportRow]:
    """Its lines in order, after one."""
    return [_row(row) for row in await reader.fetch(_ROWS, import_id, after, most)]


async def rows_of(
    reader: Reader, import_id: int, states: Sequence[ImportRowState], most: int, after: int = 0
) -> list[ImportRow]:
    """The first of its lines in these states, after one."""
    rows = await reader.fetch(_ROWS_OF, import_id, list(states), most, after)
    return [_row(row) for row in rows]


async def write_checked(
    writer: Writer,
    import_id: int,
    lines: Sequence[
        tuple[int, ImportRowState, RowValues | None, str | None, Sequence[Sequence[str]]]
    ],
) -> None:
    """Stores what would become of lines: number, state, entry, key and faults of each."""
    for at in range(0, len(lines), STRETCH):
        numbers, states, entries, keys, faults = zip(*lines[at : at + STRETCH], strict=True)
        await writer.fetch(
            _CHECKED,
            import_id,
            list(numbers),
            list(states),
            [None if one is None else as_json(one) for one in entries],
            list(keys),
            [as_json(one) if one else None for one in faults],
        )


async def next_row(
    writer: Writer, import_id: int, state: ImportRowState, *, last: bool
) -> ImportRow | None:
    """The first of its lines in a state, or the last, locked until the commit."""
    lines = await writer.fetch(_LAST if last else _NEXT, import_id, state)
    return _row(lines[0]) if lines else None


async def set_row(
    writer: Writer,
    import_id: int,
    nr: int,
    state: ImportRowState,
    *,
    faults: Sequence[Sequence[str]] = (),
    addition: Mapping[str, Any] | None = None,
    person_id: int | None = None,
) -> None:
    """Stores what became of a line."""
    fault_text = as_json(faults) if faults else None
    addition_text = None if addition is None else as_json(addition)
    await writer.fetch(_SET, import_id, nr, state, fault_text, addition_text, person_id)


async def refuse_rest(writer: Writer, import_id: int, faults: Sequence[Sequence[str]]) -> None:
    """The remaining lines will not be imported: each gets these faults."""
    await writer.fetch(_REFUSE, import_id, as_json(faults))


async def add(writer: Writer, import_id: int, rows: Sequence[tuple[int, Sequence[Any]]]) -> None:
    """Lines of a file, as they were read: number and cells of each."""
    for at in range(0, len(rows), STRETCH):
        numbers, cells = zip(*rows[at : at + STRETCH], strict=True)
        await writer.fetch(_ADD_ROWS, import_id, list(numbers), [as_json(one) for one in cells])


def _row(row: Cells) -> ImportRow:
    values = cells_by_name(ImportRow, row)
    values |= {
        "cells": orjson.loads(values["cells"]),
        "state": ImportRowState(values["state"]),
        "entry": orjson.loads(values["entry"] or "{}"),
        "faults": orjson.loads(values["faults"] or "[]"),
        "addition": orjson.loads(values["addition"] or "{}"),
    }
    return ImportRow(**values)


def as_json(value: Any) -> str:
    """As a jsonb column takes it."""
    return orjson.dumps(value).decode()
