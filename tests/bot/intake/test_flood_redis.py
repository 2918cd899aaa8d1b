"""Replicas with a Redis jointly count who hammers buttons, and lose no time over it."""

import socket
from collections.abc import AsyncIterator
from time import monotonic

import pytest
from redis.asyncio import Redis

from bot.intake import flood as flood_module
from bot.intake.flood import BURST, REDIS_PATIENCE, SUSPICIOUS, Flood
from storage import redis as stored_redis
from tests.bot.intake.hammering import MIA, CallRecorder, none, press


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator[Redis]:
    redis = stored_redis.connect(redis_url)
    await redis.flushall()
    yield redis
    await redis.aclose()


async def test_replicas_with_a_redis_count_one_person_together(
    client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood_module, "REDIS_PATIENCE", 30.0)  # on a busy machine it takes its time
    recorder = CallRecorder()
    replicas = [
        Flood(2.0, call=recorder.call, reply=recorder.call, language="en", redis=client, bot="1")
        for _ in range(2)
    ]

    async def waits(flood: Flood, number: int) -> float:
        ready_at = flood.weigh(MIA, press(number), polled=False)
        assert ready_at is not None
        return await flood.wait(MIA, press(number), ready_at) if ready_at else 0.0

    begun = monotonic()
    # Neither of them sees more than sixteen.
    first = [await waits(replicas[0], number) for number in range(16)]
    second = [await waits(replicas[1], number) for number in range(16)]

    assert max(first) <= 0
    assert second[3] <= 0
    assert 4 - (monotonic() - begun) <= second[-1] <= 5
    assert len(recorder.calls) == 1


async def test_redis_is_not_asked_about_people_at_a_usual_pace(client: Redis) -> None:
    flood = Flood(2.0, call=none, reply=none, language="en", redis=client, bot="1")
    for number in range(SUSPICIOUS):
        assert flood.weigh(MIA, press(number), polled=True) == 0.0

    assert await client.dbsize() == 0


async def test_a_redis_that_accepts_and_never_answers_is_asked_once_for_a_tenth_of_a_second(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert REDIS_PATIENCE == 0.1
    with socket.create_server(("127.0.0.1", 0)) as hole:
        client = stored_redis.connect(f"redis://127.0.0.1:{hole.getsockname()[1]}/0")
        recorder = CallRecorder()
        flood = Flood(
            2.0,
            call=recorder.call,
            reply=recorder.call,
            language="en",
            redis=client,
            stopwatch=lambda: 1.0,
        )
        for number in range(BURST):
            ready_at = flood.weigh(MIA, press(number), polled=True)
            assert ready_at is not None
            if ready_at:
                assert await flood.wait(MIA, press(number), ready_at) <= 0
        await client.aclose()

    log = capsys.readouterr().out
    assert log.count("flood.without_redis") == log.count("TimeoutError") == 1
