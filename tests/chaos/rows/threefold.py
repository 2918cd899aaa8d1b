"""Row 8: every update three times, shuffled over the replicas, and once for comparison.

The same pairs do the same, in a new business each time. Two copies of an update come at once, the
third during a later round. Afterwards every row of every table must be the same, except for what
`snapshot` names.
"""

from asyncio import TaskGroup
from datetime import UTC, datetime, timedelta
from typing import Final

from tests.chaos import snapshot
from tests.chaos.copies import Threefold
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet
from tests.chaos.pairs import Pair, Pairs
from tests.chaos.snapshot import Snapshot
from tests.chaos.verdicts import count_and_first

# In the morning, so that neither run sees a day end.
HOUR: Final = 8


async def run(form: Form, seed: int) -> list[Figure]:
    """Six pairs, twice each; or 36 of them, 20 times; in the smoke form two, once."""
    pairs, rounds = form.choose(smoke=(2, 1), short=(6, 2), long=(36, 20))
    return await compare(seed, pairs, rounds)


async def compare(seed: int, pairs: int, rounds: int, guard: str | None = None) -> list[Figure]:
    """The figures. guard: as in `Fleet`, for both runs."""
    morning = datetime.now(UTC).replace(hour=HOUR, minute=0, second=0) + timedelta(days=1)
    once, updates = await _live(Fleet(seed, guard=guard), seed, morning, pairs, rounds)
    fleet, network = Fleet(seed, guard=guard), Threefold(seed)
    fleet.balancer = network
    thrice, repeated = await _live(fleet, seed, morning, pairs, rounds)
    differing = snapshot.differences(once, thrice)
    rows = sum(table.total() for table in once.values())
    booked = once["appointments"].total()
    what = (
        f"{repeated:,} updates in {network.copies:,} copies, {booked:,} bookings: "
        f"of {rows:,} rows are different"
    )
    met = booked > 0 and updates == repeated and not differing
    return [Figure(8, what, "0", count_and_first(differing), met)]


async def _live(
    fleet: Fleet, seed: int, morning: datetime, pairs: int, rounds: int
) -> tuple[Snapshot, int]:
    """What is in the database afterwards, and how many updates there were."""
    fleet.world.clock.advance_to(morning.timestamp())
    network, late = fleet.balancer, TaskGroup()

    def round_ended(pair: Pair) -> None:
        """A round is over, and the next begins: late copies from before arrive during it."""
        if isinstance(network, Threefold):
            late.create_task(network.release(pair.customer.person.id, pair.coach.person.id))

    async with fleet, Pairs(fleet, seed, count=pairs) as crowd:
        async with late:
            await crowd.live(rounds, round_ended)
        await fleet.drain()
        async with fleet.database.read() as reader:
            taken = await snapshot.take(reader, fleet.witness)
        return taken, len(fleet.witness.updates)
