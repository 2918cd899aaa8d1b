"""A month's free starts from our cache, against computing them and against asking Redis.

The coaches of W3, with PostgreSQL's answer about their blocked time: one of them, and all hundred,
as for a booking with any coach. Redis is asked as replicas would share such a cache: by digests of
everything the starts depend on, one MGET on loopback, through redis-py.
"""

import asyncio
from array import array
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from struct import pack
from tempfile import TemporaryDirectory
from typing import Any

from redis.asyncio import Redis

from benchmarks.slots import COACHES, SERVICE, Workload
from benchmarks.table import Row, less_is_better, median_times, table
from domain.services.catalogue import Coach
from domain.starts.slots import bookable, open_starts
from handlers.queries.starts.free_starts import FreeStarts
from storage.appointments.busy_spans import BlockedSpans
from tests.services import Redis as Server

TEAM = [Workload(31, 150, seed=seed) for seed in range(COACHES)]
WINDOW, NOW = TEAM[0].window, TEAM[0].now
ALL = [replace(one.coach, id=number) for number, one in enumerate(TEAM)]
BLOCKED = {
    number: BlockedSpans(b"".join(pack(">qq", *span) for span in one.busy))
    for number, one in enumerate(TEAM)
}
ONE = ALL[:1]
# For a month of all hundred: how long a tap may hold up others.
GOAL = 10.0


def rows() -> list[Row]:
    """The rows of this benchmark."""
    with TemporaryDirectory() as folder, asyncio.Runner() as runner:
        server = Server(Path(folder))
        server.start()
        client = Redis.from_url(server.url)
        try:
            return [
                *_compare("month of one coach, known", ONE, None, runner, client),
                *_compare("month of anyone of 100, known", ALL, GOAL, runner, client),
            ]
        finally:
            runner.run(client.aclose())
            server.stop()


def _compare(
    name: str, coaches: Sequence[Coach], goal: float | None, runner: asyncio.Runner, client: Redis
) -> list[Row]:
    cache = FreeStarts()
    offers = [(SERVICE, coach) for coach in coaches]

    def from_cache() -> list[int]:
        return list(cache.of_any(offers, BLOCKED, WINDOW, NOW, {}))

    def from_scratch() -> list[int]:
        return list(FreeStarts().of_any(offers, BLOCKED, WINDOW, NOW, {}))

    def from_redis() -> list[int]:
        return runner.run(_ask(client, coaches))

    runner.run(_fill(client, coaches))
    if not from_cache() == from_scratch() == from_redis():
        raise AssertionError(f"{name}: one of them gives another answer")
    ours, theirs, redis = median_times((from_cache, from_scratch, from_redis), 21)
    return [
        less_is_better(name, ours, "worked out", theirs, "ms", goal),
        less_is_better(name, ours, "Redis", redis, "ms"),
    ]


async def _fill(client: Redis, coaches: Sequence[Coach]) -> None:
    for coach in coaches:
        starts = open_starts(SERVICE, coach, BLOCKED[coach.id], WINDOW)
        await client.set(_digest(coach), array("q", starts).tobytes())


async def _ask(client: Redis, coaches: Sequence[Coach]) -> list[int]:
    first, end = bookable(SERVICE, coaches[0], WINDOW, NOW)
    starts: set[int] = set()
    answers: list[Any] = await client.mget([_digest(coach) for coach in coaches])
    for answer in answers:
        starts.update(array("q", answer))
    return sorted(start for start in starts if first <= start < end)


def _digest(coach: Coach) -> bytes:
    question = repr((SERVICE.id, coach.id, WINDOW)).encode()
    return blake2b(question + BLOCKED[coach.id].packed, digest_size=16).digest()


if __name__ == "__main__":
    print(table(rows()))
