"""Row 6: Redis is killed, flushed and made a black hole while hundreds of messages wait.

What is kept there may be lost, but nothing else: bookings continue, no message is missing, and
three replicas together stay within what Telegram takes, even while some of them have noticed and
others have not, and while Redis comes back. Then they hear each other again.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from bot.playground.sample_people import TOKEN
from domain.messages.notices import Lane, NoticeKind
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.transactions import Writer
from tests.chaos import pace, traffic, verdicts
from tests.chaos.crowd import Crowd
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet, until
from tests.chaos.verdicts import Verdict, count_and_first
from tests.chaos.witness import Call

PRESSED: Final = 60  # updates a second
WAITING: Final = 6  # messages for each coach, each time something happens to Redis
HEARD_ON: Final = f"coachbook:{TOKEN.partition(':')[0]}:fanout:outbox"
REPLICAS: Final = 3
BUSY: Final = 0.3  # seconds: beside other tests a second is not exact to the tenth
FAULTS: Final = 3
_PEOPLE: Final = "SELECT id FROM people WHERE id IN (SELECT person_id FROM coaches)"
_WAITING: Final = "SELECT count(*) FROM outbox WHERE state = 'waiting' AND due_at <= $1"

Fault = Callable[[Fleet, random.Random], Awaitable[None]]


async def run(form: Form, seed: int) -> list[Figure]:
    """Each fault once, or for ten minutes each many times; in the smoke form one, by the seed."""
    rounds, of_each = form.choose(smoke=(1, 1), short=(1, FAULTS), long=(50, FAULTS))
    return await bad_days(seed, rounds, of_each, apart=form.choose(smoke=BUSY, short=1, long=1))


async def bad_days(
    seed: int,
    rounds: int,
    of_each: int = FAULTS,
    guard: str | None = None,
    apart: float = 1.0,
) -> list[Figure]:
    """The figures of this many rounds. of_each: how many faults each has. guard: as in `Fleet`.
    apart: seconds between two messages to a chat."""
    draw = random.Random(seed)
    faults: list[Fault] = [_kill, _flush, _swallow]
    assert len(faults) == FAULTS
    fleet_of_three = Fleet(seed, replicas=REPLICAS, guard=guard)
    async with fleet_of_three as fleet, Crowd(fleet, seed) as crowd:
        before = len(fleet.witness.calls)
        load = asyncio.create_task(crowd.press(per_second=PRESSED, seconds=float("inf")))
        for number in range(rounds):
            for fault in draw.sample(faults, of_each):
                await _let_messages_wait(fleet, f"{number} {fault.__name__}")
                await asyncio.sleep(draw.uniform(0.5, 1.5))
                await fault(fleet, draw)
        load.cancel()
        await asyncio.gather(load, return_exceptions=True)
        await crowd.quiet()
        await fleet.drain()
        verdict = await verdicts.reach(fleet)
        verdict.faults += fleet.ended_replicas()
        sent = pace.messages(fleet.witness.calls[before:])
        await until(lambda: _listening(fleet) == REPLICAS, 15)
        times, listening = rounds * of_each, _listening(fleet)
        return figures(verdict, sent, listening, times=times, apart=apart)


def figures(
    verdict: Verdict, sent: Sequence[Call], listening: int, *, times: int, apart: float = 1.0
) -> list[Figure]:
    """The figures of this many faults. sent: messages, in order. listening: replicas, in the
    end."""
    lost, hurried = verdict.lost + verdict.faults, pace.violations(sent, apart)
    most = traffic.most_in(1, sent)
    length = "a second" if apart == 1 else f"{apart:g} s"
    what = f"Redis killed, flushed, black-holed {times} times"
    return [
        Figure(6, f"{what}: updates lost", "0", count_and_first(lost), not lost),
        Figure(6, "effects twice", "0", count_and_first(verdict.twice), not verdict.twice),
        Figure(6, "messages unsent", "0", count_and_first(verdict.unsent), not verdict.unsent),
        Figure(6, f"most of {len(sent):,} messages in a second", "≤ 30", str(most), most <= 30),
        Figure(6, f"sooner than {length} in a chat", "0", count_and_first(hurried), not hurried),
        Figure(6, "replicas that hear each other again", "3", f"{listening}", listening == 3),
    ]


async def _let_messages_wait(fleet: Fleet, about: str) -> None:
    """Some for every coach, more than can be sent before the next fault, unless that many are
    waiting."""
    now = fleet.witness.moment()

    async def work(writer: Writer) -> None:
        people = [row[0] for row in await writer.fetch(_PEOPLE)]
        [[waiting]] = await writer.fetch(_WAITING, now)
        if waiting > WAITING * len(people):
            return
        await outbox.enqueue(
            writer,
            [
                OutboxMessage(
                    f"{about} {person} {number}",
                    person,
                    NoticeKind.COACH_WELCOME,
                    {"name": f"{about} {number}"},
                    lane=Lane.BROADCAST if number % 2 else Lane.INTERACTIVE,
                    due_at=now,
                )
                for number in range(WAITING)
                for person in people
            ],
        )

    await fleet.database.write(work)


async def _kill(fleet: Fleet, draw: random.Random) -> None:
    fleet.redis.kill()
    await asyncio.sleep(draw.uniform(1, 3))
    await asyncio.to_thread(fleet.redis.start)


async def _flush(fleet: Fleet, draw: random.Random) -> None:
    for _ in range(5):
        fleet.redis.ask("FLUSHALL")
        await asyncio.sleep(draw.uniform(0.1, 0.6))


async def _swallow(fleet: Fleet, draw: random.Random) -> None:
    fleet.redis.freeze()
    await asyncio.sleep(draw.uniform(1, 6))
    fleet.redis.thaw()


def _listening(fleet: Fleet) -> int:
    """How many replicas would hear what one of them tells, according to Redis."""
    *_, number = fleet.redis.ask(f"PUBSUB NUMSUB {HEARD_ON}").split()
    return int(number.removeprefix(":"))
