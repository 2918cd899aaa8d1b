"""Row 14: whether the replicas' memory grows while nothing special happens, for an hour.

Known people press buttons, and strangers never seen before keep coming: whatever a process keeps
for each update, or each person, grows with them. The first minutes are the warm-up, under more load
than later: connections open, statements are prepared, and caches fill up to their bounds, which
takes tens of thousands of presses. A line is fitted to the resident memory of each replica after
that, one sample a second, so that neither allocator noise nor a lucky last sample decides; the
growth is the line's.
"""

import asyncio
import multiprocessing
import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import linear_regression
from typing import Final

import psutil

from tests.chaos import strangers
from tests.chaos.crowd import Crowd
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet

REPLICAS: Final = 3
# Updates a second from all people: few enough to leave the machine to others.
PRESSES: Final = 25
TEXTS: Final = 5
# While warming up.
WARMING: Final = 100
GROWTH: Final = 0.05
AT_FIRST: Final = 0.1
# This much of the intended load must have been taken.
STEADY: Final = 0.9
BESIDE_OTHERS: Final = 0.1  # the same on a machine that is busy elsewhere
MEGABYTE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Line:
    """What a replica's memory did after the warm-up, in bytes, by the fitted line."""

    first: float
    last: float

    @property
    def growth(self) -> float:
        """As a part of what it was."""
        return self.last / self.first - 1

    def __str__(self) -> str:
        first, last = self.first / MEGABYTE, self.last / MEGABYTE
        return f"{first:.1f} → {last:.1f} MB ({self.growth:+.1%})"


@dataclass(frozen=True, slots=True)
class Soak:
    """What came of it. lines: of the replicas. taken: updates in the `seconds` after `warm_up`."""

    warm_up: float
    seconds: float
    lines: Sequence[Line]
    taken: int


def fit_line(samples: Sequence[float]) -> Line:
    """The line through samples at equal distances, at least two."""
    slope, start = linear_regression(range(len(samples)), samples)
    return Line(start, start + slope * (len(samples) - 1))


async def run(form: Form, seed: int) -> list[Figure]:
    """An hour after ten minutes of warm-up; the short form half a minute after 20 seconds.

    In the few seconds of the smoke form caches are still filling: only a large leak shows.
    """
    warm_up, seconds = form.choose(smoke=(5, 6), short=(20, 30), long=(600, 3600))
    if form is Form.SMOKE:
        return figures(await soak(seed, warm_up=warm_up, seconds=seconds), AT_FIRST, BESIDE_OTHERS)
    return figures(await soak(seed, warm_up=warm_up, seconds=seconds))


async def soak(seed: int, *, warm_up: float, seconds: float, guard: str | None = None) -> Soak:
    """What comes of this many seconds after a warm-up. guard: what the replicas do without."""
    async with Fleet(seed, replicas=REPLICAS, guard=guard) as fleet, Crowd(fleet, seed) as crowd:
        passing = asyncio.create_task(
            strangers.arrive(fleet, random.Random(seed), per_second=TEXTS)
        )
        await crowd.press(per_second=WARMING, seconds=warm_up)
        warm = fleet.witness.now()
        watching = asyncio.create_task(_watch())
        await crowd.press(per_second=PRESSES, seconds=seconds)
        watching.cancel()
        samples = await watching
        assert passing.cancel(), "nobody came any more"
        taken = sum((sent.taken_at or 0) > warm for sent in fleet.witness.updates.values())
    return Soak(warm_up, seconds, [fit_line(one) for one in samples], taken)


def figures(outcome: Soak, growth: float = GROWTH, steady: float = STEADY) -> list[Figure]:
    """The figure of the outcome. growth: from which on it is too much. steady: the least share of
    what was sent that must have been taken."""
    load, seconds = outcome.taken / outcome.seconds, _spoken(outcome.seconds)
    grown = any(line.growth >= growth for line in outcome.lines)
    return [
        Figure(
            14,
            f"memory of {REPLICAS} replicas, {seconds} at {load:.0f} updates/s after "
            f"{_spoken(outcome.warm_up)} of warm-up at {WARMING + TEXTS}/s",
            f"growth < {growth:.0%}",
            "; ".join(map(str, outcome.lines)),
            not grown and load >= steady * (PRESSES + TEXTS),
        )
    ]


async def _watch() -> list[list[float]]:
    """The resident memory of each replica, once a second until cancelled."""
    # Replicas are the runner's only processes from `multiprocessing`.
    replicas = [psutil.Process(child.pid) for child in multiprocessing.active_children()]
    samples: list[list[float]] = [[] for _ in replicas]
    try:
        while True:
            for replica, seen in zip(replicas, samples, strict=True):
                seen.append(replica.memory_info().rss)
            await asyncio.sleep(1)
    except asyncio.CancelledError:
        return samples


def _spoken(seconds: float) -> str:
    return f"{seconds / 60:g} min" if seconds >= 60 else f"{seconds:g} s"
