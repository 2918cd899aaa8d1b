"""Empty migrated databases, each lent to one test after another.

A new database takes a tenth of a second of processor time, as some 600 files are copied and removed
again; emptying one takes part of that. What a test has left is emptied, down to the sequences and
the planner's statistics, and a database whose schema or settings it has changed is not lent again.

That is done over a connection to each that stays open from test to test: a new one first reads the
catalogues, which takes longer than all the rest. It belongs to a loop of its own, in a thread of
its own, so that a test whose loop is busy is not in its way. For the same reason a test's
connections stay open for the next, with what they have planned and compiled.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, TypeVar

import asyncpg

from handlers.actions.accounts import keys
from storage.transactions import Database
from tests.services import ENDED, Postgres

T = TypeVar("T")

# What comes with PostgreSQL has lower numbers, and no test changes that.
_CATALOGUES = (
    *(f"{name} WHERE oid >= 16384" for name in ("pg_constraint", "pg_proc", "pg_type")),
    "pg_attribute WHERE attrelid >= 16384",
    "pg_index WHERE indexrelid >= 16384",
    "pg_statistic WHERE starelid >= 16384",
    *("pg_attrdef", "pg_trigger", "pg_namespace", "pg_extension", "pg_db_role_setting"),
)
# The newest row of each, and how many there are: additions, changes and drops show in one of them.
_NEWEST = "SELECT count(*) || ' ' || max(xmin::text::bigint) FROM {}"
_SCHEMA = f"SELECT ARRAY[{', '.join(f'({_NEWEST.format(name)})' for name in _CATALOGUES)}]"
# Separately, as emptying changes it.
_CLASSES = _NEWEST.format("pg_class WHERE oid >= 16384")
_TABLES = """
SELECT oid::regclass::text FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
# A table to which nothing was ever written has no page.
_WRITTEN = """
SELECT oid::regclass::text, pg_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
# Beyond this many bytes of a table, its indexes would stay larger than an empty one's.
_LITTLE = 128 * 1024
_SIZE = "SELECT sum(pg_relation_size(name::regclass)) FROM unnest($1::text[]) AS name"
# What the planner uses, of each table with its indexes and its TOAST.
_COUNTED = """
SELECT t.oid::regclass::text, (
    SELECT jsonb_agg(counted)::text FROM (
        SELECT oid, relpages, reltuples, relallvisible, relallfrozen FROM pg_class
        WHERE oid IN (t.oid, t.reltoastrelid) OR oid IN (
            SELECT indexrelid FROM pg_index WHERE indrelid IN (t.oid, t.reltoastrelid)
        )
    ) AS counted
)
FROM pg_class AS t WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
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
WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL($1::int[])
"""


@dataclass
class Databases:
    """The databases of one server."""

    postgres: Postgres
    _schemas: dict[str, list[str]] = field(default_factory=dict)
    _classes: dict[str, str] = field(default_factory=dict)
    _free: list[str] = field(default_factory=list)
    _first_rows: dict[str, str] = field(default_factory=dict)
    _counted: dict[str, dict[str, str]] = field(default_factory=dict)
    _connections: dict[str, asyncpg.Connection] = field(default_factory=dict)
    _opened: dict[str, Database] = field(default_factory=dict)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def __post_init__(self) -> None:
        self._thread = Thread(target=self._loop.run_forever, name="databases", daemon=True)
        self._thread.start()

    async def lend(self) -> str:
        """The name of a migrated database with nothing in it."""
        return self._free.pop() if self._free else await self._there(self._create())

    def open(self, name: str) -> Database:
        """Access to a lent database, as good as new, once for each test.

        SQLAlchemy compiles a statement once for each engine: 15 of them take 10 ms.
        """
        database = self._opened.get(name)
        if database is None:
            database = self._opened[name] = Database(self.postgres.url(name))
        database.on_enqueued.clear()
        database.on_recorded.clear()
        database._patience.retries = 0
        keys.ring_of(database).forget()
        return database

    async def rest(self, database: Database) -> None:
        """Keeps the opened connections for the next test, if all is at rest."""
        if database.in_use or len(asyncio.all_tasks()) > 1:
            await _close(database)
            return
        try:
            for driver in _drivers(database):
                await driver.reset(timeout=5)
        except (*ENDED, TimeoutError):
            await _close(database)

    async def leave(self, name: str) -> None:
        """Closes idle connections to a lent database, for a test that counts who is in it."""
        if database := self._opened.get(name):
            await _close(database)

    async def take_back(self, name: str) -> None:
        """Ends any other connections to it, and empties it for the next test, or drops it."""
        database = self._opened.get(name)
        resting = [driver.get_server_pid() for driver in _drivers(database)] if database else []
        if not await self._there(self._taken_back(name, resting)) and database:
            del self._opened[name]
            await _close(database)

    async def close(self) -> None:
        """Let go of all of them."""
        for database in self._opened.values():
            await _close(database)
        for connection in self._connections.values():
            self._loop.call_soon_threadsafe(connection.terminate)
        # Once more round the loop, in which they end.
        self._loop.call_soon_threadsafe(self._loop.call_soon, self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _there(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs it in the connections' loop; its result."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _create(self) -> str:
        name = await self.postgres.create()
        connection = await self._connection(name)
        self._schemas[name] = await connection.fetchval(_SCHEMA)
        self._classes[name] = await connection.fetchval(_CLASSES)
        counted = await connection.fetch(_COUNTED)
        self._counted[name] = {table: rows.strip("[]") for table, rows in counted}
        if not self._first_rows:
            self._first_rows = {
                table: await connection.fetchval(
                    f"SELECT coalesce(jsonb_agg(t), '[]')::text FROM {table} AS t"
                )
                for (table,) in await connection.fetch(_TABLES)
            }
        return name

    async def _taken_back(self, name: str, resting: Sequence[int]) -> bool:
        """Whether it can be lent again."""
        try:
            emptied = await self._reset(name, resting)
        except ENDED:
            emptied = False  # a test has ended all connections, or lets nobody in
        if emptied:
            self._free.append(name)
        else:
            del self._schemas[name], self._classes[name]
            if connection := self._connections.pop(name, None):
                connection.terminate()
            await self.postgres.drop(name)
        return emptied

    async def _connection(self, name: str) -> asyncpg.Connection:
        connection = self._connections.get(name)
        if connection is None or connection.is_closed():
            connection = await asyncpg.connect(self.postgres.url(name))
            # No trigger may keep a database from being emptied.
            await connection.execute("SET session_replication_role = replica")
            self._connections[name] = connection
        return connection

    async def _reset(self, name: str, resting: Sequence[int]) -> bool:
        """Whether it is as it was when it was new."""
        connection = await self._connection(name)
        await connection.fetch(_END_OTHERS, resting)
        if (
            await connection.fetchval(_CLASSES) != self._classes[name]
            or await connection.fetchval(_SCHEMA) != self._schemas[name]
        ):
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
        self._classes[name] = await connection.fetchval(_CLASSES)
        return True

    async def _empty(self, connection: asyncpg.Connection, counted: dict[str, str]) -> None:
        """Leave no page in any table: rows that replace others are read in another order.

        TRUNCATE takes 50 ms of processor time, as it makes new files for every table that refers to
        one of those that were written to, and for all their indexes.
        """
        written = await connection.fetch(_WRITTEN)
        tables = [table for table, _ in written]
        if all(size <= _LITTLE for _, size in written):
            await connection.execute("; ".join(f"DELETE FROM {table}" for table in tables))
            await connection.execute(f"VACUUM (INDEX_CLEANUP on, TRUNCATE) {', '.join(tables)}")
            before = ", ".join(counted[table] for table in tables)
            await connection.execute(_COUNT_AS_BEFORE, f"[{before}]")
        if await connection.fetchval(_SIZE, tables):
            await connection.execute(f"TRUNCATE {', '.join(self._first_rows)}")


async def _close(database: Database) -> None:
    """Closes its connections, even those in use."""
    left = _drivers(database)
    await database.close()
    for driver in left:
        driver.terminate()


def _drivers(database: Database) -> list[asyncpg.Connection]:
    """The open connections of its pool, as asyncpg's own."""
    return [driver for driver in database._connections._known if not driver.is_closed()]
