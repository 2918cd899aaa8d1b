"""What was imported from files, and what became of the lines, for admins."""

from collections.abc import Sequence

from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.transfer.importing import ImportRowState
from storage.transactions import Database
from storage.transfer import import_rows, imports
from storage.transfer.import_rows import ImportRow
from storage.transfer.imports import Import


async def find(database: Database, import_id: int, *, actor: Actor) -> Import:
    """An import, and its progress. Raises NotFound, NotAllowed."""
    actor.require(Permission.DATA)
    async with database.read() as reader:
        file = await imports.find(reader, import_id)
    if file is None:
        raise NotFound
    return file


async def latest(database: Database, most: int, *, actor: Actor) -> Sequence[Import]:
    """The imports whose lines were checked, newest first. Raises NotAllowed."""
    actor.require(Permission.DATA)
    async with database.read() as reader:
        return await imports.latest(reader, most)


async def lines(
    database: Database,
    import_id: int,
    states: Sequence[ImportRowState],
    most: int,
    *,
    after: int = 0,
    actor: Actor,
) -> Sequence[ImportRow]:
    """The first lines with this outcome, expected or actual, after one. Raises NotAllowed."""
    actor.require(Permission.DATA)
    async with database.read() as reader:
        return await import_rows.rows_of(reader, import_id, states, most, after)
