"""Redis: used if it is there, and soon given up if it is not."""

import asyncio
from typing import Any

import pytest
from redis import RedisError
from redis.asyncio import retry

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
