"""Redis: for what may be lost at any moment (news between replicas, counts for flood control)."""

from collections.abc import Iterable, Mapping
from typing import Final

from redis.asyncio import Redis
from redis.asyncio.connection import (
    AbstractConnection,
    Connection,
    ConnectionPool,
    SSLConnection,
    UnixDomainSocketConnection,
)
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionLost

PATIENCE = 0.5


class _EndsAsLost(AbstractConnection):
    """Says of a connection that has ended that it is lost, on any event loop.

    Writing to one is a RuntimeError in uvloop, which redis-py lets through: it ended the process.
    """

    async def send_packed_command(
        self, command: bytes | str | Iterable[bytes], check_health: bool = True
    ) -> None:
        try:
            await super().send_packed_command(command, check_health)
        except RuntimeError as fault:
            raise ConnectionLost(str(fault)) from fault


class _Plain(_EndsAsLost, Connection):
    pass


class _Encrypted(_EndsAsLost, SSLConnection):
    pass


class _OnSocket(_EndsAsLost, UnixDomainSocketConnection):
    pass


_KINDS: Final[Mapping[type[AbstractConnection], type[AbstractConnection]]] = {
    Connection: _Plain,
    SSLConnection: _Encrypted,
    UnixDomainSocketConnection: _OnSocket,
}


def connect(url: str) -> Redis:
    """A client that connects when first used, and gives up after half a second.

    Callers must be able to go on without an answer: redis.RedisError.
    """
    pool = ConnectionPool.from_url(
        url,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        health_check_interval=30,
        retry=Retry(NoBackoff(), 1),
        decode_responses=True,
    )
    pool.connection_class = _KINDS[pool.connection_class]
    return Redis.from_pool(pool)
