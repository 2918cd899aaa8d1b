"""Redis: for what may be lost at any moment (news between replicas, counts for flood control)."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

PATIENCE = 0.5


def connect(url: str) -> Redis:
    """A client that connects when first used, and gives up after half a second.

    Callers must be able to go on without an answer: redis.RedisError.
    """
    return Redis.from_url(
        url,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        health_check_interval=30,
        retry=Retry(NoBackoff(), 1),
        decode_responses=True,
    )
