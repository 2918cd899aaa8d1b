"""Row 19: 200 people look at a coach's last slots, each of which is kept for whoever looks first.

What they do then is in `last_looks`. Replicas are killed under their presses.
"""

import asyncio
import random
from dataclasses import replace
from datetime import timedelta
from typing import Final

from domain.services.catalogue import Catalogue
from domain.starts.slots import free_slots
from domain.time.spans import epoch
from handlers.buttons.links import PickSlot
from handlers.chat.customer.note import AddNote
from handlers.chat.customer.summary import Confirm
from storage.services import catalogue
from storage.transactions import Writer
from tests.chaos import town
from tests.chaos.ambush import Ambush, rounds_until
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet
from tests.chaos.last_looks import (
    KINDS,
    LOOKS,
    MINUTES,
    Round,
    Rounds,
    Slots,
    let_holds_lapse,
    unkept,
)
from tests.chaos.rush import customers, each, errors, lift_open_limit, register
from tests.chaos.verdicts import count_and_first
from tests.claimed import DISAGREEMENTS, NOTHING_KEPT_APART

SOME: Final = 40
KILLS: Final = 4  # in each round, at most
DEADLY: Final = [f'"1:{press.tag}:'.encode() for press in (PickSlot, AddNote, Confirm)]


async def run(form: Form, seed: int) -> list[Figure]:
    """Two rounds, or fifty; in the smoke form one of fewer people."""
    looks = form.choose(smoke=SOME, short=LOOKS, long=LOOKS)
    rounds, least = form.choose(smoke=1, short=2, long=50), form.choose(smoke=1, short=3, long=50)
    return figures(await run_rounds(seed, rounds, looks, least=least), least)


def figures(outcome: Rounds, least: int) -> list[Figure]:
    """The figures of the outcome. least: how many kills before an answer there must have been."""
    rounds = len(outcome.kept) // len(KINDS)
    of = f"of {outcome.looks} looks at once at {len(KINDS)} slots, in {rounds} rounds"
    sentences = (
        ("kept for one and booked by another", outcome.stolen),
        ("confirmed in time and not had", outcome.let_down),
        ("people told of what is kept or booked otherwise than it is", outcome.untrue),
        ("kept for nobody, or for ever", outcome.left),
        ("errors", outcome.errors),
    )
    return [
        Figure(
            19,
            f"people for whom a slot is kept, {of} through three replicas",
            "1 each",
            each(outcome.kept) if outcome.kept else "0",
            set(outcome.kept) == {1},
        ),
        Figure(
            19,
            f"`SIGKILL` under looks, notes and bookings, {outcome.kills:,} times: before the "
            "answer",
            f"≥ {least}",
            f"{outcome.hits:,}",
            outcome.hits >= least,
        ),
        Figure(
            19,
            "bookings of each slot in the end: in time, given back, lapsed, of who was blocked",
            "1 each",
            each(outcome.had) if outcome.had else "0",
            set(outcome.had) == {1},
        ),
        *(Figure(19, what, "0", count_and_first(these), not these) for what, these in sentences),
    ]


async def run_rounds(
    seed: int,
    rounds: int,
    looks: int = LOOKS,
    *,
    least: int = 0,
    constraint: bool = True,
    guard: str | None = None,
) -> Rounds:
    """What comes of this many rounds, and a few more for so many kills before an answer.

    constraint: whether the database keeps claims apart. guard: what the replicas do without.
    """
    outcome, draw = Rounds(looks), random.Random(seed)
    fleet = Fleet(seed, guard=guard)
    deadly = [0]  # how many kills there may have been by now

    def decides(body: bytes) -> bool:
        return ambush.kills < deadly[0] and any(tag in body for tag in DEADLY)

    ambush = fleet.balancer = Ambush(seed, decides)
    async with fleet:
        if not constraint:
            await fleet.take_away(NOTHING_KEPT_APART)
        known = await fleet.database.write(_plant)
        crowd = customers(fleet, looks)
        await register(fleet, crowd)
        ambush.victims = fleet.replicas
        ambush.armed = True
        for number in rounds_until(rounds, lambda: ambush.hits >= least):
            draw.shuffle(crowd)
            deadly[0] += KILLS
            slots = _slots(fleet, known, number)
            await Round(fleet, f"round {number + 1}", draw, outcome, slots).live(crowd)
            await asyncio.gather(*(one.ready() for one in fleet.replicas))
        outcome.kills, outcome.hits = ambush.kills, ambush.hits
        await let_holds_lapse(fleet)
        outcome.left += await unkept(fleet)
        async with fleet.database.read() as reader:
            outcome.left += [one for (one,) in await reader.fetch(DISAGREEMENTS)]
        outcome.errors += await errors(fleet)
    return outcome


async def _plant(writer: Writer) -> Catalogue:
    """Plant what can be booked, from now on kept during a last look."""
    known = await lift_open_limit(writer)
    business = replace(known.business, open_limit=10_000, hold_minutes=MINUTES)
    await catalogue.update_business(writer, business)
    return await catalogue.load(writer)


def _slots(fleet: Fleet, known: Catalogue, number: int) -> Slots:
    """Each round those of another coach, on a day some days ahead."""
    coach = sorted(known.coaches.values(), key=lambda one: one.id)[number % town.COACHES]
    [service] = [known.services[one] for one in coach.service_ids]
    now = fleet.witness.moment()
    first = epoch(now + timedelta(days=3 + number // town.COACHES))
    starts = free_slots(service, coach, [], (first, first + 2 * 86_400), epoch(now))
    return Slots(service, coach, starts[: len(KINDS)])
