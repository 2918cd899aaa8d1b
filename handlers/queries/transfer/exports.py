"""What an admin has exported as files."""

from collections.abc import Sequence

from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.transactions import Database
from storage.transfer import exports, kept_files
from storage.transfer.exports import ExportStatus
from storage.transfer.kept_files import KeptFile


async def own(database: Database, most: int, *, actor: Actor) -> Sequence[ExportStatus]:
    """What the actor has requested, newest first. Raises NotAllowed."""
    actor.require(Permission.DATA)
    async with database.read() as reader:
        return await exports.of_person(reader, actor.person, most)


async def find(database: Database, export_id: int, *, actor: Actor) -> ExportStatus:
    """One of these. Raises NotAllowed, NotFound."""
    actor.require(Permission.DATA)
    async with database.read() as reader:
        export = await exports.one_of_person(reader, actor.person, export_id)
    if export is None:
        raise NotFound
    return export


async def files(database: Database, export_id: int, *, actor: Actor) -> Sequence[KeptFile]:
    """Its files that can be fetched, in order. Raises NotAllowed, NotFound."""
    await find(database, export_id, actor=actor)
    async with database.read() as reader:
        return await kept_files.of_export(reader, export_id)
