"""Redis: used if it is there, and soon given up if it is not."""

import asyncio
from typing import Any

import pytest
from redis import RedisError
from redis.asyncio import retry
from redis.asyncio.connection import (
    AbstractConnection,
    Connection,
    SSLConnection,
    UnixDomainSocketConnection,
)

from bot import event_loop
from storage import redis


async def test_what_is_set_is_read_as_text(redis_url: str) -> None:
    client = redis.connect(redis_url)
    try:
        await client.set("coachbook:test", "ä", ex=5)

        assert await client.get("coachbook:test") == "ä"
    finally:
        await client.aclose()


async def test_a_redis_that_is_not_there_is_asked_twice_and_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[float] = []
    tries = 0

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    async def refused(*_: Any, **__: Any) -> None:
        nonlocal tries
        tries += 1
        raise ConnectionRefusedError

    monkeypatch.setattr(retry, "sleep", wait)
    monkeypatch.setattr(asyncio, "open_connection", refused)
    client = redis.connect("redis://127.0.0.1:1/0")
    try:
        with pytest.raises(RedisError):
            await client.get("coachbook:test")
    finally:
        await client.aclose()

    assert tries == 2
    assert sum(waits) == 0


def test_a_connection_that_has_ended_is_lost_on_the_loop_that_serves(redis_url: str) -> None:
    async def write_to_what_has_ended() -> None:
        client = redis.connect(redis_url)
        try:
            connection = await client.connection_pool.get_connection()  # type: ignore[no-untyped-call]  # redis-py's
            assert connection._writer is not None
            connection._writer.transport.abort()
            await connection._writer.wait_closed()
            with pytest.raises(RedisError):
                await connection.send_command("PING", check_health=False)
            await client.connection_pool.release(connection)
            assert await client.ping()
        finally:
            await client.aclose()

    with asyncio.Runner(loop_factory=event_loop.loop()) as runner:
        runner.run(write_to_what_has_ended())


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("redis://127.0.0.1:1/0", Connection),
        ("rediss://127.0.0.1:1/0", SSLConnection),
        ("unix:///nowhere.sock", UnixDomainSocketConnection),
    ],
)
def test_it_is_reached_in_every_way_that_a_url_can_name(
    url: str, kind: type[AbstractConnection]
) -> None:
    connection_class = redis.connect(url).connection_pool.connection_class
    assert issubclass(connection_class, kind)
    assert connection_class is not kind
