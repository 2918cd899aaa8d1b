"""The playground's business, for tests of conversations."""

from datetime import datetime

from bot.seed import northside
from storage.transactions import Database


async def open_northside(database: Database, now: datetime) -> None:
    """Northside alone, without bookings by others."""
    await database.write(lambda writer: northside.plant(writer, "EUR", now))
