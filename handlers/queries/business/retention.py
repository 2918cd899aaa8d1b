"""How long each kind of data is kept, and how much would be deleted, for admins."""

from datetime import datetime

from domain.business.retention import RecordKind, Retention, before
from domain.roles import Actor, Permission
from storage.business import retention
from storage.transactions import Database


async def current(database: Database, *, actor: Actor) -> Retention:
    """What the business has chosen. Raises NotAllowed."""
    actor.require(Permission.DATA)
    async with database.read() as reader:
        return await retention.current(reader)


async def would_go(
    database: Database, kind: RecordKind, days: int, *, actor: Actor, now: datetime
) -> int:
    """How much the next clean-up would delete with this retention. Raises NotAllowed."""
    actor.require(Permission.DATA)
    since = before(days, now)
    if since is None:
        return 0
    async with database.read() as reader:
        return await retention.count(reader, kind, since)
