"""Row 24: a broadcast, with replicas killed during it, again and again.

Telegram counts who got it and how often, and the database says which it is unsure of. Each replica
is killed while it is sending messages, and started again at once; what it was sending is taken over
when its lease expires.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Final

from bot.playground.sample_people import SamplePerson
from domain.messages.broadcasts import Audience, AudienceGroup, BroadcastState
from domain.roles import Actor, Door, Role
from handlers.actions.messages import broadcasting
from storage.messages import broadcasts
from storage.transactions import Writer
from tests.chaos import town
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet, until
from tests.chaos.witness import Call

FIRST: Final = 1_000_000  # of their Telegram ids, beyond those of passers-by
TEXT: Final = "We are closed on Friday."
PER_SECOND: Final = 25
# What a killed replica was sending continues when its lease expires.
SLACK: Final = 120.0
PEOPLE: Final = """
INSERT INTO people (telegram_id, first_name, language)
SELECT $1::bigint + n, 'Reader ' || n, 'en' FROM generate_series(1, $2::int) n
"""
AUTHOR: Final = """
INSERT INTO people (telegram_id, first_name, role) VALUES ($1, 'Alex', 'admin') RETURNING id
"""
TWICE: Final = """
SELECT p.telegram_id FROM outbox o JOIN people p ON p.id = o.recipient_id
WHERE o.broadcast_id = $1 AND o.maybe_repeated
"""
ROWS: Final = """
SELECT count(*), count(DISTINCT recipient_id) FROM outbox WHERE broadcast_id = $1
"""
HANDS: Final = """
SELECT count(*) FROM outbox WHERE state = 'sending' AND call_begun AND owner LIKE $1
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. people: whom it went to. came: how often to each, by chat. kills: of
    replicas. flagged: chats whose row says that it may have come twice. rows: of the outbox; told:
    people they are for. counted: what the broadcast says was sent; done: whether it says it is
    over."""

    people: int
    came: Counter[int]
    kills: int
    flagged: frozenset[int]
    rows: int
    told: int
    counted: int
    done: bool
    seconds: float


async def run(form: Form, seed: int) -> list[Figure]:
    """300 people and three kills, or 10,000 and forty; in the smoke form 90 and two."""
    people = form.choose(smoke=90, short=300, long=10_000)
    kills = form.choose(smoke=2, short=3, long=40)
    return figures(await run_broadcast(seed, people, kills, real=form is not Form.SMOKE))


async def run_broadcast(
    seed: int, people: int, kills: int, replicas: int = 2, *, real: bool = True
) -> Outcome:
    """What comes of a message to this many people. real: leases of killed replicas expire by
    themselves, not because Telegram's clock is moved past them."""
    async with Fleet(seed, replicas=replicas) as fleet:
        for number in range(people + 1):
            _join(fleet, FIRST + number)
        for number in range(town.COACHES):  # or the author is told of each that they have no chat
            _join(fleet, town.FIRST_COACH + number)

        async def add_people(writer: Writer) -> int:
            await writer.fetch(PEOPLE, FIRST, people)
            [[id_]] = await writer.fetch(AUTHOR, FIRST)
            return int(id_)

        actor = Actor(await fleet.database.write(add_people), frozenset({Role.ADMIN}), Door.CHAT)
        came: Counter[int] = Counter()

        def count(call: Call) -> None:
            if call.chat > FIRST and TEXT in str(call.payload.get("text")):
                came[call.chat] += 1

        fleet.witness.on_message.append(count)
        begun, now = fleet.witness.now(), fleet.witness.moment()
        everybody = Audience(AudienceGroup.EVERYBODY)
        id_ = await broadcasting.draft(
            fleet.database, everybody, TEXT, actor=actor, key="draft", now=now
        )
        await broadcasting.begin(fleet.database, id_, None, actor=actor, key="begin", now=now)
        done = 0
        for number in range(kills):
            least = people * (number + 1) // (kills + 1)
            if await until(lambda least=least: len(came) >= least, _longest(people)):  # type: ignore[misc]  # bound now
                done += await _kill(fleet, number % replicas)
        if not real:
            await fleet.drain()
        await until(lambda: len(came) >= people, _longest(people))
        await _wait_until_ended(fleet, id_, _longest(people))
        ended = fleet.witness.now()
        await fleet.drain()
        async with fleet.database.read() as reader:
            flagged = frozenset(row[0] for row in await reader.fetch(TWICE, id_))
            [[rows, recipients]] = await reader.fetch(ROWS, id_)
            it = await broadcasts.find(reader, id_)
        assert it is not None
        over = it.state is BroadcastState.DONE
        return Outcome(
            people, came, done, flagged, rows, recipients, it.progress.sent, over, ended - begun
        )


def _join(fleet: Fleet, number: int) -> None:
    fleet.world.put_person(SamplePerson(number, f"Reader {number}", None, None, "en", town.ZONE))
    chat = fleet.world.chats.get(number)
    assert chat is not None
    fleet.world.chats.start(chat)


def _longest(people: int) -> float:
    return 4 * people / PER_SECOND + SLACK


async def _kill(fleet: Fleet, number: int) -> bool:
    """Kill it once it is sending a message; whether it was."""
    replica = fleet.replicas[number]
    await replica.ready()
    whose, held = f"%:{replica.pid}:%", 0
    for _ in range(500):
        async with fleet.database.read() as reader:
            [[held]] = await reader.fetch(HANDS, whose)
        if held:
            break
        await asyncio.sleep(0.01)
    replica.kill()
    replica.launch()
    return held > 0


async def _wait_until_ended(fleet: Fleet, id_: int, seconds: float) -> None:
    """Wait until the broadcast says that nothing of it is under way."""
    deadline = fleet.witness.now() + seconds
    while fleet.witness.now() < deadline:
        async with fleet.database.read() as reader:
            one = await broadcasts.find(reader, id_)
        if one is not None and one.ended:
            return
        await asyncio.sleep(0.2)


def figures(outcome: Outcome) -> list[Figure]:
    """The figures of the outcome."""
    missed = outcome.people - len(outcome.came)
    twice = {chat for chat, n in outcome.came.items() if n > 1}
    silent, most = twice - outcome.flagged, max(outcome.came.values(), default=0)
    copies = f"{len(twice)}, at most {most} times, each flagged" if twice else "0"
    one_each = outcome.rows == outcome.told
    what = f"of {outcome.people:,} people to whom one message goes, with {outcome.kills} `SIGKILL`"
    return [
        Figure(24, f"{what} under it: without it", "0", str(missed), not missed),
        Figure(
            24,
            "rows for somebody who has one already",
            "0",
            str(outcome.rows - outcome.told),
            one_each,
        ),
        Figure(
            24,
            "to whom it came twice",
            "few, each flagged",
            f"{len(silent)} not flagged" if silent else copies,
            not silent and most <= 2,
        ),
        Figure(
            24,
            f"says that it is over, after {outcome.seconds:.0f} s",
            "yes",
            f"{'yes' if outcome.done else 'no'}, {outcome.counted:,} sent",
            outcome.done,
        ),
    ]
