"""Row 20: many people wait for one time, and replicas are killed under their answers.

The time is given back, and goes down the line: some pass, a few of them twice at once, some leave
it unanswered, some cannot be reached or are elsewhere then. The last one takes it. Half of the
presses have their replica killed under them, up to 0.12 s later.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from typing import Final
from zoneinfo import ZoneInfo

from domain.appointments.appointment import Status
from domain.services.catalogue import Coach
from domain.services.service import Service
from domain.starts.slots import free_slots
from domain.time.spans import epoch, moment
from domain.waitlist.waitlist import LONGEST, WaitTimes
from handlers.actions.waitlist.freed_times import free_of
from handlers.buttons.wait_links import PassWaitOffer, TakeWaitOffer
from storage.appointments import appointments, booking
from storage.transactions import Writer
from storage.waitlist import wait_free, waits
from storage.waitlist.waits import WaitKey
from tests.chaos import standing, town
from tests.chaos.ambush import Ambush
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet
from tests.chaos.rush import Waiting, customers, errors, lift_open_limit, press_all, register
from tests.chaos.verdicts import count_and_first
from tests.claimed import DISAGREEMENTS

MORNING: Final = time(9)
PEOPLE: Final = 100
SOME: Final = 6
PATIENCE: Final = 300.0  # seconds for the next one's turn, also after a kill
DECISIVE: Final = tuple(f'"1:{press.tag}:'.encode() for press in (PassWaitOffer, TakeWaitOffer))
OPEN: Final = """
SELECT o.id, p.telegram_id FROM wait_offers o JOIN people p ON p.id = o.person_id
JOIN outbox m ON m.key = 'wait_offer:' || o.id
WHERE o.answer = 'open' AND o.kept AND m.state = 'sent'
"""
# In the order they were written: what an offer was, and what became of it.
DEEDS: Final = """
SELECT action, w.id FROM audit l JOIN waits w ON w.id = l.entity_id
WHERE l.entity = 'wait' AND action <> 'waitlist_closed' ORDER BY l.id
"""
SAID: Final = """
SELECT p.telegram_id, coalesce(o.reason, o.answer) FROM wait_offers o
JOIN people p ON p.id = o.person_id ORDER BY o.id
"""
BOOKED: Final = """
SELECT p.telegram_id FROM appointments a JOIN people p ON p.id = a.customer_id
WHERE a.coach_id = $1 AND a.starts_at = $2::timestamptz AND a.status IN ('pending', 'confirmed')
"""
TOLD: Final = "SELECT count(*), count(*) FILTER (WHERE state = 'sent') FROM outbox WHERE kind = $1"


class Way(Enum):
    """What somebody in line does, or why they cannot; the value is what is recorded."""

    PASS = "passed"
    TWICE = "passed "  # in one moment
    SLEEP = "lapsed"
    GONE = "unreachable"
    BUSY = "busy"
    TAKE = "taken"

    @property
    def outcome(self) -> str:
        return self.value.strip()


@dataclass
class Course:
    """How it went. ways: of each person, in the order of the line. said: what is recorded, in
    order. sequence: sentences about offers that overlapped."""

    ways: list[tuple[int, Way]]
    kills: int = 0
    said: list[tuple[int, str]] = field(default_factory=list)
    sequence: list[str] = field(default_factory=list)
    booked: list[int] = field(default_factory=list)
    untold: int = 0
    errors: list[str] = field(default_factory=list)
    disagreements: list[str] = field(default_factory=list)


async def run(form: Form, seed: int) -> list[Figure]:
    """A hundred people, or ten lines of them; in the smoke form a few."""
    people = form.choose(smoke=SOME, short=PEOPLE, long=PEOPLE)
    lines = form.choose(smoke=1, short=1, long=10)
    kills = form.choose(smoke=1, short=PEOPLE, long=PEOPLE)
    courses = [
        await went(seed + number, people, kills, lapses=form is not Form.SMOKE)
        for number in range(lines)
    ]
    return [figure for course in courses for figure in figures(course)]


def figures(outcome: Course) -> list[Figure]:
    """The figures of how it went."""
    expected = [(person, way.outcome) for person, way in outcome.ways]
    wrong = [
        f"{one} where {other} was to be"
        for one, other in zip(outcome.said, expected, strict=False)
        if one != other
    ]
    if len(outcome.said) != len(expected):
        wrong.append(f"{len(outcome.said)} of {len(expected)} had their turn")
    takes = [person for person, way in outcome.ways if way is Way.TAKE]
    of = f"of {len(expected)} people in line for one time, {outcome.kills} kills"
    sentences = (
        ("of these without their turn, out of turn, or skipped without a reason", wrong),
        ("offers that stood beside one another", outcome.sequence),
        ("offers that nobody was told of", ["an offer"] * outcome.untold),
        ("errors", outcome.errors),
        ("time that is claimed for nothing, or not for what is in it", outcome.disagreements),
    )
    return [
        Figure(
            20,
            f"who has the time in the end, {of}",
            "the first who took it",
            "the first who took it" if outcome.booked == takes else f"{outcome.booked}",
            outcome.booked == takes,
        ),
        *(Figure(20, what, "0", count_and_first(these), not these) for what, these in sentences),
    ]


async def went(seed: int, people: int, kills: int, *, lapses: bool) -> Course:
    """How it goes with this many people, and this many kills at most."""
    draw, fleet = random.Random(seed), Fleet(seed)
    ambush = fleet.balancer = Ambush(seed, lambda body: any(tag in body for tag in DECISIVE))
    async with fleet:
        crowd = customers(fleet, people)
        await register(fleet, crowd)
        await _by_day(fleet)
        course = Course(_ways(crowd, draw, lapses=lapses))
        coach, service, start = await _stand_in_line(fleet, course, crowd)
        ambush.victims, ambush.armed = fleet.replicas, True
        await _free(fleet, coach, start)
        by_person = {chat.person.id: (chat, message) for chat, message in crowd}
        for person, way in course.ways:
            if way in (Way.GONE, Way.BUSY):
                continue
            offer = await _turn_of(fleet, person)
            if offer is None:
                course.errors.append(f"{person} was never asked")
                break
            ambush.armed = ambush.hits < kills
            await _answer(fleet, by_person[person], offer, way, service.price.minor)
        ambush.armed = False
        await asyncio.gather(*(one.ready() for one in fleet.replicas))
        await fleet.drain()
        course.kills = ambush.kills
        await _read(fleet, course, coach, start)
        course.errors += await errors(fleet)
    return course


async def _by_day(fleet: Fleet) -> None:
    """Nobody is told of anything at night."""
    now = fleet.witness.moment()
    wall = now.astimezone(ZoneInfo(town.ZONE))
    morning = datetime.combine(wall.date(), MORNING, wall.tzinfo)
    if wall > morning:
        morning += timedelta(days=1)
    await fleet.advance_all(morning.astimezone(UTC) - now)


def _ways(crowd: Sequence[Waiting], draw: random.Random, *, lapses: bool) -> list[tuple[int, Way]]:
    """What each does; the last takes it. Only a few sleep, as each makes the clock advance."""
    usual = [Way.PASS, Way.PASS, Way.TWICE, Way.GONE, Way.BUSY]
    ways = [usual[number % len(usual)] for number in range(len(crowd) - 1)]
    if lapses:
        ways[:3] = [Way.SLEEP] * 3
    draw.shuffle(ways)
    return [(chat.person.id, way) for (chat, _), way in zip(crowd, [*ways, Way.TAKE], strict=True)]


async def _stand_in_line(
    fleet: Fleet, course: Course, crowd: Sequence[Waiting]
) -> tuple[Coach, Service, datetime]:
    """All of them wait for one time of a coach, which a stranger has; what is free stays so."""
    now = fleet.witness.moment()

    async def work(writer: Writer) -> tuple[Coach, Service, datetime]:
        known = await lift_open_limit(writer)
        coach, *more = sorted(known.coaches.values(), key=lambda one: one.id)
        others = iter(more)
        [service_id] = coach.service_ids
        service, kinds = known.services[service_id], [(service_id, "")]
        first = epoch(now + timedelta(days=3))
        start = moment(free_slots(service, coach, [], (first, first + 7 * 86_400), epoch(now))[8])
        ids = await standing.people(writer)
        stranger = ids[town.FIRST_COACH + 5]
        taken = standing.session(coach, service, start, stranger, now, "CHAOS2")
        assert await booking.insert(writer, taken) is not None
        for free in await free_of(writer, known, coach, kinds, now):
            await wait_free.set_free(writer, coach.id, *free.kind, free.starts)
        day = start.astimezone(coach.tz).date()
        for number, (person, way) in enumerate(course.ways):
            joined = now + timedelta(seconds=number)
            times = WaitTimes(day, day, coach.zone)
            await waits.add(writer, ids[person], WaitKey(service_id, coach.id, ""), times, joined)
            if way is Way.GONE:
                gone = "UPDATE people SET unreachable_since = $2 WHERE id = $1"
                await writer.fetch(gone, ids[person], now)
            if way is Way.BUSY:
                other = next(others)
                doing = known.services[min(other.service_ids)]
                away = standing.session(other, doing, start, ids[person], now, f"BUSY{number:02}")
                assert await booking.insert(writer, away) is not None
        return coach, service, start

    return await fleet.database.write(work)


async def _free(fleet: Fleet, coach: Coach, start: datetime) -> None:
    now = fleet.witness.moment()

    async def work(writer: Writer) -> None:
        [standing] = await appointments.by_code(writer, "CHAOS2")
        await booking.change(writer, standing, status=Status.CANCELLED, now=now)

    await fleet.database.write(work)


async def _turn_of(fleet: Fleet, person: int) -> int | None:
    """Wait until this person has been told of an offer; its id, None if that does not come."""
    deadline = fleet.witness.now() + PATIENCE
    while fleet.witness.now() < deadline:
        async with fleet.database.read() as reader:
            offers = [offer for offer, whose in await reader.fetch(OPEN) if whose == person]
        if offers:
            return int(offers[0])
        await asyncio.sleep(0.05)
    return None


async def _answer(fleet: Fleet, who: Waiting, offer: int, way: Way, price: int) -> None:
    if way is Way.SLEEP:
        await fleet.advance_all(LONGEST + timedelta(seconds=1))
        return
    press = TakeWaitOffer(offer, price) if way is Way.TAKE else PassWaitOffer(offer)
    times = 1 if way is Way.PASS else 2
    await press_all(fleet, [(who, press)] * times)


async def _read(fleet: Fleet, course: Course, coach: Coach, start: datetime) -> None:
    async with fleet.database.read() as reader:
        course.said = [(person, answer) for person, answer in await reader.fetch(SAID)]
        course.booked = [person for (person,) in await reader.fetch(BOOKED, coach.id, start)]
        [[offers, sent]] = await reader.fetch(TOLD, "wait_offer")
        course.untold = offers - sent
        standing: int | None = None
        for action, wait_id in await reader.fetch(DEEDS):
            if action == "waitlist_offered":
                if standing is not None:
                    course.sequence.append(f"{wait_id} beside {standing}")
                standing = wait_id
            elif action in ("pass_waitlist", "waitlist_lapsed", "waitlist_taken"):
                if standing != wait_id:
                    course.sequence.append(f"{action} of {wait_id}, and {standing} had the offer")
                standing = None
        course.disagreements = [one for (one,) in await reader.fetch(DISAGREEMENTS)]
