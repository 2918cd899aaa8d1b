"""An admin imports customers, services, coaches or bookings from a file.

The file is a draft of which only the lines are saved. Checked, each line says what would become of
it. Confirmed, lines are imported one after the other, each in a transaction of its own that also
records it: a crash loses nothing and doubles nothing, and any replica continues. One line at a time
in the whole business: two files may name the same people. Undoing works the same way.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from domain.transfer.importing import (
    MOST_OPEN,
    ImportChanged,
    ImportKind,
    ImportRowState,
    ImportState,
)
from handlers.actions.once import once
from handlers.actions.transfer import import_matching as matching
from handlers.typing.lines import read_row
from handlers.typing.row_format import RowFormat
from storage import audit
from storage.transactions import Database, Writer
from storage.transfer import import_rows, imports
from storage.transfer.import_rows import ImportRow
from storage.transfer.imports import Import, ImportOptions


async def draft(
    database: Database,
    kind: ImportKind,
    name: str,
    options: ImportOptions,
    rows: Sequence[tuple[int, Sequence[Any]]],
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> int:
    """Store a file for review; its id. Raises NotAllowed."""
    actor.require(Permission.DATA)

    async def work(writer: Writer) -> dict[str, Any]:
        person = actor.person
        import_id = await imports.add(
            writer, person, kind, name, options, rows, now, most_drafts=MOST_OPEN
        )
        return {"import": import_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["import"])


async def change(
    database: Database,
    import_id: int,
    kind: ImportKind,
    options: ImportOptions,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    rows: Sequence[tuple[int, Sequence[Any]]] | None = None,
) -> None:
    """Read a draft differently. rows: its lines from now on, None for those it has.

    Raises NotFound, NotAllowed, and ImportChanged once it is under way.
    """
    actor.require(Permission.DATA)

    async def work(writer: Writer) -> dict[str, Any]:
        one = await _draft(writer, import_id)
        if rows is not None:
            await import_rows.replace(writer, one.id, rows)
        if rows is not None or (kind, options) != (one.kind, one.options):
            await imports.change(writer, one.id, kind, options)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def check(
    database: Database,
    catalogue: Catalogue,
    import_id: int,
    reading: RowFormat,
    revision: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Say what would become of each line; nothing else is saved.

    reading: with the options of this revision. Raises NotFound, NotAllowed, ImportChanged.
    """
    actor.require(Permission.DATA)
    lines: list[tuple[int, Any]] = []
    async with database.read() as reader:
        after = 0
        while rows := await import_rows.rows(reader, import_id, after):
            # Many lines take long enough to keep others waiting.
            lines += await asyncio.to_thread(_read, reading, rows)
            after = rows[-1].nr
        checks = await matching.check(reader, catalogue, reading.kind, lines, now)

    async def work(writer: Writer) -> None:
        one = await _draft(writer, import_id)
        if one.revision != revision:
            raise ImportChanged
        outcomes = [
            (c.nr, c.line, c.entry, c.key, [fault.to_json() for fault in c.faults]) for c in checks
        ]
        await import_rows.write_checked(writer, one.id, outcomes)
        await imports.set_state(writer, one.id, ImportState.CHECKED)

    await database.write(work)


async def confirm(
    database: Database, import_id: int, revision: int, *, actor: Actor, key: str, now: datetime
) -> None:
    """Import what was reviewed; one under way, or done, continues as it is.

    Raises NotFound, NotAllowed, ImportChanged.
    """
    actor.require(Permission.DATA)

    async def work(writer: Writer) -> dict[str, Any]:
        one = await _find_import(writer, import_id, lock=True)
        if one.state not in (ImportState.DRAFT, ImportState.CHECKED):
            return {}
        if one.state is ImportState.DRAFT or one.revision != revision:
            raise ImportChanged
        await imports.start(writer, one.id, ImportState.RUNNING, actor.person)
        after = {"kind": one.kind, "file": one.name, "lines": one.count(ImportRowState.NEW)}
        await _record(writer, "import", one, after, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def undo(
    database: Database, import_id: int, *, actor: Actor, key: str, now: datetime
) -> None:
    """Remove what an import added, if nobody has touched it since. Raises NotFound, NotAllowed,
    ImportChanged for one still being imported."""
    actor.require(Permission.DATA)

    async def work(writer: Writer) -> dict[str, Any]:
        one = await _find_import(writer, import_id, lock=True)
        if one.state in (ImportState.UNDOING, ImportState.UNDONE):
            return {}
        if one.state is not ImportState.DONE:
            raise ImportChanged
        await imports.start(writer, one.id, ImportState.UNDOING, actor.person)
        after = {"kind": one.kind, "file": one.name, "lines": one.count(ImportRowState.ADDED)}
        await _record(writer, "undo_import", one, after, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


def _read(reading: RowFormat, rows: Sequence[ImportRow]) -> list[tuple[int, Any]]:
    return [(row.nr, read_row(reading, row.cells)) for row in rows]


async def _draft(writer: Writer, import_id: int) -> Import:
    one = await _find_import(writer, import_id, lock=True)
    if one.state not in (ImportState.DRAFT, ImportState.CHECKED):
        raise ImportChanged
    return one


async def _find_import(writer: Writer, import_id: int, *, lock: bool) -> Import:
    one = await imports.find(writer, import_id, lock=lock)
    if one is None:
        raise NotFound
    return one


async def _record(
    writer: Writer,
    action: str,
    one: Import,
    after: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action=action,
        entity="import",
        entity_id=one.id,
        before=None,
        after={name: str(value) if name == "kind" else value for name, value in after.items()},
    )
