"""Row 11: what no app would send, from people out to do harm, beside people who are not.

A crowd has booked, one press after another and always on the same day, so that a seed leads to the
same sessions, and so to the same updates, whenever it is run. Then strangers, and two of the
coaches, post what `forger` draws straight to the webhook, as anyone who knows its secret could, at
three replicas, and press what is on other people's screens. What belongs to the others is read
before and after.

The body of every update that failed is printed on standard error, as Python writes bytes, one per
line: it can be posted again on a fleet that the same seed has led to this point.
"""

import asyncio
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import quantiles
from typing import Final

import aiohttp

from bot.playground import chat_actions
from bot.playground.sample_people import SamplePerson
from handlers.buttons.links import Appointments
from handlers.http.webhook import PATH, SECRET_HEADER
from tests.chaos import bystanders, town
from tests.chaos.crowd import FIRST_CUSTOMER
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet
from tests.chaos.forger import Forger, number_of
from tests.chaos.plunder import FEW, MANY, Booking, gather_loot
from tests.contents import Row, contents

SECRET: Final = "a-secret-that-got-out"
STRANGERS: Final = range(30_000, 30_046)
HARMFUL_COACHES: Final = (town.FIRST_COACH, town.FIRST_COACH + 1)
READERS: Final = 10
PAUSE: Final = 0.2
# Buttons have days and times of day. Everything begins on this one: a working morning in Berlin,
# not near any time something falls due, with a clock change already in reach of booking.
BEGUN: Final = datetime(2028, 9, 4, 8, 5, tzinfo=UTC)
# Telegram's word on how soon a press should be answered.
QUICK: Final = 3.0
# Run beside other tests, it only shows that there is an answer.
NOT_NEVER: Final = 15.0


@dataclass
class Outcome:
    """What came of it. statuses: how often each HTTP status was answered.

    again: the bodies answered with a 5xx or not at all, or that led to a fault, each once and as
    posted.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    changed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    presses: list[float] = field(default_factory=list)
    seconds: float = 0.0
    again: list[bytes] = field(default_factory=list)


async def run(form: Form, seed: int) -> list[Figure]:
    """4,000 updates, or 100,000; in the smoke form 800, with less to steal."""
    updates = form.choose(smoke=800, short=4_000, long=100_000)
    crowd = form.choose(smoke=FEW, short=MANY, long=MANY)
    outcome = await run_abuse(seed, updates=updates, crowd=crowd)
    for body in outcome.again:
        print(body, file=sys.stderr)
    return figures(outcome, form.choose(smoke=NOT_NEVER, short=QUICK, long=QUICK))


def figures(outcome: Outcome, quick: float = QUICK) -> list[Figure]:
    """The figures of an outcome. quick: seconds, for presses of bystanders."""
    posted = outcome.statuses.total()
    refused = sum(times for status, times in outcome.statuses.items() if status >= 500)
    slowest, p95 = max(outcome.presses), quantiles(outcome.presses, n=20)[-1]
    fuzzed = f"of {posted:,} fuzzed updates ({posted / outcome.seconds:.0f}/s): 5xx"
    again = f"; to post again, on standard error: {len(outcome.again)}" if outcome.again else ""
    faults = _some(outcome.faults) + (again if outcome.faults else "")
    return [
        Figure(11, fuzzed, "0", str(refused) + (again if refused else ""), not refused),
        Figure(11, "unhandled faults", "0", faults, not outcome.faults),
        Figure(
            11, "rows of other people changed", "0", _some(outcome.changed), not outcome.changed
        ),
        Figure(
            11,
            f"slowest of {len(outcome.presses)} presses of bystanders (95 %: {p95:.2f} s)",
            f"≤ {quick:g} s",
            f"{slowest:.2f} s",
            met=slowest <= quick,
        ),
    ]


async def run_abuse(
    seed: int, *, updates: int, crowd: Booking = MANY, guard: str = "rates"
) -> Outcome:
    """The outcome of this many updates, after this crowd.

    guard: what the bots do without. At Telegram's rates their answers alone would take an hour,
    and how many they send is another row's question.
    """
    async with begun_fleet(seed, guard=guard) as fleet:
        loot = await gather_loot(fleet, seed, crowd)
        forgers = [Forger(seed, person, loot, menu) for person, menu in _menus(fleet)]
        harmful = {forger.person for forger in forgers}
        # Looking at the list ends what they were asked to type during a move.
        for turn in range(READERS):
            _look(fleet, turn)
        await fleet.drain()
        before = await contents(fleet.database_url)
        begun = fleet.witness.now()

        outcome = Outcome()
        async with _reading(fleet):
            await asyncio.gather(
                *(
                    _post(fleet, forger, len(range(n, updates, len(forgers))), outcome)
                    for n, forger in enumerate(forgers)
                )
            )
        outcome.seconds = fleet.witness.now() - begun

        await fleet.drain()
        after = await contents(fleet.database_url)
        whose = (bystanders.belongings(before, each, harmful) for each in (before, after))
        was, is_now = (Counter(map(str, rows)) for rows in whose)
        outcome.changed = sorted((was - is_now) + (is_now - was))
        complaints = fleet.complaints()
        outcome.faults += [str(row["error"]) for row in after["dead_letters"]] + complaints
        outcome.faults += fleet.ended_replicas()
        outcome.again += to_post_again(forgers, after["dead_letters"], complaints)
        outcome.again = list(dict.fromkeys(outcome.again))
        outcome.presses = [
            (sent.taken_at or time.monotonic()) - sent.at
            for sent in fleet.witness.updates.values()
            if sent.at >= begun
        ]
    return outcome


def to_post_again(
    forgers: Iterable[Forger], letters: Iterable[Row], complaints: Iterable[str]
) -> list[bytes]:
    """The bodies that dead letters and lines of a log are about.

    A letter has its update without NULs, and a fault that could not even be kept has none: so they
    are drawn once more. What nobody has forged is as in its letter.
    """
    # Not orjson: the database writes 1e300 with all its digits, which is too much for it.
    kept = {row["update"].get("update_id"): json.dumps(row["update"]).encode() for row in letters}
    numbers = {int(n) for line in complaints for n in re.findall(r'"update_id": ?(-?\d+)', line)}
    wanted = kept.keys() | numbers
    if not wanted:
        return []
    forged = {
        number: body
        for forger in forgers
        for body in forger.replay()
        if (number := number_of(body)) in wanted
    }
    return list({**kept, **forged}.values())


def begun_fleet(seed: int, *, guard: str = "rates") -> Fleet:
    """A fleet, still to be entered, whose Telegram believes it is `BEGUN`."""
    settings = {"WEBHOOK_SECRET": SECRET, "PERSON_RATE": "0"}
    fleet = Fleet(seed, settings=settings, guard=guard, rates=None)
    # Set rather than moved: this works even if the day of the run is past it.
    fleet.world.clock.offset = BEGUN.timestamp() - fleet.world.clock.now()
    return fleet


def _menus(fleet: Fleet) -> Sequence[tuple[int, int]]:
    """Everybody harmful, with a message of the bot's in their chat."""
    world, menus = fleet.world, []
    for number in (*STRANGERS, *HARMFUL_COACHES):
        if number in STRANGERS:
            world.put_person(
                SamplePerson(number, "Mallory", None, None, "en", town.ZONE, "customer")
            )
        chat = world.chats.get(number)
        assert chat is not None
        world.chats.start(chat)
        shown = world.chats.add(chat, world.profile.user(), {"text": "?"})
        menus.append((number, shown["message_id"]))
    return menus


async def _post(fleet: Fleet, forger: Forger, times: int, outcome: Outcome) -> None:
    """One after another, as Telegram delivers what one person does; now and then at once."""
    chance = random.Random(forger.person)
    headers = {SECRET_HEADER: SECRET}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def post(body: bytes) -> None:
            replica = chance.choice(fleet.replicas)
            try:
                async with session.post(replica.url + PATH, data=body) as answer:
                    outcome.statuses[answer.status] += 1
                    if answer.status >= 500:
                        outcome.again.append(body)
            except aiohttp.ClientConnectorError:
                outcome.faults.append("a replica was away")
            except (aiohttp.ClientError, TimeoutError) as error:
                # What kills a replica is among these.
                outcome.faults.append(f"no answer: {error!r}")
                outcome.again.append(body)

        while times:
            again = min(times, 3 if chance.random() < 0.03 else 1)
            times -= again
            body = forger.draw()
            await asyncio.gather(*(post(body) for _ in range(again)))


@asynccontextmanager
async def _reading(fleet: Fleet) -> AsyncIterator[None]:
    """Meanwhile some of the customers look at their sessions, again and again."""

    async def read() -> None:
        turn = 0
        while True:
            _look(fleet, turn)
            turn += 1
            await asyncio.sleep(PAUSE)

    task = asyncio.create_task(read())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def _look(fleet: Fleet, turn: int) -> None:
    chat = fleet.world.chats.get(FIRST_CUSTOMER + turn % READERS)
    assert chat is not None
    press = Appointments(0, 0).pack()
    chat_actions.tap(fleet.world, chat, {"message_id": max(chat.messages), "data": press})


def _some(items: list[str]) -> str:
    """How many, and the first of them."""
    return "; ".join([str(len(items)), *items[:1]])
