"""Migrated databases with nothing in them, each lent to one test after the other.

A new database takes a tenth of a second of processor time, as some 350 files are copied and removed
again; emptying one takes a part of that. What a test has left is emptied, down to the sequences and
to what the planner goes by, and a database whose schema or settings it has changed is not lent
again.

That is done by a connection to each that stays open from test to test: a new one reads the
catalogues first, which takes longer than all the rest. It belongs to a loop of its own, in a thread
of its own, as each test has another loop. What a test itself is given has new connections each
time, and statements that were compiled before.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, TypeVar

import asyncpg

from handlers.actions.accounts import keys
from storage.transactions import Database
from tests.services import Postgres

T = TypeVar("T")

_CATALOGUES = (
    *("pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_proc"),
    *("pg_trigger", "pg_type", "pg_namespace", "pg_extension", "pg_statistic"),
    "pg_db_role_setting",
)
# The newest row of each, and how many there are: what is added, changed or dropped shows in one.
_SCHEMA = "SELECT ARRAY[{}]".format(
    ", ".join(
        f"(SELECT count(*) || ' ' || max(xmin::text::bigint) FROM {name})" for name in _CATALOGUES
    )
)
_TABLES = """
SELECT oid::regclass::text FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
# A table to which nothing was ever written has no page.
_WRITTEN = """
SELECT oid::regclass::text, pg_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
# Beyond so many bytes of a table its indexes would stay larger than those of an empty one.
_LITTLE = 128 * 1024
_COUNTED = """
SELECT jsonb_agg(counted)::text FROM (
    SELECT oid, relpages, reltuples, relallvisible, relallfrozen FROM pg_class
    WHERE relkind IN ('r', 'i', 't') AND relnamespace IN (
        'public'::regnamespace, 'pg_toast'::regnamespace
    )
) AS counted
"""
_COUNT_AS_BEFORE = """
UPDATE pg_class AS c
SET relpages = was.relpages, reltuples = was.reltuples,
    relallvisible = was.relallvisible, relallfrozen = was.relallfrozen
FROM jsonb_to_recordset($1::text::jsonb)
    AS was (oid oid, relpages int, reltuples real, relallvisible int, relallfrozen int)
WHERE c.oid = was.oid AND (c.relpages, c.reltuples, c.relallvisible, c.relallfrozen)
    IS DISTINCT FROM (was.relpages, was.reltuples, was.relallvisible, was.relallfrozen)
"""
_SEQUENCES = """
SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""
_END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass
class Databases:
    """The databases of one server."""

    postgres: Postgres
    _schemas: dict[str, list[str]] = field(default_factory=dict)
    _free: list[str] = field(default_factory=list)
    _first_rows: dict[str, str] = field(default_factory=dict)
    _counted: dict[str, str] = field(default_factory=dict)
    _connections: dict[str, asyncpg.Connection] = field(default_factory=dict)
    _opened: dict[str, Database] = field(default_factory=dict)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def __post_init__(self) -> None:
        self._thread = Thread(target=self._loop.run_forever, name="databases", daemon=True)
        self._thread.start()

    async def lend(self) -> str:
        """The name of a migrated database with nothing in it."""
        return self._free.pop() if self._free else await self._there(self._made())

    def opened(self, name: str) -> Database:
        """A door to a database that was lent, as good as a new one, once for each test.

        SQLAlchemy compiles a statement once for each engine: 15 of them take 10 ms.
        """
        database = self._opened.get(name)
        if database is None or database.in_use or database.idle:  # the last good-bye took too long
            database = self._opened[name] = Database(self.postgres.url(name))
        database.on_enqueued.clear()
        database.on_recorded.clear()
        database._patience.retries = 0
        keys.ring_of(database).forget()
        return database

    async def take_back(self, name: str) -> None:
        """Ends whoever is in it, and empties it for the next, or drops it."""
        await self._there(self._taken_back(name))

    def close(self) -> None:
        """Let go of all of them."""
        for connection in self._connections.values():
            self._loop.call_soon_threadsafe(connection.terminate)
        # Once more round the loop, in which they end.
        self._loop.call_soon_threadsafe(self._loop.call_soon, self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _there(self, work: Coroutine[Any, Any, T]) -> T:
        """What comes of it in the loop of the connections."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _made(self) -> str:
        name = await self.postgres.create()
        connection = await self._connected(name)
        self._schemas[name] = await connection.fetchval(_SCHEMA)
        self._counted[name] = await connection.fetchval(_COUNTED)
        if not self._first_rows:
            self._first_rows = {
                table: await connection.fetchval(
                    f"SELECT coalesce(jsonb_agg(t), '[]')::text FROM {table} AS t"
                )
                for (table,) in await connection.fetch(_TABLES)
            }
        return name

    async def _taken_back(self, name: str) -> None:
        try:
            emptied = await self._emptied(name)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            emptied = False  # a test has ended all that was connected, or lets nobody in
        if emptied:
            self._free.append(name)
        else:
            del self._schemas[name]
            self._opened.pop(name, None)
            if connection := self._connections.pop(name, None):
                connection.terminate()
            await self.postgres.drop(name)

    async def _connected(self, name: str) -> asyncpg.Connection:
        connection = self._connections.get(name)
        if connection is None or connection.is_closed():
            connection = await asyncpg.connect(self.postgres.url(name))
            # No trigger may refuse that a database is emptied.
            await connection.execute("SET session_replication_role = replica")
            self._connections[name] = connection
        return connection

    async def _emptied(self, name: str) -> bool:
        """Whether it is as it was when it was new."""
        connection = await self._connected(name)
        await connection.execute(_END_OTHERS)
        if await connection.fetchval(_SCHEMA) != self._schemas[name]:
            return False
        await self._empty(connection, self._counted[name])
        async with connection.transaction():
            for table, rows in self._first_rows.items():
                if rows != "[]":
                    await connection.execute(
                        f"INSERT INTO {table} SELECT * FROM "
                        f"jsonb_populate_recordset(NULL::{table}, $1::text::jsonb)",
                        rows,
                    )
            await connection.fetch(_SEQUENCES)
        self._schemas[name] = await connection.fetchval(_SCHEMA)
        return True

    async def _empty(self, connection: asyncpg.Connection, counted: str) -> None:
        """Leave no page in any table: rows that come where others were are read in another order.

        TRUNCATE takes 50 ms of processor time, as it makes new files for every table that refers to
        one of those that were written to, and for all their indexes.
        """
        written = await connection.fetch(_WRITTEN)
        if all(size <= _LITTLE for _, size in written):
            tables = [table for table, _ in written]
            await connection.execute("; ".join(f"DELETE FROM {table}" for table in tables))
            await connection.execute(f"VACUUM (INDEX_CLEANUP on, TRUNCATE) {', '.join(tables)}")
            await connection.execute(_COUNT_AS_BEFORE, counted)
            written = await connection.fetch(_WRITTEN)
        if written:
            await connection.execute(f"TRUNCATE {', '.join(self._first_rows)}")
