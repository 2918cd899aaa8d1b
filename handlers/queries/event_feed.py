"""What has changed, in the order in which it did, for a door that passes it on.

It has all events of everybody: who hears of which is asked of `event_access`.
"""

from storage import events
from storage.events import Cursor, Page
from storage.transactions import Database


async def after(database: Database, cursor: Cursor, limit: int) -> Page | None:
    """As `storage.events.read_after`. Raises DatabaseAway."""
    async with database.read() as reader:
        return await events.read_after(reader, cursor, limit)


async def newest(database: Database) -> Cursor:
    """As `storage.events.newest`. Raises DatabaseAway."""
    async with database.read() as reader:
        return await events.newest(reader)
