"""Which of the pooled connections still lead to Postgres.

A connection that was reset is known to be closed. One to a machine that has vanished is not:
nothing comes back, not even a reset. Once one of them has timed out, all are cut, including those
others are waiting on: whatever they did is run again, and nobody waits in turn.
"""

from typing import Any
from weakref import WeakSet

import asyncpg
from sqlalchemy import ExceptionContext, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine


class OpenConnections:
    """The connections of one pool, as asyncpg's own."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._known: WeakSet[Any] = WeakSet()
        event.listen(engine.sync_engine, "connect", self._on_connect)
        event.listen(engine.sync_engine, "checkout", self._on_checkout)
        event.listen(engine.sync_engine, "handle_error", self._on_error)

    def cut(self) -> None:
        """End all of them at once: a goodbye would wait two seconds for its answer."""
        for driver in tuple(self._known):
            driver.terminate()

    def _on_connect(self, connection: Any, _record: Any) -> None:
        self._known.add(connection.driver_connection)

    def _on_checkout(self, connection: Any, _record: Any, _proxy: Any) -> None:
        """Keeps a restart of Postgres from costing one failed statement per pooled connection.

        asyncpg knows that its socket was closed; nothing is sent over the network.
        """
        if connection.driver_connection.is_closed():
            raise InvalidatePoolError

    def _on_error(self, context: ExceptionContext) -> None:
        """Keeps a connection from being reused after Postgres has said goodbye to it.

        Until its socket is closed too, asyncpg answers with an error of its own state machine.
        """
        fault = context.original_exception
        if isinstance(fault.__cause__, asyncpg.InternalClientError):
            context.is_disconnect = True
        elif isinstance(fault, TimeoutError):
            context.is_disconnect = True
            self.cut()
