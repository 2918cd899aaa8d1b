"""Row 23: other times for a session, answered at the same moment by both sides, and twice by one.

A coach proposes two times. Then all at once the customer takes one of them, and the other, or none,
and the coach proposes others instead. Half of these presses have their replica killed under them,
up to 0.12 s later, and some other answers are lost. Whoever hears of what they did only once the
other side has acted again is told how things are by then: that is no loss.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from domain.starts.slots import free_slots
from domain.time.spans import epoch
from handlers.buttons.press import Press
from handlers.buttons.proposal_keys import RefuseProposed, TakeProposed
from handlers.chat.coach.requests.marks import SendMarked
from tests.chaos import standing, verdicts
from tests.chaos.ambush import Ambush, rounds_until
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet
from tests.chaos.rush import Waiting, press_all
from tests.chaos.standing import Pair
from tests.chaos.verdicts import Verdict, count_and_first
from tests.claimed import UNHELD

PAIRS: Final = 30
SOME: Final = 6
KILLS: Final = 10  # in each round, at most
LOST: Final = 0.02  # of a replica's answers, as in row 2
DECISIVE: Final = [
    f":{press.tag}:".encode() for press in (TakeProposed, RefuseProposed, SendMarked)
]
NOW: Final = "SELECT version, date_part('epoch', starts_at)::bigint FROM appointments WHERE id = $1"
# Each answer ends the offer, and no other comes after it before the next offer.
TWICE: Final = """
SELECT format('%s of %s after %s', action, entity_id, before) FROM (
    SELECT id, entity_id, action, lag(action) OVER (PARTITION BY entity_id ORDER BY id) AS before
    FROM audit WHERE entity = 'appointment' AND action IN ('propose', 'choose', 'turn_down')) done
WHERE action <> 'propose' AND before IS DISTINCT FROM 'propose' ORDER BY id
"""
ANSWERS: Final = """
SELECT count(*) FROM audit WHERE entity = 'appointment' AND action IN ('choose', 'turn_down')
"""


@dataclass
class Bargains:
    """What came of it. hits: kills before the replica had answered. offers: how many were made at
    first, and answers: how many of customers' were taken. twice, left: sentences."""

    kills: int = 0
    hits: int = 0
    offers: int = 0
    answers: int = 0
    twice: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)


async def run(form: Form, seed: int) -> list[Figure]:
    """Two rounds of thirty pairs, or thirty; in the smoke form one of a few pairs."""
    pairs = form.choose(smoke=SOME, short=PAIRS, long=PAIRS)
    rounds, least = form.choose(smoke=1, short=2, long=30), form.choose(smoke=1, short=5, long=200)
    return figures(await bargains(seed, pairs, rounds, least=least), least)


def figures(outcome: Bargains, least: int) -> list[Figure]:
    """The figures of the outcome. least: how many kills before an answer there must have been."""
    verdict = outcome.verdict
    lost, overlaps = verdict.lost + verdict.faults, verdict.overlaps + outcome.left
    sentences = (
        ("answered twice", outcome.twice),
        ("lost of what was told", lost),
        ("messages unsent", verdict.unsent),
        ("messages twice, not flagged", verdict.unflagged_copies),
        ("time that two have, or that is held for nothing", overlaps),
    )
    return [
        Figure(
            23,
            f"`SIGKILL` while {outcome.offers:,} offers are answered by both sides at once, "
            f"{outcome.kills:,} times ({outcome.answers:,} answers): before the answer",
            f"≥ {least}",
            f"{outcome.hits:,}",
            outcome.hits >= least and outcome.answers > 0,
        ),
        *(Figure(23, what, "0", count_and_first(these), not these) for what, these in sentences),
    ]


async def bargains(
    seed: int, pairs: int, rounds: int, *, least: int = 0, guard: str | None = None
) -> Bargains:
    """What comes of this many rounds of this many pairs, and a few more for so many kills before
    an answer. guard: what the replicas do without."""
    outcome, draw, chance = Bargains(), random.Random(seed), random.Random(seed)
    fleet = Fleet(seed, guard=guard)
    deadly = [0]  # how many kills there may have been by now

    def decides(body: bytes) -> bool:
        return ambush.kills < deadly[0] and any(tag in body for tag in DECISIVE)

    ambush = fleet.balancer = Ambush(seed, decides)
    async with fleet:
        known = await standing.pairs(fleet, pairs, "B")
        ambush.victims = fleet.replicas
        for _ in rounds_until(rounds, lambda: ambush.hits >= least and outcome.answers > 0):
            deadly[0] += KILLS
            await _bargain(fleet, ambush, known, draw, chance)
            outcome.offers += len(known)
            async with fleet.database.read() as reader:
                [[outcome.answers]] = await reader.fetch(ANSWERS)
        await fleet.drain()
        outcome.kills, outcome.hits = ambush.kills, ambush.hits
        outcome.verdict = await verdicts.reach(fleet)
        async with fleet.database.read() as reader:
            outcome.twice = [sentence for (sentence,) in await reader.fetch(TWICE)]
            left = await reader.fetch(UNHELD, fleet.witness.moment())
            outcome.left = [sentence for (sentence,) in left]
    return outcome


async def _bargain(
    fleet: Fleet,
    ambush: Ambush,
    pairs: Sequence[Pair],
    draw: random.Random,
    chance: random.Random,
) -> None:
    """Each coach proposes, and then all of them answer."""
    times = [await _times(fleet, pair, draw) for pair in pairs]
    offers: list[tuple[Waiting, Press]] = [
        (pair.coach, SendMarked(pair.appointment, first, second, 0))
        for pair, (first, second, _) in zip(pairs, times, strict=True)
    ]
    await press_all(fleet, offers)
    ambush.armed, ambush.loses = True, lambda: chance.random() < LOST
    rush: list[tuple[Waiting, Press]] = []
    for pair, (first, second, third) in zip(pairs, times, strict=True):
        version, _ = await _now(fleet, pair)
        one = TakeProposed(pair.appointment, first)
        other = draw.choice(
            [one, TakeProposed(pair.appointment, second), RefuseProposed(pair.appointment, version)]
        )
        rush += [(pair.customer, one), (pair.customer, other)]
        rush.append((pair.coach, SendMarked(pair.appointment, third, 0, 0)))
    draw.shuffle(rush)
    await press_all(fleet, rush)
    ambush.armed, ambush.loses = False, lambda: False
    await asyncio.gather(*(one.ready() for one in fleet.replicas))


async def _now(fleet: Fleet, pair: Pair) -> tuple[int, int]:
    async with fleet.database.read() as reader:
        [[version, start]] = await reader.fetch(NOW, pair.appointment)
    return int(version), int(start)


async def _times(fleet: Fleet, pair: Pair, draw: random.Random) -> list[int]:
    """Three starts other than its own, epoch minutes, in order, and far enough apart."""
    _, start = await _now(fleet, pair)
    now = fleet.witness.moment()
    day = epoch(now + timedelta(days=4))
    free = free_slots(pair.service, pair.whose, [], (day, day + 5 * 86_400), epoch(now))
    return sorted(at // 60 for at in draw.sample([at for at in free if at != start], 3))
