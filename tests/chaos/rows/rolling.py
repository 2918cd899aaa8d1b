"""Row 4: replicas restarted one after another with SIGTERM, while people keep booking.

Nothing crashes here, so nothing has an excuse: no update is lost, and no message is sent twice,
flagged or not.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from tests.chaos import verdicts
from tests.chaos.crowd import Crowd
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet
from tests.chaos.replica import Replica
from tests.chaos.verdicts import Verdict

PRESSED: Final = 100  # updates a second
WARM_UP: Final = 6.0  # seconds until people have sessions to move and to cancel
LONGEST: Final = 20.0  # seconds from SIGTERM to the end
PATIENCE: Final = 5.0
IN_HANDS: Final = """
SELECT count(*) FROM outbox WHERE state = 'sending' AND call_begun AND owner LIKE $1
"""


@dataclass(slots=True)
class Restarts:
    """How long each took to end, and what its exit code was."""

    seconds: list[float] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)


async def run(form: Form, seed: int) -> list[Figure]:
    """Three restarts, one of each replica, or fifty; in the smoke form one."""
    warm_up = form.choose(smoke=2.0, short=WARM_UP, long=WARM_UP)
    return await roll(seed, form.choose(smoke=1, short=3, long=50), warm_up)


async def roll(
    seed: int, count: int, warm_up: float = WARM_UP, guard: str | None = None
) -> list[Figure]:
    """The figures of this many restarts. guard: what the replicas do without."""
    restarts = Restarts()
    async with Fleet(seed, guard=guard) as fleet, Crowd(fleet, seed) as crowd:
        load = asyncio.create_task(crowd.press(per_second=PRESSED, seconds=3600))
        await asyncio.sleep(warm_up)
        for number in range(count):
            await _restart(fleet, number % len(fleet.replicas), restarts)
        load.cancel()
        await asyncio.gather(load, return_exceptions=True)
        await crowd.quiet()
        await fleet.drain()
        verdict = await verdicts.reach(fleet)
        return figures(verdict, len(fleet.witness.updates), restarts)


async def _restart(fleet: Fleet, number: int, restarts: Restarts) -> None:
    replica = fleet.replicas[number]
    await _in_the_middle(fleet, replica)
    begun = fleet.witness.now()
    restarts.codes.append(await replica.stop())
    restarts.seconds.append(fleet.witness.now() - begun)
    replica.launch()
    await replica.ready()


async def _in_the_middle(fleet: Fleet, replica: Replica) -> None:
    """Wait until it is sending a message: asked to end at any moment, it rarely had one to lose.

    The wait is limited, since a row may be on its way for a few milliseconds and never be seen
    there.
    """
    whose = f"%:{replica.pid}:%"
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            held = 0
            while not held:
                await asyncio.sleep(0.01)
                async with fleet.database.read() as reader:
                    [[held]] = await reader.fetch(IN_HANDS, whose)


def figures(verdict: Verdict, updates: int, restarts: Restarts) -> list[Figure]:
    """The figures of this many updates, and of at least one restart."""
    wrong = verdict.lost + verdict.faults + verdict.unsent + verdict.twice
    slowest, count = max(restarts.seconds), len(restarts.codes)
    return [
        Figure(
            4,
            f"{count} rolling `SIGTERM` restarts, {updates:,} updates: lost, or done twice",
            "0",
            verdicts.count_and_first(wrong),
            not wrong,
        ),
        Figure(4, "messages sent twice", "0", str(verdict.extra_copies), not verdict.extra_copies),
        Figure(4, "the slowest end, s", f"≤ {LONGEST:g}", f"{slowest:.1f}", slowest <= LONGEST),
        Figure(
            4,
            "ends with another exit code than 0",
            "0",
            str(sum(map(bool, restarts.codes))),
            not any(restarts.codes),
        ),
    ]
