"""Lines of files are imported, or taken back, one after the other.

Each has a transaction of its own that also records it: a crash loses nothing and doubles nothing,
and any replica can continue. Each line checks again whether the person who started this may still
do it: an admin who loses the role or is blocked stops what they started.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

import structlog

from domain.refusals import Refusal
from domain.roles import SYSTEM, Actor, Door, Permission
from domain.services.catalogue import Catalogue
from domain.transfer.importing import UNDER_WAY, ImportFault, ImportRowState, ImportState
from handlers.actions.transfer import import_news
from handlers.actions.transfer.import_removal import take_back
from handlers.actions.transfer.import_writing import bring
from handlers.actions.transfer.line_faults import fault_of
from storage import audit
from storage.faults import DatabaseAway
from storage.people import people
from storage.services import catalogue as stored
from storage.transactions import Database, Writer
from storage.transfer import import_rows, imports
from storage.transfer.import_rows import ImportRow
from storage.transfer.imports import Import

log = structlog.get_logger(__name__)

AT_ONCE: Final = 400  # lines per tick


@dataclass(slots=True)
class _ImportPass:
    """One pass over what is under way. by_clock: nobody is watching. catalogue: the last one
    read."""

    now: datetime
    by_clock: bool
    catalogue: Catalogue | None = None

    async def newest(self, writer: Writer) -> Catalogue:
        """The current offer: seldom different from the previous line's."""
        catalogue = self.catalogue
        if catalogue is None or catalogue.version != await stored.version(writer):
            catalogue = self.catalogue = await stored.load(writer)
        return catalogue


async def advance(
    database: Database, *, actor: Actor, now: datetime, most: int = AT_ONCE, only: int | None = None
) -> int:
    """Continue what is under way, this many lines at most; how many. only: this import.

    Idempotent; any replica may. Raises NotAllowed.
    """
    actor.require(Permission.TIME if actor.person_id is None else Permission.DATA)
    async with database.read() as reader:
        under_way = await imports.under_way(reader)
    done, pass_ = 0, _ImportPass(now, by_clock=actor.person_id is None)
    for import_id in under_way:
        if only not in (None, import_id):
            continue
        while done < most and await _next(database, import_id, pass_):
            done += 1
    return done


async def _next(database: Database, import_id: int, pass_: _ImportPass) -> bool:
    """One line; whether there was one. A bad one is set aside, and others follow."""
    at: list[tuple[ImportRow, bool]] = []
    try:
        return await database.write(partial(_line, import_id, at, pass_))
    except DatabaseAway:
        raise
    except Exception as fault:
        if not at:
            raise
        (row, undoing), why = at[-1], ImportFault("", "refused")
        if isinstance(fault, Refusal):
            why = fault_of(fault, row.entry)
        else:
            log.exception("import.broke", id=import_id, line=row.nr)
        await database.write(partial(_put_aside, import_id, row.nr, undoing, why))
        return True


async def _line(
    import_id: int, at: list[tuple[ImportRow, bool]], pass_: _ImportPass, writer: Writer
) -> bool:
    now = pass_.now
    await imports.turn(writer)
    one = await imports.find(writer, import_id, counted=False)
    if one is None or one.state not in UNDER_WAY:
        return False
    person = await people.by_id(writer, one.person_id)
    actor = None if person is None else person.at(Door.JOB)
    if actor is None or not actor.may(Permission.DATA):
        await _stop(writer, one, pass_)
        return False
    undoing = one.state is ImportState.UNDOING
    line_state = ImportRowState.ADDED if undoing else ImportRowState.NEW
    row = await import_rows.next_row(writer, import_id, line_state, last=undoing)
    if row is None:
        after = await _end(
            writer, import_id, ImportState.UNDONE if undoing else ImportState.DONE, now
        )
        await import_news.tell(writer, after, now, by_clock=pass_.by_clock)
        return False
    at.append((row, undoing))
    if undoing:
        gone = await take_back(writer, one.kind, row.entry, row.addition, actor=actor, now=now)
        await import_rows.set_row(
            writer, import_id, row.nr, ImportRowState.REMOVED if gone else ImportRowState.STAYS
        )
    else:
        await _bring(writer, one, row, actor, pass_)
    return True


async def _stop(writer: Writer, one: Import, pass_: _ImportPass) -> None:
    """Import or take back nothing more of it. What is in stays, and another admin can undo it."""
    await import_rows.refuse_rest(writer, one.id, [ImportFault("", "no_right").to_json()])
    after = await _end(writer, one.id, ImportState.DONE, pass_.now)
    await audit.record(
        writer,
        at=pass_.now,
        actor=SYSTEM,
        action="stop_import",
        entity="import",
        entity_id=one.id,
        before={"state": one.state},
        after={"state": after.state},
    )
    await import_news.tell(writer, after, pass_.now, by_clock=pass_.by_clock, stopped=one.state)


async def _end(writer: Writer, import_id: int, state: ImportState, now: datetime) -> Import:
    await imports.set_state(writer, import_id, state, now)
    after = await imports.find(writer, import_id)
    assert after is not None
    return after


async def _bring(
    writer: Writer, one: Import, row: ImportRow, actor: Actor, pass_: _ImportPass
) -> None:
    catalogue = await pass_.newest(writer)
    outcome = await bring(
        writer, catalogue, one.kind, row.entry, actor=actor, now=pass_.now, tell=one.options.tell
    )
    state = ImportRowState.ADDED if outcome.addition is not None else ImportRowState.KNOWN
    if outcome.faults:
        state = ImportRowState.WRONG
    await import_rows.set_row(
        writer,
        one.id,
        row.nr,
        state,
        faults=[fault.to_json() for fault in outcome.faults],
        addition=outcome.addition,
        person_id=outcome.person_id,
    )


async def _put_aside(
    import_id: int, nr: int, undoing: bool, why: ImportFault, writer: Writer
) -> None:
    state, faults = (
        (ImportRowState.STAYS, []) if undoing else (ImportRowState.WRONG, [why.to_json()])
    )
    await import_rows.set_row(writer, import_id, nr, state, faults=faults)
