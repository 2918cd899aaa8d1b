"""Row 16: 200 people press "confirm" for the places of one group session, with three replicas.

They want one place or several, and more than there are: whoever is too late for three may be in
time for one. Each round has a session of its own, with a different coach than the last, opened by
its first customer. Half of them want a single place, so that none can be left.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from domain.services.catalogue import Coach
from domain.services.service import Money, Service
from domain.services.service_choice import Choice
from domain.starts.slots import free_slots
from domain.time.spans import epoch, moment
from handlers.chat.customer.summary import Confirm
from handlers.wording.words import words_for
from storage.services import catalogue
from storage.transactions import Writer
from tests.chaos import town
from tests.chaos.figures import Figure, Form
from tests.chaos.fleet import Fleet
from tests.chaos.promises import CODE
from tests.chaos.rush import Waiting, customers, errors, lift_open_limit, press_all, register
from tests.chaos.verdicts import count_and_first
from tests.claimed import DISAGREEMENTS

ATTEMPTS: Final = 200
SOME: Final = 60
CAPACITIES: Final = (7, 16, 25)
MOST: Final = 4  # places that one booking can have
WORDS: Final = words_for("en", None, "en")
GONE: Final = WORDS.label("refusal.places_toast")
SEATS: Final = """
SELECT p.telegram_id, a.code, a.places FROM appointments a JOIN people p ON p.id = a.customer_id
WHERE a.coach_id = $1 AND a.service_id = $2 AND a.starts_at = $3::timestamptz
    AND a.session_id IS NOT NULL AND a.status IN ('pending', 'confirmed')
"""

# For tests of this row: joining counts no places, so that a session of any size has room.
NOBODY_COUNTED: Final = """
CREATE FUNCTION nobody_counted() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.taken := least(NEW.taken, OLD.taken); RETURN NEW; END $$;
CREATE TRIGGER nobody_counted BEFORE UPDATE ON sessions
    FOR EACH ROW EXECUTE FUNCTION nobody_counted()
"""


@dataclass(frozen=True, slots=True)
class Round:
    """One session. seats: places by Telegram id. told and refused: who, with how many they wanted;
    0 for whoever was told of a booking that is not theirs."""

    capacity: int
    seats: Mapping[int, int]
    told: Mapping[int, int]
    refused: Mapping[int, int]

    @property
    def places_taken(self) -> int:
        """How many places are taken."""
        return sum(self.seats.values())


@dataclass
class Rounds:
    """What came of all rounds. attempts: in each. disagreements: of claims and what they are for,
    sentences."""

    attempts: int = ATTEMPTS
    rounds: list[Round] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    disagreements: list[str] = field(default_factory=list)


async def run(form: Form, seed: int) -> list[Figure]:
    """Three rounds, or a hundred; in the smoke form one of fewer people."""
    attempts = form.choose(smoke=SOME, short=ATTEMPTS, long=ATTEMPTS)
    return figures(await run_rounds(seed, form.choose(smoke=1, short=3, long=100), attempts))


def figures(outcome: Rounds) -> list[Figure]:
    """The figures of what was found."""
    rounds = outcome.rounds
    wrong = [
        f"{one.places_taken} of {one.capacity}"
        for one in rounds
        if one.places_taken != one.capacity
    ]
    liars = [who for one in rounds for who in _wrongly_told(one)]
    turned_away = [
        f"{wished} for {person}, and {one.capacity - one.places_taken} are left"
        for one in rounds
        for person, wished in one.refused.items()
        if wished <= one.capacity - one.places_taken
    ]
    total = sum(one.capacity for one in rounds)
    of = f"of {outcome.attempts} attempts at once, in {len(rounds)} rounds through three replicas"
    return [
        Figure(
            16,
            f"places of group sessions taken {of}",
            f"{total:,}, all of each",
            count_and_first(wrong) + " is wrong" if wrong else f"{total:,}, all of each",
            met=bool(rounds) and not wrong,
        ),
        Figure(
            16,
            "people told that they are booked without their places, or not told of them",
            "0",
            count_and_first(liars),
            not liars,
        ),
        Figure(
            16,
            "refused though so many places were left in the end",
            "0",
            count_and_first(turned_away),
            not turned_away,
        ),
        Figure(16, "errors", "0", count_and_first(outcome.errors), not outcome.errors),
        Figure(
            16,
            "time and places that are claimed for nothing, or not for what is in them",
            "0",
            count_and_first(outcome.disagreements),
            not outcome.disagreements,
        ),
    ]


async def run_rounds(
    seed: int, rounds: int, attempts: int = ATTEMPTS, *, counting: bool = True
) -> Rounds:
    """What comes of this many rounds. counting: whether joining a session counts places."""
    outcome, draw = Rounds(attempts), random.Random(seed)
    async with Fleet(seed) as fleet:
        if not counting:
            await fleet.take_away(NOBODY_COUNTED)
        await fleet.database.write(_plant)
        crowd = customers(fleet, attempts)
        await register(fleet, crowd)
        for number in range(rounds):
            draw.shuffle(crowd)
            await _round(fleet, crowd, number, draw, outcome)
        async with fleet.database.read() as reader:
            outcome.disagreements = [one for (one,) in await reader.fetch(DISAGREEMENTS)]
        outcome.errors += await errors(fleet)
    return outcome


async def _plant(writer: Writer) -> None:
    """Classes of several sizes, given by all coaches; a customer may be in any number."""
    known = await lift_open_limit(writer)
    classes = {
        await catalogue.add_service(
            writer,
            title=f"Class of {capacity}",
            minutes=30,
            price=Money(1500, "EUR"),
            step=30,
            position=town.SERVICES + capacity,
            capacity=capacity,
            most_places=MOST,
        )
        for capacity in CAPACITIES
    }
    for coach in known.coaches.values():
        await catalogue.set_coach_services(writer, coach.id, coach.service_ids | classes)


async def _round(
    fleet: Fleet, crowd: Sequence[Waiting], number: int, draw: random.Random, outcome: Rounds
) -> None:
    service, coach, start = await _slot(fleet, number, draw)
    singles = [1] * (len(crowd) // 2)
    wishes = [*singles, *(draw.randint(2, MOST) for _ in crowd[len(singles) :])]
    draw.shuffle(wishes)
    rush = [
        (one, _confirm(service, coach, start, wish))
        for one, wish in zip(crowd, wishes, strict=True)
    ]
    presses = await press_all(fleet, rush)
    async with fleet.database.read() as reader:
        rows = await reader.fetch(SEATS, coach.id, service.id, moment(start))
    codes = {person: code for person, code, _ in rows}
    confirmations: dict[int, int] = {}
    refused: dict[int, int] = {}
    for sent, wish in zip(presses, wishes, strict=True):
        text = str(sent.screen.get("text"))
        if fleet.witness.toast(sent) == GONE:
            refused[sent.person] = wish
        elif shown := CODE.search(text):
            confirmations[sent.person] = wish if shown[1] == codes.get(sent.person) else 0
        if sent.attempts != [True] or not (sent.person in confirmations or sent.person in refused):
            outcome.errors.append(
                f"round {number + 1}, person {sent.person}: {sent.attempts}, {text!r}"
            )
    seats = {person: places for person, _, places in rows}
    outcome.rounds.append(Round(service.capacity, seats, confirmations, refused))


def _confirm(service: Service, coach: Coach, start: int, places: int) -> Confirm:
    price = service.for_party(places).price.minor
    return Confirm(service.id, coach.id, start // 60, price, Choice(places=places).as_text)


async def _slot(fleet: Fleet, number: int, draw: random.Random) -> tuple[Service, Coach, int]:
    """A class and a free time some days ahead: as in row 1, each round another coach."""
    async with fleet.database.read() as reader:
        known = await catalogue.load(reader)
    coach = sorted(known.coaches.values(), key=lambda one: one.id)[number % town.COACHES]
    classes = [one for one in known.offered_services if one.for_groups]
    service = draw.choice(sorted(classes, key=lambda one: one.id))
    now = fleet.witness.moment()
    first = epoch(now + timedelta(days=3))
    starts = free_slots(service, coach, [], (first, first + 7 * 86_400), epoch(now))
    return service, coach, starts[8 + 4 * (number // town.COACHES)]


def _wrongly_told(one: Round) -> list[str]:
    people = sorted(one.told.keys() | one.seats.keys())
    return [
        f"{person} has {one.seats.get(person, 0)} places and was told of {one.told.get(person, 0)}"
        for person in people
        if one.seats.get(person, 0) != one.told.get(person, 0) or not one.seats.get(person)
    ]
