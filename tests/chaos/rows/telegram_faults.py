"""Row 7: three of ten calls go wrong at Telegram's end, each in one of five ways, under load.

Too many requests, a bad gateway, silence, a reset before and one after the call has had its
effect. What did not arrive must be sent again, what arrived after all may come twice and must be
flagged, and when Telegram asks for quiet all replicas obey.
"""

import random
from collections.abc import Mapping, Sequence
from typing import Final

from bot.playground.faults import FaultKind, SimulatedFaults
from tests.chaos import verdicts
from tests.chaos.crowd import Crowd
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet
from tests.chaos.silence import ON_ITS_WAY, ON_ITS_WAY_WHEN_BUSY, knocks, rode
from tests.chaos.verdicts import Verdict, count_and_first
from tests.chaos.witness import Call

# Of all calls, this many go wrong like this: three in ten. Silence costs its caller 20 seconds.
SHARES: Final = {
    FaultKind.TOO_MANY: 0.08,
    FaultKind.BAD_GATEWAY: 0.07,
    FaultKind.RESET: 0.06,
    FaultKind.RESET_AFTER_ACCEPT: 0.07,
    FaultKind.TIMEOUT: 0.02,
}
RETRY_AFTER: Final = 2
PRESSED: Final = 40  # updates a second, unless people have to wait
CUSTOMERS: Final = 30  # few, so that each gets as far as a booking


async def run(form: Form, seed: int) -> list[Figure]:
    """12 seconds of it and the time to recover, or ten minutes; in the smoke form five.

    That one has no silence, which costs the caller 20 seconds.
    """
    busy, loud = ON_ITS_WAY_WHEN_BUSY, {**SHARES, FaultKind.TIMEOUT: 0.0}
    on_its_way = form.choose(smoke=busy, short=busy, long=ON_ITS_WAY)
    shares = form.choose(smoke=loud, short=SHARES, long=SHARES)
    seconds = form.choose(smoke=5, short=12, long=600)
    return await bad_day(seed, seconds, on_its_way, shares=shares)


async def bad_day(
    seed: int,
    seconds: float,
    on_its_way: float = ON_ITS_WAY,
    guard: str | None = None,
    *,
    shares: Mapping[FaultKind, float] = SHARES,
) -> list[Figure]:
    """The figures of this many seconds.

    on_its_way: as in `knocks`; guard: as in `Fleet`. shares: of all calls, by what becomes of them.
    """
    async with Fleet(seed, guard=guard) as fleet, Crowd(fleet, seed, customers=CUSTOMERS) as crowd:
        before = len(fleet.witness.calls)
        _switch_on(fleet.world.faults, random.Random(seed), shares)
        await crowd.press(per_second=PRESSED, seconds=seconds)
        fleet.world.faults.switch_off()
        await crowd.quiet(120)
        await fleet.drain()
        verdict = await verdicts.reach(fleet)
        return figures(verdict, fleet.witness.calls[before:], on_its_way)


def figures(
    verdict: Verdict, calls: Sequence[Call], on_its_way: float = ON_ITS_WAY
) -> list[Figure]:
    """The figures of these calls, in order. on_its_way: as in `knocks`."""
    knocked = knocks(calls, on_its_way)
    own_calls = [call for call in calls if not rode(call)]
    failed = sum(call.status not in (200, 400) for call in own_calls)
    lost, unsent = verdict.lost + verdict.faults, verdict.unsent
    unflagged = [one for one in verdict.copies if not one.flagged]
    what = f"30 % faults, {failed:,} of {len(own_calls):,} calls failed: messages unsent"
    pauses = sum(call.retry_after is not None for call in calls)
    return [
        Figure(7, what, "0", count_and_first(unsent), failed > 0 and not unsent),
        Figure(
            7, f"calls inside {pauses:,} `retry_after`", "0", count_and_first(knocked), not knocked
        ),
        Figure(7, "updates lost", "0", count_and_first(lost), not lost),
        Figure(7, "effects twice", "0", count_and_first(verdict.twice), not verdict.twice),
        Figure(7, "messages twice, not flagged", "0", count_and_first(unflagged), not unflagged),
    ]


def _switch_on(
    faults: SimulatedFaults, draw: random.Random, shares: Mapping[FaultKind, float]
) -> None:
    spared = 1.0  # the first kind to strike is the one that happens
    for kind, share in shares.items():
        faults.switch_on(
            kind,
            rate=share / spared,
            methods=None,
            retry_after=RETRY_AFTER,
            seed=draw.randrange(2**32),
        )
        spared -= share
