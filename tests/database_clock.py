"""The clock of a database, set forward by a test.

In a database with this clock `clock_timestamp()` is found in a schema of ours before that of
PostgreSQL, also by the functions of migrations.
"""

from dataclasses import dataclass
from typing import Final

import asyncpg

_CLOCK: Final = """
CREATE SCHEMA passing;
CREATE TABLE passing.clock AS SELECT pg_catalog.clock_timestamp() AS instant;
CREATE FUNCTION passing.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT instant FROM passing.clock';
DO $$ BEGIN
    EXECUTE format(
        'ALTER DATABASE %I SET search_path = passing, public, pg_catalog', current_database());
END $$
"""
# Then it is as good as new for another test.
_NO_CLOCK: Final = """
DROP SCHEMA passing CASCADE;
DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I RESET search_path', current_database());
END $$
"""


@dataclass
class DatabaseClock:
    """The time of a database: it stands still until it is told to pass."""

    _connection: asyncpg.Connection

    @classmethod
    async def begun(cls, url: str) -> "DatabaseClock":
        """For the connections that are opened from now on to the database at this address."""
        connection = await asyncpg.connect(url)
        await connection.execute(_CLOCK)
        return cls(connection)

    async def close(self) -> None:
        """Leave the database its own clock."""
        await self._connection.execute(_NO_CLOCK)
        await self._connection.close()

    async def pass_by(self, seconds: float) -> None:
        """Let so many seconds pass at once."""
        await self._connection.execute(
            "UPDATE passing.clock SET instant = instant + $1 * interval '1 second'", seconds
        )
