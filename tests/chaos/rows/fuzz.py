"""Row 11: what no app would send, from people with a mind to harm, beside people without.

A crowd has booked. Then strangers, and two of the coaches, post what `forger` draws straight to
the webhook, as whoever knows its secret could, three replicas at a time, and press what is on
other people's screens. What belongs to the others is read before and after.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Final

import aiohttp

from bot.playground import deeds
from bot.playground.cast import Person
from handlers.chat.links import Appointments
from handlers.http.webhook import PATH, SECRET_HEADER
from tests.chaos import bystanders, town
from tests.chaos.crowd import FIRST_CUSTOMER, Crowd
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet
from tests.chaos.forger import Forger, Loot
from tests.contents import contents

SECRET: Final = "a-secret-that-got-out"
STRANGERS: Final = range(30_000, 30_046)
HARMFUL_COACHES: Final = (town.FIRST_COACH, town.FIRST_COACH + 1)
CUSTOMERS: Final = 40
READERS: Final = 10
PAUSE: Final = 0.2
# Telegram's word on how soon a press should be answered.
QUICK: Final = 3.0


@dataclass
class Outcome:
    """What came of it. statuses: how often each HTTP status was answered."""

    statuses: Counter[int] = field(default_factory=Counter)
    changed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    presses: list[float] = field(default_factory=list)
    seconds: float = 0.0


async def run(form: Form, seed: int) -> list[Figure]:
    """10,000 updates, or 100,000."""
    return figures(await abused(seed, updates=form.choose(short=10_000, long=100_000)))


def figures(found: Outcome) -> list[Figure]:
    """The figures of an outcome."""
    posted = found.statuses.total()
    refused = sum(times for status, times in found.statuses.items() if status >= 500)
    slowest, p95 = max(found.presses), quantiles(found.presses, n=20)[-1]
    pace = f"{posted / found.seconds:.0f}/s"
    return [
        Figure(11, f"of {posted:,} fuzzed updates ({pace}): 5xx", "0", str(refused), not refused),
        Figure(11, "unhandled faults", "0", _some(found.faults), not found.faults),
        Figure(11, "rows of other people changed", "0", _some(found.changed), not found.changed),
        Figure(
            11,
            f"slowest of {len(found.presses)} presses of bystanders (95 %: {p95:.2f} s)",
            f"≤ {QUICK:g} s",
            f"{slowest:.2f} s",
            met=slowest <= QUICK,
        ),
    ]


async def abused(seed: int, *, updates: int, guard: str = "rates") -> Outcome:
    """The outcome of so many updates.

    guard: what the bots do without. At Telegram's rates their answers alone would take an hour,
    and how many they send is another row's question.
    """
    settings = {"WEBHOOK_SECRET": SECRET, "PERSON_RATE": "0"}
    async with Fleet(seed, settings=settings, guard=guard, rates=None) as fleet:
        async with Crowd(fleet, seed, customers=CUSTOMERS) as crowd:
            await crowd.press(per_second=100, seconds=6)
            assert await crowd.quiet()
        await fleet.drain()
        loot = await _loot(fleet)
        forgers = [Forger(seed, person, loot, menu) for person, menu in _menus(fleet)]
        harmful = {forger.person for forger in forgers}
        before = await contents(fleet.database_url)
        begun = fleet.witness.now()

        outcome = Outcome()
        async with _reading(fleet):
            await asyncio.gather(
                *(
                    _post(fleet, forger, len(range(n, updates, len(forgers))), outcome.statuses)
                    for n, forger in enumerate(forgers)
                )
            )
        outcome.seconds = fleet.witness.now() - begun

        await fleet.drain()
        after = await contents(fleet.database_url)
        whose = (bystanders.belongings(before, each, harmful) for each in (before, after))
        was, is_now = (Counter(map(str, rows)) for rows in whose)
        outcome.changed = sorted((was - is_now) + (is_now - was))
        outcome.faults = [str(row["error"]) for row in after["dead_letters"]] + fleet.complaints()
        outcome.faults += ["a replica has ended" for one in fleet.replicas if not one.runs]
        outcome.presses = [
            (sent.taken_at or time.monotonic()) - sent.at
            for sent in fleet.witness.updates.values()
            if sent.at >= begun
        ]
    return outcome


async def _loot(fleet: Fleet) -> Loot:
    """Every button in everybody's chat, and the ids of what they have."""
    presses = {
        key["callback_data"]
        for person in fleet.world.chats.people()
        if (chat := fleet.world.chats.get(person.id))
        for message in chat.messages.values()
        for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        for key in row
        if "callback_data" in key
    }
    held = await contents(fleet.database_url)
    ids = [row["id"] for name in ("appointments", "coaches", "people") for row in held[name]]
    return Loot(sorted(presses), sorted(set(ids)))


def _menus(fleet: Fleet) -> Sequence[tuple[int, int]]:
    """Everybody harmful, with a message of the bot's in their chat."""
    world, menus = fleet.world, []
    for number in (*STRANGERS, *HARMFUL_COACHES):
        if number in STRANGERS:
            world.put_person(Person(number, "Mallory", None, None, "en", town.ZONE, "customer"))
        chat = world.chats.get(number)
        assert chat is not None
        world.chats.start(chat)
        shown = world.chats.add(chat, world.profile.user(), {"text": "?"})
        menus.append((number, shown["message_id"]))
    return menus


async def _post(fleet: Fleet, forger: Forger, times: int, statuses: Counter[int]) -> None:
    """One after the other, as Telegram delivers what one person does; now and then at once."""
    chance = random.Random(forger.person)
    headers = {SECRET_HEADER: SECRET}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def post(body: bytes) -> None:
            replica = chance.choice(fleet.replicas)
            async with session.post(replica.url + PATH, data=body) as answer:
                statuses[answer.status] += 1

        while times:
            again = min(times, 3 if chance.random() < 0.03 else 1)
            times -= again
            body = forger.draw()
            await asyncio.gather(*(post(body) for _ in range(again)))


@asynccontextmanager
async def _reading(fleet: Fleet) -> AsyncIterator[None]:
    """Meanwhile some of the customers look at their sessions, again and again."""
    press = Appointments(0, 0).pack()

    async def read() -> None:
        turn = 0
        while True:
            chat = fleet.world.chats.get(FIRST_CUSTOMER + turn % READERS)
            assert chat is not None
            deeds.tap(fleet.world, chat, {"message_id": max(chat.messages), "data": press})
            turn += 1
            await asyncio.sleep(PAUSE)

    task = asyncio.create_task(read())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def _some(found: list[str]) -> str:
    """How many, and the first of them."""
    return "; ".join([str(len(found)), *found[:1]])
