"""Why a coach is off: for that coach alone."""

from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Coach
from storage.transactions import Database
from storage.working_hours import leave


async def with_notes(database: Database, coach: Coach, *, actor: Actor) -> Coach:
    """The coach with the reasons for their leave. Raises NotAllowed, NotFound for anyone else."""
    actor.require(Permission.WORK)
    if actor.coach_id != coach.id:
        raise NotFound
    async with database.read() as reader:
        return await leave.with_notes(reader, coach)
