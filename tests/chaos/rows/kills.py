"""Rows 2 and 3: `kill -9` of a random replica every half second, while people go on booking.

A killed replica is started again at once, and takes updates again half a second later, unless it
is killed before that. Telegram sends again what it was handling; its lease holds back what it was
sending, until another replica takes that over.
"""

import asyncio
import math
import random
from dataclasses import dataclass
from functools import partial
from typing import Final

from tests.chaos import verdicts
from tests.chaos.crowd import Crowd
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet, until
from tests.chaos.verdicts import Verdict

BETWEEN: Final = 0.5  # seconds from one kill to the next
SOME: Final = 40  # updates, as many as a quiet machine takes between two kills
ENOUGH: Final = 120  # updates in all, of the smoke form
LONGEST: Final = 120.0  # seconds of a storm that goes on until enough has happened
PRESSED: Final = 115  # updates a second, as long as not everybody has to wait
# How many of a replica's answers Telegram never gets: kills alone rarely hit the moment between a
# commit and its acknowledgement.
LOST: Final = 0.02


@dataclass(frozen=True, slots=True)
class Storm:
    """What came of it. seconds: how long it should last, and lasted: how long it did.

    lost: answers, 0 to 1. taken: of all updates, those taken while it lasted.
    """

    seconds: float
    lost: float
    lasted: float
    kills: int
    updates: int
    taken: int
    verdict: Verdict


async def run(form: Form, seed: int) -> list[Figure]:
    """20 seconds of it, or ten minutes; in the smoke form four, or until enough is taken.

    That one runs beside other tests, on a machine that may bear much less than the others' steady
    load: it asks how much is taken, not how fast.
    """
    if form is Form.SMOKE:
        return figures(await storm(seed, 4, enough=ENOUGH), 0, ENOUGH)
    seconds, steady = (600, 100) if form is Form.LONG else (20, 10)
    return figures(await storm(seed, seconds), steady)


async def storm(
    seed: int, seconds: float, *, lost: float = LOST, enough: int = 0, guard: str | None = None
) -> Storm:
    """What comes of this many seconds, or of more, until enough updates are taken.

    lost: answers, 0 to 1. guard: what the replicas do without. If enough is required, some of it
    comes between any two kills, however slow the machine.
    """
    async with Fleet(seed, guard=guard) as fleet, Crowd(fleet, seed) as crowd:
        chance = random.Random(seed)
        fleet.balancer.loses = lambda: chance.random() < lost
        begun = fleet.witness.now()
        least = SOME if enough else 0
        killing = asyncio.create_task(_kill(fleet, random.Random(seed), least))
        await crowd.press(per_second=PRESSED, seconds=seconds)
        while _taken_count(fleet, begun) < enough and fleet.witness.now() < begun + LONGEST:
            await crowd.press(per_second=PRESSED, seconds=1)
        ended = fleet.witness.now()
        killing.cancel()
        [kills] = await asyncio.gather(killing)
        await asyncio.gather(*(one.ready() for one in fleet.replicas))
        await crowd.quiet()
        # What is delivered again and again need not be lost as often, or it would be waited for.
        fleet.balancer.loses = lambda: False
        await fleet.drain()
        taken, updates = _taken_count(fleet, begun, ended), len(fleet.witness.updates)
        verdict = await verdicts.reach(fleet)
        return Storm(seconds, lost, ended - begun, kills, updates, taken, verdict)


def _taken_count(fleet: Fleet, begun: float, ended: float = math.inf) -> int:
    updates = fleet.witness.updates.values()
    return sum(begun <= (sent.taken_at or 0) <= ended for sent in updates)


def _enough(fleet: Fleet, since: float, least: int) -> bool:
    return _taken_count(fleet, since) >= least


def figures(outcome: Storm, steady: int, enough: int = 0) -> list[Figure]:
    """The figures of the outcome. steady: updates that must have been taken each second; enough: in
    all, if that is asked instead."""
    verdict, kills = outcome.verdict, outcome.kills
    lost = verdict.lost + verdict.faults
    copied, honest = verdict.extra_copies, not verdict.unflagged_copies
    unit, goal, taken = "updates/s", steady, outcome.taken / outcome.lasted
    if enough:
        unit, goal, taken = "updates", enough, outcome.taken
    flags = (
        "each flagged"
        if honest
        else verdicts.count_and_first(verdict.unflagged_copies) + " not flagged"
    )
    return [
        Figure(
            2,
            f"`SIGKILL` every {BETWEEN:g} s, {kills:,} in {outcome.seconds:g} s, and "
            f"{outcome.lost:.0%} of the answers lost: {unit} taken",
            f"≥ {goal}",
            f"{taken:.0f}",
            taken >= goal,
        ),
        Figure(
            2,
            f"of {outcome.updates:,} updates: lost",
            "0",
            verdicts.count_and_first(lost),
            not lost,
        ),
        Figure(2, "effects twice", "0", verdicts.count_and_first(verdict.twice), not verdict.twice),
        Figure(
            2, "messages unsent", "0", verdicts.count_and_first(verdict.unsent), not verdict.unsent
        ),
        Figure(
            3,
            f"messages sent twice, by {kills:,} kills",
            f"≤ {kills:,}, each flagged",
            f"{copied}, {flags}" if copied else "0",
            copied <= kills and honest,
        ),
        # A flag on everything that was waiting in a killed replica would tell nobody anything.
        Figure(
            3,
            "messages that say they may have been sent twice",
            f"≤ {kills:,}",
            f"{verdict.flags}",
            verdict.flags <= kills,
        ),
    ]


async def _kill(fleet: Fleet, draw: random.Random, least: int) -> int:
    """Kill and restart until cancelled; returns how many. least: updates taken before the next.

    The last one that answers is spared until another does: with none there, Telegram would only
    wait longer with each try, and no replica would be in the middle of anything.
    """
    kills = 0
    answered = dict.fromkeys((one.url for one in fleet.replicas), -1)
    due = killed_at = fleet.witness.now()
    try:
        while True:
            due += BETWEEN
            await asyncio.sleep(max(0.0, due - fleet.witness.now()))
            await until(partial(_enough, fleet, killed_at, least), LONGEST)
            due = killed_at = max(due, fleet.witness.now())
            counts = fleet.balancer.answered
            there = [one for one in fleet.replicas if counts[one.url] > answered[one.url]]
            victim = draw.choice([one for one in fleet.replicas if there != [one]])
            victim.kill()
            victim.launch()
            answered[victim.url] = counts[victim.url]
            kills += 1
    except asyncio.CancelledError:
        return kills
