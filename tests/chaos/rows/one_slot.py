"""Row 1: 200 people press "confirm" for one slot at the same moment, with three replicas.

Each round has a slot of its own, with a different coach than the last. Every press is a webhook
update that the fake Telegram sends to one address; what each person is shown is read from its side.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Service
from domain.starts.slots import free_slots
from domain.time.spans import epoch
from handlers.chat.customer.summary import Confirm
from handlers.wording.words import words_for
from storage.services import catalogue
from tests.chaos import town
from tests.chaos.crowd import tag_of
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet
from tests.chaos.rush import Waiting, customers, each, errors, press_all, register
from tests.chaos.witness import SentUpdate
from tests.claimed import NOTHING_KEPT_APART

ATTEMPTS: Final = 200
SOME: Final = 60
NEAREST: Final = 3
WORDS: Final = words_for("en", None, "en")
TAKEN: Final = WORDS.label("refusal.taken_toast")
NEARBY: Final = WORDS.label("refusal.taken")
OVERLAPS: Final = """
SELECT count(*) FROM appointments a JOIN appointments b
    ON a.coach_id = b.coach_id AND a.id < b.id AND a.blocked && b.blocked
WHERE a.status IN ('held', 'pending', 'confirmed') AND b.status IN ('held', 'pending', 'confirmed')
"""
CODES: Final = "SELECT code FROM appointments WHERE coach_id = $1 AND starts_at = to_timestamp($2)"


@dataclass
class Rounds:
    """What came of all rounds. attempts: in each. booked and taken: how many people, by round."""

    attempts: int = ATTEMPTS
    booked: list[int] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    overlaps: int = 0


async def run(form: Form, seed: int) -> list[Figure]:
    """Two rounds, or a hundred; in the smoke form one of fewer people."""
    attempts = form.choose(smoke=SOME, short=ATTEMPTS, long=ATTEMPTS)
    return figures(await run_rounds(seed, form.choose(smoke=1, short=2, long=100), attempts))


def figures(outcome: Rounds) -> list[Figure]:
    """The figures of what was found."""
    rounds, attempts = len(outcome.booked), outcome.attempts
    of = f"of {attempts} attempts at once, in {rounds} rounds through three replicas"
    errors = "; ".join([str(len(outcome.errors)), *outcome.errors[:1]])
    return [
        Figure(1, f"bookings {of}", "1 each", each(outcome.booked), set(outcome.booked) == {1}),
        Figure(
            1,
            "people who hear “just taken” and are offered the nearest times",
            f"{attempts - 1} each",
            each(outcome.taken),
            met=set(outcome.taken) == {attempts - 1},
        ),
        Figure(1, "errors", "0", errors, met=not outcome.errors),
        Figure(1, "overlaps by self-join", "0", str(outcome.overlaps), met=not outcome.overlaps),
    ]


async def run_rounds(
    seed: int, rounds: int, attempts: int = ATTEMPTS, *, constraint: bool = True
) -> Rounds:
    """What comes of this many rounds. constraint: whether the database keeps bookings apart."""
    outcome = Rounds(attempts)
    async with Fleet(seed) as fleet:
        if not constraint:
            await fleet.take_away(NOTHING_KEPT_APART)
        crowd = customers(fleet, attempts)
        async with fleet.database.read() as reader:
            known = await catalogue.load(reader)
        await register(fleet, crowd)
        draw = random.Random(seed)
        for number in range(rounds):
            # The first one mostly wins, and nobody may have more than twenty open sessions.
            draw.shuffle(crowd)
            await _round(fleet, crowd, known, number, outcome)
        async with fleet.database.read() as reader:
            [[outcome.overlaps]] = await reader.fetch(OVERLAPS)
        outcome.errors += await errors(fleet)
    return outcome


async def _round(
    fleet: Fleet, crowd: Sequence[Waiting], known: Catalogue, number: int, outcome: Rounds
) -> None:
    service, coach, start = _slot(fleet, known, number)
    press = Confirm(service.id, coach.id, start // 60, service.price.minor)
    presses = await press_all(fleet, [(one, press) for one in crowd])
    async with fleet.database.read() as reader:
        codes = [code for (code,) in await reader.fetch(CODES, coach.id, start)]
    refused = [one for one in presses if _heard_that_it_is_taken(fleet, one)]
    outcome.booked.append(len(codes))
    outcome.taken.append(len(refused))
    shown = {one.id: str(one.screen.get("text")) for one in presses}
    outcome.errors += [
        f"round {number + 1}, person {one.person}: {one.attempts}, {shown[one.id]!r}"
        for one in presses
        if one.attempts != [True]
        or (one not in refused and not any(code in shown[one.id] for code in codes))
    ]


def _slot(fleet: Fleet, known: Catalogue, number: int) -> tuple[Service, Coach, int]:
    """A free time some days ahead: each round another coach, and another time once all had one."""
    coach = sorted(known.coaches.values(), key=lambda one: one.id)[number % town.COACHES]
    service = next(one for one in known.offered_services if one.id in coach.service_ids)
    now = fleet.witness.moment()
    first = epoch(now + timedelta(days=3))
    starts = free_slots(service, coach, [], (first, first + 7 * 86_400), epoch(now))
    # Not adjacent: a booked neighbour is another test's subject.
    return service, coach, starts[8 + 4 * (number // town.COACHES)]


def _heard_that_it_is_taken(fleet: Fleet, sent: SentUpdate) -> bool:
    keys = [key for row in sent.screen.get("reply_markup", {})["inline_keyboard"] for key in row]
    offered = [key for key in keys if tag_of(key.get("callback_data")) == "bt"]
    return (
        fleet.witness.toast(sent) == TAKEN
        and sent.screen.get("text", "").startswith(NEARBY)
        and len(offered) == NEAREST
    )
