"""What has changed, in the order in which it did, for a door that passes it on.

It has all events of everybody: who hears of which is asked of `event_access`.
"""

from storage.programs import events
from storage.programs.events import Cursor, Page
from storage.transactions import Database


async def after(database: Database, cursor: Cursor, limit: int) -> Page | None:
    """As `storage.programs.events.read_after`. Raises DatabaseAway."""
    async with database.read() as reader:
        return await events.read_after(reader, cursor, limit)


async def newest(database: Database) -> Cursor:
    """As `storage.programs.events.newest`. Raises DatabaseAway."""
    async with database.read() as reader:
        return await events.newest(reader)
