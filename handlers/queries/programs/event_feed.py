"""What has changed, in order, for a door that passes it on.

It has everybody's events: `event_access` says who is sent which.
"""

from storage.programs import events
from storage.programs.events import Cursor, EventPage
from storage.transactions import Database


async def after(database: Database, cursor: Cursor, limit: int) -> EventPage | None:
    """As `storage.programs.events.read_after`. Raises DatabaseAway."""
    async with database.read() as reader:
        return await events.read_after(reader, cursor, limit)


async def newest(database: Database) -> Cursor:
    """As `storage.programs.events.newest`. Raises DatabaseAway."""
    async with database.read() as reader:
        return await events.newest(reader)
