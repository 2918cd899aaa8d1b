"""The one door to Postgres: single statements, and transactions that retry.

    async with database.read() as reader:
        person = await people.by_telegram_id(reader, 7001)

    async with database.autocommit() as autocommit:
        await cards.forget(autocommit, card)

    appointment = await database.write(lambda writer: book(writer, …))

A read runs in autocommit: one statement, one round trip, one snapshot. So does a change that is a
single statement and needs no line in the audit log or the outbox. Any other write is one
transaction; it is run again as a whole if Postgres gave up on it for a temporary reason.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import CursorResult, Executable, Row
from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import AsyncAdaptedQueuePool, PoolProxiedConnection
from sqlalchemy.util import greenlet_spawn

from storage import address, effects, faults
from storage.connection_queue import ConnectionQueue
from storage.effects import Effects
from storage.open_connections import OpenConnections
from storage.retrying import Retrier

T = TypeVar("T")
AnyRow: TypeAlias = Row[*tuple[Any, ...]]
Cells: TypeAlias = Sequence[Any]
Values = Mapping[str, Any]

CONNECT_SECONDS = 5.0
QUEUE_SECONDS = 5.0
GOOD_BYE = 2.0
SERVER_SETTINGS = {
    "application_name": "coachbook",
    "timezone": "UTC",
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    # A connection may wait long for its turn: nothing on the way should forget it.
    "tcp_keepalives_idle": "60",
    # Every statement here is short; compiling one costs more than it ever saves.
    "jit": "off",
    # The statements are few and prepared once per connection. Left to itself Postgres plans the
    # longer ones every time, which takes longer than running them.
    "plan_cache_mode": "force_generic_plan",
}


class Reader:
    """Runs single statements, each on its own connection and in its own snapshot."""

    def __init__(
        self,
        engine: AsyncEngine,
        queue: ConnectionQueue,
        patience: Retrier,
        connections: OpenConnections,
    ) -> None:
        self._engine = engine
        self._places = queue
        self._patience = patience
        self._connections = connections

    async def rows(self, statement: Executable, values: Values | None = None) -> Sequence[AnyRow]:
        """All rows of a statement."""

        # In one greenlet; the asynchronous connection would use one for each of its steps.
        def ask() -> Sequence[AnyRow]:
            with self._engine.sync_engine.connect() as connection:
                return connection.execute(statement, values).all()

        async def run() -> Sequence[AnyRow]:
            async with self._places:
                return await greenlet_spawn(ask)

        return await self._patience.over(run)

    async def row(self, statement: Executable, values: Values | None = None) -> AnyRow | None:
        """The first row, or None."""
        rows = await self.rows(statement, values)
        return rows[0] if rows else None

    async def scalar(self, statement: Executable, values: Values | None = None) -> Any:
        """The first value of the first row; None if there is no row."""
        row = await self.row(statement, values)
        return None if row is None else row[0]

    async def fetch(self, sql: str, *arguments: Any) -> Sequence[Cells]:
        """The rows of an SQL text with `$1, $2 …`, run by asyncpg itself."""

        async def run() -> Sequence[Cells]:
            async with self._places:
                pooled = await self._pooled_connection()
                driver: Any = pooled.driver_connection
                try:
                    rows: Sequence[Cells] = await driver.fetch(sql, *arguments)
                    return rows
                except BaseException as fault:
                    if isinstance(fault, TimeoutError):
                        self._connections.cut()
                    # Whatever happened, its answer may still be on the way.
                    pooled.invalidate()
                    raise
                finally:
                    pooled.close()

        return await self._patience.over(run)

    async def _pooled_connection(self) -> PoolProxiedConnection:
        """A pooled connection: an open, idle one as it is, without the greenlet in which SQLAlchemy
        could wait for it, and which costs more than the query."""
        try:
            return self._engine.sync_engine.raw_connection()
        except MissingGreenlet:  # it has to be opened first
            return await self._engine.raw_connection()


class Autocommit(Reader):
    """Runs single statements that may change rows; each is its own transaction."""


class Writer(Reader):
    """Runs statements in one transaction. `effects`: what else is written before its commit."""

    def __init__(self, connection: AsyncConnection, driver: Any) -> None:
        """driver: asyncpg's own connection, which `connection` wraps."""
        self._connection = connection
        self._driver = driver
        self.effects = Effects()

    async def rows(self, statement: Executable, values: Values | None = None) -> Sequence[AnyRow]:
        """All rows of a statement, or of its RETURNING."""
        return (await self._connection.execute(statement, values)).all()

    async def run(self, statement: Executable, values: Values | None = None) -> int:
        """Runs a statement that returns nothing; returns how many rows it touched."""
        result: CursorResult[Any] = await self._connection.execute(statement, values)
        return result.rowcount

    async def fetch(self, sql: str, *arguments: Any) -> Sequence[Cells]:
        """The rows of an SQL text with `$1, $2 …`."""
        rows: Sequence[Cells] = await self._driver.fetch(sql, *arguments)
        return rows

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """A savepoint: what fails inside is undone, and the transaction goes on."""
        async with _transaction(self._driver):
            yield


class Database:
    """Connections to one Postgres.

    on_enqueued: called after a commit that left something in the outbox. The replica that books
    wakes its own deliverer; the others look each second. NOTIFY is not used: it takes one lock for
    the whole server at commit, and bookings would queue for it. on_recorded: called after one that
    left a line in the audit log: somebody has done something.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        """Connects when first used. Raises storage.address.WrongUrl."""
        self._engine = address.engine(
            url,
            settings=SERVER_SETTINGS,
            patience=CONNECT_SECONDS,
            pool_size=pool_size,
            max_overflow=0,
            # The most recently used one: what its process knows is still in the caches.
            pool_use_lifo=True,
            pool_timeout=QUEUE_SECONDS,
        )
        self._places = ConnectionQueue(pool_size, QUEUE_SECONDS)
        self._connections = OpenConnections(self._engine)
        self._autocommit = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self.on_enqueued: list[Callable[[], None]] = []
        self.on_recorded: list[Callable[[], None]] = []
        self._patience = Retrier()

    @property
    def retries(self) -> int:
        """How often something has been run again."""
        return self._patience.retries

    @property
    def in_use(self) -> int:
        """How many connections are in use."""
        return self._pool().checkedout()

    @property
    def idle(self) -> int:
        """How many connections are open and not in use."""
        return self._pool().checkedin()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reader]:
        """A reader. Holds no connection between statements. Raises DatabaseAway."""
        yield Reader(self._autocommit, self._places, self._patience, self._connections)

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[Autocommit]:
        """For changes of a single statement. If its answer was lost it runs again: it must do no
        harm if a lease, a place or an attempt then counts twice. Holds no connection between
        statements. Raises DatabaseAway."""
        yield Autocommit(self._autocommit, self._places, self._patience, self._connections)

    async def write(self, work: Callable[[Writer], Awaitable[T]]) -> T:
        """Runs `work` in one transaction and commits it; whatever it raises rolls back.

        `work` may run up to four times, and the last run may follow one whose commit was never
        confirmed: what it stores must make it idempotent. Raises DatabaseAway.
        """

        async def run() -> tuple[T, Effects]:
            async with self._places, self._autocommit.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                try:
                    async with _transaction(driver):
                        writer = Writer(connection, driver)
                        result = await work(writer)
                        if writer.effects:
                            await writer.fetch(effects.WRITE, *writer.effects.arguments())
                except BaseException as fault:
                    if isinstance(fault, TimeoutError):
                        self._connections.cut()
                    # It is dead, could not be rolled back or, after a cancellation, is in an
                    # unknown state.
                    if (
                        not isinstance(fault, Exception)
                        or faults.leads_nowhere(fault)
                        or driver.is_closed()
                        or driver.is_in_transaction()
                    ):
                        await connection.invalidate()
                    raise
                return result, writer.effects

        outcome, side_effects = await self._patience.over(run)
        for wake in self.on_enqueued if side_effects.outbox else ():
            wake()
        for wake in self.on_recorded if side_effects.audit else ():
            wake()
        return outcome

    async def read_as_one(self, work: Callable[[Reader], Awaitable[T]]) -> T:
        """Runs `work` in one transaction that can change nothing: for statements that need settings
        of their own, which end with it. May run it again, as `write`. Raises DatabaseAway."""

        async def reading(writer: Writer) -> T:
            await writer.fetch("SET TRANSACTION READ ONLY")
            return await work(writer)

        return await self.write(reading)

    async def close(self) -> None:
        """Closes every connection: with a goodbye, as long as Postgres answers it."""
        try:
            async with asyncio.timeout(GOOD_BYE):
                await self._engine.dispose()
        except TimeoutError:
            self._connections.cut()

    def _pool(self) -> AsyncAdaptedQueuePool:
        pool = self._engine.sync_engine.pool
        assert isinstance(pool, AsyncAdaptedQueuePool)
        return pool


@asynccontextmanager
async def _transaction(driver: Any) -> AsyncIterator[None]:
    """A transaction, or a savepoint inside one, begun by asyncpg: it covers both ways to it.

    asyncpg's own context manager lets a failed rollback hide what caused it, and a cancelled task
    would go on as if its connection had been lost.
    """
    transaction = driver.transaction()
    await transaction.start()
    try:
        yield
    except TimeoutError:
        # asyncpg's: no answer came. A rollback would get none either.
        raise
    except BaseException:
        with suppress(Exception):
            await transaction.rollback()
        raise
    await transaction.commit()
