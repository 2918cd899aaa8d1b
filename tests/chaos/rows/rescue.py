"""Row 21: a coach falls ill, and many customers answer while that is being saved.

Some cancel in that very moment, so that what is saved is no longer what the coach looked at: it is
shown again, and then saved. All others answer what they are offered, some of them twice at once.
Half of the presses that decide have their replica killed under them, up to 0.12 s later.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

from domain.rescues.rescue import Fate
from domain.roles import Actor, Door, Role
from domain.services.catalogue import Catalogue, Coach
from domain.starts.slots import free_slots
from domain.time.spans import epoch
from domain.working_hours.leave import LeaveStretch
from handlers.actions.rescues import rescue_plan, rescuing
from handlers.buttons.press import Press
from handlers.buttons.proposal_keys import TakeProposed
from handlers.chat.coach.leave.rescue import SaveRescuePlan
from handlers.chat.customer.appointments import CancelAppointment
from handlers.chat.parts.stretches import button_fields
from storage.rescues import rescues
from tests.chaos import standing, verdicts
from tests.chaos.ambush import Ambush, rounds_until
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet
from tests.chaos.rush import Waiting, customers, lift_open_limit, press_all, register
from tests.chaos.verdicts import Verdict, count_and_first
from tests.claimed import UNHELD

PEOPLE: Final = 30
SOME: Final = 8
DAYS: Final = 5
EARLY: Final = 5  # one in this many cancels while it is being saved
REFUSING: Final = 0.2  # of those offered other times
TRIES: Final = 12  # at saving what has changed since it was looked at
GLANCE: Final = 0.01  # seconds from one look at what is saved to the next
DECISIVE: Final = [
    f":{press.tag}:".encode() for press in (SaveRescuePlan, TakeProposed, CancelAppointment)
]
# At one instant: with the leave, everything in it has its answer; without it, nothing has.
IN_PART: Final = """
SELECT format('%s leaves, and %s of %s sessions have an answer', leaves, answered, standing)
FROM (SELECT count(*) AS leaves FROM leaves WHERE coach_id = $1) l,
    (SELECT count(*) AS standing,
        count(*) FILTER (WHERE offer_version = version AND rescue_id IS NOT NULL) AS answered
    FROM appointments WHERE coach_id = $1 AND status IN ('pending', 'confirmed')
        AND starts_at >= $2::timestamptz AND starts_at < $3::timestamptz) s
WHERE answered <> CASE leaves WHEN 0 THEN 0 ELSE standing END
"""
MADE: Final = "SELECT max(id) FROM rescues WHERE coach_id = $1"
ASKED: Final = """
SELECT a.id, p.telegram_id, ARRAY(
    SELECT date_part('epoch', start)::bigint / 60 FROM unnest(a.proposed) start)
FROM appointments a JOIN people p ON p.id = a.customer_id
WHERE a.coach_id = $1 AND a.offer_version = a.version AND a.status = 'confirmed' ORDER BY a.id
"""
# Those who cancelled before it was saved; or were forgotten.
NOT_ASKED: Final = """
SELECT CASE status WHEN 'cancelled' THEN 'cancelled' ELSE 'stands' END, count(*)
FROM appointments a WHERE NOT EXISTS (SELECT FROM rescued r WHERE r.appointment_id = a.id)
GROUP BY 1
"""
TOLD: Final = """
SELECT kind, count(*) FROM outbox WHERE kind LIKE 'rescue%' GROUP BY kind
"""


@dataclass
class Illness:
    """What came of it. people: in each round. hits: kills before the replica had answered.

    fates: of all bookings. owed: how many notices of a kind there should be, and notices: how many
    there are. in_part, left: sentences.
    """

    people: int
    rounds: int
    kills: int = 0
    hits: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    owed: Counter[str] = field(default_factory=Counter)
    notices: Counter[str] = field(default_factory=Counter)
    in_part: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)


async def run(form: Form, seed: int) -> list[Figure]:
    """Thirty people, once, or twenty times; in the smoke form a few."""
    people = form.choose(smoke=SOME, short=PEOPLE, long=PEOPLE)
    rounds, least = form.choose(smoke=1, short=1, long=20), form.choose(smoke=1, short=3, long=100)
    return figures(await illness(seed, rounds, people, least=least), least)


def figures(outcome: Illness, least: int) -> list[Figure]:
    """The figures of the outcome. least: how many kills before an answer there must have been."""
    verdict, all_of_them = outcome.verdict, outcome.people * outcome.rounds
    waiting = outcome.fates[Fate.WAITING.value] + outcome.fates[Fate.STANDS.value]
    became = ", ".join(f"{number} {fate}" for fate, number in sorted(outcome.fates.items()))
    rounds = "1 round" if outcome.rounds == 1 else f"{outcome.rounds} rounds"
    missing = all_of_them - outcome.fates.total()
    lost = verdict.lost + verdict.faults
    unsent = verdict.unsent + [
        f"{outcome.notices[kind]} messages {kind}, of {outcome.owed[kind]}"
        for kind in sorted(outcome.owed.keys() | outcome.notices.keys())
        if outcome.owed[kind] != outcome.notices[kind]
    ]
    overlaps = verdict.overlaps + outcome.left
    return [
        Figure(
            21,
            f"`SIGKILL` while leave over {outcome.people} bookings is saved and answered, "
            f"{outcome.kills:,} times, in {rounds}: before the answer",
            f"≥ {least}",
            f"{outcome.hits:,}",
            outcome.hits >= least,
        ),
        Figure(21, "saved in part", "0", count_and_first(outcome.in_part), not outcome.in_part),
        Figure(
            21,
            f"of {all_of_them:,} bookings ({became}): without an answer",
            "0",
            f"{waiting + missing}",
            waiting + missing == 0,
        ),
        Figure(21, "lost of what was told", "0", count_and_first(lost), not lost),
        Figure(
            21, "done twice, or not told", "0", count_and_first(verdict.twice), not verdict.twice
        ),
        Figure(21, "messages unsent, or not one each", "0", count_and_first(unsent), not unsent),
        Figure(
            21,
            "messages twice, not flagged",
            "0",
            count_and_first(verdict.unflagged_copies),
            not verdict.unflagged_copies,
        ),
        Figure(
            21,
            "time that two have, or that is held for nothing",
            "0",
            count_and_first(overlaps),
            not overlaps,
        ),
    ]


async def illness(
    seed: int, rounds: int, people: int, *, least: int = 0, guard: str | None = None
) -> Illness:
    """What comes of this many rounds, and a few more for so many kills before an answer, each with
    another coach. guard: what the replicas do without."""
    outcome, draw = Illness(people, rounds=0), random.Random(seed)
    fleet = Fleet(seed, guard=guard)
    ambush = fleet.balancer = Ambush(seed, lambda body: any(tag in body for tag in DECISIVE))
    async with fleet:
        known = await fleet.database.write(lift_open_limit)
        crowd = customers(fleet, people)
        await register(fleet, crowd)
        ambush.victims = fleet.replicas
        coaches = sorted(known.coaches.values(), key=lambda one: one.id)
        rescue_ids = []
        for number in rounds_until(rounds, lambda: ambush.hits >= least):
            outcome.rounds += 1
            ambush.armed = True
            one = _Round(fleet, known, coaches[number], draw, outcome)
            rescue_ids.append(await one.live(crowd, f"R{number:02}"))
            ambush.armed = False
            await asyncio.gather(*(one.ready() for one in fleet.replicas))
        await fleet.drain()
        outcome.kills, outcome.hits = ambush.kills, ambush.hits
        outcome.verdict = await verdicts.reach(fleet)
        async with fleet.database.read() as reader:
            for fate, count in await reader.fetch(NOT_ASKED):
                outcome.fates[fate] += count
            for rescue_id in filter(None, rescue_ids):
                rescue = await rescues.by_id(reader, rescue_id, ())
                assert rescue is not None
                outcome.fates.update(one.fate.value for one in rescue.sessions)
                offered = sum(one.offered for one in rescue.sessions)
                outcome.owed += Counter(
                    rescue_offer=offered, rescue_cancelled=len(rescue.sessions) - offered
                )
                outcome.owed["rescue_done"] += 1
            outcome.notices.update(dict(map(tuple, await reader.fetch(TOLD))))
            left = await reader.fetch(UNHELD, fleet.witness.moment())
            outcome.left = [sentence for (sentence,) in left]
    return outcome


@dataclass(frozen=True, slots=True)
class _Round:
    """A coach, and the leave over all that is booked with them."""

    fleet: Fleet
    known: Catalogue
    coach: Coach
    draw: random.Random
    found: Illness

    async def live(self, crowd: Sequence[Waiting], code: str) -> int | None:
        """The rescue's id, None if it was never saved."""
        stretch, starts = self._leave(len(crowd))
        service = self.known.services[min(self.coach.service_ids)]
        now = self.fleet.witness.moment()
        what = self.coach, service, crowd, starts, now, code
        booked = await self.fleet.database.write(partial(standing.plant, *what))
        desk = standing.chat_of(self.fleet, self.coach)
        watching = asyncio.create_task(self._watch(stretch))
        early = self.draw.sample(range(len(crowd)), len(crowd) // EARLY)
        rush: list[tuple[Waiting, Press]] = [(desk, await self._plan(stretch))] * 2
        rush += [(crowd[one], CancelAppointment(booked[one].id)) for one in early]
        self.draw.shuffle(rush)
        await press_all(self.fleet, rush)
        for _ in range(TRIES):
            if await self._rescue_id() is not None:
                break
            await press_all(self.fleet, [(desk, await self._plan(stretch))])
        await self._answer({chat.person.id: (chat, message) for chat, message in crowd})
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        return await self._rescue_id()

    def _leave(self, count: int) -> tuple[LeaveStretch, list[int]]:
        """Some days from the third on, and this many starts in them, with free time between."""
        now, tz = self.fleet.witness.moment(), self.coach.tz
        first = datetime.combine(now.astimezone(tz).date(), time()) + timedelta(days=3)
        stretch = LeaveStretch(first, first + timedelta(days=DAYS))
        begin, end = (epoch(wall.replace(tzinfo=tz)) for wall in (stretch.starts, stretch.ends))
        service = self.known.services[min(self.coach.service_ids)]
        starts = free_slots(service, self.coach, [], (begin, end), epoch(now))
        return stretch, starts[:: len(starts) // count][:count]

    async def _plan(self, stretch: LeaveStretch) -> SaveRescuePlan:
        """What the coach sees: the button below what would become of each session."""
        actor = Actor(self.coach.person_id, frozenset({Role.COACH}), Door.CHAT, self.coach.id)
        now = self.fleet.witness.moment()
        planned = await rescuing.look(
            self.fleet.database,
            self.known,
            self.coach.id,
            stretch,
            alone=True,
            actor=actor,
            now=now,
        )
        return SaveRescuePlan(*button_fields(stretch), 0, rescue_plan.mark(planned), alone=1)

    async def _answer(self, crowd: Mapping[int, Waiting]) -> None:
        async with self.fleet.database.read() as reader:
            offers = await reader.fetch(ASKED, self.coach.id)
        rush: list[tuple[Waiting, Press]] = []
        for id_, who, starts in offers:
            chosen = TakeProposed(id_, self.draw.choice(starts))
            press = CancelAppointment(id_) if self.draw.random() < REFUSING else chosen
            rush += [(crowd[who], press)] * self.draw.randint(1, 2)
        self.draw.shuffle(rush)
        await press_all(self.fleet, rush)

    async def _rescue_id(self) -> int | None:
        async with self.fleet.database.read() as reader:
            [[rescue_id]] = await reader.fetch(MADE, self.coach.id)
        return None if rescue_id is None else int(rescue_id)

    async def _watch(self, stretch: LeaveStretch) -> None:
        """Look again and again, until nobody wants to know any more."""
        tz = self.coach.tz
        span = stretch.starts.replace(tzinfo=tz), stretch.ends.replace(tzinfo=tz)
        while True:
            async with self.fleet.database.read() as reader:
                rows = await reader.fetch(IN_PART, self.coach.id, *span)
            self.found.in_part += [sentence for (sentence,) in rows]
            await asyncio.sleep(GLANCE)
