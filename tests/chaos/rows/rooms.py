"""Row 18: 200 people press "confirm" for rooms that several coaches share, with three replicas.

There is a room for one session at a time, and one for two. Three coaches share each, and people
want them at two overlapping times: whoever gets a coach may still be without a room. Each round has
an hour and a half of its own.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from domain.services.catalogue import Catalogue, Coach
from domain.services.resources import Need, ResourceKind
from domain.services.service import Money, Service
from domain.starts.slots import free_slots
from domain.time.spans import epoch, moment
from handlers.chat.customer.summary import Confirm
from handlers.wording.words import words_for, zone_info
from storage.services import catalogue, rooms
from storage.transactions import Writer
from tests.chaos import town
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet
from tests.chaos.promises import CODE
from tests.chaos.rush import Waiting, customers, each, errors, lift_open_limit, press_all, register
from tests.chaos.verdicts import count_and_first
from tests.claimed import DISAGREEMENTS, NOTHING_KEPT_APART

ATTEMPTS: Final = 200
SOME: Final = 60
UNITS: Final = (1, 2)  # of each room
SHARING: Final = 3  # coaches, of each
MINUTES: Final = 60
LATER: Final = 30 * 60  # seconds from one start to the other
HOURS: Final = (8, 10, 13, 15)  # of a day, at which a round can begin
WORDS: Final = words_for("en", None, "en")
REFUSED: Final = (WORDS.label("refusal.taken_toast"), WORDS.label("refusal.room"))
SESSIONS: Final = """
SELECT p.telegram_id, a.code, EXISTS (
    SELECT FROM claims c WHERE c.holder_id = a.id AND c.nr > 0
        AND c.resource_id = ANY (a.resource_ids) AND c.span @> tstzrange(a.starts_at, a.ends_at)
)
FROM appointments a JOIN people p ON p.id = a.customer_id
WHERE a.service_id = $1 AND a.starts_at >= $2::timestamptz AND a.starts_at <= $3::timestamptz
    AND a.status IN ('pending', 'confirmed')
"""
# From the sessions themselves, whatever they have claimed: more in a room than it has units.
CROWDED: Final = """
SELECT format('%s sessions in the room of %s at %s', count(*), r.units, a.starts_at)
FROM appointments a
JOIN service_needs n ON n.service_id = a.service_id
JOIN resources r ON r.id = ANY (n.resource_ids)
JOIN appointments b ON b.service_id = a.service_id
    AND b.starts_at <= a.starts_at AND b.ends_at > a.starts_at
WHERE a.status IN ('pending', 'confirmed') AND b.status IN ('pending', 'confirmed')
GROUP BY a.id, a.starts_at, r.units HAVING count(*) > r.units
UNION ALL
SELECT format('unit %s of %s is claimed for %s and %s', a.unit, r.name, a.span, b.span)
FROM claims a JOIN claims b ON a.resource_id = b.resource_id AND a.unit = b.unit
    AND a.holder_id < b.holder_id AND a.span && b.span
JOIN resources r ON r.id = a.resource_id AND r.kind <> 'coach'
"""


@dataclass
class Rounds:
    """What came of all rounds. attempts: in each. booked: sessions of each room, by round.

    untrue: people who were told something untrue, sentences; so are crowded and disagreements.
    """

    attempts: int = ATTEMPTS
    booked: dict[int, list[int]] = field(default_factory=lambda: {units: [] for units in UNITS})
    untrue: list[str] = field(default_factory=list)
    crowded: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    disagreements: list[str] = field(default_factory=list)


async def run(form: Form, seed: int) -> list[Figure]:
    """Three rounds, or a hundred; in the smoke form one of fewer people."""
    attempts = form.choose(smoke=SOME, short=ATTEMPTS, long=ATTEMPTS)
    return figures(await run_rounds(seed, form.choose(smoke=1, short=3, long=100), attempts))


def figures(outcome: Rounds) -> list[Figure]:
    """The figures of what was found."""
    rounds = len(outcome.booked[UNITS[0]])
    of = f"of {outcome.attempts} attempts at once, in {rounds} rounds through three replicas"
    sentences = (
        ("people told that they are booked without the room, or not told of it", outcome.untrue),
        ("more sessions in a room than it has units", outcome.crowded),
        ("errors", outcome.errors),
        ("time that is claimed for nothing, or not for what is in it", outcome.disagreements),
    )
    return [
        *(
            Figure(
                18,
                f"sessions in a room for {units}, shared by {SHARING} coaches, {of}",
                f"{units} each",
                each(counts),
                set(counts) == {units},
            )
            for units, counts in outcome.booked.items()
        ),
        *(Figure(18, what, "0", count_and_first(these), not these) for what, these in sentences),
    ]


async def run_rounds(
    seed: int,
    rounds: int,
    attempts: int = ATTEMPTS,
    *,
    constraint: bool = True,
    guard: str | None = None,
) -> Rounds:
    """What comes of this many rounds. constraint: whether the database keeps claims apart.

    guard: what the replicas do without.
    """
    outcome, draw = Rounds(attempts), random.Random(seed)
    async with Fleet(seed, guard=guard) as fleet:
        if not constraint:
            await fleet.take_away(NOTHING_KEPT_APART)
        await fleet.database.write(_plant)
        async with fleet.database.read() as reader:
            known = await catalogue.load(reader)
        crowd = customers(fleet, attempts)
        await register(fleet, crowd)
        for number in range(rounds):
            draw.shuffle(crowd)
            await _round(fleet, crowd, known, number, draw, outcome)
        async with fleet.database.read() as reader:
            outcome.crowded = [one for (one,) in await reader.fetch(CROWDED)]
            outcome.disagreements = [one for (one,) in await reader.fetch(DISAGREEMENTS)]
        outcome.errors += await errors(fleet)
    return outcome


async def _plant(writer: Writer) -> None:
    """A room for each number of units, and a service in it that some coaches do; none does both."""
    known = await lift_open_limit(writer)
    coaches = sorted(known.coaches.values(), key=lambda one: one.id)
    for number, units in enumerate(UNITS):
        room = await rooms.add(writer, ResourceKind.ROOM, f"Room for {units}", units)
        service = await catalogue.add_service(
            writer,
            title=f"In the room for {units}",
            minutes=MINUTES,
            price=Money(5000, "EUR"),
            step=30,
            position=town.SERVICES + units,
        )
        await rooms.set_needs(writer, service, [Need(1, None, (room,))])
        for coach in coaches[number * SHARING : (number + 1) * SHARING]:
            await catalogue.set_coach_services(writer, coach.id, coach.service_ids | {service})


async def _round(
    fleet: Fleet,
    crowd: Sequence[Waiting],
    known: Catalogue,
    number: int,
    draw: random.Random,
    outcome: Rounds,
) -> None:
    services = {
        known.resources[needs[0].resource_ids[0]].units: service
        for service, needs in known.needs.items()
    }
    sharing = {
        units: sorted(known.coaches_for(service), key=lambda one: one.id)
        for units, service in services.items()
    }
    start = _start(fleet, known.services[services[1]], sharing[1][0], number)
    wishes = []
    for _ in crowd:
        units = draw.choice(UNITS)
        coach, at = draw.choice(sharing[units]), start + draw.choice((0, LATER))
        service = known.services[services[units]]
        wishes.append(Confirm(service.id, coach.id, at // 60, service.price.minor))
    presses = await press_all(fleet, zip(crowd, wishes, strict=True))
    had: dict[int, tuple[str, bool]] = {}
    async with fleet.database.read() as reader:
        for units, service_id in services.items():
            rows = await reader.fetch(SESSIONS, service_id, moment(start), moment(start + LATER))
            outcome.booked[units].append(len(rows))
            had |= {person: (code, has) for person, code, has in rows}
    for sent in presses:
        text = str(sent.screen.get("text"))
        shown = CODE.search(text)
        code, has_room = had.get(sent.person, ("", False))
        who = f"round {number + 1}, person {sent.person}"
        if (shown[1] if shown else "") != code or (shown and not has_room):
            outcome.untrue.append(f"{who}: {text!r}, and has {code!r}, with a room: {has_room}")
        refused = fleet.witness.toast(sent) in REFUSED
        if sent.attempts != [True] or not (shown or refused):
            outcome.errors.append(f"{who}: {sent.attempts}, {text!r}")


def _start(fleet: Fleet, service: Service, coach: Coach, number: int) -> int:
    """A time some days ahead that nobody has had yet."""
    now = fleet.witness.moment()
    first = epoch(now + timedelta(days=3))
    starts = free_slots(service, coach, [], (first, first + 40 * 86_400), epoch(now))
    zone = zone_info(town.ZONE)
    local = ((start, moment(start).astimezone(zone)) for start in starts)
    return [start for start, at in local if at.hour in HOURS and not at.minute][number]
