"""Row 25: replicas are killed in the middle of the stream of changes, while people book.

Meanwhile hours are changed by transactions that begin to write early, or write their log line
early, and commit late, in any order: reading by ids alone, or as lines become visible, would miss
some. Programs of the team and of single coaches follow it. They never stay with a replica for long,
and each continues elsewhere from its last event. Half of the time there is no Redis, and each
replica finds out by itself. In the end each program must have heard everything for it in the log,
once, in order.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from domain.roles import SYSTEM, Role
from handlers.actions.services import catalogue
from storage import effects
from storage.effects import Effects
from storage.people import people
from storage.programs.events import Event
from storage.transactions import Writer
from tests.chaos.crowd import Crowd
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet, until
from tests.chaos.listeners import Listener, all_events, caught_up, listening

BETWEEN: Final = 1.0  # seconds from one kill to the next
PRESSED: Final = 60  # updates a second
TEAM: Final = 3
COACHES: Final = 3
PATIENCE: Final = 60.0
_PEOPLE: Final = "SELECT person_id FROM coaches ORDER BY id LIMIT $1"
_TEAM: Final = "UPDATE people SET role = 'manager' WHERE id = ANY ($1::bigint[])"
_LINES: Final = "SELECT count(*) FROM audit WHERE entity = 'appointment' OR action = 'set_hours'"
_COACHES: Final = "SELECT id, person_id FROM coaches ORDER BY id"
_LOCK: Final = "SELECT FROM people WHERE id = $1 FOR UPDATE"
# Whether a line after this transaction's is already committed.
_OVERTAKEN: Final = """
SELECT EXISTS (SELECT FROM audit l, (
    SELECT settles, id FROM audit WHERE xmin = pg_current_xact_id()::xid ORDER BY id DESC LIMIT 1
) mine WHERE l.settles IS NOT NULL AND (l.settles, l.id) > (mine.settles, mine.id))
"""
AT_ONCE: Final = 4  # who change hours
OVERTAKEN: Final = 0.05  # of the least number of events


@dataclass(frozen=True, slots=True)
class Stream:
    """The outcome. overtaken: log lines committed after one that follows them. lost, twice,
    disordered: events, of all listeners together. missing: log lines without an event."""

    events: int
    overtaken: int
    kills: int
    connections: int
    lost: int
    twice: int
    disordered: int
    missing: int


async def run(form: Form, seed: int) -> list[Figure]:
    """20 seconds of it, or ten minutes; in the smoke form three."""
    seconds, least = form.choose(smoke=(3.0, 60), short=(20.0, 500), long=(600.0, 0))
    return figures(await storm(seed, seconds, least))


async def storm(seed: int, seconds: float, least: int = 0, guard: str | None = None) -> Stream:
    """What comes of this many seconds, or of more, until there are this many events, and enough of
    them were overtaken. guard: as in `Fleet`."""
    draw = random.Random(seed)
    overtaken: list[bool] = []
    async with Fleet(seed, guard=guard) as fleet, Crowd(fleet, seed) as crowd:
        async with fleet.database.read() as reader:
            ids = [id_ for [id_] in await reader.fetch(_PEOPLE, TEAM + COACHES)]
            await reader.fetch(_TEAM, ids[:TEAM])
            some = [await people.by_id(reader, id_) for id_ in ids]
        listeners_of = [one for one in some if one is not None]
        assert [one.role for one in listeners_of[:TEAM]] == [Role.MANAGER] * TEAM
        before = len(await all_events(fleet.database))
        async with listening(fleet, listeners_of, seed) as listeners:
            changing = [
                asyncio.create_task(_change(fleet, draw, overtaken)) for _ in range(AT_ONCE)
            ]
            over = asyncio.Event()
            killing = asyncio.create_task(_kill(fleet, draw, over))
            await crowd.press(per_second=PRESSED, seconds=seconds / 2)
            await asyncio.to_thread(fleet.redis.kill)
            await crowd.press(per_second=PRESSED, seconds=seconds / 2)
            over.set()
            kills = await killing
            while sum(overtaken) < OVERTAKEN * least or not await _enough(fleet, least):
                await crowd.press(per_second=PRESSED, seconds=0.5)
            for task in changing:
                task.cancel()
            await asyncio.gather(*changing)
            await asyncio.to_thread(fleet.redis.start)
            await asyncio.gather(*(one.ready() for one in fleet.replicas))
            await crowd.quiet()
            all_told = (await all_events(fleet.database))[before:]
            await caught_up(listeners, all_told, PATIENCE)
            # Whoever already had it may have heard it again since.
            all_told = (await all_events(fleet.database))[before:]
            await caught_up(listeners, all_told, PATIENCE)
        async with fleet.database.read() as reader:
            [[lines]] = await reader.fetch(_LINES)
        known = sum(event.kind.startswith(("appointment:", "hours:")) for event in all_told)
        counts = sum((_wrong(one, all_told) for one in listeners), Counter())
        return Stream(
            events=len(all_told),
            overtaken=sum(overtaken),
            kills=kills,
            connections=sum(one.connections for one in listeners),
            lost=counts["lost"],
            twice=counts["twice"],
            disordered=counts["disordered"],
            missing=lines - known,
        )


def figures(outcome: Stream) -> list[Figure]:
    """The figures of the outcome."""
    audience = f"by {TEAM + COACHES} programs over {outcome.connections:,} connections"
    what = (
        f"`SIGKILL` every {BETWEEN:g} s, {outcome.kills:,} in all, and half of the time no Redis: "
        f"of {outcome.events:,} events, heard {audience}: lost"
    )
    tried = bool(outcome.events) and bool(outcome.overtaken) and bool(outcome.kills)
    lost, twice, wrong, missing = outcome.lost, outcome.twice, outcome.disordered, outcome.missing
    return [
        Figure(25, what, "0", str(lost), not lost and tried),
        Figure(25, "events twice", "0", str(twice), not twice),
        Figure(25, "events out of order, or of what was not done", "0", str(wrong), not wrong),
        Figure(25, "changes without an event", "0", str(missing), not missing),
    ]


def _wrong(one: Listener, all_told: Sequence[Event]) -> Counter[str]:
    """What is wrong with what somebody has heard. Being told to reload everything is a loss: there
    is no reason for it here."""
    wanted = [str(event.cursor) for event in all_told if one.ear.covers(event)]
    places = {id_: place for place, id_ in enumerate(wanted)}
    counts = Counter(one.heard)
    order = [places.get(id_, -1) for id_ in one.heard]
    return Counter(
        lost=sum(id_ not in counts for id_ in wanted) + one.anew,
        twice=sum(times - 1 for times in counts.values()),
        disordered=sum(b < a for a, b in pairwise(order)) + order.count(-1),
    )


async def _change(fleet: Fleet, draw: random.Random, overtaken: list[bool]) -> None:
    """Change hours of any coach until cancelled; what begins is committed. overtaken: gets, for
    each line that waited a moment, whether another came before it."""
    async with fleet.database.read() as reader:
        coaches = [tuple(row) for row in await reader.fetch(_COACHES)]

    async def work(writer: Writer) -> None:
        (coach_id, _), (_, person_id) = draw.choice(coaches), draw.choice(coaches)
        if draw.random() < 0.5:
            await writer.fetch(_LOCK, person_id)
            await asyncio.sleep(draw.uniform(0, 0.05))
        await catalogue.write_down(
            writer, "set_hours", "coach", coach_id, {}, {}, SYSTEM, fleet.witness.moment()
        )
        if draw.random() < 0.5:
            # Otherwise a transaction writes its line a moment before its commit.
            await writer.fetch(effects.WRITE, *writer.effects.arguments())
            writer.effects = Effects()
            await asyncio.sleep(draw.uniform(0, 0.05))
            [[was]] = await writer.fetch(_OVERTAKEN)
            overtaken.append(was)

    while True:
        step = asyncio.create_task(fleet.database.write(work))
        try:
            await asyncio.shield(step)
            await asyncio.sleep(draw.uniform(0, 0.05))
        except asyncio.CancelledError:
            await asyncio.gather(step)
            return


async def _enough(fleet: Fleet, least: int) -> bool:
    async with fleet.database.read() as reader:
        [[lines]] = await reader.fetch(_LINES)
    return int(lines) >= least


async def _kill(fleet: Fleet, draw: random.Random, over: asyncio.Event) -> int:
    """Kill and restart until it is over; returns how many. Killed ones are all started again."""
    kills = 0
    while not await until(over.is_set, BETWEEN):
        victim = draw.choice(fleet.replicas)
        # Its listeners continue elsewhere meanwhile.
        await asyncio.to_thread(victim.kill)
        victim.launch()
        kills += 1
    return kills
