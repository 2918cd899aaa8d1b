"""Redis: used if it is there, and soon given up if it is not."""

from time import perf_counter

import pytest
from redis import RedisError

from storage import redis


async def test_what_is_set_is_read_as_text(redis_url: str) -> None:
    client = redis.connect(redis_url)
    try:
        await client.set("coachbook:test", "ä", ex=5)

        assert await client.get("coachbook:test") == "ä"
    finally:
        await client.aclose()


async def test_a_redis_that_is_not_there_is_given_up_within_seconds() -> None:
    client = redis.connect("redis://127.0.0.1:1/0")
    begun = perf_counter()
    try:
        with pytest.raises(RedisError):
            await client.get("coachbook:test")
    finally:
        await client.aclose()

    assert perf_counter() - begun < 3
