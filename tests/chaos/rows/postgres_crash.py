"""Row 5: PostgreSQL is stopped with `-m immediate` again and again, while people go on booking.

It writes to its disk as in production, and recovers by reading its log. Meanwhile nothing may be
acknowledged that is not stored, and `/readyz` is polled all the time for whether it knows.
"""

import asyncio
import math
import os
import random
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import aiohttp
import asyncpg

from tests.chaos import verdicts
from tests.chaos.crowd import Crowd
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet, until
from tests.chaos.verdicts import Verdict
from tests.services import ENDED

# Other tests' servers forget on purpose.
IN_EARNEST: Final = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
PRESSED: Final = 60  # updates a second, however many are taken
AWAY: Final = (1.0, 5.0)  # seconds between its end and its start
LONG_AWAY: Final = 30.0  # once in the long form
SOON: Final = 5.0
LOOK: Final = 0.1
PATIENCE: Final = 30.0  # seconds until somebody has looked, on a busy machine


@dataclass(frozen=True, slots=True)
class Outage:
    """One crash, in seconds of the witness.

    gone_at: no process is left. started_at: before anything was done to bring it back. back_at:
    somebody from outside could connect.
    """

    crashed_at: float
    gone_at: float
    started_at: float
    back_at: float


@dataclass(frozen=True, slots=True)
class Look:
    """One answer of a replica's `/readyz`, with when it was asked and when it came."""

    asked_at: float
    came_at: float
    ready: bool


async def run(form: Form, seed: int) -> list[Figure]:
    """Two crashes in 18 seconds, or one every 15 for ten minutes; in the smoke form one, soon."""
    if form is Form.LONG:
        return await crashes(seed, seconds=600, every=15, long_away=True)
    if form is Form.SMOKE:
        return await crashes(seed, seconds=4, every=2, away=(1.0, 1.5))
    return await crashes(seed, seconds=18, every=7)


async def crashes(
    seed: int,
    *,
    seconds: float,
    every: float,
    away: tuple[float, float] = AWAY,
    long_away: bool = False,
    guard: str | None = None,
) -> list[Figure]:
    """The figures.

    away: how many seconds an outage lasts, at least and at most. long_away: one of them lasts half
    a minute. guard: as in `Fleet`.
    """
    draw = random.Random(seed)
    async with (
        Fleet(seed, postgres=IN_EARNEST, guard=guard) as fleet,
        Crowd(fleet, seed) as crowd,
        aiohttp.ClientSession() as session,
    ):
        looks: list[Look] = []
        looking = [
            asyncio.create_task(_look(fleet, session, replica.url, looks))
            for replica in fleet.replicas
        ]
        load = asyncio.create_task(crowd.press(per_second=PRESSED, seconds=seconds))
        outages: list[Outage] = []
        while not await until(load.done, draw.uniform(0.7, 1.0) * every):
            one = LONG_AWAY if long_away and len(outages) == 1 else draw.uniform(*away)
            outages.append(await _crash(fleet, one, looks))
        await load
        await crowd.quiet()
        await fleet.drain()
        for task in looking:
            task.cancel()
        await asyncio.gather(*looking, return_exceptions=True)
        verdict = await verdicts.reach(fleet)
        taken = [sent.taken_at for sent in fleet.witness.updates.values() if sent.taken_at]
    return figures(verdict, taken, looks, outages)


async def _crash(fleet: Fleet, away: float, looks: Sequence[Look]) -> Outage:
    """An outage of this many seconds, or of more, until somebody has looked meanwhile."""
    server, now = fleet.postgres.server, fleet.witness.now
    assert server.pid is not None
    crashed_at = now()
    # What `pg_ctl stop -m immediate` sends: nothing is finished, nothing is written.
    os.kill(server.pid, signal.SIGQUIT)
    await server.stop()
    gone_at = now()
    await asyncio.sleep(away)
    await until(lambda: any(gone_at <= look.asked_at for look in reversed(looks)), PATIENCE)
    started_at = now()
    [back_at, _] = await asyncio.gather(_let_in(fleet), server.start())
    return Outage(crashed_at, gone_at, started_at, back_at)


async def _let_in(fleet: Fleet) -> float:
    """When the server accepts a connection, as seen by constant attempts."""
    while True:
        try:
            connection = await asyncpg.connect(fleet.database_url, timeout=5)
        except ENDED:
            await asyncio.sleep(0.01)
            continue
        back_at = fleet.witness.now()
        await connection.close()
        return back_at


async def _look(
    fleet: Fleet, session: aiohttp.ClientSession, replica: str, looks: list[Look]
) -> None:
    while True:
        asked_at = fleet.witness.now()
        async with session.get(f"{replica}/readyz") as answer:
            looks.append(Look(asked_at, fleet.witness.now(), answer.status == 200))
        await asyncio.sleep(LOOK)


def figures(
    verdict: Verdict, taken: Sequence[float], looks: Sequence[Look], outages: Sequence[Outage]
) -> list[Figure]:
    """The figures of these outages. taken: when updates were, in seconds of the witness."""
    return [
        *_loss_figures(verdict, len(taken), outages),
        _first(taken, outages),
        _truth(looks, outages),
    ]


def _loss_figures(verdict: Verdict, updates: int, outages: Sequence[Outage]) -> list[Figure]:
    lost = verdict.lost + verdict.faults + verdict.unsent
    what = f"PostgreSQL `-m immediate`, {len(outages)} times: lost of {updates:,} updates"
    return [
        Figure(5, what, "0", verdicts.count_and_first(lost), bool(outages) and not lost),
        Figure(5, "effects twice", "0", verdicts.count_and_first(verdict.twice), not verdict.twice),
    ]


def _first(taken: Sequence[float], outages: Sequence[Outage]) -> Figure:
    """From the first accepted connection to the next acknowledged update."""
    waits = [
        min((at for at in taken if at >= o.back_at), default=math.inf) - o.back_at for o in outages
    ]
    slowest = max(waits, default=math.inf)
    what = "first success after recovery, the slowest"
    return Figure(5, what, f"≤ {SOON:g} s", f"{slowest:.1f} s", slowest <= SOON)


def _truth(looks: Sequence[Look], outages: Sequence[Outage]) -> Figure:
    """What `/readyz` said while the server was certainly away, and while it was certainly there."""
    away = [(outage.gone_at, outage.started_at) for outage in outages]
    back, gone = [outage.back_at for outage in outages], [one.crashed_at for one in outages]
    there = list(zip([0.0, *back], [*gone, math.inf], strict=True))
    boasts, away_count = _count_looks(looks, away, ready=True)
    refusals, there_count = _count_looks(looks, there, ready=False)
    finding = f"{boasts + refusals}" + (f" ({boasts} of them: ready)" if boasts else "")
    met = bool(away_count and there_count) and not boasts + refusals
    return Figure(
        5, f"`/readyz`, asked {away_count + there_count:,} times: untrue", "0", finding, met
    )


def _count_looks(
    looks: Sequence[Look], stretches: Sequence[tuple[float, float]], *, ready: bool
) -> tuple[int, int]:
    """Within these stretches: how many looks found `ready`, and how many there were."""
    inside = [
        look
        for look in looks
        if any(begin <= look.asked_at and look.came_at <= end for begin, end in stretches)
    ]
    return sum(look.ready is ready for look in inside), len(inside)
